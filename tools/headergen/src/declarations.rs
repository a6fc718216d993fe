//! The declarations as C text: cbindgen's output cut into items, and the variadic functions of `shim.c`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

/// C declarations, each with its documentation comment in front.
pub struct Declarations {
    /// The macros of `cbindgen.toml`.
    pub macros: String,
    /// Structs and typedefs, in an order in which each one's needs come first.
    pub types: Vec<String>,
    /// Functions by name.
    pub functions: BTreeMap<String, String>,
}

pub fn read(root: &Path) -> Result<Declarations, Box<dyn Error>> {
    let mut config = cbindgen::Config::from_file(root.join("cbindgen.toml"))?;
    let macros = config.after_includes.take().unwrap_or_default().trim().to_string();
    let builder = cbindgen::Builder::new().with_config(config).with_src(root.join("src/capi/mod.rs"));
    let mut text = Vec::new();
    builder.generate()?.write(&mut text);
    let text = String::from_utf8(text)?;

    let mut declarations = Declarations { macros, types: Vec::new(), functions: variadic_functions(root)? };
    for item in text.split("\n\n").map(str::trim).filter(|item| !item.is_empty()) {
        let item = function_typedef(item);
        match function_name(&item) {
            // Not of the ABI: what shim.c calls.
            Some(name) if name.starts_with("rdk_") => {}
            Some(name) if declarations.functions.contains_key(name) => {
                return Err(format!("{name} twice: {item}").into());
            }
            Some(name) => drop(declarations.functions.insert(name.to_string(), interceptor_arguments(&item))),
            None => declarations.types.push(item),
        }
    }
    Ok(declarations)
}

/// The name of the function that `item` declares, or `None` for a type.
fn function_name(item: &str) -> Option<&str> {
    let code = item.rsplit_once("*/").map_or(item, |(_doc, code)| code).trim_start();
    if code.starts_with("typedef") || code.starts_with("struct") || code.starts_with("union") {
        return None;
    }
    let head = code.split_once('(')?.0;
    head.rsplit([' ', '*']).next()
}

/// Interceptors and plugin entry points are function types in C, and parameters point to them. cbindgen only knows
/// pointers.
fn function_typedef(item: &str) -> String {
    item.replace("(*rd_kafka_interceptor_f_", "(rd_kafka_interceptor_f_")
        .replace("(*rd_kafka_plugin_f_", "(rd_kafka_plugin_f_")
}

fn interceptor_arguments(item: &str) -> String {
    let Some((head, parameters)) = item.rsplit_once('(') else { return item.to_string() };
    let parameters: Vec<String> = parameters
        .split(',')
        .map(|parameter| match parameter.trim_start().split_once(' ') {
            Some((name, rest)) if name.starts_with("rd_kafka_interceptor_f_") => {
                let indent = &parameter[..parameter.len() - parameter.trim_start().len()];
                format!("{indent}{name} *{rest}")
            }
            _ => parameter.to_string(),
        })
        .collect();
    format!("{head}({}", parameters.join(","))
}

/// The documented definitions of `shim.c` as declarations. `RD_FORMAT` is put where a definition cannot have it.
fn variadic_functions(root: &Path) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let source = fs::read_to_string(root.join("src/capi/shim.c"))?;
    let mut functions = BTreeMap::new();
    for documented in source.split("\n/**\n").skip(1) {
        let (doc, definition) = documented.split_once("*/\n").ok_or("shim.c: comment without end")?;
        let prototype = definition.split_once(" {\n").ok_or("shim.c: function without body")?.0;
        let attribute =
            if prototype.contains("const char *fmt, ...") { " RD_FORMAT(printf, 2, 3)" } else { "" };
        let item = format!("/**\n{doc}*/\n{prototype}{attribute};");
        let name = function_name(&item).ok_or("shim.c: function without name")?.to_string();
        functions.insert(name, item);
    }
    Ok(functions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_told_from_types() {
        assert_eq!(
            function_name("/** A (doc). */\nconst char *rd_kafka_name(const rd_kafka_t *rk);"),
            Some("rd_kafka_name")
        );
        assert_eq!(function_name("void rd_kafka_f(int (*cb)(void *opaque));"), Some("rd_kafka_f"));
        assert_eq!(function_name("typedef int (*rd_kafka_f)(void);"), None);
        assert_eq!(function_name("struct s {\n        int (*cb)(void);\n};"), None);
    }

    #[test]
    fn interceptors_are_function_types() {
        assert_eq!(
            function_typedef("typedef int (*rd_kafka_interceptor_f_on_new_t)(void *ic_opaque);"),
            "typedef int (rd_kafka_interceptor_f_on_new_t)(void *ic_opaque);"
        );
        assert_eq!(
            interceptor_arguments(
                "int f(rd_kafka_t *rk,\n      rd_kafka_interceptor_f_on_new_t on_new, void *ic_opaque);"
            ),
            "int f(rd_kafka_t *rk,\n      rd_kafka_interceptor_f_on_new_t *on_new, void *ic_opaque);"
        );
    }
}
