//! JSON as a value. The text is read by `serde_json` natively and by the browser in the module, and the same tests hold
//! the two equal: the last of two members of one name counts, and nothing is nested deeper than 32.

use core::fmt;

#[cfg(target_arch = "wasm32")]
use crate::browser::convert as imp;
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
        imp::parse_json(text)
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
        imp::is_json(text).then(|| JsonText(text.to_owned()))
    }

    /// Writes an object of strings.
    pub(crate) fn object<'a>(members: impl IntoIterator<Item = (&'a str, &'a str)>) -> JsonText {
        let members: Vec<_> =
            members.into_iter().map(|(name, value)| [&string(name), ":", &string(value)].concat()).collect();
        JsonText(["{", &members.join(","), "}"].concat())
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

/// RFC 8259 §7.
fn string(text: &str) -> String {
    let mut json = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => json.extend(['\\', char]),
            '\0'..'\x20' => {
                let digit = |value: u32| char::from_digit(value, 16).unwrap_or_default();
                json.push_str("\\u00");
                json.extend([digit(char as u32 / 16), digit(char as u32 % 16)]);
            }
            _ => json.push(char),
        }
    }
    json.push('"');
    json
}

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    use core::fmt;

    use serde::Deserialize;
    use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

    use super::{DEPTH_LIMIT, Json, Object};
    use crate::prelude::*;

    pub(super) fn parse_json(text: &str) -> Option<Json> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn is_json(text: &str) -> bool {
        serde_json::from_str::<IgnoredAny>(text).is_ok()
    }

    impl<'de> Deserialize<'de> for Json {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
            Nested(0).deserialize(deserializer)
        }
    }

    /// A value at a depth, so that no text can exhaust the stack.
    #[derive(Clone, Copy)]
    struct Nested(usize);

    impl Nested {
        fn inner<E: Error>(self) -> Result<Nested, E> {
            if self.0 == DEPTH_LIMIT {
                return Err(E::custom("nested too deeply"));
            }
            Ok(Nested(self.0 + 1))
        }
    }

    impl<'de> DeserializeSeed<'de> for Nested {
        type Value = Json;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
            deserializer.deserialize_any(self)
        }
    }

    impl<'de> Visitor<'de> for Nested {
        type Value = Json;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("JSON")
        }

        fn visit_unit<E>(self) -> Result<Json, E> {
            Ok(Json::Null)
        }

        fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
            Ok(Json::Bool(value))
        }

        #[allow(clippy::cast_precision_loss, reason = "JSON numbers are doubles here, as they are in JavaScript")]
        fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
            Ok(Json::Number(value as f64))
        }

        #[allow(clippy::cast_precision_loss, reason = "JSON numbers are doubles here, as they are in JavaScript")]
        fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
            Ok(Json::Number(value as f64))
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
            if value.is_finite() { Ok(Json::Number(value)) } else { Err(E::custom("a number without bounds")) }
        }

        fn visit_str<E>(self, value: &str) -> Result<Json, E> {
            Ok(Json::Text(value.to_owned()))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
            let inner = self.inner()?;
            let mut list = Vec::new();
            while let Some(item) = items.next_element_seed(inner)? {
                list.push(item);
            }
            Ok(Json::List(list))
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
            let inner = self.inner()?;
            let mut object = Vec::new();
            while let Some(key) = members.next_key()? {
                object.push((key, members.next_value_seed(inner)?));
            }
            Ok(Json::Object(Object(object)))
        }
    }
}

pub(crate) const DEPTH_LIMIT: usize = 32;
