//! JSON (RFC 8259), read by the browser's own parser in the module and by `serde_json` natively: the last of two members of
//! one name counts, as RFC 7519 §4 allows, and nothing is nested deeper than 32. The same tests hold the two equal.

use core::fmt;

use crate::before::decimal;
use crate::before::form;
use crate::before::prelude::*;
use crate::before::text::{after_mark, cut};

/// A JSON value, or a JavaScript one that JSON cannot hold.
///
/// It is kept as a text: `s` before a string, and JSON for everything else, with numbers as JavaScript writes them. Any
/// other text stands for what JSON cannot hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Json(String);

/// The members of a JSON object, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(Vec<(String, Json)>);

/// A text that is known to be JSON, for the app to read. It may hold tokens, so its `Debug` shows nothing.
#[derive(Clone, Eq, PartialEq)]
pub struct JsonText(String);

impl Json {
    /// The JSON type with its article, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.0.as_bytes().first() {
            Some(b'n') => "null",
            Some(b't' | b'f') => "a boolean",
            Some(b'-' | b'0'..=b'9') => "a number",
            Some(b's') => "a string",
            Some(b'[') => "an array",
            Some(b'{') => "an object",
            _ => "a value that JSON cannot hold",
        }
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        self.0.strip_prefix("s")
    }

    /// The number, if it is one. What needs an exponent is next to nothing, or endless.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        let digits = self.0.strip_prefix("-");
        let (mut number, mut unit) = (f64::NAN, 1.0);
        for byte in digits.unwrap_or(&self.0).bytes() {
            let digit = f64::from(byte.wrapping_sub(b'0'));
            match byte {
                b'0'..=b'9' if number.is_nan() => number = digit,
                b'0'..=b'9' if unit < 1.0 => (number, unit) = (number + digit * unit, unit / 10.0),
                b'0'..=b'9' => number = number * 10.0 + digit,
                b'.' => unit = 0.1,
                b'e' => {}
                b'-' => {
                    number = 0.0;
                    break;
                }
                b'+' => {
                    number = f64::INFINITY;
                    break;
                }
                _ => return None,
            }
        }
        let signed = if digits.is_some() { -number } else { number };
        (!signed.is_nan()).then_some(signed)
    }

    /// The number, if it is one without a sign and a fraction.
    pub(crate) fn as_whole(&self) -> Option<u64> {
        decimal::read(&self.0)
    }

    /// Whether it is that literal.
    pub(crate) fn is(&self, literal: &str) -> bool {
        self.0 == literal
    }

    /// The items, if it is an array.
    pub(crate) fn as_list(&self) -> Option<Vec<Json>> {
        if !self.0.starts_with("[") {
            return None;
        }
        let mut items = Vec::new();
        for (_, item) in members(&imp::flat(&self.0)?, "[")? {
            items.push(item);
        }
        Some(items)
    }

    /// The items, if it is an array; anything else is the one item.
    pub(crate) fn items(&self) -> Vec<Json> {
        self.as_list().unwrap_or_else(|| vec![self.clone()])
    }

    /// Whether it is an array with that string.
    pub(crate) fn lists(&self, text: &str) -> bool {
        self.as_list().unwrap_or_default().iter().any(|item| item.as_text() == Some(text))
    }

    /// The members, if it is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<Object> {
        self.0.starts_with("{").then(|| Object::parse(&self.0))?
    }

    fn write(&self, json: &mut String) {
        match self.as_text() {
            Some(text) => write_string(json, text),
            None => json.push_str(&self.0),
        }
    }
}

impl Object {
    /// Reads a whole text; `None` when it is not a JSON object.
    #[must_use]
    pub fn parse(text: &str) -> Option<Object> {
        members(&imp::flat(text)?, "{").map(Object)
    }

    /// Reads a text in base64url, in its one canonical form.
    pub(crate) fn decode(text: &str) -> Option<Object> {
        members(&imp::decoded(text)?, "{").map(Object)
    }

