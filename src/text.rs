//! Text, cut at ASCII characters: the patterns of the standard library would be a tenth of the module.

use crate::prelude::*;

/// A text before the first of an ASCII character, and from there on.
pub(crate) fn cut(text: &str, mark: u8) -> (&str, &str) {
    let at = text.bytes().position(|byte| byte == mark).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or_default()
}

/// What follows the character at which a text was [`cut`].
pub(crate) fn after_mark<'a>((_, rest): (&'a str, &'a str)) -> &'a str {
    rest.get(1..).unwrap_or_default()
}

/// Texts, one after the other: the standard library's way would be a fiftieth of the module.
pub(crate) fn concat(parts: &[&str]) -> String {
    join(parts, "")
}

/// Texts with another between two.
pub(crate) fn join(parts: &[&str], between: &str) -> String {
    let mut joined = String::new();
    let mut next = "";
    for part in parts {
        joined.push_str(next);
        joined.push_str(part);
        next = between;
    }
    joined
}

/// What stands between the marks; one piece at least, which may be empty.
pub(crate) fn pieces(text: &str, mark: u8) -> Vec<&str> {
    split(text, mark, usize::MAX)
}

/// The same with so many pieces at most: the last one has all the rest.
pub(crate) fn split(text: &str, mark: u8, most: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let (piece, tail) = if pieces.len() + 1 < most { cut(rest, mark) } else { (rest, "") };
        pieces.push(piece);
        if tail.is_empty() {
            return pieces;
        }
        rest = after_mark((piece, tail));
    }
}

/// Adds a byte: the standard library's own way would have 460 bytes more.
#[inline(never)]
pub(crate) fn push(bytes: &mut Vec<u8>, byte: u8) {
    bytes.extend_from_slice(&[byte]);
}

/// The text of bytes that are UTF-8 (RFC 3629). What the standard library has is made for speed and has 660 bytes.
pub(crate) fn from_utf8(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    let mut bytes = bytes.iter();
    while let Some(first) = bytes.next() {
        let first = u32::from(*first);
        let more = match first {
            0..0x80 => 0,
            0xC0..0xE0 => 1,
            0xE0..0xF0 => 2,
            0xF0..0xF8 => 3,
            _ => return None,
        };
        let mut code = first & (0x7F >> more);
        for _ in 0..more {
            let next = u32::from(*bytes.next()?);
            if next >> 6 != 2 {
                return None;
            }
            code = code << 6 | next & 0x3F;
        }
        // Neither a surrogate, nor beyond the last one, nor in more bytes than it needs.
        text.push(char::from_u32(code).filter(|char| char.len_utf8() == more + 1)?);
    }
    Some(text)
}

/// Whether any of some ASCII characters is in a text.
pub(crate) fn has_mark(text: &str, marks: &[u8]) -> bool {
    text.bytes().any(|byte| marks.contains(&byte))
}

/// Whether a text has a control character of ASCII or of Latin-1 (Unicode's `Cc`).
pub(crate) fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// Whether a word is among others with spaces between them.
pub(crate) fn has_word(words: &str, word: &str) -> bool {
    let mut rest = words;
    while !rest.is_empty() {
        let parts = cut(rest, b' ');
        if parts.0 == word {
            return true;
        }
        rest = after_mark(parts);
    }
    false
}

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::{cut, from_utf8, has_control, has_mark, pieces};

    #[test]
    fn text_is_cut_as_the_standard_library_cuts_it() {
        for text in ["", "&", "a", "a&", "&a", "a&b", "é&&😀&", "a=b&c"] {
            assert_eq!(pieces(text, b'&'), text.split('&').collect::<Vec<_>>());
            assert_eq!(cut(text, b'&').0, text.split('&').next().unwrap_or_default());
            assert_eq!(has_mark(text, b"&="), text.contains(['&', '=']));
        }
    }

    #[test]
    fn utf_8_is_what_the_standard_library_takes_for_it() {
        let edges = [0x7F, 0x80, 0xBF, 0xC0];
        for first in 0..=255 {
            for second in 0..=255 {
                assert_eq!(from_utf8(&[first, second]), String::from_utf8([first, second].into()).ok());
                for third in edges {
                    for fourth in edges {
                        let bytes = [first, second, third, fourth];
                        assert_eq!(from_utf8(&bytes), String::from_utf8(bytes.into()).ok(), "{bytes:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn control_characters_are_those_of_unicode() {
        for char in ('\0'..='\u{24F}').chain(['\u{2028}', '\u{C280}', '\u{10FFFF}']) {
            assert_eq!(has_control(&["é", &char.to_string(), "x"].concat()), char.is_control(), "{char:?}");
        }
    }
}
