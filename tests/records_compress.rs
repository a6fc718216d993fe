//! Codecs: what goes in comes out, variants other clients write are read, and hostile input costs little.

use proptest::prelude::*;
use rdkafka::records::{Codec, Compressor, DEFAULT_LEVEL, Decompressor, RecordError};
use std::io::Write as _;

const CODECS: [Codec; 4] = [Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd];
const MB: usize = 1 << 20;

fn packed(codec: Codec, data: &[u8]) -> Vec<u8> {
    Compressor::default().compress(codec, DEFAULT_LEVEL, &[data]).unwrap().expect("compressible").to_vec()
}

fn unpack(codec: Codec, data: &[u8], limit: usize) -> Result<Vec<u8>, RecordError> {
    Decompressor::default().decompress(codec, data, limit)
}

/// Compressible, and not the same everywhere.
fn prose(len: usize) -> Vec<u8> {
    (0u32..).flat_map(|i| format!("record {} of many, ", i * i % 997).into_bytes()).take(len).collect()
}

#[test]
fn contexts_are_reused_between_batches_levels_and_failures() {
    let (mut compressor, mut decompressor) = (Compressor::default(), Decompressor::default());
    let noise: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..)).take(5000).collect();
    for codec in CODECS {
        for level in [DEFAULT_LEVEL, 0, 1, 9, 12, 99, i32::MIN, DEFAULT_LEVEL] {
            for len in [1000, 65_535, 65_536, 65_537, 300_000] {
                let data = prose(len);
                let packed = compressor.compress(codec, level, &[&data]).unwrap();
                // gzip's level 0 only stores.
                let Some(packed) = packed else {
                    assert_eq!((codec, level), (Codec::Gzip, 0));
                    continue;
                };
                assert!(packed.len() < len / 2);
                assert_eq!(decompressor.decompress(codec, packed, len), Ok(data));
            }
            assert_eq!(compressor.compress(codec, level, &[&noise]), Ok(None));
            assert!(decompressor.decompress(codec, &noise, MB).is_err());
        }
    }
}

#[test]
fn nothing_to_gain_is_told() {
    let mut compressor = Compressor::default();
    for codec in [Codec::None, Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd] {
        assert_eq!(compressor.compress(codec, DEFAULT_LEVEL, &[]), Ok(None));
        assert_eq!(compressor.compress(codec, DEFAULT_LEVEL, &[b"", b"abc"]), Ok(None));
    }
    assert_eq!(compressor.compress(Codec::None, DEFAULT_LEVEL, &[&[0; 9000]]), Ok(None));
}

#[test]
fn the_limit_is_exact() {
    let data = vec![0; 3 * MB];
    for codec in CODECS {
        let packed = packed(codec, &data);
        assert_eq!(unpack(codec, &packed, data.len()).as_ref(), Ok(&data), "{codec}");
        for limit in [0, 1, 1000, MB, data.len() - 1] {
            assert_eq!(unpack(codec, &packed, limit), Err(RecordError::TooLarge { limit }), "{codec}");
        }
    }
    assert_eq!(unpack(Codec::None, b"abc", 2), Err(RecordError::TooLarge { limit: 2 }));
}

#[test]
fn every_cut_is_an_error() {
    for codec in CODECS {
        let packed = packed(codec, &prose(5000));
        for cut in 1..packed.len() {
            // A framed snappy stream has no end mark: cut between blocks it is whole, only shorter.
            match unpack(codec, &packed[..cut], MB) {
                Err(RecordError::Compression { .. }) => {}
                Ok(short) => assert!(codec == Codec::Snappy && short.len() < 5000, "{codec} cut at {cut}"),
                other => panic!("{codec} cut at {cut}: {other:?}"),
            }
        }
    }
}

#[test]
fn declared_sizes_reserve_nothing() {
    // A snappy block that claims 4 GB.
    let huge = [0xff, 0xff, 0xff, 0xff, 0x0f, 0, b'x'];
    assert!(matches!(unpack(Codec::Snappy, &huge, usize::MAX), Err(RecordError::Compression { .. })));
    // A zstd frame header that claims 2^60 bytes, and nothing more.
    let huge = [0x28, 0xb5, 0x2f, 0xfd, 0xc0, 0x50, 0, 0, 0, 0, 0, 0, 0, 0x10];
    assert!(matches!(unpack(Codec::Zstd, &huge, usize::MAX), Err(RecordError::Compression { .. })));
    // Memory follows the output: 100 KB of a block size of 4 MB.
    let mut frame = vec![0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73];
    let block = lz4_flex::block::compress(&prose(100_000));
    frame.extend((block.len() as u32).to_le_bytes());
    frame.extend(block);
    frame.extend([0; 4]);
    assert_eq!(unpack(Codec::Lz4, &frame, MB), Ok(prose(100_000)));
}

