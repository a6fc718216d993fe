//! The built-in partitioners as functions that an application may call or set.

use libc::{c_void, size_t};

use super::types::rd_kafka_topic_t;
use super::util::bytes_or_empty;
use crate::conf::Partitioner;

/// `RD_KAFKA_PARTITION_UA`: what there is to choose from without partitions.
const PARTITION_UA: i32 = -1;

/// # Safety
/// `key` is NULL or points to `keylen` bytes.
unsafe fn choose(partitioner: Partitioner, key: *const c_void, keylen: size_t, partition_cnt: i32) -> i32 {
    if partition_cnt < 1 {
        return PARTITION_UA;
    }
    // SAFETY: as promised.
    let key = (!key.is_null()).then(|| unsafe { bytes_or_empty(key, keylen) });
    match partitioner.hash(key) {
        // A remainder of a positive i32 fits in one.
        Some(hash) => (hash % partition_cnt as u32) as i32,
        None => fastrand::i32(0..partition_cnt),
    }
}

/// Chooses at random, whatever the key. Returns a partition from 0 to `partition_cnt` - 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_msg_partitioner_random(
    _rkt: *const rd_kafka_topic_t,
    key: *const c_void,
    keylen: size_t,
    partition_cnt: i32,
    _rkt_opaque: *mut c_void,
    _msg_opaque: *mut c_void,
) -> i32 {
    // SAFETY: the caller passes a key of this length or NULL.
    unsafe { choose(Partitioner::Random, key, keylen, partition_cnt) }
}

/// Chooses by the CRC-32 of the key; a NULL key counts as an empty one, and both have partition 0. Returns a
/// partition from 0 to `partition_cnt` - 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_msg_partitioner_consistent(
    _rkt: *const rd_kafka_topic_t,
    key: *const c_void,
    keylen: size_t,
    partition_cnt: i32,
    _rkt_opaque: *mut c_void,
    _msg_opaque: *mut c_void,
) -> i32 {
    // SAFETY: the caller passes a key of this length or NULL.
    unsafe { choose(Partitioner::Consistent, key, keylen, partition_cnt) }
}

/// The default partitioner: by the CRC-32 of the key, at random for an empty or NULL one. Returns a partition from 0
/// to `partition_cnt` - 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_msg_partitioner_consistent_random(
    _rkt: *const rd_kafka_topic_t,
    key: *const c_void,
    keylen: size_t,
    partition_cnt: i32,
    _rkt_opaque: *mut c_void,
    _msg_opaque: *mut c_void,
) -> i32 {
    // SAFETY: the caller passes a key of this length or NULL.
    unsafe { choose(Partitioner::ConsistentRandom, key, keylen, partition_cnt) }
}

/// Chooses as the Java client does, by the Murmur2 hash of the key; a NULL key counts as an empty one. Returns a
/// partition from 0 to `partition_cnt` - 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_msg_partitioner_murmur2(
    _rkt: *const rd_kafka_topic_t,
    key: *const c_void,
    keylen: size_t,
    partition_cnt: i32,
    _rkt_opaque: *mut c_void,
    _msg_opaque: *mut c_void,
) -> i32 {
    // SAFETY: the caller passes a key of this length or NULL.
    unsafe { choose(Partitioner::Murmur2, key, keylen, partition_cnt) }
}

/// Chooses as the Java client does, by the Murmur2 hash of the key, at random for a NULL key (but not for an empty
/// one). Returns a partition from 0 to `partition_cnt` - 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_msg_partitioner_murmur2_random(
    _rkt: *const rd_kafka_topic_t,
    key: *const c_void,
    keylen: size_t,
    partition_cnt: i32,
    _rkt_opaque: *mut c_void,
    _msg_opaque: *mut c_void,
) -> i32 {
    // SAFETY: the caller passes a key of this length or NULL.
    unsafe { choose(Partitioner::Murmur2Random, key, keylen, partition_cnt) }
}

/// Chooses as Sarama does, by the FNV-1a hash of the key; a NULL key counts as an empty one. Returns a partition from
/// 0 to `partition_cnt` - 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_msg_partitioner_fnv1a(
    _rkt: *const rd_kafka_topic_t,
    key: *const c_void,
    keylen: size_t,
    partition_cnt: i32,
    _rkt_opaque: *mut c_void,
    _msg_opaque: *mut c_void,
) -> i32 {
    // SAFETY: the caller passes a key of this length or NULL.
    unsafe { choose(Partitioner::Fnv1a, key, keylen, partition_cnt) }
}

/// Chooses as Sarama does, by the FNV-1a hash of the key, at random for a NULL key (but not for an empty one).
/// Returns a partition from 0 to `partition_cnt` - 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rd_kafka_msg_partitioner_fnv1a_random(
    _rkt: *const rd_kafka_topic_t,
    key: *const c_void,
    keylen: size_t,
    partition_cnt: i32,
    _rkt_opaque: *mut c_void,
    _msg_opaque: *mut c_void,
) -> i32 {
    // SAFETY: the caller passes a key of this length or NULL.
    unsafe { choose(Partitioner::Fnv1aRandom, key, keylen, partition_cnt) }
}
