//! Which partition a key belongs to: the hash functions of the clients that came before, bit by bit, since
//! producers in different languages must send equal keys to the same partition.

use crate::conf::Partitioner;

impl Partitioner {
    /// The hash of `key`, or `None` where this partitioner leaves the choice to chance: the caller then picks one
    /// among the partitions that have a leader.
    #[inline(always)]
    pub fn hash(self, key: Option<&[u8]>) -> Option<u32> {
        let bytes = key.unwrap_or_default();
        match self {
            Partitioner::Random => None,
            Partitioner::ConsistentRandom if bytes.is_empty() => None,
            Partitioner::Murmur2Random | Partitioner::Fnv1aRandom if key.is_none() => None,
            Partitioner::Consistent | Partitioner::ConsistentRandom => Some(crc32fast::hash(bytes)),
            Partitioner::Murmur2 | Partitioner::Murmur2Random => Some(murmur2(bytes) & 0x7fff_ffff),
            // The absolute value, as Sarama folds its signed hash.
            Partitioner::Fnv1a | Partitioner::Fnv1aRandom => Some((fnv1a(bytes) as i32).unsigned_abs()),
        }
    }
}

fn murmur2(bytes: &[u8]) -> u32 {
    const SEED: u32 = 0x9747_b28c;
    const MIX: u32 = 0x5bd1_e995;

    let mut hash = SEED ^ bytes.len() as u32;
    let mut rest = bytes;
    while let Some((word, tail)) = rest.split_first_chunk::<4>() {
        let mixed = u32::from_le_bytes(*word).wrapping_mul(MIX);
        hash = hash.wrapping_mul(MIX) ^ (mixed ^ mixed >> 24).wrapping_mul(MIX);
        rest = tail;
    }
    if !rest.is_empty() {
        let last = rest.iter().rev().fold(0, |last, byte| last << 8 | u32::from(*byte));
        hash = (hash ^ last).wrapping_mul(MIX);
    }
    hash = (hash ^ hash >> 13).wrapping_mul(MIX);
    hash ^ hash >> 15
}

fn fnv1a(bytes: &[u8]) -> u32 {
    const OFFSET_BASIS: u32 = 0x811c_9dc5;
    const PRIME: u32 = 0x0100_0193;
    bytes.iter().fold(OFFSET_BASIS, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of Kafka's own `UtilsTest`, and the CRC-32 and FNV-1a check values.
    #[test]
    fn hashes_are_the_known_ones() {
        assert_eq!(murmur2(b"21") as i32, -973_932_308);
        assert_eq!(murmur2(b"foobar") as i32, -790_332_482);
        assert_eq!(murmur2(b"a-little-bit-long-string") as i32, -985_981_536);
        assert_eq!(murmur2(b"abc") as i32, 479_470_107);
        assert_eq!(crc32fast::hash(b"123456789"), 0xcbf4_3926);
        assert_eq!(fnv1a(b"foobar"), 0xbf9c_f968);
    }

    #[test]
    fn chance_decides_only_where_the_name_says_so() {
        for partitioner in Partitioner::ALL {
            let name = partitioner.name();
            assert_eq!(partitioner.hash(None).is_none(), name.ends_with("random"), "{name} without a key");
            assert_eq!(partitioner.hash(Some(b"key")).is_none(), name == "random", "{name} with a key");
        }
        assert_eq!(Partitioner::ConsistentRandom.hash(Some(b"")), None);
        assert_eq!(Partitioner::Murmur2Random.hash(Some(b"")), Partitioner::Murmur2.hash(None));
        assert_eq!(Partitioner::Fnv1aRandom.hash(Some(b"")), Some(2_128_831_035));
    }
}
