//! The properties as documentation.

use std::fmt::Write;

use super::table::{Applies, Importance, Kind, Mark, Property, Table};
use super::types::Features;
use super::{Conf, TopicConf};

/// The table of all documented properties: what `rd_kafka_conf_properties_show()` prints. It looks like Markdown, but
/// default values stand there as they would be set.
pub fn properties_show() -> String {
    tables(str::to_owned)
}

fn tables(cell: fn(&str) -> String) -> String {
    let mut out = String::from("## Global configuration properties\n\n");
    show_table::<Conf>(&mut out, cell);
    out.push_str("\n\n## Topic configuration properties\n\n");
    show_table::<TopicConf>(&mut out, cell);
    out.push_str("\n### C/P legend: C = Consumer, P = Producer, * = both\n");
    out
}

/// The text of CONFIGURATION.md.
pub fn configuration_md() -> String {
    format!(
        "# Configuration properties\n\
         <!-- Generated from src/conf by `make docs`: change it there. -->\n\n\
         Times end in `.ms` and are in milliseconds, sizes end in `.bytes` and are in bytes, unless the name says \
         otherwise. Names are case-sensitive, enumerated values are not. Topic properties can also be set on the \
         global configuration, where they are the default of all topics.\n\n{}",
        tables(markdown_cell)
    )
}

fn show_table<C: Table>(out: &mut String, cell: fn(&str) -> String) {
    out.push_str(
        "Property                                 | C/P | Range           |       Default | Importance | Description\n\
         -----------------------------------------|-----|-----------------|--------------:|------------|--------------------------\n",
    );
    let defaults = C::default();
    for row in C::rows().iter().filter(|row| !row.is(Mark::hidden)) {
        show_row(out, row, &defaults, cell);
    }
}

fn show_row<C: Table>(out: &mut String, row: &Property<C>, defaults: &C, cell: fn(&str) -> String) {
    // An alias has range, default and type of the property it stands for.
    let (marks, target) = match row.kind {
        Kind::Alias(of) => ("", C::find(of).map_or(row, |(_, target)| target)),
        _ => (standing(row), row),
    };
    let applies = match row.applies {
        Applies::Any => "*",
        Applies::Consumer => "C",
        Applies::Producer => "P",
    };
    let importance = match row.importance {
        Importance::Low => "low",
        Importance::Medium => "medium",
        Importance::High => "high",
    };
    // Writing to a string does not fail.
    let _ = writeln!(
        out,
        "{:<40} |  {applies}  | {:<15} | {:>13} | {importance:<10} | {marks}{} <br>*Type: {}*",
        row.name,
        range(&target.kind),
        cell(&default_text(target, defaults)),
        cell(row.description),
        type_name(&target.kind),
    );
}

fn standing<C>(row: &Property<C>) -> &'static str {
    match (row.is(Mark::deprecated), row.is(Mark::experimental)) {
        (true, true) => "**DEPRECATED** **EXPERIMENTAL**: ",
        (true, false) => "**DEPRECATED** ",
        (false, true) => "**EXPERIMENTAL**: ",
        (false, false) => "",
    }
}

/// A bar would end the table's cell.
fn markdown_cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn default_text<C>(row: &Property<C>, defaults: &C) -> String {
    match row.kind {
        Kind::Flags(names) if names == Features::NAMES => {
            row.show(defaults).unwrap_or_default().replace(',', ", ")
        }
        Kind::Dedicated | Kind::Pointer => String::new(),
        _ => row.show(defaults).unwrap_or_default(),
    }
}

fn range(kind: &Kind) -> String {
    match kind {
        Kind::Integer { min, max, .. } => format!("{min} .. {max}"),
        Kind::Float { min, max } => format!("{min} .. {max}"),
        Kind::Boolean => "true, false".to_owned(),
        Kind::Flags(names) if *names == Features::NAMES => String::new(),
        Kind::Enum(names) | Kind::Flags(names) => names.join(", "),
        _ => String::new(),
    }
}

fn type_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Integer { .. } => "integer",
        Kind::Float { .. } => "float",
        Kind::Boolean => "boolean",
        Kind::Text | Kind::Alias(_) => "string",
        Kind::Enum(_) => "enum value",
        Kind::Flags(_) => "CSV flags",
        Kind::Patterns => "pattern list",
        Kind::Dedicated | Kind::Internal | Kind::Pointer => "see dedicated API",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every row of `abi/config.tsv` is in the tables, in its order, with its range, default, importance and type.
    #[test]
    fn the_tables_are_those_of_the_interface() {
        let ours: Vec<Vec<String>> = tables(markdown_cell)
            .lines()
            .filter(|line| line.contains("<br>*Type: "))
            .map(|line| line.replace("\\|", "\u{1}").split('|').map(|cell| cell.trim().to_owned()).collect())
            .collect();
        let facts = include_str!("../../abi/config.tsv");
        let theirs: Vec<Vec<&str>> = facts.lines().skip(1).map(|line| line.split('\t').collect()).collect();
        assert_eq!(ours.len(), theirs.len());
        for (row, fact) in ours.iter().zip(&theirs) {
            let name = fact[1];
            assert_eq!((row[0].as_str(), row[1].as_str(), row[4].as_str()), (name, fact[2], fact[5]));
            assert!(row[5].ends_with(&format!("<br>*Type: {}*", fact[6])), "{name}: {}", row[5]);
            assert_eq!(
                row[5].contains("**DEPRECATED**"),
                fact[8] == "deprecated" && fact[7].is_empty(),
                "{name}"
            );
            if !fact[7].is_empty() {
                assert!(row[5].contains(&format!("`{}`", fact[7])), "{name}");
            }
            // The topic's alias is listed with the global property's default.
            if fact[..2] != ["topic", "compression.type"] {
                assert_eq!(row[2], fact[3], "{name}");
            }
            let built_from_source = name == "builtin.features" || fact[..2] == ["topic", "compression.type"];
            if !built_from_source {
                let default = fact[4].replace("\\\"", "\"").replace("||", "\u{1}\u{1}");
                assert_eq!(row[3], default, "{name}");
            }
        }
    }

    /// CONFIGURATION.md is what the tables say. `UPDATE_DOCS=1` rewrites it.
    #[test]
    fn configuration_md_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/CONFIGURATION.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, configuration_md()).unwrap();
        }
        let current = std::fs::read_to_string(path).unwrap_or_default();
        assert!(current == configuration_md(), "CONFIGURATION.md is out of date: run `make docs`");
    }
}
