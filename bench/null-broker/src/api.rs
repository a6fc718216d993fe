//! The requests that are answered, each in a function.

use std::time::Duration;

use crate::batch::record_count;
use crate::cluster::Cluster;
use crate::wire::{Malformed, Reader, Writer};

type Result<T> = std::result::Result<T, Malformed>;

const PRODUCE: i16 = 0;
const FETCH: i16 = 1;
const LIST_OFFSETS: i16 = 2;
const METADATA: i16 = 3;
const API_VERSIONS: i16 = 18;
const INIT_PRODUCER_ID: i16 = 22;

/// Key, lowest and highest version, first version with compact encodings.
const APIS: [(i16, i16, i16, i16); 6] = [
    (PRODUCE, 3, 13, 9),
    (FETCH, 4, 17, 12),
    (LIST_OFFSETS, 1, 8, 6),
    (METADATA, 0, 12, 9),
    (API_VERSIONS, 0, 3, 3),
    (INIT_PRODUCER_ID, 0, 4, 2),
];

const UNKNOWN_TOPIC_ID: i16 = 100;
const UNSUPPORTED_VERSION: i16 = 35;
/// What an endless partition gives as its end.
const FAR: i64 = 1 << 50;
/// The longest wait for a fetch that has nothing to give: other requests wait behind it.
const MAX_WAIT: Duration = Duration::from_millis(100);

/// Answers the request in `frame` by writing a whole response frame into `out`, which is left empty if none is due.
pub fn answer(cluster: &Cluster, frame: &[u8], out: &mut Writer) -> Result<()> {
    let mut request = Reader::new(frame);
    let (key, version) = (request.i16()?, request.i16()?);
    let correlation = request.i32()?;
    request.string()?; // client id
    out.bytes.clear();
    out.flexible = false;
    out.i32(0); // length, set below
    out.i32(correlation);
    let Some(api) = APIS.iter().find(|api| api.0 == key) else { return Err(Malformed) };
    if !(api.1..=api.2).contains(&version) {
        if key != API_VERSIONS {
            return Err(Malformed);
        }
        // The client tries again in the version that it finds in here.
        api_versions(0, UNSUPPORTED_VERSION, out);
        return finish(out);
    }
    request.flexible = version >= api.3;
    request.tags()?;
    out.flexible = request.flexible;
    if key != API_VERSIONS {
        out.tags(); // of the response's header
    }
    match key {
        PRODUCE => {
            if !produce(cluster, version, &mut request, out)? {
                out.bytes.clear();
                return Ok(());
            }
        }
        FETCH => fetch(cluster, version, &mut request, out)?,
        LIST_OFFSETS => list_offsets(cluster, version, &mut request, out)?,
        METADATA => metadata(cluster, version, &mut request, out)?,
        INIT_PRODUCER_ID => init_producer_id(out),
        _ => api_versions(version, 0, out),
    }
    finish(out)
}

fn finish(out: &mut Writer) -> Result<()> {
    let len = u32::try_from(out.bytes.len() - 4).map_err(|_| Malformed)?;
    out.bytes[..4].copy_from_slice(&len.to_be_bytes());
    Ok(())
}

fn api_versions(version: i16, error: i16, out: &mut Writer) {
    out.i16(error);
    out.array(APIS.len());
    for (key, min, max, _) in APIS {
        out.i16(key);
        out.i16(min);
        out.i16(max);
        out.tags();
    }
    if version >= 1 {
        out.i32(0); // throttle time
    }
    out.tags();
}

fn init_producer_id(out: &mut Writer) {
    out.i32(0); // throttle time
    out.i16(0);
    out.i64(4711);
    out.i16(0);
    out.tags();
}

/// Copies a topic's name or id from the request to the response, and returns its bytes.
fn echo_topic<'a>(by_id: bool, request: &mut Reader<'a>, out: &mut Writer) -> Result<&'a [u8]> {
    let topic = if by_id { request.take(16)? } else { request.string()?.ok_or(Malformed)? };
    match by_id {
        true => out.raw(topic),
        false => out.string(topic),
    }
    Ok(topic)
}

