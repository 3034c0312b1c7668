//! A JSON value (RFC 8259). [`json_text`](super::json_text) reads it from a text.

use std::fmt;

/// A JSON value. It may hold tokens, so its `Debug` shows its type alone.
#[derive(Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, finite, as JavaScript keeps it.
    Number(f64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

/// The members of a JSON object, in their order, each name once.
#[derive(Clone, Default, PartialEq)]
pub struct Object(Vec<(String, Json)>);

impl Json {
    /// The JSON type with its article, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        *self == Json::Null
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Json::String(text) = self { Some(text) } else { None }
    }

    /// The boolean, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Json::Bool(flag) = self { Some(*flag) } else { None }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        if let Json::Number(number) = self { Some(*number) } else { None }
    }

    /// The number, if it is a whole one from 0 to 2⁵³, up to which doubles hold each.
    #[must_use]
    pub fn as_whole(&self) -> Option<u64> {
        let number = self.as_number().filter(|number| (0.0..=WHOLE_LIMIT).contains(number) && number.fract() == 0.0)?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was just looked at")]
        let whole = number as u64;
        Some(whole)
    }

    /// The items, if it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Json]> {
        if let Json::Array(items) = self { Some(items) } else { None }
    }

    /// The members, if it is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        if let Json::Object(members) = self { Some(members) } else { None }
    }

    /// The items, if it is an array; any other value is the one item.
    #[must_use]
    pub fn items(&self) -> &[Json] {
        self.as_array().unwrap_or(std::slice::from_ref(self))
    }

    /// Whether it is an array with that string.
    #[must_use]
    pub fn lists(&self, text: &str) -> bool {
        self.as_array().is_some_and(|items| items.iter().any(|item| item.as_str() == Some(text)))
    }
}

impl Object {
    /// Takes members whose names differ, in their order.
    #[must_use]
    pub fn new(members: Vec<(String, Json)>) -> Object {
        Object(members)
    }

    /// The member of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The member of that name, unless it is `null`: some write that for what they leave out.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&Json> {
        self.get(name).filter(|value| !value.is_null())
    }

    /// The member of that name, if it is a string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// The other members.
    pub(crate) fn without(&self, names: &[&str]) -> Object {
        Object(self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect())
    }

    /// The members, in their order.
    pub(super) fn into_members(self) -> impl Iterator<Item = (String, Json)> {
        self.0.into_iter()
    }

    /// The members, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Json {
        Json::String(text)
    }
}

impl From<bool> for Json {
    fn from(flag: bool) -> Json {
        Json::Bool(flag)
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Json {
        Json::Number(number.into())
    }
}

/// 2⁵³.
pub(super) const WHOLE_LIMIT: f64 = 9_007_199_254_740_992.0;
