//! CRC-32C, and its arithmetic: what a change early in the data means for the checksum of the whole.

use crc_fast::{CrcAlgorithm, Digest};

/// The checksum of `bytes`.
#[inline]
pub fn crc32c(bytes: &[u8]) -> u32 {
    crc32c_append(0, bytes)
}

/// The checksum of what has the checksum `crc` and of `bytes` behind it.
#[inline]
pub fn crc32c_append(crc: u32, bytes: &[u8]) -> u32 {
    if !multiplies_fast() {
        return ::crc32c::crc32c_append(crc, bytes);
    }
    // The state of the computation is the checksum with all bits turned.
    let mut digest = Digest::new_with_init_state(CrcAlgorithm::Crc32Iscsi, u64::from(!crc));
    digest.update(bytes);
    digest.finalize() as u32
}

/// Carry-less multiplication beats the CRC instruction in three streams only in wide registers: in narrow ones it took from a
/// fifth to a half longer, the most for a kilobyte.
#[cfg(target_arch = "x86_64")]
#[inline]
fn multiplies_fast() -> bool {
    std::arch::is_x86_feature_detected!("vpclmulqdq") && std::arch::is_x86_feature_detected!("avx512vl")
}

#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn multiplies_fast() -> bool {
    true
}

/// The Castagnoli polynomial, bits reversed: the lowest bit stands for the highest power of x.
const POLYNOMIAL: u32 = 0x82F6_3B78;
/// The polynomial 1.
const ONE: u32 = 1 << 31;

/// x to the power of 2^k, modulo the polynomial, for all that a `u32` number of bytes needs.
const POWERS: [u32; 35] = {
    let mut powers = [0; 35];
    let mut power = ONE >> 1;
    let mut k = 0;
    while k < powers.len() {
        powers[k] = power;
        power = multiply(power, power);
        k += 1;
    }
    powers
};

/// The product of two polynomials.
const fn multiply(a: u32, mut b: u32) -> u32 {
    let mut product = 0;
    let mut bit = ONE;
    while bit != 0 {
        if a & bit != 0 {
            product ^= b;
        }
        b = if b & 1 == 0 { b >> 1 } else { b >> 1 ^ POLYNOMIAL };
        bit >>= 1;
    }
    product
}

/// What a difference between two checksums becomes after both have gone over the same `len` bytes more.
pub(super) fn carry_over(difference: u32, len: u32) -> u32 {
    let mut carried = difference;
    for (k, power) in POWERS.iter().skip(3).enumerate() {
        if len >> k & 1 != 0 {
            carried = multiply(*power, carried);
        }
    }
    carried
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn is_crc_32c(bytes in prop::collection::vec(any::<u8>(), 0..5000), cut: prop::sample::Index) {
            let (left, right) = bytes.split_at(cut.index(bytes.len() + 1));
            let digest = crc_fast::checksum(CrcAlgorithm::Crc32Iscsi, &bytes) as u32;
            prop_assert_eq!(super::crc32c(&bytes), digest);
            prop_assert_eq!(::crc32c::crc32c(&bytes), digest);
            prop_assert_eq!(super::crc32c_append(super::crc32c(left), right), digest);
        }

        #[test]
        fn agrees_with_checksumming_everything(a: [u8; 40], b: [u8; 40], len in 0u32..100_000) {
            let rest: Vec<u8> = (0..len).map(|i| (i * 31) as u8).collect();
            let (a, b) = (crc32c::crc32c(&a), crc32c::crc32c(&b));
            let whole = |start| crc32c::crc32c_append(start, &rest);
            prop_assert_eq!(whole(a) ^ whole(b), carry_over(a ^ b, len));
        }

        #[test]
        fn agrees_with_combining(difference: u32, len: u32) {
            prop_assert_eq!(carry_over(difference, len), crc32c::crc32c_combine(difference, 0, len as usize));
        }
    }
}
