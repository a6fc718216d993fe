//! Turns `protocol/messages.json` into Rust: one struct per message with its codec in every valid version.
//!
//! `schema` reads the facts, `selection` says which messages the library speaks, `emit` writes the code.
//! Output in `OUT_DIR`: `messages.rs` (the structs), `api_keys.rs` (the table of API keys) and
//! `message_list.rs` (a macro over all message names, for the tests).

mod emit;
mod schema;
mod selection;

use std::path::{Path, PathBuf};
use std::{env, fs};

const SCHEMA: &str = "protocol/messages.json";

/// Build-script entry: a schema error stops the build with its text.
pub fn generate() {
    println!("cargo:rerun-if-changed=protocol/generator");
    println!("cargo:rerun-if-changed={SCHEMA}");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let text = fs::read_to_string(SCHEMA).unwrap_or_else(|error| panic!("{SCHEMA}: {error}"));
    let messages = schema::parse(&text).unwrap_or_else(|error| panic!("{SCHEMA}: {error}"));
    let selected = selection::select(&messages);
    write(&out, "messages.rs", &emit::messages(&selected));
    write(&out, "api_keys.rs", &emit::api_keys(&messages));
    write(&out, "message_list.rs", &emit::message_list(&selected));
}

fn write(directory: &Path, name: &str, text: &str) {
    let path = directory.join(name);
    fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
