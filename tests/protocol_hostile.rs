//! Every decoder survives any bytes: it neither panics nor takes memory out of proportion to its input.

#![allow(unsafe_code)] // an allocator that counts

mod protocol_support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use rdkafka::protocol::fetch::FetchResponseReader;
use rdkafka::protocol::produce::ProduceResponseReader;
use rdkafka::protocol::{Decode, DecodeError, DecodeProblem, Reader, messages, versions};

include!(concat!(env!("OUT_DIR"), "/message_list.rs"));

/// The system's allocator; notes for each thread the largest single request.
struct Counting;

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

impl Counting {
    fn note(size: usize) {
        // A thread's very last allocations come after its cell is gone.
        let _ = LARGEST.try_with(|largest| largest.set(largest.get().max(size)));
    }
}

// SAFETY: every call is passed on unchanged to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::note(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        Self::note(size);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The largest single allocation during `work`.
fn largest_allocation<T>(work: impl FnOnce() -> T) -> (T, usize) {
    LARGEST.set(0);
    let result = work();
    (result, LARGEST.get())
}

/// No array may take more. Structs in memory are larger than on the wire, at worst a few dozen times: a nullable
/// string is one byte there and 16 here; and a growing array may have twice the room it needs.
fn allowance(input: usize) -> usize {
    4096 + 40 * input
}

fn decode<'a, M: Decode<'a>>(bytes: &'a [u8], version: i16) -> Result<usize, DecodeError> {
    let mut reader = Reader::new(bytes);
    M::decode(&mut reader, version).map(|_| reader.remaining())
}

macro_rules! dispatch {
    ($($name:ident),*) => {
        /// Decodes as the message so named; says how many bytes are left.
        fn decode_by_name(name: &str, bytes: &[u8], version: i16) -> Option<Result<usize, DecodeError>> {
            match name {
                $(stringify!($name) => Some(decode::<messages::$name>(bytes, version)),)*
                _ => None,
            }
        }

        const GENERATED: &[&str] = &[$(stringify!($name)),*];
    };
}
for_each_message!(dispatch);

/// Decodes hostile bytes in every way there is for the message.
fn survive(name: &str, bytes: &[u8], version: i16) {
    let (_, largest) = largest_allocation(|| {
        let _ = decode_by_name(name, bytes, version);
        match name {
            "ProduceResponse" => drop(read_produce(bytes, version)),
            "FetchResponse" => drop(read_fetch(bytes, version)),
            "ApiVersionsResponse" => drop(versions::decode_response(bytes, version)),
            _ => {}
        }
    });
    let allowed = allowance(bytes.len());
    assert!(largest <= allowed, "{name} v{version}: {largest} bytes allocated for {bytes:02x?}");
}

fn read_produce(bytes: &[u8], version: i16) -> Result<(), DecodeError> {
    let mut reader = ProduceResponseReader::new(Reader::new(bytes), version)?;
    while reader.next_partition()?.is_some() {}
    reader.finish().map(drop)
}

fn read_fetch(bytes: &[u8], version: i16) -> Result<(), DecodeError> {
    let mut reader = FetchResponseReader::new(Reader::new(bytes), version)?;
    while reader.next_partition()?.is_some() {}
    reader.finish().map(drop)
}

fn fixtures() -> impl Iterator<Item = protocol_support::Fixture> {
    protocol_support::load().into_iter().filter(|fixture| GENERATED.contains(&fixture.name.as_str()))
}

#[test]
fn a_truncated_message_is_an_error_at_every_length() {
    for fixture in fixtures() {
        for length in 0..fixture.bytes.len() {
            let bytes = &fixture.bytes[..length];
            let error =
                decode_by_name(&fixture.name, bytes, fixture.version).expect("generated").unwrap_err();
            assert_eq!(error.message(), fixture.name);
            assert!(error.offset <= length, "{error}");
            survive(&fixture.name, bytes, fixture.version);
        }
    }
}

#[test]
fn changed_bits_and_bytes() {
    let mut random = fastrand::Rng::with_seed(1);
    for fixture in fixtures() {
        for _ in 0..100 {
            let mut bytes = fixture.bytes.clone();
            for _ in 0..random.usize(1..4) {
                let Some(byte) = random.choice(bytes.iter_mut()) else { break };
                // Extreme values find more than random ones do.
                *byte = [*byte ^ (1 << random.u8(..8)), 0, 0x7f, 0x80, 0xff][random.usize(..5)];
            }
            survive(&fixture.name, &bytes, fixture.version);
        }
    }
}

#[test]
fn huge_numbers_in_the_place_of_every_four_bytes() {
    for fixture in fixtures() {
        for at in 0..fixture.bytes.len().saturating_sub(4) {
            for number in [i32::MAX, 0x00ff_ffff] {
                let mut bytes = fixture.bytes.clone();
                bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
                survive(&fixture.name, &bytes, fixture.version);
            }
        }
    }
}

#[test]
fn random_bytes() {
    let mut random = fastrand::Rng::with_seed(2);
    for fixture in fixtures() {
        for _ in 0..40 {
            let length = random.usize(..200);
            let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(length).collect();
            survive(&fixture.name, &bytes, fixture.version);
        }
    }
}

#[test]
fn a_huge_array_in_a_large_frame_reserves_no_more_than_the_frame() {
    // The count could be true by its own measure: each topic takes four bytes at least. The first is not one.
    let mut bytes = vec![0xff; 1 << 20];
    bytes[..4].copy_from_slice(&100_000i32.to_be_bytes());
    let (result, largest) = largest_allocation(|| decode::<messages::MetadataRequest>(&bytes, 0));
    assert_eq!(result.unwrap_err().problem, DecodeProblem::Null);
    assert!(largest <= bytes.len() + 4096, "{largest} bytes allocated");
}

#[test]
fn unknown_tagged_fields_are_skipped() {
    // The fixture's last byte is its count of tagged fields, none.
    let mut extended = 0;
    for fixture in fixtures().filter(|fixture| fixture.name == "HeartbeatResponse" && fixture.version == 4) {
        let mut bytes = fixture.bytes.clone();
        assert_eq!(bytes.pop(), Some(0));
        bytes.extend_from_slice(&[2, 0x80, 0x01, 3, 1, 2, 3, 0xff, 0x01, 0]);
        assert_eq!(decode_by_name(&fixture.name, &bytes, 4), Some(Ok(0)));
        extended += 1;
    }
    assert!(extended > 0);
}
