//! JSON as a value (RFC 8259): the last of two members of one name counts, and nothing is nested deeper than 32.
//!
//! `serde_json` would be half of the module; the tests hold this reader to it.

use core::fmt;
use core::slice;

#[cfg(target_arch = "wasm32")]
use crate::browser::page::is_json;
use crate::form::{hex_digit, hex_value};
use crate::prelude::*;

/// A JSON value, or the place of one that was none.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Every number, with the precision of a double.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(Object),
    /// A JavaScript value that JSON cannot hold: a function, a string with a lone surrogate.
    Unreadable,
}

/// The members of a JSON object, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(Vec<(String, Json)>);

/// A text that is known to be JSON, for the app to read. It may hold tokens, so its `Debug` shows nothing.
#[derive(Clone, Eq, PartialEq)]
pub struct JsonText(String);

impl Json {
    /// Reads a whole text; `None` when it is not JSON.
    #[must_use]
    pub fn parse(text: &str) -> Option<Json> {
        let mut reader = Reader { text, at: 0 };
        let json = reader.value(0)?;
        reader.next_mark().is_none().then_some(json)
    }

    /// The JSON type with its article, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::Text(_) => "a string",
            Json::List(_) => "an array",
            Json::Object(_) => "an object",
            Json::Unreadable => "a value that JSON cannot hold",
        }
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Json::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The items, if it is an array; anything else is the one item.
    pub(crate) fn items(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            one => slice::from_ref(one),
        }
    }

    /// Whether it is an array with that string.
    pub(crate) fn lists(&self, text: &str) -> bool {
        matches!(self, Json::List(items) if items.iter().any(|item| item.as_text() == Some(text)))
    }

    /// The members, if it is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Json::Object(object) => Some(object),
            _ => None,
        }
    }
}

impl Object {
    /// Reads a whole text; `None` when it is not a JSON object.
    #[must_use]
    pub fn parse(text: &str) -> Option<Object> {
        match Json::parse(text)? {
            Json::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The member of that name; the last one, should there be several.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The member of that name, if it is a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    /// Whether the member of that name is that string.
    pub(crate) fn has(&self, name: &str, text: &str) -> bool {
        self.text(name) == Some(text)
    }

    /// The members, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
}

impl FromIterator<(String, Json)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(members: I) -> Object {
        Object(members.into_iter().collect())
    }
}

impl JsonText {
    /// Keeps a text that has just been read or written as JSON.
    pub(crate) fn known(text: String) -> JsonText {
        JsonText(text)
    }

    /// Takes a text that is JSON, however deeply nested.
    pub(crate) fn parse(text: &str) -> Option<JsonText> {
        is_json(text).then(|| JsonText(text.to_owned()))
    }

    /// Writes an object of strings.
    pub(crate) fn object(members: &[(&str, &str)]) -> JsonText {
        let mut object = Members::default();
        for (name, value) in members {
            object.text(name, value);
        }
        JsonText(object.finish())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsonText([redacted])")
    }
}

impl From<JsonText> for String {
    fn from(json: JsonText) -> String {
        json.0
    }
}

/// An object that is written member by member, with objects in it.
#[derive(Default)]
pub(crate) struct Members(String);

impl Members {
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        write_string(&mut self.0, value);
    }

    /// A member whose value is JSON already.
    pub(crate) fn json(&mut self, name: &str, json: &str) {
        self.name(name);
        self.0.push_str(json);
    }

    pub(crate) fn flag(&mut self, name: &str, value: bool) {
        self.json(name, if value { "true" } else { "false" });
    }

    pub(crate) fn list(&mut self, name: &str, texts: &[&str]) {
        self.json(name, "[");
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            write_string(&mut self.0, text);
        }
        self.0.push(']');
    }

    pub(crate) fn finish(mut self) -> String {
        self.0.push_str(if self.0.is_empty() { "{}" } else { "}" });
        self.0
    }

    fn name(&mut self, name: &str) {
        match self.0.as_bytes().last() {
            None => self.0.push('{'),
            Some(b'{') => {}
            Some(_) => self.0.push(','),
        }
        write_string(&mut self.0, name);
        self.0.push(':');
    }
}

