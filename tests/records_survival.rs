//! Whatever bytes a broker sends: an answer or an error, in bounded time and memory.

use proptest::prelude::*;
use rdkafka::records::{Batches, Codec, ControlMarker, Decompressor, RecordCursor};
use std::borrow::Cow;
use std::sync::LazyLock;

const FIXTURES: &str = include_str!("fixtures/records.txt");
const LIMIT: usize = 100_000;

static SETS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let data = FIXTURES.lines().filter_map(|line| line.strip_prefix("data "));
    data.map(|hex| {
        (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
    })
    .collect()
});

/// Reads all there is, as a consumer would, and counts the records.
fn read_all(data: &[u8], decompressor: &mut Decompressor) -> usize {
    let mut records = 0;
    let mut end = 0;
    for batch in Batches::new(data) {
        let Ok(batch) = batch else { continue };
        assert!(batch.range.start == end && batch.range.end > end && batch.range.end <= data.len());
        end = batch.range.end;
        let _ = batch.check_crc(data);
        let area = match batch.codec {
            Codec::None => Cow::Borrowed(batch.records_in(data)),
            codec => match decompressor.decompress(codec, batch.records_in(data), LIMIT) {
                Ok(area) => Cow::Owned(area),
                Err(_) => continue,
            },
        };
        assert!(area.len() <= LIMIT.max(data.len()));
        let _ = ControlMarker::read(&batch, &area);
        let Ok(mut cursor) = RecordCursor::new(&batch, &area) else { continue };
        while let Ok(Some(record)) = cursor.next(&area) {
            records += 1;
            assert!(records <= data.len() + LIMIT, "more records than bytes");
            assert_eq!(record.key.is_null(), record.key.of(&area).is_none());
            assert_eq!(record.value.is_null(), record.value.of(&area).is_none());
            assert!(record.headers.iter(&area).count() <= record.headers.count());
        }
        assert!(cursor.next(&area).is_ok_and(|r| r.is_none()), "nothing comes after the end");
    }
    records
}

#[test]
fn untouched_data_is_read() {
    let mut decompressor = Decompressor::default();
    assert!(SETS.iter().all(|set| read_all(set, &mut decompressor) > 0));
}

#[test]
fn every_cut() {
    let mut decompressor = Decompressor::default();
    for set in SETS.iter().filter(|set| set.len() < 1000) {
        for cut in 0..set.len() {
            read_all(&set[..cut], &mut decompressor);
        }
    }
}

#[test]
fn every_byte_of_small_sets() {
    let mut decompressor = Decompressor::default();
    for set in SETS.iter().filter(|set| set.len() < 200) {
        let mut data = set.clone();
        for at in 0..data.len() {
            for byte in [0x00, 0x01, 0x7f, 0x80, 0xff] {
                data[at] = byte;
                read_all(&data, &mut decompressor);
            }
            data[at] = set[at];
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn edits_and_cuts(
        set in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut data = SETS[set.index(SETS.len())].clone();
        for (at, byte) in edits {
            // Headers are where the damage tells: half of the edits go there.
            let span = if byte & 1 == 0 { data.len().min(100) } else { data.len() };
            data[at.index(span)] = byte;
        }
        if let Some(cut) = cut {
            data.truncate(cut.index(data.len()));
        }
        read_all(&data, &mut Decompressor::default());
    }

    #[test]
    fn any_bytes(mut data: Vec<u8>, magic in 0u8..4, len in 0u8..120) {
        // A length and a format that lead somewhere.
        if data.len() > 17 {
            data[8..12].copy_from_slice(&[0, 0, 0, len]);
            data[16] = magic;
        }
        read_all(&data, &mut Decompressor::default());
    }
}
