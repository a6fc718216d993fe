//! What `rd_kafka_unittest` runs: whether the library works on this machine. Most of it leans on the machine (CRC
//! instructions, codecs built in C, sockets, threads); the rest is for `cargo test`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::client::{Client, ClientKind};
use crate::conf::{Conf, Partitioner};
use crate::log::{Debug, Logger, Sink};
use crate::metadata::{QueryTopics, query};
use crate::queue::Deadline;
use crate::records::{
    Attributes, BatchHeader, Batches, Codec, Compressor, DEFAULT_LEVEL, Decompressor, NewRecord,
    RecordCursor, crc32c, crc32c_append,
};

type Outcome = Result<(), String>;
type Test = (&'static str, fn() -> Outcome);

/// In the order in which they are run: what later ones need comes first.
const TESTS: [Test; 4] = [
    ("checksums", checksums),
    ("key hashes", key_hashes),
    ("record batches", record_batches),
    ("cluster", cluster),
];

/// Runs all tests, tells `report` of each, and returns how many failed.
pub fn run(mut report: impl FnMut(&str, Duration, &Outcome)) -> usize {
    let failed = |(name, test): &Test| {
        let begun = Instant::now();
        let outcome = test();
        report(name, begun.elapsed(), &outcome);
        outcome.is_err()
    };
    TESTS.iter().map(failed).filter(|failed| *failed).count()
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, got: T, want: T) -> Outcome {
    if got == want { Ok(()) } else { Err(format!("{what}: {got:?}, not {want:?}")) }
}

/// The check value of CRC-32C's definition, and that pieces give the same as the whole.
fn checksums() -> Outcome {
    expect("CRC-32C", crc32c(b"123456789"), 0xe306_9283)?;
    let bytes: Vec<u8> = (0..100_000u32).map(|i| (i * 7) as u8).collect();
    for cut in [0, 1, 7, 8, 63, 64, 4097, bytes.len()] {
        let (left, right) = bytes.split_at(cut);
        let pieces = crc32c_append(crc32c(left), right);
        expect("CRC-32C in two pieces", pieces, crc32c(&bytes))?;
    }
    Ok(())
}

/// Known answers: a key must go where other clients send it. Murmur2's are those of Kafka's own test.
fn key_hashes() -> Outcome {
    let known = [
        (Partitioner::Murmur2, "21", -973_932_308),
        (Partitioner::Murmur2, "foobar", -790_332_482),
        (Partitioner::Murmur2, "a-little-bit-long-string", -985_981_536),
    ];
    for (partitioner, key, hash) in known {
        let positive = (hash & 0x7fff_ffff) as u32;
        expect(key, partitioner.hash(Some(key.as_bytes())), Some(positive))?;
    }
    expect("CRC-32", Partitioner::Consistent.hash(Some(b"123456789")), Some(0xcbf4_3926))
}

/// A batch of each codec, written and read back.
fn record_batches() -> Outcome {
    let codecs = [Codec::None, Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd];
    codecs.into_iter().try_for_each(|codec| round_trip(codec).map_err(|error| format!("{codec}: {error}")))
}

const RECORDS: i32 = 1000;

fn round_trip(codec: Codec) -> Outcome {
    let batch = written(codec).map_err(|error| error.to_string())?;
    let values = read_back(&batch).map_err(|error| error.to_string())?;
    expect("records", values, (0..RECORDS).map(value_of).collect())
}

fn value_of(number: i32) -> Vec<u8> {
    format!("record {number} of a batch that shrinks when it is compressed").into_bytes()
}

fn written(codec: Codec) -> Result<Vec<u8>, crate::records::RecordError> {
    let mut body = Vec::new();
    for offset_delta in 0..RECORDS {
        let record = NewRecord { offset_delta, timestamp_delta: 0, key: None, headers: std::iter::empty() };
        record.encode(&mut body, Some(&value_of(offset_delta)))?;
    }
    let mut compressor = Compressor::default();
    let packed = compressor.compress(codec, DEFAULT_LEVEL, &[&body])?;
    let header = BatchHeader {
        attributes: Attributes::default().with_codec(if packed.is_some() { codec } else { Codec::None }),
        last_offset_delta: RECORDS - 1,
        count: RECORDS,
        ..BatchHeader::default()
    };
    let body = packed.unwrap_or(&body);
    Ok([&header.seal(&[body])?[..], body].concat())
}

fn read_back(data: &[u8]) -> Result<Vec<Vec<u8>>, crate::records::RecordError> {
    let mut values = Vec::new();
    for batch in Batches::new(data) {
        let batch = batch?;
        batch.check_crc(data)?;
        let packed = batch.records_in(data);
        let area = Decompressor::default().decompress(batch.codec, packed, 1 << 20)?;
        let mut cursor = RecordCursor::new(&batch, &area)?;
        while let Some(record) = cursor.next(&area)? {
            values.push(record.value.of(&area).unwrap_or_default().to_vec());
        }
    }
    Ok(values)
}

/// A client and a cluster within the process: threads, sockets, and a question answered.
fn cluster() -> Outcome {
    let mut conf = Conf::default();
    conf.test_mock_num_brokers = 3;
    conf.finalize(ClientKind::Producer)?;
    let silent = |_: &std::sync::Weak<Client>, name: &str, _: &Conf| {
        Logger::new(name, 0, Debug::empty(), false, Sink::Silent)
    };
    let client = Client::new(ClientKind::Producer, conf, silent).map_err(|error| error.reason)?;
    let answer = ask(&client);
    client.shut_down();
    answer
}

fn ask(client: &Arc<Client>) -> Outcome {
    let topics = QueryTopics::Named(vec!["self-test".into()]);
    let metadata = query(client, topics, Deadline::from_timeout_ms(10_000));
    let metadata = metadata.map_err(|code| format!("no metadata: {code}"))?;
    expect("brokers", metadata.brokers.len(), 3)?;
    expect("topics", metadata.topics.len(), 1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_library_works_here() {
        let mut failures = Vec::new();
        let failed = super::run(|name, _, outcome| {
            failures.extend(outcome.as_ref().err().map(|why| format!("{name}: {why}")));
        });
        assert_eq!((failed, failures), (0, Vec::new()));
    }
}
