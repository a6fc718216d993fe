//! The 128-bit identifier that Kafka gives to topics, directories and client instances.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Sixteen bytes in wire order: the most significant half first, each half big-endian.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// The reserved identifier that means "none": a broker too old to know topic ids sends it.
    pub const ZERO: Uuid = Uuid([0; 16]);

    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Uuid(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// From its halves, as Java's `UUID` has them.
    pub const fn from_halves(most_significant: i64, least_significant: i64) -> Self {
        let joined = (most_significant as u64 as u128) << 64 | least_significant as u64 as u128;
        Uuid(joined.to_be_bytes())
    }

    pub const fn most_significant(&self) -> i64 {
        (u128::from_be_bytes(self.0) >> 64) as i64
    }

    pub const fn least_significant(&self) -> i64 {
        u128::from_be_bytes(self.0) as i64
    }

    pub fn is_zero(&self) -> bool {
        *self == Uuid::ZERO
    }

    /// 22 characters of base64 in the standard alphabet, unpadded: the text that the C interface hands out.
    /// [`fmt::Display`] gives the URL-safe alphabet, which is what Kafka's own tools print.
    pub fn to_standard_base64(&self) -> String {
        STANDARD_NO_PAD.encode(self.0)
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uuid({self})")
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_and_bytes_agree() {
        let uuid = Uuid::from_halves(0x0102_0304_0506_0708, -2);
        assert_eq!(uuid.as_bytes()[..8], [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(uuid.as_bytes()[8..], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]);
        assert_eq!((uuid.most_significant(), uuid.least_significant()), (0x0102_0304_0506_0708, -2));
        assert_eq!(Uuid::from_bytes(*uuid.as_bytes()), uuid);
    }

    #[test]
    fn texts_differ_only_in_their_alphabet() {
        let uuid = Uuid::from_halves(0xfbff_fbff_fbff_fbff_u64 as i64, 0x3eff_fbff_fbff_fbff);
        assert_eq!(uuid.to_standard_base64(), "+//7//v/+/8+//v/+//7/w");
        assert_eq!(uuid.to_string(), "-__7__v_-_8-__v_-__7_w");
    }

    #[test]
    fn zero_means_none() {
        assert!(Uuid::default().is_zero());
        assert!(!Uuid::from_halves(0, 1).is_zero());
        assert_eq!(Uuid::ZERO.to_string(), "AAAAAAAAAAAAAAAAAAAAAA");
    }
}
