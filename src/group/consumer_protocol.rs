//! What members of a consumer group tell each other through the coordinator, which does not look into it: each one's
//! subscription, and the leader's assignment for each. Versions are Kafka's `ConsumerProtocolSubscription` and
//! `ConsumerProtocolAssignment`; a reader takes from a newer one what it knows.

use std::sync::Arc;

use crate::protocol::{DecodeError, EncodeError, Reader, Writer};

/// A partition, named.
pub type NamedPartition = (Arc<str>, i32);

/// The generation of who has never been in one.
pub const NO_GENERATION: i32 = -1;

/// What a member wants and has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub topics: Vec<Arc<str>>,
    /// For the assignor: the sticky one reads here what a member had.
    pub user_data: Option<Vec<u8>>,
    pub owned: Vec<NamedPartition>,
    /// The generation in which `owned` was assigned.
    pub generation: i32,
    pub rack: Option<String>,
}

impl Default for Subscription {
    fn default() -> Self {
        Subscription {
            topics: Vec::new(),
            user_data: None,
            owned: Vec::new(),
            generation: NO_GENERATION,
            rack: None,
        }
    }
}

/// The version that is written, with `owned` (1), `generation` (2) and `rack` (3).
const SUBSCRIPTION_VERSION: i16 = 3;
/// No later version has more than this one.
const ASSIGNMENT_VERSION: i16 = 0;

impl Subscription {
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        let mut writer = Writer::new();
        writer.i16(SUBSCRIPTION_VERSION);
        writer.array_len(self.topics.len(), false, "Topics")?;
        for topic in &self.topics {
            writer.string(topic, false, "Topics")?;
        }
        writer.opt_bytes(self.user_data.as_deref(), false, true, "UserData")?;
        write_partitions(&mut writer, &self.owned)?;
        writer.i32(self.generation);
        writer.opt_string(self.rack.as_deref(), false, true, "RackId")?;
        Ok(writer.into_vec())
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let version = reader.i16("Version")?;
        let topics = reader.array(false, 2, "Topics", |reader| reader.string(false, "Topics"))?;
        let user_data = reader.opt_bytes(false, true, "UserData")?.map(<[u8]>::to_vec);
        let mut subscription = Subscription {
            topics: topics.into_iter().map(Arc::from).collect(),
            user_data,
            ..Subscription::default()
        };
        if version >= 1 {
            subscription.owned = read_partitions(&mut reader)?;
        }
        if version >= 2 {
            subscription.generation = reader.i32("GenerationId")?;
        }
        if version >= 3 {
            subscription.rack = reader.opt_string(false, true, "RackId")?.map(str::to_owned);
        }
        Ok(subscription)
    }

    /// The partitions that the sticky assignor is to leave with the member, and their generation: the subscription's own
    /// fields, or, from a member that writes older versions, the assignor's data.
    pub fn sticky_claim(&self) -> (Vec<NamedPartition>, i32) {
        if self.generation != NO_GENERATION || !self.owned.is_empty() {
            return (self.owned.clone(), self.generation);
        }
        let claim = self.user_data.as_deref().and_then(|data| decode_sticky(data).ok());
        claim.unwrap_or((Vec::new(), NO_GENERATION))
    }
}

/// The sticky assignor's user data: what the member had, and in which generation.
pub fn encode_sticky(owned: &[NamedPartition], generation: i32) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer::new();
    write_partitions(&mut writer, owned)?;
    writer.i32(generation);
    Ok(writer.into_vec())
}

/// Version 0 ends before the generation.
fn decode_sticky(bytes: &[u8]) -> Result<(Vec<NamedPartition>, i32), DecodeError> {
    let mut reader = Reader::new(bytes);
    let owned = read_partitions(&mut reader)?;
    let generation = if reader.remaining() > 0 { reader.i32("Generation")? } else { NO_GENERATION };
    Ok((owned, generation))
}

/// One member's assignment, for SyncGroup.
pub fn encode_assignment(partitions: &[NamedPartition]) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer::new();
    writer.i16(ASSIGNMENT_VERSION);
    write_partitions(&mut writer, partitions)?;
    writer.opt_bytes(Some(&[]), false, true, "UserData")?;
    Ok(writer.into_vec())
}

/// No bytes at all are an empty assignment: the coordinator gives them to a member that the leader left out.
pub fn decode_assignment(bytes: &[u8]) -> Result<Vec<NamedPartition>, DecodeError> {
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = Reader::new(bytes);
    reader.i16("Version")?;
    read_partitions(&mut reader)
}