    /// Takes an object that the page has read.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn known(flat: &str) -> Option<Object> {
        members(flat, "{").map(Object)
    }

    /// The whole of it as JSON.
    pub(crate) fn json(&self) -> JsonText {
        let mut json = String::new();
        self.write(&mut json);
        JsonText(json)
    }

    /// The member of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The member of that name, which is none of the others any more.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn take(&mut self, name: &str) -> Option<Json> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.swap_remove(at).1)
    }

    /// The member of that name, if it is a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    /// Whether the member of that name is that string.
    pub(crate) fn has(&self, name: &str, text: &str) -> bool {
        self.text(name) == Some(text)
    }

    fn write(&self, json: &mut String) {
        let mut mark = '{';
        for (name, value) in self.iter() {
            json.push(mark);
            write_string(json, name);
            json.push(':');
            value.write(json);
            mark = ',';
        }
        json.push_str(if mark == '{' { "{}" } else { "}" });
    }

    /// The members, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
}

impl JsonText {
    /// Keeps a text that has just been read or written as JSON.
    pub(crate) fn known(text: String) -> JsonText {
        JsonText(text)
    }

    /// Takes a text that is JSON, however deeply nested.
    pub(crate) fn parse(text: &str) -> Option<JsonText> {
        imp::is_json(text).then(|| JsonText(text.to_owned()))
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
pub(crate) struct Members(String);

impl Default for Members {
    /// With room for most, so that next to nothing is moved.
    fn default() -> Members {
        Members(String::with_capacity(1024))
    }
}

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
    /// A text, unless it is empty.
    pub(crate) fn optional(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.text(name, value);
        }
    }

    pub(crate) fn value(&mut self, name: &str, value: &Json) {
        self.name(name);
        value.write(&mut self.0);
    }

    pub(crate) fn number(&mut self, name: &str, value: u64) {
        self.json(name, &decimal::write(value));
    }

    /// A member whose own members come next, until it is closed.
    pub(crate) fn open(&mut self, name: &str) {
        self.json(name, "{");
    }

    pub(crate) fn close(&mut self) {
        self.0.push('}');
    }
}

pub(crate) fn string(text: &str) -> String {
    let mut json = String::new();
    write_string(&mut json, text);
    json
}