/// Acknowledges; false if no acknowledgement is wanted, or none is given.
fn produce(cluster: &Cluster, version: i16, request: &mut Reader<'_>, out: &mut Writer) -> Result<bool> {
    request.string()?; // transactional id
    let acks = request.i16()?;
    request.i32()?; // timeout
    let topics = request.array()?.unwrap_or(0);
    out.array(topics);
    for _ in 0..topics {
        let topic = echo_topic(version >= 13, request, out)?;
        let partitions = request.array()?.unwrap_or(0);
        out.array(partitions);
        for _ in 0..partitions {
            let partition = request.i32()?;
            let records = request.records()?;
            request.tags()?;
            out.i32(partition);
            out.i16(0);
            out.i64(cluster.append(topic, partition, record_count(records)));
            out.i64(-1); // log append time
            if version >= 5 {
                out.i64(0); // log start offset
            }
            if version >= 8 {
                out.array(0); // record errors
                out.null_string();
            }
            out.tags();
        }
        request.tags()?;
        out.tags();
    }
    request.tags()?;
    out.i32(0); // throttle time
    out.tags();
    Ok(acks != 0 && cluster.acknowledges)
}

fn fetch(cluster: &Cluster, version: i16, request: &mut Reader<'_>, out: &mut Writer) -> Result<()> {
    if version < 15 {
        request.i32()?; // replica id
    }
    let max_wait = request.i32()?;
    request.i32()?; // min bytes
    let mut room = usize::try_from(request.i32()?).map_err(|_| Malformed)?;
    request.i8()?; // isolation level
    if version >= 7 {
        request.i32()?; // session id
        request.i32()?; // session epoch
    }
    out.i32(0); // throttle time
    if version >= 7 {
        out.i16(0);
        out.i32(0); // session id
    }
    let mut served = 0;
    let topics = request.array()?.unwrap_or(0);
    out.array(topics);
    for _ in 0..topics {
        echo_topic(version >= 13, request, out)?;
        let partitions = request.array()?.unwrap_or(0);
        out.array(partitions);
        for _ in 0..partitions {
            let given = fetch_partition(cluster, version, room, request, out)?;
            room = room.saturating_sub(given);
            served += given;
        }
        request.tags()?;
        out.tags();
    }
    out.tags();
    if served == 0 {
        std::thread::sleep(MAX_WAIT.min(Duration::from_millis(max_wait.max(0) as u64)));
    }
    Ok(())
}

/// Answers for one partition within `room` bytes; returns the bytes of records given.
fn fetch_partition(
    cluster: &Cluster,
    version: i16,
    room: usize,
    request: &mut Reader<'_>,
    out: &mut Writer,
) -> Result<usize> {
    let partition = request.i32()?;
    if version >= 9 {
        request.i32()?; // leader epoch
    }
    let offset = request.i64()?;
    if version >= 12 {
        request.i32()?; // last fetched epoch
    }
    if version >= 5 {
        request.i64()?; // log start offset
    }
    let max_bytes = usize::try_from(request.i32()?).map_err(|_| Malformed)?.min(room);
    request.tags()?;
    let end = if cluster.records == i64::MAX { FAR } else { cluster.records };
    out.i32(partition);
    out.i16(0);
    out.i64(end);
    out.i64(end); // last stable offset
    if version >= 5 {
        out.i64(0); // log start offset
    }
    out.array(0); // aborted transactions
    if version >= 11 {
        out.i32(-1); // preferred read replica
    }
    let (base, batches) = cluster.batches(offset, max_bytes);
    let given = batches * cluster.batch.bytes.len();
    out.array(given);
    for at in 0..batches {
        cluster.batch.append(base + at as i64 * cluster.batch.records, &mut out.bytes);
    }
    out.tags();
    Ok(given)
}

fn list_offsets(cluster: &Cluster, version: i16, request: &mut Reader<'_>, out: &mut Writer) -> Result<()> {
    request.i32()?; // replica id
    if version >= 2 {
        request.i8()?; // isolation level
        out.i32(0); // throttle time
    }
    let topics = request.array()?.unwrap_or(0);
    out.array(topics);
    for _ in 0..topics {
        echo_topic(false, request, out)?;
        let partitions = request.array()?.unwrap_or(0);
        out.array(partitions);
        for _ in 0..partitions {
            let partition = request.i32()?;
            if version >= 4 {
                request.i32()?; // leader epoch
            }
            let latest = request.i64()? == -1;
            request.tags()?;
            out.i32(partition);
            out.i16(0);
            out.i64(-1); // timestamp
            out.i64(if latest { cluster.records.min(FAR) } else { 0 });
            if version >= 4 {
                out.i32(0);
            }
            out.tags();
        }
        request.tags()?;
        out.tags();
    }
    out.tags();
    Ok(())
}

