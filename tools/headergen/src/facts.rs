//! The interface facts of `abi/*.tsv` that the headers are laid out by.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;

pub struct Function {
    pub name: String,
    pub header: String,
    pub deprecated: bool,
}

/// An error code with its C name and, where it has one, its label.
pub struct ErrorCode {
    pub code: i32,
    pub name: String,
    pub label: Option<String>,
}

pub fn functions(root: &Path) -> Result<Vec<Function>, Box<dyn Error>> {
    rows(root, "functions")?
        .into_iter()
        .map(|row| match row.as_slice() {
            [name, header, _kind, _returns, _parameters, deprecated] => Ok(Function {
                name: name.clone(),
                header: header.clone(),
                deprecated: !deprecated.is_empty(),
            }),
            other => Err(format!("functions.tsv: {other:?}").into()),
        })
        .collect()
}

/// The values of `rd_kafka_resp_err_t`: the enum's constants, with the labels of the table of errors.
pub fn error_codes(root: &Path) -> Result<Vec<ErrorCode>, Box<dyn Error>> {
    let labels: HashMap<String, String> = rows(root, "errors")?
        .into_iter()
        .filter_map(|row| match row.as_slice() {
            [code, _name, label] if !label.is_empty() => Some((code.clone(), label.clone())),
            _ => None,
        })
        .collect();
    let mut codes = Vec::new();
    for row in rows(root, "enums")? {
        let [_enumeration, name, code] = row.as_slice() else {
            return Err(format!("enums.tsv: {row:?}").into());
        };
        if name.starts_with("RD_KAFKA_RESP_ERR_") {
            codes.push(ErrorCode {
                code: code.parse()?,
                name: name.clone(),
                label: labels.get(code).cloned(),
            });
        }
    }
    Ok(codes)
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
