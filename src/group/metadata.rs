//! A consumer's membership as a transactional producer needs it (KIP-447): which group, which generation, which
//! member. It may travel between processes in a serialised form that other versions of the library can read.

use crate::error::{Error, ErrorCode};

/// The generation of a consumer that is not a member at the moment.
pub const NO_GENERATION: i32 = -1;

/// The identity of one member of a consumer group at one generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMetadata {
    pub group_id: String,
    pub generation_id: i32,
    pub member_id: String,
    pub group_instance_id: Option<String>,
}

/// First bytes of the serialised form; the digit is its version.
const MAGIC: &[u8] = b"CGMDv2:";
/// Magic, generation, two empty strings and the flag.
const MIN_LEN: usize = MAGIC.len() + 4 + 1 + 1 + 1;

impl GroupMetadata {
    /// A group without a member: enough for brokers that do not fence by generation.
    pub fn new(group_id: impl Into<String>) -> Self {
        GroupMetadata {
            group_id: group_id.into(),
            generation_id: NO_GENERATION,
            member_id: String::new(),
            group_instance_id: None,
        }
    }

    /// Magic, generation in the host's byte order, group id, member id, a flag that is 1 without an instance id,
    /// and the instance id otherwise. Each string ends with a zero byte.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(MIN_LEN + self.group_id.len() + self.member_id.len());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&self.generation_id.to_ne_bytes());
        push_string(&mut out, &self.group_id);
        push_string(&mut out, &self.member_id);
        out.push(u8::from(self.group_instance_id.is_none()));
        if let Some(group_instance_id) = &self.group_instance_id {
            push_string(&mut out, group_instance_id);
        }
        out
    }

    /// Reads what [`GroupMetadata::encode`] wrote; anything else is a `_BAD_MSG` error.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() < MIN_LEN {
            return Err(malformed(format!("{} bytes are too few, it has {MIN_LEN} at least", bytes.len())));
        }
        let mut reader = Reader { rest: bytes };
        if reader.take(MAGIC.len()) != Some(MAGIC) {
            return Err(malformed("it does not begin with CGMDv2:"));
        }
        let generation_id =
            reader.take_array().map(i32::from_ne_bytes).ok_or_else(|| malformed("it ends early"))?;
        let group_id = reader.string("group id")?;
        let member_id = reader.string("member id")?;
        let [no_instance_id] =
            reader.take_array().ok_or_else(|| malformed("the instance id's flag is missing"))?;
        let group_instance_id =
            if no_instance_id == 0 { Some(reader.string("group instance id")?) } else { None };
        if !reader.rest.is_empty() {
            return Err(malformed(format!("{} bytes follow its end", reader.rest.len())));
        }
        Ok(GroupMetadata { group_id, generation_id, member_id, group_instance_id })
    }
}

fn push_string(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.push(0);
}

fn malformed(what: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::_BAD_MSG, format!("Serialized consumer group metadata is malformed: {what}"))
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    fn take_array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N).and_then(|taken| taken.try_into().ok())
    }

    /// A string up to its zero byte. Only printable ASCII passes: the bytes come from outside, and whoever reads
    /// them is likely to log them.
    fn string(&mut self, what: &str) -> Result<String, Error> {
        let end = memchr::memchr(0, self.rest).ok_or_else(|| malformed(format!("its {what} has no end")))?;
        let (text, rest) = (&self.rest[..end], &self.rest[end + 1..]);
        self.rest = rest;
        if !text.iter().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(malformed(format!("its {what} has characters other than printable ASCII")));
        }
        Ok(String::from_utf8_lossy(text).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member() -> GroupMetadata {
        GroupMetadata {
            group_id: "grp".into(),
            generation_id: 0x0102_0304,
            member_id: "member".into(),
            group_instance_id: Some("inst".into()),
        }
    }

    #[test]
    fn the_form_is_byte_exact() {
        let mut expected = b"CGMDv2:".to_vec();
        expected.extend_from_slice(&0x0102_0304_i32.to_ne_bytes());
        expected.extend_from_slice(b"grp\0member\0\0inst\0");
        assert_eq!(member().encode(), expected);
        assert_eq!(GroupMetadata::new("grp").encode()[7..], *b"\xff\xff\xff\xffgrp\0\0\x01");
    }

    #[test]
    fn what_is_written_can_be_read() {
        let cases = [
            member(),
            GroupMetadata::new(""),
            GroupMetadata { group_instance_id: Some(String::new()), ..member() },
        ];
        for metadata in cases {
            assert_eq!(GroupMetadata::decode(&metadata.encode()), Ok(metadata));
        }
    }

    #[test]
    fn every_other_length_is_refused() {
        let bytes = member().encode();
        for len in 0..bytes.len() {
            assert_eq!(GroupMetadata::decode(&bytes[..len]).map_err(|e| e.code), Err(ErrorCode::_BAD_MSG));
        }
        let longer = [&bytes[..], b"z"].concat();
        assert_eq!(GroupMetadata::decode(&longer).map_err(|e| e.code), Err(ErrorCode::_BAD_MSG));
    }

    #[test]
    fn control_characters_are_refused() {
        for bad in ["g\n", "\u{e9}", "\x7f"] {
            let refused = GroupMetadata::decode(&GroupMetadata::new(bad).encode());
            assert!(refused.is_err_and(|error| error.reason.contains("group id")), "{bad:?}");
        }
    }
}