fn metadata(cluster: &Cluster, version: i16, request: &mut Reader<'_>, out: &mut Writer) -> Result<()> {
    let topics = wanted_topics(cluster, version, request)?;
    if version >= 3 {
        out.i32(0); // throttle time
    }
    out.array(1);
    out.i32(1);
    out.string(cluster.host.as_bytes());
    out.i32(cluster.port.into());
    if version >= 1 {
        out.null_string(); // rack
    }
    out.tags();
    if version >= 2 {
        out.string(b"null-broker");
    }
    if version >= 1 {
        out.i32(1); // controller
    }
    out.array(topics.len());
    for topic in &topics {
        metadata_topic(cluster, version, topic.as_deref(), out);
    }
    if (8..=10).contains(&version) {
        out.i32(i32::MIN); // authorized operations
    }
    out.tags();
    Ok(())
}

/// The names asked for; `None` for an id that is none's.
fn wanted_topics(cluster: &Cluster, version: i16, request: &mut Reader<'_>) -> Result<Vec<Option<Vec<u8>>>> {
    let all = || cluster.topic_names().into_iter().map(Some).collect();
    let count = match request.array()? {
        None => return Ok(all()),
        Some(0) if version == 0 => return Ok(all()),
        Some(count) => count,
    };
    let mut topics = Vec::new();
    for _ in 0..count {
        let id = if version >= 10 { request.uuid()? } else { [0; 16] };
        let name = request.string()?;
        request.tags()?;
        topics.push(name.map(<[u8]>::to_vec).or_else(|| cluster.topic_name(id)));
    }
    Ok(topics)
}

