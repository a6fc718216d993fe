//! Messages as Kafka's Java client writes them: `protocol/fixtures/messages.gz`, made by `make.sh` beside it.

// Each test uses its part.
#![allow(dead_code)]

use std::io::Read;

use flate2::read::GzDecoder;

static COMPRESSED: &[u8] = include_bytes!("../../protocol/fixtures/messages.gz");

/// One message in one version.
#[derive(Debug)]
pub struct Fixture {
    pub name: String,
    pub version: i16,
    pub bytes: Vec<u8>,
    /// The fields that the version has, under Kafka's names.
    pub fields: serde_json::Value,
}

pub fn load() -> Vec<Fixture> {
    let mut text = String::new();
    GzDecoder::new(COMPRESSED).read_to_string(&mut text).expect("fixtures are gzipped text");
    text.lines().map(parse).collect()
}

fn parse(line: &str) -> Fixture {
    let columns: Vec<&str> = line.split('\t').collect();
    let [name, version, hex, json] = columns[..] else { panic!("not four columns: {line}") };
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
    Fixture {
        name: name.to_owned(),
        version: version.parse().expect("version"),
        bytes: (0..hex.len()).step_by(2).map(byte).collect(),
        fields: serde_json::from_str(json).expect("JSON"),
    }
}
