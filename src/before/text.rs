//! Text, cut at ASCII characters: the patterns of the standard library would be a tenth of the module.

use crate::before::prelude::*;

/// A text up to the first occurrence of an ASCII character, and the rest from there on.
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

/// Whether any of some ASCII characters is in a text.
pub(crate) fn has_mark(text: &str, marks: &[u8]) -> bool {
    text.bytes().any(|byte| marks.contains(&byte))
}

/// Whether a text has a control character of ASCII or of Latin-1 (Unicode's `Cc`).
pub(crate) fn has_control(text: &str) -> bool {
    let mut before = 0;
    text.bytes().any(|byte| {
        // Those of Latin-1 are two bytes of UTF-8.
        let is_control = byte < b' ' || byte == 0x7F || (before == 0xC2 && byte < 0xA0);
        before = byte;
        is_control
    })
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

    use super::{cut, has_control, has_mark, pieces};

    #[test]
    fn text_is_cut_as_the_standard_library_cuts_it() {
        for text in ["", "&", "a", "a&", "&a", "a&b", "é&&😀&", "a=b&c"] {
            assert_eq!(pieces(text, b'&'), text.split('&').collect::<Vec<_>>());
            assert_eq!(cut(text, b'&').0, text.split('&').next().unwrap_or_default());
            assert_eq!(has_mark(text, b"&="), text.contains(['&', '=']));
        }
    }

    #[test]
    fn control_characters_are_those_of_unicode() {
        for char in ('\0'..='\u{24F}').chain(['\u{2028}', '\u{C280}', '\u{10FFFF}']) {
            assert_eq!(has_control(&["é", &char.to_string(), "x"].concat()), char.is_control(), "{char:?}");
        }
    }
}
