//! Reading numbers and lists the way C programs have come to expect, and showing them.

/// The integer that `text` begins with, as C's `strtol` with base 0 reads it: a sign, `0x` for hexadecimal, `0` for
/// octal. What follows the digits is ignored, which programs that write units (`"500ms"`) rely on. `None` without
/// digits or beyond 32 bits.
pub fn leading_integer(text: &str) -> Option<i32> {
    let text = text.trim_ascii_start();
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let hexadecimal = digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_hexdigit()));
    let (radix, digits) = match hexadecimal {
        Some(rest) => (16, rest),
        None if digits.starts_with('0') => (8, digits),
        None => (10, digits),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let magnitude = i64::from_str_radix(digits.get(..end)?, radix).ok()?;
    i32::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// The number that `text` begins with: decimal, with fraction and exponent, or hexadecimal without either. What
/// follows is ignored. `None` when there is none or it is not finite.
pub fn leading_float(text: &str) -> Option<f64> {
    let text = text.trim_ascii_start();
    let unsigned = text.trim_start_matches(['+', '-']);
    if unsigned.starts_with("0x") || unsigned.starts_with("0X") {
        return leading_integer(text).map(f64::from);
    }
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    // The longest prefix that is a number; the rest is ignored as with integers.
    let number = text.find(|c: char| !c.is_ascii_digit() && !"+-.eE".contains(c)).unwrap_or(text.len());
    let prefixes = (1..=number).rev().filter_map(|end| text.get(..end));
    prefixes.filter_map(|prefix| prefix.parse::<f64>().ok()).find(|value| value.is_finite())
}

/// A number with six significant digits and no trailing zeros, as C's `%g` shows it.
pub fn six_digits(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{value:.5e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        let decimals = usize::try_from(5 - exponent).unwrap_or(0);
        return trim_fraction(&format!("{value:.decimals$}")).to_owned();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trim_fraction(mantissa), exponent.abs())
}

fn trim_fraction(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// One name in a list of flags.
pub struct FlagName<'a> {
    pub name: &'a str,
    /// `false` for `-name`.
    pub wanted: bool,
}

/// The names of a comma-separated list. White space before a name is ignored, and so are empty names.
pub fn flag_names(text: &str) -> impl Iterator<Item = FlagName<'_>> {
    text.split(',').map(|item| item.trim_ascii_start()).filter(|item| !item.is_empty()).map(|item| match item
        .strip_prefix('-')
    {
        Some(name) => FlagName { name, wanted: false },
        None => FlagName { name: item.strip_prefix('+').unwrap_or(item), wanted: true },
    })
}