#[test]
fn snappy_without_framing() {
    let data = prose(200_000);
    let raw = snap::raw::Encoder::new().compress_vec(&data).unwrap();
    assert_eq!(unpack(Codec::Snappy, &raw, MB), Ok(data));
}

#[test]
fn concatenated_streams() {
    let (a, b) = (prose(100_000), vec![7; 90_000]);
    let whole = [a.clone(), b.clone()].concat();
    for codec in CODECS {
        let streams = [packed(codec, &a), packed(codec, &b)].concat();
        assert_eq!(unpack(codec, &streams, MB).as_ref(), Ok(&whole), "{codec}");
    }
}

#[test]
fn lz4_frames_of_every_kind() {
    use lz4_flex::frame::{BlockMode, BlockSize, FrameEncoder, FrameInfo};
    let data = [prose(900_000), std::iter::repeat_with(|| fastrand::u8(..)).take(100_000).collect()].concat();
    let sizes = [BlockSize::Max64KB, BlockSize::Max256KB, BlockSize::Max1MB, BlockSize::Max4MB];
    for size in sizes {
        for mode in [BlockMode::Independent, BlockMode::Linked] {
            for (block_checksums, content_checksum, content_size) in
                [(false, false, None), (true, true, Some(data.len() as u64))]
            {
                let info = FrameInfo::new()
                    .block_size(size)
                    .block_mode(mode)
                    .block_checksums(block_checksums)
                    .content_checksum(content_checksum)
                    .content_size(content_size);
                let mut encoder = FrameEncoder::with_frame_info(info, Vec::new());
                encoder.write_all(&data).unwrap();
                let frame = encoder.finish().unwrap();
                assert_eq!(unpack(Codec::Lz4, &frame, MB).as_ref(), Ok(&data));
                if content_checksum {
                    let mut bad = frame.clone();
                    *bad.last_mut().unwrap() ^= 1;
                    assert!(matches!(unpack(Codec::Lz4, &bad, MB), Err(RecordError::Compression { .. })));
                }
            }
        }
    }
}

#[test]
fn our_lz4_frames_are_frames_to_others() {
    let data = prose(200_000);
    let frame = packed(Codec::Lz4, &data);
    let mut read = Vec::new();
    std::io::Read::read_to_end(&mut lz4_flex::frame::FrameDecoder::new(&frame[..]), &mut read).unwrap();
    assert_eq!(read, data);
}

#[test]
fn lz4_header_checksum() {
    let mut frame = packed(Codec::Lz4, &prose(1000));
    frame[6] ^= 1;
    let reason = "header checksum mismatch";
    assert_eq!(unpack(Codec::Lz4, &frame, MB), Err(RecordError::Compression { codec: Codec::Lz4, reason }));
    // What old clients computed over the magic number as well.
    frame[6] = (twox_hash::XxHash32::oneshot(0, &frame[..6]) >> 8) as u8;
    assert_eq!(unpack(Codec::Lz4, &frame, MB), Ok(prose(1000)));
}

proptest! {
    #[test]
    fn segments_are_one_stream(
        lens in prop::collection::vec(0usize..150_000, 1..5), codec in prop::sample::select(&CODECS[..]), level in -1..6,
    ) {
        let data = prose(lens.iter().sum());
        let mut rest = data.as_slice();
        let mut segments = Vec::new();
        for len in lens {
            let (segment, after) = rest.split_at(len);
            segments.push(segment);
            rest = after;
        }
        let mut compressor = Compressor::default();
        if let Some(packed) = compressor.compress(codec, level, &segments).unwrap() {
            prop_assert_eq!(unpack(codec, packed, data.len()).unwrap(), data);
        } else {
            prop_assert!(data.len() < 200 || (codec, level) == (Codec::Gzip, 0));
        }
    }

    #[test]
    fn damaged_streams_end(
        codec in prop::sample::select(&CODECS[..]),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut stream = packed(codec, &prose(3000));
        for (at, byte) in edits {
            let at = at.index(stream.len());
            stream[at] = byte;
        }
        if let Ok(out) = unpack(codec, &stream, 100_000) {
            prop_assert!(out.len() <= 100_000 && out.capacity() <= 2 * (100_000 + 4 * MB));
        }
    }

    #[test]
    fn any_bytes_end(codec in prop::sample::select(&CODECS[..]), bytes: Vec<u8>) {
        if let Ok(out) = unpack(codec, &bytes, 10_000) {
            prop_assert!(out.len() <= 10_000);
        }
    }
}
