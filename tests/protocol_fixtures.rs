//! Every generated message, in every version, against the bytes and field values of Kafka's Java client.

mod protocol_support;

use std::collections::BTreeSet;
use std::fmt::Debug;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rdkafka::protocol::{Decode, Message, Reader, Writer, messages};
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/message_list.rs"));

/// What became of a fixture's bytes.
struct RoundTrip {
    encoded: Vec<u8>,
    left: usize,
    fields: Dump,
    defaults: Dump,
}

fn round_trip<'a, M: Decode<'a> + Default + Debug>(bytes: &'a [u8], version: i16) -> RoundTrip {
    let mut reader = Reader::new(bytes);
    let message =
        M::decode(&mut reader, version).unwrap_or_else(|error| panic!("{} v{version}: {error}", M::NAME));
    let mut writer = Writer::new();
    message.encode(&mut writer, version).unwrap_or_else(|error| panic!("{} v{version}: {error}", M::NAME));
    RoundTrip {
        encoded: writer.into_vec(),
        left: reader.remaining(),
        fields: dump(&message),
        defaults: dump(&M::default()),
    }
}

macro_rules! dispatch {
    ($($name:ident),*) => {
        /// `None` for a message that is not generated.
        fn round_trip_by_name(name: &str, bytes: &[u8], version: i16) -> Option<RoundTrip> {
            match name {
                $(stringify!($name) => Some(round_trip::<messages::$name>(bytes, version)),)*
                _ => None,
            }
        }

        const GENERATED: &[(&str, (i16, i16))] =
            &[$((<messages::$name as Message>::NAME, <messages::$name as Message>::VERSIONS)),*];
    };
}
for_each_message!(dispatch);

#[test]
fn bytes_and_values_equal_those_of_the_java_client() {
    let mut seen = BTreeSet::new();
    for fixture in protocol_support::load() {
        let what = format!("{} v{}", fixture.name, fixture.version);
        let Some(trip) = round_trip_by_name(&fixture.name, &fixture.bytes, fixture.version) else { continue };
        assert_eq!(trip.left, 0, "{what}: bytes left");
        assert_eq!(trip.encoded, fixture.bytes, "{what}");
        compare(&what, &trip.fields, &fixture.fields);
        compare_absent(&what, &trip, &fixture.fields);
        seen.insert((fixture.name, fixture.version));
    }
    for (name, (first, last)) in GENERATED {
        for version in *first..=*last {
            assert!(seen.contains(&((*name).to_owned(), version)), "{name} v{version}: no fixture");
        }
    }
}

#[test]
fn the_comparison_sees_exchanged_fields() {
    let fixtures = protocol_support::load();
    let fixture = fixtures.iter().find(|f| f.name == "HeartbeatRequest" && f.version == 4).expect("fixture");
    let trip = round_trip_by_name(&fixture.name, &fixture.bytes, 4).expect("generated");
    let mut fields = fixture.fields.clone();
    let group = fields["groupId"].take();
    fields["groupId"] = fields["memberId"].take();
    fields["memberId"] = group;
    assert!(std::panic::catch_unwind(|| compare("exchanged", &trip.fields, &fields)).is_err());
}

/// A value as its `Debug` text shows it, which names each field: proof by names, not by position.
#[derive(Clone, Debug, PartialEq)]
enum Dump {
    None,
    /// A number, a flag, or a UUID's text.
    Word(String),
    Text(String),
    List(Vec<Dump>),
    Struct(Vec<(String, Dump)>),
}

impl Dump {
    fn field(&self, name: &str) -> Option<&Dump> {
        let Dump::Struct(fields) = self else { return None };
        fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }
}

/// A field's name without what differs between Rust's spelling and Kafka's.
fn canonical(name: &str) -> String {
    name.trim_start_matches("r#").replace('_', "").to_lowercase()
}

