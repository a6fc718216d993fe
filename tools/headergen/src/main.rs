//! Writes `include/librdkafka/rdkafka.h` and `rdkafka_mock.h` from the library's own sources.
//!
//! cbindgen reads `src/capi/` and makes the declarations with their documentation; `shim.c` gives the variadic
//! functions, which Rust cannot define; `types.rs` gives handles and enums, which stand in macros that cbindgen does
//! not see. `abi/functions.tsv` decides which header a function is in and in which order.

mod declarations;
mod facts;
mod layout;
mod rust_types;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = repository_root()?;
    let headers = layout::headers(&root)?;
    // `--check` compares instead of writing: the committed headers must be what the sources say.
    let check = std::env::args().any(|argument| argument == "--check");
    let mut stale = Vec::new();
    for (name, text) in headers {
        let path = root.join("include/librdkafka").join(name);
        if fs::read_to_string(&path).is_ok_and(|present| present == text) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            fs::create_dir_all(root.join("include/librdkafka"))?;
            fs::write(&path, text)?;
        }
    }
    if stale.is_empty() {
        Ok(())
    } else {
        Err(format!("out of date, run `make headers`: {}", stale.join(", ")).into())
    }
}

fn repository_root() -> Result<PathBuf, Box<dyn Error>> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?)
}
