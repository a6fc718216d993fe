//! Record batches against Kafka's own Java code, in both directions.
//!
//! `tests/fixtures/records.txt` holds batches that Kafka's code made and what it reads in them; `tests/java/RecordsRun.sh`
//! makes it anew. The ignored test lets Kafka's code read what is made here: it needs Java and Maven.

use rdkafka::records::{
    Attributes, BatchHeader, Batches, Codec, Compressor, ControlMarker, ControlType, DEFAULT_LEVEL,
    Decompressor, NewRecord, RawBatch, RecordCursor, RecordHeader, TimestampType,
};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

const FIXTURES: &str = include_str!("fixtures/records.txt");
const LIMIT: usize = 1 << 20;

struct Set<'a> {
    name: &'a str,
    data: Vec<u8>,
    lines: Vec<&'a str>,
}

fn fixtures() -> Vec<Set<'static>> {
    let mut sets: Vec<Set> = Vec::new();
    for line in FIXTURES.lines() {
        match line.split_once(' ').unwrap() {
            ("set", name) => sets.push(Set { name, data: Vec::new(), lines: Vec::new() }),
            ("data", hex) => sets.last_mut().unwrap().data = unhex(hex),
            _ => sets.last_mut().unwrap().lines.push(line),
        }
    }
    sets
}

fn data_of(name: &str) -> Vec<u8> {
    fixtures().into_iter().find(|set| set.name == name).unwrap().data
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut s, b| {
        write!(s, "{b:02x}").unwrap();
        s
    })
}

/// Bytes as the fixtures tell them.
fn text(bytes: Option<&[u8]>) -> String {
    match bytes {
        None => "-".to_owned(),
        Some([]) => ".".to_owned(),
        Some(b) if b.len() <= 64 => hex(b),
        Some(b) => {
            let mut crc = flate2::Crc::new();
            crc.update(b);
            format!("#{}:{:08x}", b.len(), crc.sum())
        }
    }
}

fn type_id(kind: TimestampType) -> i8 {
    match kind {
        TimestampType::NotAvailable => -1,
        TimestampType::CreateTime => 0,
        TimestampType::LogAppendTime => 1,
    }
}

fn area<'a>(batch: &RawBatch, data: &'a [u8]) -> Cow<'a, [u8]> {
    let records = batch.records_in(data);
    match batch.codec {
        Codec::None => Cow::Borrowed(records),
        codec => Cow::Owned(Decompressor::default().decompress(codec, records, LIMIT).unwrap()),
    }
}

/// Reads everything in `data` and tells it in the fixtures' lines.
fn describe(data: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    for batch in Batches::new(data) {
        let batch = batch.unwrap();
        batch.check_crc(data).unwrap();
        if batch.magic == 2 {
            lines.push(describe_batch(&batch));
        }
        let area = area(&batch, data);
        let mut cursor = RecordCursor::new(&batch, &area).unwrap();
        while let Some(record) = cursor.next(&area).unwrap() {
            let mut line = format!(
                "record {} {} {} {} {}",
                record.offset,
                record.timestamp,
                type_id(record.timestamp_type),
                text(record.key.of(&area)),
                text(record.value.of(&area))
            );
            for header in record.headers.iter(&area) {
                let (name, value) = header.unwrap();
                write!(line, " {}={}", text(Some(name)), text(value)).unwrap();
            }
            lines.push(line);
        }
    }
    lines
}

fn describe_batch(b: &RawBatch) -> String {
    format!(
        "batch {} {} {} {} {} {} {} {} {} {} {} {}",
        b.base_offset,
        b.last_offset,
        b.leader_epoch,
        type_id(b.timestamp_type),
        b.max_timestamp,
        b.codec,
        b.transactional,
        b.control,
        b.producer_id,
        b.producer_epoch,
        b.base_sequence,
        b.count.unwrap()
    )
}

#[test]
fn reads_what_java_wrote() {
    let sets = fixtures();
    assert!(sets.len() > 30, "fixtures are missing");
    for set in sets {
        assert_eq!(describe(&set.data), set.lines, "set {}", set.name);
    }
}

#[test]
fn every_checksum_guards_its_bytes() {
    for set in fixtures() {
        let last = set.data.len() - 1;
        let mut data = set.data;
        // The last byte is part of a value or a header count: every format's checksum covers it.
        data[last] ^= 0x40;
        let caught = Batches::new(&data).any(|b| b.is_err() || b.is_ok_and(|b| b.check_crc(&data).is_err()));
        assert!(caught, "set {}", set.name);
    }
}

#[test]
fn transaction_marks() {
    for (name, kind) in [("v2-commit", ControlType::Commit), ("v2-abort", ControlType::Abort)] {
        let data = data_of(name);
        let batch = Batches::new(&data).next().unwrap().unwrap();
        let expected = ControlMarker { producer_id: 4711, producer_epoch: 3, kind };
        assert_eq!(ControlMarker::read(&batch, batch.records_in(&data)), Ok(Some(expected)));
    }
    let data = data_of("v2-headers");
    let batch = Batches::new(&data).next().unwrap().unwrap();
    assert_eq!(ControlMarker::read(&batch, batch.records_in(&data)), Ok(None));
}

#[test]
fn delete_horizon() {
    let header = BatchHeader::decode(&data_of("v2-delete-horizon")).unwrap();
    assert!(header.attributes.has_delete_horizon());
    assert_eq!(header.base_timestamp, 1_700_001_000_000);
}

