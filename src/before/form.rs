//! `application/x-www-form-urlencoded`, as the URL standard serialises it, and read more strictly.

use core::str::Bytes;

use crate::before::prelude::*;
use crate::before::text::cut;

pub(crate) fn encode(parameters: &[(&str, &str)]) -> String {
    let mut form = String::new();
    for (name, value) in parameters {
        add(&mut form, name, value);
    }
    form
}

/// Adds a parameter to a form, or to an address that has a `?`; none when its value is empty.
pub(crate) fn add(form: &mut String, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    if !matches!(form.as_bytes().last(), None | Some(b'?' | b'&')) {
        form.push('&');
    }
    append(form, name);
    form.push('=');
    append(form, value);
}

/// `None` unless every escape is one, and all of it UTF-8: a provider that sends a stray `%` means something else.
pub(crate) fn decode(text: &str) -> Option<String> {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Some(text.into());
    }
    imp::decoded(text)
}

/// The name of a parameter; `None` when it does not decode.
pub(crate) fn name(piece: &str) -> Option<String> {
    decode(cut(piece, b'=').0)
}

/// What a text decodes to, if that is ASCII: without asking the page, however many there are.
pub(crate) fn decode_ascii(text: &str) -> Option<String> {
    let mut decoded = String::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let byte = if byte == b'%' { hex_byte(&mut rest)? } else { byte };
        decoded.push(byte.is_ascii().then_some(char::from(byte))?);
    }
    Some(decoded)
}

fn hex_byte(digits: &mut Bytes<'_>) -> Option<u8> {
    let mut digit = || char::from(digits.next()?).to_digit(16);
    u8::try_from(digit()? * 16 + digit()?).ok()
}

pub(crate) fn append(form: &mut String, text: &str) {
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_') {
            continue;
        }
        form.push_str(text.get(plain..at).unwrap_or_default());
        plain = at + 1;
        if byte == b' ' {
            form.push('+');
        } else {
            form.push('%');
            form.push(hex_digit(byte >> 4));
            form.push(hex_digit(byte & 15));
        }
    }
    form.push_str(text.get(plain..).unwrap_or_default());
}

pub(crate) fn hex_digit(value: u8) -> char {
    char::from(if value < 10 { b'0' + value } else { b'A' - 10 + value })
}

/// The page's own decoder is as strict. The same tests hold the two equal.
#[cfg(target_arch = "wasm32")]
mod imp {
    use crate::before::browser::page;
    use crate::before::prelude::*;

    pub(super) fn decoded(text: &str) -> Option<String> {
        page::unescaped(text)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    use crate::before::prelude::*;

    pub(super) fn decoded(text: &str) -> Option<String> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'+' => b' ',
                b'%' => super::hex_byte(&mut rest)?,
                other => other,
            });
        }
        String::from_utf8(bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use url::form_urlencoded;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::{decode, encode, name};
    use crate::before::text::pieces;

    #[test]
    fn every_character_is_encoded_as_the_url_standard_encodes_it() {
        let texts: Vec<String> =
            ('\0'..='\u{17F}').chain(['€', '😀']).map(|char| ["a", &char.to_string()].concat()).collect();
        let pairs: Vec<_> = texts.iter().map(|text| (text.as_str(), text.as_str())).collect();
        let expected = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        assert_eq!(encode(&pairs), expected);
        for (piece, text) in pieces(&expected, b'&').into_iter().zip(&texts) {
            assert_eq!(name(piece).as_ref(), Some(text));
        }
    }

    #[test]
    fn what_is_not_form_encoded_utf_8_does_not_decode() {
        for text in ["%", "%4", "%zz", "%4z", "%+1", "%E9", "%C0%AF", "%ED%A0%80", "%F5%80%80%80"] {
            assert_eq!(decode(text), None, "{text}");
        }
        assert_eq!(decode("a+b%2B%c3%A9=é").as_deref(), Some("a b+é=é"));
    }
}