#[cfg(target_arch = "wasm32")]
impl Members {
    pub(crate) fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    pub(crate) fn number(&mut self, name: &str, value: u64) {
        self.json(name, &crate::decimal::write(value));
    }

    /// A member whose own members come next, until it is closed.
    pub(crate) fn open(&mut self, name: &str) {
        self.json(name, "{");
    }

    pub(crate) fn close(&mut self) {
        self.0.push('}');
    }
}

#[cfg(any(target_arch = "wasm32", test))]
pub(crate) fn string(text: &str) -> String {
    let mut json = String::new();
    write_string(&mut json, text);
    json
}

/// RFC 8259 §7.
fn write_string(json: &mut String, text: &str) {
    json.push('"');
    for char in text.chars() {
        match char {
            '\0'..' ' => {
                json.push_str(if char < '\u{10}' { "\\u000" } else { "\\u001" });
                json.push(hex_digit(char as u8 & 15));
                continue;
            }
            '"' | '\\' => json.push('\\'),
            _ => {}
        }
        json.push(char);
    }
    json.push('"');
}

/// The text of an object's member; the last one's, should there be several, and `null` for one that is absent.
#[cfg(target_arch = "wasm32")]
pub(crate) fn member_of<'a>(object: &'a JsonText, name: &str) -> &'a str {
    let mut reader = Reader { text: object.as_str(), at: 0 };
    let mut found = "null";
    while let Some((key, value)) = reader.member() {
        if key == name {
            found = value;
        }
    }
    found
}

/// A text that is read from its start.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(clippy::elidable_lifetime_names, reason = "the module's one has a use for it")
)]
impl<'a> Reader<'a> {
    /// RFC 8259 §3.
    fn value(&mut self, depth: usize) -> Option<Json> {
        match self.next_mark()? {
            b'{' | b'[' if depth < DEPTH_LIMIT => self.container(depth + 1),
            b'"' => self.string().map(Json::Text),
            b'n' => self.literal("null", Json::Null),
            b't' => self.literal("true", Json::Bool(true)),
            b'f' => self.literal("false", Json::Bool(false)),
            _ => self.number().map(Json::Number),
        }
    }

    /// RFC 8259 §4 and §5.
    fn container(&mut self, depth: usize) -> Option<Json> {
        let is_object = self.take(b'{');
        let end = if is_object { b'}' } else { b']' };
        self.at += usize::from(!is_object);
        let (mut members, mut items) = (Vec::new(), Vec::new());
        let mut ended = self.next_mark()? == end;
        while !ended {
            if is_object {
                self.next_mark()?;
                let name = self.string()?;
                self.expect(b':')?;
                members.push((name, self.value(depth)?));
            } else {
                items.push(self.value(depth)?);
            }
            ended = self.next_mark()? == end;
            if !ended {
                self.expect(b',')?;
            }
        }
        self.at += 1;
        Some(if is_object { Json::Object(Object(members)) } else { Json::List(items) })
    }