fn compare(what: &str, ours: &Dump, theirs: &Value) {
    match (ours, theirs) {
        (Dump::None, Value::Null) => {}
        (Dump::Word(ours), Value::Number(_) | Value::Bool(_)) => {
            assert_eq!(*ours, theirs.to_string(), "{what}")
        }
        (Dump::Word(ours) | Dump::Text(ours), Value::String(theirs)) => assert_eq!(ours, theirs, "{what}"),
        (Dump::List(ours), Value::String(theirs)) => {
            let theirs = STANDARD.decode(theirs).expect("base64");
            let theirs: Vec<_> = theirs.iter().map(|byte| Dump::Word(byte.to_string())).collect();
            assert_eq!(*ours, theirs, "{what}");
        }
        (Dump::List(ours), Value::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len(), "{what}");
            for (ours, theirs) in ours.iter().zip(theirs) {
                compare(what, ours, theirs);
            }
        }
        (Dump::Struct(_), Value::Object(theirs)) => {
            for (name, value) in theirs {
                compare_field(&format!("{what} {name}"), ours, name, value);
            }
        }
        (ours, theirs) => panic!("{what}: {ours:?}, Kafka's {theirs}"),
    }
}

/// Kafka shows of records only their size.
fn compare_field(what: &str, ours: &Dump, name: &str, theirs: &Value) {
    if let Some(field) = ours.field(&canonical(name)) {
        return compare(what, field, theirs);
    }
    let records = name.strip_suffix("SizeInBytes").and_then(|name| ours.field(&canonical(name)));
    let Some(Dump::List(bytes)) = records else { panic!("{what}: no such field in {ours:?}") };
    assert_eq!(Some(bytes.len() as u64), theirs.as_u64(), "{what}");
}

/// A field that Kafka does not show is not in the version, or is a tagged one left out: it has its default.
fn compare_absent(what: &str, trip: &RoundTrip, theirs: &Value) {
    let Dump::Struct(fields) = &trip.fields else { return };
    let shown: BTreeSet<String> =
        theirs.as_object().expect("object").keys().map(|key| canonical(key)).collect();
    for (name, value) in fields.iter().filter(|(name, _)| !shown.contains(name)) {
        assert_eq!(Some(value), trip.defaults.field(name), "{what} {name}");
    }
}

fn dump(value: &impl Debug) -> Dump {
    let text = format!("{value:?}");
    let mut parser = DebugParser { rest: &text };
    let dump = parser.value();
    assert_eq!(parser.rest, "", "of {text}");
    dump
}

/// Reads what `#[derive(Debug)]` writes.
struct DebugParser<'a> {
    rest: &'a str,
}

impl<'a> DebugParser<'a> {
    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) {
        assert!(self.eat(token), "{token:?} expected at {:?}", self.rest);
    }

    fn word(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || "_-.#".contains(c)));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    fn value(&mut self) -> Dump {
        if self.rest.starts_with('"') {
            return self.text();
        }
        if self.eat("[") {
            return self.list();
        }
        let word = self.word();
        match word {
            "None" => Dump::None,
            "Some" => {
                self.expect("(");
                let value = self.value();
                self.expect(")");
                value
            }
            "Uuid" => {
                self.expect("(");
                let uuid = self.word().to_owned();
                self.expect(")");
                Dump::Word(uuid)
            }
            _ if self.eat(" { ") => self.fields(),
            _ => Dump::Word(word.to_owned()),
        }
    }

    fn fields(&mut self) -> Dump {
        let mut fields = Vec::new();
        loop {
            let name = canonical(self.word());
            self.expect(": ");
            fields.push((name, self.value()));
            if !self.eat(", ") {
                self.expect(" }");
                return Dump::Struct(fields);
            }
        }
    }

    fn list(&mut self) -> Dump {
        let mut items = Vec::new();
        while !self.eat("]") {
            items.push(self.value());
            self.eat(", ");
        }
        Dump::List(items)
    }

    /// The fixtures' strings have nothing that `Debug` escapes.
    fn text(&mut self) -> Dump {
        self.expect("\"");
        let (text, rest) = self.rest.split_once('"').expect("closing quote");
        assert!(!text.contains('\\'), "escape in {text:?}");
        self.rest = rest;
        Dump::Text(text.to_owned())
    }
}
