//! Zigzag varints as in record format 2: seven bits a byte, least significant group first, sign in the lowest bit.

use super::RecordError;

/// Longest encoding of an `i32`.
pub const MAX_VARINT: usize = 5;
/// Longest encoding of an `i64`.
pub const MAX_VARLONG: usize = 10;

#[inline]
pub(super) const fn zigzag32(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)) as u32
}

#[inline]
pub(super) const fn zigzag64(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

#[inline]
const fn unzigzag32(raw: u32) -> i32 {
    (raw >> 1) as i32 ^ -((raw & 1) as i32)
}

#[inline]
const fn unzigzag64(raw: u64) -> i64 {
    (raw >> 1) as i64 ^ -((raw & 1) as i64)
}

/// How many bytes `value` takes.
#[inline]
pub const fn size_i32(value: i32) -> usize {
    size_i64(value as i64)
}

/// How many bytes `value` takes.
#[inline]
pub const fn size_i64(value: i64) -> usize {
    let raw = zigzag64(value);
    // Counting bits costs more than the two comparisons that settle nearly every case.
    if raw < 1 << 7 {
        1
    } else if raw < 1 << 14 {
        2
    } else {
        let bits = 64 - raw.leading_zeros() as usize;
        bits.div_ceil(7)
    }
}

#[inline]
pub fn put_i32(buf: &mut Vec<u8>, value: i32) {
    put_raw(buf, zigzag32(value) as u64);
}

#[inline]
pub fn put_i64(buf: &mut Vec<u8>, value: i64) {
    put_raw(buf, zigzag64(value));
}

#[inline]
fn put_raw(buf: &mut Vec<u8>, mut raw: u64) {
    while raw >= 0x80 {
        buf.push(raw as u8 | 0x80);
        raw >>= 7;
    }
    buf.push(raw as u8);
}

/// Reads the varint at `pos`; returns it with the position after it.
#[inline(always)]
pub fn get_i32(buf: &[u8], pos: usize, what: &'static str) -> Result<(i32, usize), RecordError> {
    if let Some((raw, next)) = get_short(buf, pos) {
        return Ok((unzigzag32(raw), next));
    }
    let (raw, next) = get_long(buf, pos, what, MAX_VARINT)?;
    let raw = u32::try_from(raw).map_err(|_| RecordError::malformed(what, pos))?;
    Ok((unzigzag32(raw), next))
}

/// Reads the varlong at `pos`; returns it with the position after it.
#[inline(always)]
pub fn get_i64(buf: &[u8], pos: usize, what: &'static str) -> Result<(i64, usize), RecordError> {
    if let Some((raw, next)) = get_short(buf, pos) {
        return Ok((unzigzag64(raw as u64), next));
    }
    let (raw, next) = get_long(buf, pos, what, MAX_VARLONG)?;
    Ok((unzigzag64(raw), next))
}

/// The one or two bytes that nearly every length and delta in a record takes.
#[inline(always)]
fn get_short(buf: &[u8], pos: usize) -> Option<(u32, usize)> {
    let first = *buf.get(pos)? as u32;
    if first < 0x80 {
        return Some((first, pos + 1));
    }
    let second = *buf.get(pos + 1)? as u32;
    (second < 0x80).then_some((first & 0x7f | second << 7, pos + 2))
}

#[cold]
fn get_long(buf: &[u8], pos: usize, what: &'static str, max: usize) -> Result<(u64, usize), RecordError> {
    let bytes = buf.get(pos..).unwrap_or_default();
    let mut raw = 0u64;
    for (i, &byte) in bytes.iter().take(max).enumerate() {
        let group = (byte & 0x7f) as u64;
        // The tenth byte has room for one bit only.
        if i == MAX_VARLONG - 1 && group > 1 {
            return Err(RecordError::malformed(what, pos));
        }
        raw |= group << (7 * i);
        if byte < 0x80 {
            return Ok((raw, pos + i + 1));
        }
    }
    if bytes.len() >= max {
        Err(RecordError::malformed(what, pos))
    } else {
        Err(RecordError::truncated(what, pos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_encodings() {
        // From the protocol's definition of zigzag: 0, -1, 1, -2 ... and the widest values.
        for (value, bytes) in [
            (0, &[0][..]),
            (-1, &[1]),
            (1, &[2]),
            (-64, &[0x7f]),
            (64, &[0x80, 1]),
            (i32::MAX, &[0xfe, 0xff, 0xff, 0xff, 0x0f]),
            (i32::MIN, &[0xff, 0xff, 0xff, 0xff, 0x0f]),
        ] {
            let mut buf = Vec::new();
            put_i32(&mut buf, value);
            assert_eq!(buf, bytes);
            assert_eq!(get_i32(bytes, 0, "x"), Ok((value, bytes.len())));
        }
    }

    #[test]
    fn refuses_cut_and_overlong() {
        assert_eq!(get_i32(&[], 0, "x"), Err(RecordError::truncated("x", 0)));
        assert_eq!(get_i32(&[1], 7, "x"), Err(RecordError::truncated("x", 7)));
        assert_eq!(get_i32(&[0x80, 0x80], 0, "x"), Err(RecordError::truncated("x", 0)));
        assert_eq!(get_i32(&[0xff; 5], 0, "x"), Err(RecordError::malformed("x", 0)));
        assert_eq!(get_i32(&[0xff, 0xff, 0xff, 0xff, 0x10], 0, "x"), Err(RecordError::malformed("x", 0)));
        assert_eq!(get_i64(&[0xff; 10], 0, "x"), Err(RecordError::malformed("x", 0)));
        let mut widest = [0xff; 10];
        widest[9] = 1;
        assert_eq!(get_i64(&widest, 0, "x"), Ok((i64::MIN, 10)));
        widest[9] = 2;
        assert_eq!(get_i64(&widest, 0, "x"), Err(RecordError::malformed("x", 0)));
    }

    proptest! {
        #[test]
        fn i32_round_trip(value: i32, shift in 0u32..32) {
            let value = value >> shift;
            let mut buf = vec![9];
            put_i32(&mut buf, value);
            prop_assert_eq!(buf.len() - 1, size_i32(value));
            prop_assert_eq!(get_i32(&buf, 1, "x"), Ok((value, buf.len())));
        }

        #[test]
        fn i64_round_trip(value: i64, shift in 0u32..64) {
            let value = value >> shift;
            let mut buf = Vec::new();
            put_i64(&mut buf, value);
            prop_assert_eq!(buf.len(), size_i64(value));
            prop_assert_eq!(get_i64(&buf, 0, "x"), Ok((value, buf.len())));
        }
    }
}
