//! base64url without padding (RFC 4648 §5), in its one canonical form: in the module a crate for it would weigh as much
//! as a provider.

use crate::before::prelude::*;

pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut word, mut bits) = (0_u32, 0);
    for byte in bytes {
        word = word << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 6 {
            bits -= 6;
            text.push(digit(word >> bits));
        }
    }
    if bits > 0 {
        text.push(digit(word << (6 - bits)));
    }
    text
}

/// How many bytes a text is of. `None` for another character, a length that no bytes have, and bits that are left over.
pub(crate) fn length(text: &str) -> Option<usize> {
    let mut last = 0;
    for byte in text.bytes() {
        last = value(byte)?;
    }
    let left_over = match text.len() % 4 {
        0 => 0,
        1 => return None,
        2 => last % 16,
        _ => last % 4,
    };
    (left_over == 0).then_some(text.len() * 3 / 4)
}

/// The bytes, wherever there is a [`length`]. In the module the page decodes what has to be decoded.
#[cfg(any(test, not(target_arch = "wasm32")))]
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut word, mut bits) = (0_u32, 0);
    for byte in text.bytes() {
        word = word * 64 + u32::from(value(byte)?);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            #[allow(clippy::cast_possible_truncation, reason = "the bits above were taken before")]
            bytes.push((word >> bits) as u8);
            word &= (1 << bits) - 1;
        }
    }
    (bits < 6 && word == 0).then_some(bytes)
}

fn digit(value: u32) -> char {
    ALPHABET.get(value as usize & 63).copied().map(char::from).unwrap_or_default()
}

fn value(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'-' => Some(62),
        b'_' => Some(63),
        _ => None,
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;
    use std::vec;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::{decode, encode, length};

    #[test]
    fn bytes_of_every_length_are_encoded_as_base64_encodes_them() {
        let bytes: Vec<u8> = (0..=255).rev().collect();
        for count in 0..=256 {
            let part = bytes.get(..count).unwrap_or_default();
            assert_eq!(encode(part), URL_SAFE_NO_PAD.encode(part));
            assert_eq!(decode(&encode(part)).as_deref(), Some(part));
            assert_eq!(length(&encode(part)), Some(part.len()));
        }
    }

    #[test]
    fn what_base64_refuses_is_refused() {
        let mut accepted = 0;
        for first in 0..=127 {
            for last in 0..=127 {
                for text in [vec![first], vec![first, last], vec![b'A', first, last], vec![b'A', b'A', first, last]] {
                    let text: String = text.into_iter().map(char::from).collect();
                    assert_eq!(decode(&text), URL_SAFE_NO_PAD.decode(&text).ok(), "{text:?}");
                    assert_eq!(length(&text), decode(&text).map(|bytes| bytes.len()), "{text:?}");
                    accepted += usize::from(decode(&text).is_some());
                }
            }
        }
        assert_eq!(accepted, 64 * 4 + 64 * 16 + 64 * 64);
        assert_eq!(decode("é"), None);
    }
}