fn metadata_topic(cluster: &Cluster, version: i16, name: Option<&[u8]>, out: &mut Writer) {
    out.i16(if name.is_some() { 0 } else { UNKNOWN_TOPIC_ID });
    match name {
        Some(name) => out.string(name),
        None => out.null_string(),
    }
    if version >= 10 {
        out.raw(&name.map_or([0; 16], |name| cluster.topic_id(name)));
    }
    if version >= 1 {
        out.i8(0); // internal
    }
    let partitions = if name.is_some() { cluster.partitions } else { 0 };
    out.array(partitions as usize);
    for partition in 0..partitions {
        out.i16(0);
        out.i32(partition);
        out.i32(1); // leader
        if version >= 7 {
            out.i32(0); // leader epoch
        }
        for _replicas_and_isr in 0..2 {
            out.array(1);
            out.i32(1);
        }
        if version >= 5 {
            out.array(0); // offline replicas
        }
        out.tags();
    }
    if version >= 8 {
        out.i32(i32::MIN); // authorized operations
    }
    out.tags();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Batch, Codec};

    fn cluster(records: i64) -> Cluster {
        let batch = Batch::build(10, 20, Codec::None).unwrap();
        Cluster::new("127.0.0.1".to_owned(), 9092, 3, records, batch)
    }

    /// A request with its header; `body` writes the rest.
    fn request(key: i16, version: i16, body: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut out = Writer::default();
        out.i16(key);
        out.i16(version);
        out.i32(77);
        out.string(b"client");
        out.flexible = version >= APIS.iter().find(|api| api.0 == key).unwrap().3;
        out.tags();
        body(&mut out);
        out.bytes
    }

    /// The answer's body, after its length and header were checked.
    fn body_of(out: &Writer, flexible: bool) -> Reader<'_> {
        let mut response = Reader::new(&out.bytes);
        assert_eq!(response.i32().unwrap() as usize, out.bytes.len() - 4);
        assert_eq!(response.i32().unwrap(), 77);
        response.flexible = flexible;
        response.tags().unwrap();
        response
    }

    fn topic(out: &mut Writer, by_id: bool) {
        match by_id {
            true => out.raw(&[7; 16]),
            false => out.string(b"t"),
        }
    }

    fn skip_topic(response: &mut Reader<'_>, by_id: bool) {
        assert_eq!(response.array().unwrap(), Some(1));
        match by_id {
            true => assert_eq!(response.uuid().unwrap(), [7; 16]),
            false => assert_eq!(response.string().unwrap(), Some(&b"t"[..])),
        }
        assert_eq!(response.array().unwrap(), Some(1));
    }

    fn produce_request(version: i16, acks: i16, batch: &[u8]) -> Vec<u8> {
        request(PRODUCE, version, |out| {
            out.null_string();
            out.i16(acks);
            out.i32(1000);
            out.array(1);
            topic(out, version >= 13);
            out.array(1);
            out.i32(2);
            out.array(batch.len());
            out.raw(batch);
            for _partition_topic_request in 0..3 {
                out.tags();
            }
        })
    }

    #[test]
    fn produce_is_acknowledged_in_every_version() {
        for version in 3..=13 {
            let (cluster, mut out) = (cluster(100), Writer::default());
            for expected in [0, 10] {
                answer(&cluster, &produce_request(version, -1, &cluster.batch.bytes), &mut out).unwrap();
                let mut response = body_of(&out, version >= 9);
                skip_topic(&mut response, version >= 13);
                assert_eq!((response.i32().unwrap(), response.i16().unwrap()), (2, 0));
                assert_eq!(response.i64().unwrap(), expected, "version {version}");
                assert_eq!(response.i64().unwrap(), -1);
                if version >= 5 {
                    assert_eq!(response.i64().unwrap(), 0);
                }
                if version >= 8 {
                    assert_eq!(response.array().unwrap(), Some(0));
                    assert_eq!(response.string().unwrap(), None);
                }
                response.tags().unwrap();
                response.tags().unwrap();
                assert_eq!(response.i32().unwrap(), 0);
                response.tags().unwrap();
                assert!(response.take(1).is_err(), "version {version} has bytes left");
            }
            answer(&cluster, &produce_request(version, 0, &cluster.batch.bytes), &mut out).unwrap();
            assert!(out.bytes.is_empty());
        }
    }

    fn fetch_request(version: i16, offset: i64, max_bytes: i32) -> Vec<u8> {
        request(FETCH, version, |out| {
            if version < 15 {
                out.i32(-1);
            }
            out.i32(0);
            out.i32(1);
            out.i32(i32::MAX);
            out.i8(0);
            if version >= 7 {
                out.i64(0xffff_ffff);
            }
            out.array(1);
            topic(out, version >= 13);
            out.array(1);
            out.i32(1);
            if version >= 9 {
                out.i32(-1);
            }
            out.i64(offset);
            if version >= 12 {
                out.i32(-1);
            }
            if version >= 5 {
                out.i64(-1);
            }
            out.i32(max_bytes);
            out.tags();
            out.tags();
        })
    }

    /// The base offsets of the batches that a fetch gets.
    fn fetched(cluster: &Cluster, version: i16, offset: i64, max_bytes: i32) -> Vec<i64> {
        let mut out = Writer::default();
        answer(cluster, &fetch_request(version, offset, max_bytes), &mut out).unwrap();
        let mut response = body_of(&out, version >= 12);
        response.take(if version >= 7 { 10 } else { 4 }).unwrap();
        skip_topic(&mut response, version >= 13);
        assert_eq!((response.i32().unwrap(), response.i16().unwrap()), (1, 0));
        assert_eq!((response.i64().unwrap(), response.i64().unwrap()), (cluster.records, cluster.records));
        if version >= 5 {
            assert_eq!(response.i64().unwrap(), 0);
        }
        assert_eq!(response.array().unwrap(), Some(0));
        if version >= 11 {
            assert_eq!(response.i32().unwrap(), -1);
        }
        let records = response.records().unwrap();
        for _partition_topic_response in 0..3 {
            response.tags().unwrap();
        }
        assert!(response.take(1).is_err(), "version {version} has bytes left");
        let batches = records.chunks(cluster.batch.bytes.len());
        batches.map(|batch| i64::from_be_bytes(batch[..8].try_into().unwrap())).collect()
    }

    #[test]
    fn fetch_gives_whole_batches_in_every_version() {
        let cluster = cluster(40);
        let two = 2 * cluster.batch.bytes.len() as i32 + 5;
        for version in 4..=17 {
            assert_eq!(fetched(&cluster, version, 0, two), [0, 10]);
            assert_eq!(fetched(&cluster, version, 15, 1), [10], "the first batch comes whole");
            assert_eq!(fetched(&cluster, version, 25, i32::MAX), [20, 30]);
            assert_eq!(fetched(&cluster, version, 40, i32::MAX), [0; 0]);
        }
    }

    #[test]
    fn requests_cut_short_are_malformed() {
        let cluster = cluster(40);
        let requests =
            [produce_request(3, 1, b"xyz"), produce_request(12, 1, b"xyz"), fetch_request(12, 0, 9)];
        for request in requests {
            for len in 0..request.len() {
                assert!(answer(&cluster, &request[..len], &mut Writer::default()).is_err(), "{len}");
            }
        }
    }

    #[test]
    fn an_unknown_version_of_api_versions_is_answered_in_the_oldest() {
        let mut out = Writer::default();
        let mut frame = request(API_VERSIONS, 3, |_| ());
        frame[3] = 9;
        answer(&cluster(1), &frame, &mut out).unwrap();
        let mut response = body_of(&out, false);
        assert_eq!(response.i16().unwrap(), UNSUPPORTED_VERSION);
        assert_eq!(response.array().unwrap(), Some(APIS.len()));
    }
}