#[test]
fn plain_old_messages_are_one_batch() {
    let data = data_of("mixed-formats");
    let batches: Vec<_> = Batches::new(&data).map(Result::unwrap).collect();
    let facts: Vec<_> = batches.iter().map(|b| (b.magic, b.codec, b.count, b.last_offset)).collect();
    let expected = [
        (0, Codec::None, Some(4), 1003),
        (1, Codec::None, Some(4), 1003),
        (1, Codec::Gzip, None, 1003),
        (2, Codec::None, Some(2), 2001),
    ];
    assert_eq!(facts, expected);
    assert_eq!(batches.last().unwrap().range.end, data.len());
}

#[test]
fn a_cut_response_ends_before_the_incomplete_batch() {
    let mut data = Vec::new();
    for name in ["v2-headers", "v1-gzip", "v2-commit", "v2-transaction", "v0-none-gaps"] {
        data.extend(data_of(name));
    }
    let ends: Vec<_> = Batches::new(&data).map(|b| b.unwrap().range.end).collect();
    let first_plain = ends[3];
    for cut in 0..first_plain {
        let mut batches = Batches::new(&data[..cut]);
        let complete: Vec<_> = batches.by_ref().map(|b| b.unwrap().range.end).collect();
        assert_eq!(complete, ends[..complete.len()]);
        let (start, end) = (complete.last().copied().unwrap_or(0), ends[complete.len()]);
        assert!(cut < end);
        assert_eq!(batches.rest(), cut - start);
        assert_eq!(batches.needed(), (cut - start >= 12).then_some(end - start));
    }
}

type TestRecord = (Option<Vec<u8>>, Option<Vec<u8>>, Vec<(&'static str, Option<Vec<u8>>)>);

/// A batch as the producer makes it: in several segments, the external value among them.
fn our_batch(codec: Codec, level: i32, records: &[TestRecord]) -> Vec<u8> {
    const BASE: i64 = 1_700_000_000_000;
    let mut body = Vec::new();
    for (i, (key, value, headers)) in records.iter().enumerate() {
        let headers: Vec<RecordHeader> = headers.iter().map(|(n, v)| (n.as_bytes(), v.as_deref())).collect();
        let record = NewRecord {
            offset_delta: i as i32,
            timestamp_delta: i as i64 * 100,
            key: key.as_deref(),
            headers: headers.iter().copied(),
        };
        record.encode(&mut body, value.as_deref()).unwrap();
    }
    let external = vec![b'x'; 200_000];
    let last = records.len() as i32;
    let record =
        NewRecord { offset_delta: last, timestamp_delta: 5, key: Some(b"ext"), headers: std::iter::empty() };
    let at = record.encode_external(&mut body, external.len()).unwrap();
    let segments = [&body[..at], &external, &body[at..]];

    let header = BatchHeader {
        base_offset: 7,
        leader_epoch: 3,
        last_offset_delta: last,
        base_timestamp: BASE,
        max_timestamp: BASE + (records.len() as i64 - 1) * 100,
        producer_id: 12,
        producer_epoch: 1,
        base_sequence: 44,
        count: last + 1,
        ..BatchHeader::default()
    };
    let mut compressor = Compressor::default();
    let packed = compressor.compress(codec, level, &segments).unwrap();
    assert_eq!(packed.is_some(), codec != Codec::None, "{codec} compresses this");
    let segments = packed.as_ref().map_or(&segments[..], std::slice::from_ref);
    let attributes = Attributes::default().with_codec(codec).with_transactional(true);
    let mut whole = BatchHeader { attributes, ..header }.seal(segments).unwrap().to_vec();
    segments.iter().for_each(|s| whole.extend_from_slice(s));
    whole
}

fn our_batches() -> Vec<(String, Vec<u8>)> {
    let noise: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..)).take(100_000).collect();
    let records: Vec<TestRecord> = vec![
        (Some(b"key".to_vec()), Some(b"value".to_vec()), vec![("h", Some(b"1".to_vec())), ("n", None)]),
        (None, Some(noise), vec![]),
        (Some(vec![]), None, vec![("", Some(vec![]))]),
        (None, Some(vec![]), vec![]),
    ];
    let codecs = [Codec::None, Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd];
    let levels = [DEFAULT_LEVEL, 1, 12];
    let each = codecs.iter().flat_map(|codec| levels.iter().map(move |level| (*codec, *level)));
    each.map(|(codec, level)| (format!("{codec}{level}"), our_batch(codec, level, &records))).collect()
}

#[test]
fn reads_what_we_wrote() {
    for (name, data) in our_batches() {
        let lines = describe(&data);
        assert_eq!(lines.len(), 6, "{name}");
        assert!(lines[1].starts_with("record 7 1700000000000 0 6b6579 76616c7565 68=31 6e=-"), "{name}");
        assert_eq!(lines[3], "record 9 1700000000200 0 . - .=.", "{name}");
        assert!(lines[5].starts_with("record 11 1700000000005 0 657874 #200000:"), "{name}");
    }
}

#[test]
#[ignore = "needs Java 17 and Maven"]
fn java_reads_what_we_wrote() {
    let mut input = String::new();
    let mut expected = Vec::new();
    for (name, data) in our_batches() {
        writeln!(input, "set {name}\ndata {}", hex(&data)).unwrap();
        expected.push(format!("set {name}"));
        expected.extend(describe(&data));
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/java/RecordsRun.sh");
    let mut java =
        Command::new(script).arg("read").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    java.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = java.wait_with_output().unwrap();
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
}