/// An array of topics, each with an array of partitions. Neighbours of one topic are written as one.
fn write_partitions(writer: &mut Writer, partitions: &[NamedPartition]) -> Result<(), EncodeError> {
    let topics: Vec<&[NamedPartition]> = partitions.chunk_by(|a, b| a.0 == b.0).collect();
    writer.array_len(topics.len(), false, "Topics")?;
    for topic in topics {
        writer.string(topic.first().map_or("", |(name, _)| name), false, "Topic")?;
        writer.array_len(topic.len(), false, "Partitions")?;
        for (_, partition) in topic {
            writer.i32(*partition);
        }
    }
    Ok(())
}

fn read_partitions(reader: &mut Reader<'_>) -> Result<Vec<NamedPartition>, DecodeError> {
    let topics = reader.array(false, 6, "Topics", |reader| {
        let name: Arc<str> = Arc::from(reader.string(false, "Topic")?);
        let partitions = reader.array(false, 4, "Partitions", |reader| reader.i32("Partitions"))?;
        Ok((name, partitions))
    })?;
    let named = |(name, partitions): (Arc<str>, Vec<i32>)| {
        partitions.into_iter().map(move |partition| (Arc::clone(&name), partition))
    };
    Ok(topics.into_iter().flat_map(named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription() -> Subscription {
        Subscription {
            topics: vec!["a".into(), "bc".into()],
            user_data: Some(vec![7]),
            owned: vec![("a".into(), 1), ("a".into(), 0), ("bc".into(), 5)],
            generation: 9,
            rack: Some("r".into()),
        }
    }

    /// As a member of the Java client and of others writes it.
    const VERSION_3: &[u8] = b"\0\x03\0\0\0\x02\0\x01a\0\x02bc\0\0\0\x01\x07\
        \0\0\0\x02\0\x01a\0\0\0\x02\0\0\0\x01\0\0\0\0\0\x02bc\0\0\0\x01\0\0\0\x05\0\0\0\x09\0\x01r";

    #[test]
    fn a_subscription_is_byte_exact() {
        assert_eq!(subscription().encode().as_deref(), Ok(VERSION_3));
        assert_eq!(Subscription::decode(VERSION_3), Ok(subscription()));
    }

    #[test]
    fn older_and_newer_versions_are_read() {
        let of_version = |version: u8, len: usize| {
            let mut bytes = VERSION_3[..len].to_vec();
            bytes[1] = version;
            Subscription::decode(&bytes)
        };
        let newest = subscription();
        let v2 = Subscription { rack: None, ..newest.clone() };
        let v1 = Subscription { generation: NO_GENERATION, ..v2.clone() };
        let v0 = Subscription { owned: Vec::new(), ..v1.clone() };
        let (end, rack, generation) = (VERSION_3.len(), 3, 4);
        assert_eq!(of_version(4, end), Ok(newest));
        assert_eq!(of_version(2, end - rack), Ok(v2));
        assert_eq!(of_version(1, end - rack - generation), Ok(v1));
        assert_eq!(of_version(0, 18), Ok(v0));
    }

    #[test]
    fn what_ends_early_is_refused() {
        for len in 0..VERSION_3.len() {
            assert!(Subscription::decode(&VERSION_3[..len]).is_err(), "{len}");
        }
    }

    #[test]
    fn assignments_are_read_back() {
        let partitions = subscription().owned;
        let bytes = encode_assignment(&partitions).expect("short names");
        assert_eq!(decode_assignment(&bytes), Ok(partitions));
        assert_eq!(decode_assignment(b""), Ok(Vec::new()));
        assert!(decode_assignment(&bytes[..9]).is_err());
    }

    #[test]
    fn what_a_sticky_member_had_is_found_in_old_versions_too() {
        let owned = subscription().owned;
        let user_data = encode_sticky(&owned, 3).expect("short names");
        let old = Subscription { user_data: Some(user_data.clone()), ..Subscription::default() };
        assert_eq!(old.sticky_claim(), (owned.clone(), 3));
        let version_0 = user_data[..user_data.len() - 4].to_vec();
        let old = Subscription { user_data: Some(version_0), ..Subscription::default() };
        assert_eq!(old.sticky_claim(), (owned, NO_GENERATION));
        assert_eq!(subscription().sticky_claim(), (subscription().owned, 9));
        assert_eq!(Subscription::default().sticky_claim(), (Vec::new(), NO_GENERATION));
    }
}
