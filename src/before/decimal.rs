//! Whole numbers in decimal digits, without a sign: the formatting of the standard library would be a tenth of the module.

use crate::before::prelude::*;

pub(crate) fn write(number: u64) -> String {
    let mut text = if number < 10 { String::new() } else { write(number / 10) };
    text.push(char::from(b'0' + (number % 10) as u8));
    text
}

/// `None` for anything but digits, and for more than a `u64` holds.
pub(crate) fn read(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.bytes().try_fold(0_u64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        // A checked multiplication would bring one of 128 bits into the module.
        (number <= u64::MAX / 10).then_some(number.wrapping_mul(10))?.checked_add(digit)
    })
}