/// RFC 8259 §7.
fn write_string(json: &mut String, text: &str) {
    json.push('"');
    let mut rest = text;
    loop {
        let end = rest.bytes().position(is_escaped).unwrap_or(rest.len());
        let (plain, tail) = rest.split_at_checked(end).unwrap_or_default();
        json.push_str(plain);
        let Some(byte) = tail.bytes().next() else { break };
        if byte < b' ' {
            json.push_str(if byte < 0x10 { "\\u000" } else { "\\u001" });
            json.push(form::hex_digit(byte & 15));
        } else {
            json.push('\\');
            json.push(char::from(byte));
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    json.push('"');
}

fn is_escaped(byte: u8) -> bool {
    byte < b' ' || matches!(byte, b'"' | b'\\')
}

/// Members as a reader hands them over: after a mark for the kind of container each name and value, with `\0` between two.
/// Items have their places for names. A text that begins with `%`, or that has `\0` or `\x01`, stands escaped behind a `%`.
/// What is in a value is left as it is, until it is asked for: so no text is escaped twice.
fn members(flat: &str, mark: &str) -> Option<Vec<(String, Json)>> {
    let mut rest = flat.strip_prefix(mark)?;
    let mut members = Vec::new();
    while !rest.is_empty() {
        let name = cut(rest, b'\0');
        let value = cut(after_mark(name), b'\0');
        members.push((decoded(name.0), Json(decoded(value.0))));
        rest = after_mark(value);
    }
    Some(members)
}

/// What was escaped by this library.
fn decoded(text: &str) -> String {
    match text.strip_prefix("%") {
        None => text.into(),
        Some(escaped) => form::decode(escaped).unwrap_or_default(),
    }
}

#[cfg(target_arch = "wasm32")]
mod imp {
    use crate::before::browser::page;
    use crate::before::prelude::*;

    pub(super) fn flat(text: &str) -> Option<String> {
        page::flat(text)
    }

    pub(super) fn decoded(text: &str) -> Option<String> {
        page::decoded(text)
    }

    pub(super) fn is_json(text: &str) -> bool {
        page::is_json(text)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    use alloc::format;
    use alloc::string::ToString as _;
    use core::fmt;

    use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

    use super::string;
    use crate::before::base64url;
    use crate::before::form;
    use crate::before::prelude::*;

    pub(super) fn flat(text: &str) -> Option<String> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let flat = Flat { depth: 0 }.deserialize(&mut reader).ok()?;
        reader.end().ok()?;
        Some(flat)
    }

    pub(super) fn decoded(text: &str) -> Option<String> {
        flat(&String::from_utf8(base64url::decode(text)?).ok()?)
    }

    pub(super) fn is_json(text: &str) -> bool {
        serde_json::from_str::<IgnoredAny>(text).is_ok()
    }

    /// A value in so many others: the outermost is written as the page would, what is in its members as JSON.
    #[derive(Clone, Copy)]
    struct Flat {
        depth: usize,
    }

    impl Flat {
        fn deeper<E: Error>(self) -> Result<Flat, E> {
            if self.depth == DEPTH_LIMIT {
                Err(E::custom("nested too deep"))
            } else {
                Ok(Flat { depth: self.depth + 1 })
            }
        }

        fn text(self, text: &str) -> String {
            if self.depth > 1 { string(text) } else { concat(&["s", text]) }
        }

        fn container(self, [start, end]: [&str; 2], members: &[(String, String)]) -> String {
            let mut parts = Vec::new();
            for (name, value) in members {
                parts.push(match self.depth {
                    0 => [escaped(name), escaped(value)].join("\0"),
                    _ if start == "[" => value.clone(),
                    _ => format!("{}:{value}", string(name)),
                });
            }
            if self.depth == 0 { concat(&[start, &parts.join("\0")]) } else { concat(&[start, &parts.join(","), end]) }
        }
    }

    impl<'de> DeserializeSeed<'de> for Flat {
        type Value = String;

        fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<String, D::Error> {
            json.deserialize_any(self)
        }
    }

    impl<'de> Visitor<'de> for Flat {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("JSON")
        }

        fn visit_unit<E>(self) -> Result<String, E> {
            Ok("null".into())
        }

        fn visit_bool<E>(self, value: bool) -> Result<String, E> {
            Ok(value.to_string())
        }

        fn visit_str<E>(self, text: &str) -> Result<String, E> {
            Ok(self.text(text))
        }

        #[allow(clippy::cast_precision_loss, reason = "as JavaScript reads it")]
        fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
            self.visit_f64(number as f64)
        }

        #[allow(clippy::cast_precision_loss, reason = "as JavaScript reads it")]
        fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
            self.visit_f64(number as f64)
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<String, E> {
            Ok((number + 0.0).to_string())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<String, A::Error> {
            let inner = self.deeper()?;
            let mut items = Vec::new();
            while let Some(item) = list.next_element_seed(inner)? {
                items.push((items.len().to_string(), item));
            }
            Ok(self.container(["[", "]"], &items))
        }

        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<String, A::Error> {
            let inner = self.deeper()?;
            let mut members: Vec<(String, String)> = Vec::new();
            while let Some(name) = object.next_key::<String>()? {
                let value = object.next_value_seed(inner)?;
                match members.iter_mut().find(|(known, _)| *known == name) {
                    Some(member) => member.1 = value,
                    None => members.push((name, value)),
                }
            }
            Ok(self.container(["{", "}"], &members))
        }
    }

    fn escaped(text: &str) -> String {
        if !text.starts_with('%') && !text.contains(['\0', '\x01']) {
            return text.to_owned();
        }
        let mut escaped = "%".to_owned();
        form::append(&mut escaped, text);
        escaped
    }

    const DEPTH_LIMIT: usize = 32;
}

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use serde_json::Value;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::{Json, Object, string};

    /// Whether both read the text as a member, to the same value, or neither does; says if they do.
    fn is_read(text: &str) -> bool {
        let object = ["{\"a\":", text, "}"].concat();
        match (Object::parse(&object), serde_json::from_str::<Value>(&object)) {
            (Some(read), Ok(value)) => {
                assert!(
                    read.get("a").zip(value.get("a")).is_some_and(|(json, value)| is_alike(json, value)),
                    "{text:?}"
                );
                true
            }
            (read, value) => {
                assert!(read.is_none() && value.is_err(), "{text:?}");
                false
            }
        }
    }

    fn is_alike(json: &Json, value: &Value) -> bool {
        match value {
            Value::Null => json.is("null"),
            Value::Bool(flag) => json.is(if *flag { "true" } else { "false" }),
            Value::Number(number) => is_number(json, number.as_f64().unwrap_or_default()),
            Value::String(text) => json.as_text() == Some(text),
            Value::Array(values) => json.as_list().is_some_and(|items| {
                items.len() == values.len() && items.iter().zip(values).all(|(item, value)| is_alike(item, value))
            }),
            Value::Object(values) => json.as_object().is_some_and(|members| {
                values.iter().all(|(name, value)| members.get(name).is_some_and(|json| is_alike(json, value)))
                    && members.iter().all(|(name, _)| values.contains_key(name))
            }),
        }
    }

    /// One that needs an exponent may be next to nothing, or endless.
    fn is_number(json: &Json, value: f64) -> bool {
        let found = json.as_number().unwrap_or(f64::NAN);
        let is_near = (found - value).abs() <= value.abs() * 1e-14 + 1e-6;
        let is_endless = value.abs() >= 1e21 && found.is_infinite() && found.signum() == value.signum();
        json.kind() == "a number" && (is_near || is_endless)
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
            "1e300",
            "-1e21",
            "-1e300",
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
            "{\"\\uD83D\":1}",
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
        assert_eq!(forms.iter().filter(|text| is_read(text)).count(), 40);
    }

    #[test]
    fn a_value_is_nested_no_deeper_than_the_limit() {
        for (mark, end) in [("[", "]"), ("{\"a\":", "}")] {
            for inner in ["1", "[]", "{}"] {
                let nested = |depth: usize| [&mark.repeat(depth), inner, &end.repeat(depth)].concat();
                let most = if inner == "1" { 31 } else { 30 };
                assert!(is_read(&nested(most)), "{mark}{inner}");
                assert_eq!(Object::parse(&["{\"a\":", &nested(most + 1), "}"].concat()), None, "{mark}{inner}");
            }
        }
    }

    // ATK-49
    #[test]
    fn what_is_nested_is_escaped_once() {
        let text = ["[".repeat(30), string(&"\0".repeat(1000)), "]".repeat(30)].concat();
        let length = super::imp::flat(&text).unwrap_or_default().len();
        assert!((6000..6200).contains(&length), "{length}");
    }

    #[test]
    fn the_last_of_two_members_of_one_name_counts() {
        let object = Object::parse(r#"{"a":1,"b":2,"\u0061":"last"}"#).unwrap_or_default();
        assert_eq!(object.text("a"), Some("last"));
        assert_eq!(object.iter().count(), 2);
    }

    #[test]
    fn texts_and_names_with_marks_of_the_format_are_kept() {
        for text in ["", "%", "%26", "a%", "\0", "\x01", "a\0b", "%\0+ é", "a&b=c+d%e", "s", "é&😀", "\n"] {
            let object = Object::parse(&[&string(text), ":[", &string(text), "]"].concat());
            assert_eq!(object, None);
            let json =
                ["{", &string(text), ":[", &string(text), ",{", &string(text), ":", &string(text), "}]}"].concat();
            let items = Object::parse(&json).and_then(|object| object.get(text)?.as_list()).unwrap_or_default();
            assert_eq!(items.first().and_then(Json::as_text), Some(text));
            let inner = items.last().and_then(Json::as_object).unwrap_or_default();
            assert_eq!(inner.text(text), Some(text), "{json}");
        }
    }

    #[test]
    fn any_pieces_of_json_are_read_as_serde_json_reads_them() {
        let pieces = [
            "", "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\\", "\\ud83d", "\\ude00", "-", "1", "0", ".", "e",
            "null", "{\"a\":",
        ];
        let mut read = 0;
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    let text = [first, second, third].concat();
                    read += usize::from(is_read(&text));
                }
            }
        }
        assert_eq!(read, 68);
    }

    #[test]
    fn every_character_is_written_so_that_it_is_read_again() {
        for text in ('\0'..='\u{17F}')
            .chain(['\u{2028}', '€', '😀', '\u{10FFFF}'])
            .map(|char| ["a", &char.to_string()].concat())
        {
            assert_eq!(serde_json::from_str::<String>(&string(&text)).ok().as_ref(), Some(&text));
            let object = Object::parse(&["{\"a\":", &string(&text), "}"].concat()).unwrap_or_default();
            assert_eq!(object.text("a"), Some(text.as_str()));
        }
    }
}
