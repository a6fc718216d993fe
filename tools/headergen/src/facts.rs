//! The interface facts of `abi/*.tsv` that the headers are laid out by.

use std::error::Error;
use std::fs;
use std::path::Path;

pub struct Function {
    pub name: String,
    pub header: String,
    pub deprecated: bool,
    pub interim: String,
}

/// An error code, its name without the `RD_KAFKA_RESP_ERR_` prefix, and its label.
pub struct ErrorCode {
    pub code: i32,
    pub name: String,
    pub label: String,
}

pub fn functions(root: &Path) -> Result<Vec<Function>, Box<dyn Error>> {
    rows(root, "functions")?
        .into_iter()
        .map(|row| match row.as_slice() {
            [name, header, _kind, returns, parameters, deprecated] => Ok(Function {
                name: name.clone(),
                header: header.clone(),
                deprecated: !deprecated.is_empty(),
                interim: interim(name, returns, parameters),
            }),
            other => Err(format!("functions.tsv: {other:?}").into()),
        })
        .collect()
}

pub fn error_codes(root: &Path) -> Result<Vec<ErrorCode>, Box<dyn Error>> {
    rows(root, "errors")?
        .into_iter()
        .map(|row| match row.as_slice() {
            [code, name, label] => {
                Ok(ErrorCode { code: code.parse()?, name: name.clone(), label: label.clone() })
            }
            other => Err(format!("errors.tsv: {other:?}").into()),
        })
        .collect()
}

/// The tag of the struct or enum that the typedef `name` stands for.
pub fn tags(root: &Path) -> Result<impl Fn(&str) -> Option<String>, Box<dyn Error>> {
    let rows = rows(root, "typedefs")?;
    Ok(move |name: &str| {
        let row = rows.iter().find(|row| row.first().is_some_and(|first| first == name))?;
        row.last()?.split_once(' ').map(|(_, tag)| tag.to_string())
    })
}

/// The rows of a table, without its heading, each as its columns.
fn rows(root: &Path, table: &str) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    let text = fs::read_to_string(root.join("abi").join(table).with_extension("tsv"))?;
    Ok(text.lines().skip(1).map(|line| line.split('\t').map(String::from).collect()).collect())
}

fn interim(name: &str, returns: &str, parameters: &str) -> String {
    let parameters = if let Some((kind, last)) = parameters.rsplit_once(' ').filter(|p| p.0.contains("(*)")) {
        let (before, function) = match kind.find(", ").filter(|_| !kind.starts_with("void (*)")) {
            _ if kind.starts_with("void (*)") || kind.starts_with("int (*)") => ("", kind),
            Some(_) => {
                let at = kind.find("(*)").unwrap();
                let cut = kind[..at].rfind(", ").map_or(0, |at| at + 2);
                kind.split_at(cut)
            }
            None => ("", kind),
        };
        // A parameter may follow the function pointer.
        if let Some((function, name_and_more)) = function.rsplit_once(") ") {
            format!("{before}{}) , {last}", format!("{function})").replace("(*)", &format!("(*{})", name_and_more.split(',').next().unwrap())).trim_end_matches(')'))
                + if name_and_more.contains(',') { "" } else { "" }
        } else {
            format!("{before}{}", function.replace("(*)", &format!("(*{last})")))
        }
    } else {
        parameters.to_string()
    };
    let parameters = if parameters.is_empty() { "void".into() } else { parameters };
    format!("{returns} {name}({parameters});").replace("* ", "*").replace(" , cmp_opaque", ", void *cmp_opaque")
}