    /// RFC 8259 §7. A surrogate that stands alone makes no string, as §8.2 warns of.
    fn string(&mut self) -> Option<String> {
        let mut string = String::new();
        self.take(b'"').then_some(())?;
        loop {
            let char = self.text.get(self.at..)?.chars().next()?;
            self.at += char.len_utf8();
            string.push(match char {
                '"' => return Some(string),
                '\\' => self.escaped()?,
                '\0'..' ' => return None,
                plain => plain,
            });
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let mark = self.peek()?;
        self.at += 1;
        if mark != b'u' {
            let at = ESCAPED.iter().position(|known| *known == mark)?;
            return MEANT.get(at).copied().map(char::from);
        }
        let unit = self.code_unit()?;
        if !(0xD800..0xDC00).contains(&unit) {
            return char::from_u32(unit);
        }
        (self.take(b'\\') && self.take(b'u')).then_some(())?;
        let low = self.code_unit()?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
        char::from_u32(0x1_0000 + (unit - 0xD800) * 0x400 + low)
    }

    fn code_unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + u32::from(hex_value(self.peek()?)?);
            self.at += 1;
        }
        Some(unit)
    }

    /// RFC 8259 §6, with the precision of a double but for its last bits where there are more than 15 digits.
    fn number(&mut self) -> Option<f64> {
        let negative = self.take(b'-');
        let mut number = 0.0;
        if !self.take(b'0') {
            self.digits(&mut number)?;
        }
        let mut exponent = 0.0;
        if self.take(b'.') {
            exponent = -self.digits(&mut number)?;
        }
        if self.take(b'e') || self.take(b'E') {
            let minus = self.take(b'-');
            let _ = minus || self.take(b'+');
            let mut shift = 0.0;
            self.digits(&mut shift)?;
            exponent += if minus { -shift } else { shift };
        }
        let number = if number == 0.0 { 0.0 } else { shifted(number, exponent) };
        number.is_finite().then_some(if negative { -number } else { number })
    }

    /// Adds digits to a number, one at least, and counts them.
    fn digits(&mut self, number: &mut f64) -> Option<f64> {
        let mut count = 0.0;
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            *number = *number * 10.0 + f64::from(digit - b'0');
            count += 1.0;
            self.at += 1;
        }
        (count > 0.0).then_some(count)
    }

    /// A member after its object's opening brace, or after the comma.
    #[cfg(target_arch = "wasm32")]
    fn member(&mut self) -> Option<(String, &'a str)> {
        self.next_mark()?;
        self.at += 1;
        self.next_mark()?;
        let name = self.string()?;
        self.expect(b':')?;
        self.next_mark()?;
        let from = self.at;
        self.value(1)?;
        Some((name, self.text.get(from..self.at)?))
    }

    fn literal(&mut self, word: &str, meant: Json) -> Option<Json> {
        self.text.get(self.at..)?.starts_with(word).then_some(())?;
        self.at += word.len();
        Some(meant)
    }

    /// What comes after the white space.
    fn next_mark(&mut self) -> Option<u8> {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.peek()
    }

    fn expect(&mut self, mark: u8) -> Option<()> {
        self.next_mark()?;
        self.take(mark).then_some(())
    }

    fn take(&mut self, mark: u8) -> bool {
        let there = self.peek() == Some(mark);
        self.at += usize::from(there);
        there
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// A number times a power of ten: one rounding, where both are exact.
fn shifted(number: f64, exponent: f64) -> f64 {
    let mut power = 1.0;
    let mut left = exponent.abs();
    while left > 0.0 && power < f64::INFINITY {
        power *= 10.0;
        left -= 1.0;
    }
    if exponent < 0.0 { number / power } else { number * power }
}

#[cfg(not(target_arch = "wasm32"))]
fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

pub(crate) const DEPTH_LIMIT: usize = 32;

/// What may stand after a backslash, and what it means.
const ESCAPED: &[u8; 8] = b"\"\\/bfnrt";
const MEANT: &[u8; 8] = b"\"\\/\x08\x0c\n\r\t";

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use serde_json::Value;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::{DEPTH_LIMIT, Json, string};

    /// Whether both read the text, to the same value, or neither does.
    fn is_read_alike(text: &str) -> bool {
        match (Json::parse(text), serde_json::from_str::<Value>(text)) {
            (Some(json), Ok(value)) => is_alike(&json, &value),
            (None, Err(_)) => true,
            _ => false,
        }
    }

    fn is_alike(json: &Json, value: &Value) -> bool {
        match (json, value) {
            (Json::Null, Value::Null) => true,
            (Json::Bool(flag), Value::Bool(value)) => flag == value,
            (Json::Number(number), Value::Number(value)) => {
                value.as_f64().is_some_and(|value| (number - value).abs() <= value.abs() * 1e-15 + 1e-300)
            }
            (Json::Text(text), Value::String(value)) => text == value,
            (Json::List(items), Value::Array(values)) => {
                items.len() == values.len() && items.iter().zip(values).all(|(item, value)| is_alike(item, value))
            }
            (Json::Object(members), Value::Object(values)) => {
                values.iter().all(|(name, value)| members.get(name).is_some_and(|json| is_alike(json, value)))
                    && members.iter().all(|(name, _)| values.contains_key(name))
            }
            _ => false,
        }
    }

    #[test]
    fn every_form_of_json_is_read_as_serde_json_reads_it() {
        let forms = [
            "null",
            "true",
            "false",
            "[]",
            "{}",
            "[ ]",
            "{ }",
            " [ 1 , 2 ] ",
            "\t{\r\"a\" :\n1 , \"a\":2 } ",
            "",
            " ",
            "nul",
            "nullx",
            "True",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "{\"a\":}",
            "{1:2}",
            "[1",
            "{\"a\":1",
            "[}",
            "{]",
            "]",
            "}",
            "[1]]",
            "1 2",
            "\u{feff}1",
            "/**/1",
            "'a'",
            "0",
            "-0",
            "1",
            "-1",
            "01",
            "-01",
            "+1",
            ".5",
            "5.",
            "0.5",
            "-0.25",
            "1e3",
            "1E3",
            "1e+3",
            "1e-3",
            "1e",
            "1e+",
            "1.e3",
            "1.5e300",
            "1e308",
            "1e309",
            "-1e309",
            "0e999",
            "1e-999",
            "123456789012345678901234567890",
            "9007199254740993",
            "0.1",
            "2.2250738585072014e-308",
            "NaN",
            "Infinity",
            "-",
            "--1",
            "1_0",
            "0x10",
            "\"\"",
            "\"a\"",
            "\"é😀\"",
            "\"\\n\\r\\t\\b\\f\\\\\\/\\\"\"",
            "\"\\u0041\"",
            "\"\\u00e9\"",
            "\"\\uD83D\\uDE00\"",
            "\"\\ud83d\\ude00\"",
            "\"\\uD83D\"",
            "\"\\uDE00\"",
            "\"\\uD83D\\u0041\"",
            "\"\\uD83Dx\"",
            "\"\\u12\"",
            "\"\\u+123\"",
            "\"\\x41\"",
            "\"\\'\"",
            "\"\\U0041\"",
            "\"\u{1f}\"",
            "\"\u{7f}\"",
            "\"\n\"",
            "\"a",
            "\"\\\"",
            "\"\\u0000\"",
        ];
        for text in forms {
            assert!(is_read_alike(text), "{text:?}");
        }
        let read = forms.iter().filter(|text| Json::parse(text).is_some()).count();
        assert_eq!(read, 37);
    }

    #[test]
    fn a_value_is_nested_no_deeper_than_the_limit() {
        for (mark, end) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = |depth: usize| [&mark.repeat(depth), "1", &end.repeat(depth)].concat();
            assert!(Json::parse(&nested(DEPTH_LIMIT)).is_some());
            assert!(Json::parse(&nested(DEPTH_LIMIT + 1)).is_none());
        }
    }

    #[test]
    fn any_pieces_of_json_are_read_as_serde_json_reads_them() {
        let pieces = [
            "", "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\\", "\\ud83d", "\\ude00", "-", "1", "0", ".", "e",
            "null",
        ];
        let mut read = 0;
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    for fourth in pieces {
                        let text = [first, second, third, fourth].concat();
                        assert!(is_read_alike(&text), "{text:?}");
                        read += usize::from(Json::parse(&text).is_some());
                    }
                }
            }
        }
        assert_eq!(read, 399);
    }

    #[test]
    fn every_character_is_written_so_that_it_is_read_again() {
        for text in ('\0'..='\u{17F}')
            .chain(['\u{2028}', '€', '😀', '\u{10FFFF}'])
            .map(|char| ["a", &char.to_string()].concat())
        {
            assert_eq!(serde_json::from_str::<String>(&string(&text)).ok().as_ref(), Some(&text));
            assert_eq!(Json::parse(&string(&text)), Some(Json::Text(text)));
        }
    }
}
