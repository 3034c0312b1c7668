//! What the app hands in with a call: one object of options.

use std::fmt;

use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// The options of one call, in the order they were given.
#[derive(Clone, Default, PartialEq)]
pub struct Options(Vec<(String, OptionValue)>);

/// The value of an option.
#[derive(Clone, PartialEq)]
pub enum OptionValue {
    /// A string, a number, a boolean or `null`, or a value that was read as JSON.
    Plain(Json),
    /// An object, an array or a string with half a surrogate pair, as JSON.
    Text(JsonText),
    /// A value that JSON cannot hold.
    Unreadable,
}

impl Options {
    /// No options.
    #[must_use]
    pub fn new() -> Options {
        Options::default()
    }

    /// The same options and one more. A name that is given twice counts as it was given last.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<OptionValue>) -> Options {
        self.set(name, value.into());
        self
    }

    /// The members of an object, each as an option.
    pub(super) fn of(members: &Object) -> Options {
        let option = |(name, json): (&str, &Json)| (name.to_owned(), OptionValue::Plain(json.clone()));
        Options(members.iter().map(option).collect())
    }

    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    /// The same options, and others over them.
    #[must_use]
    pub(crate) fn and(mut self, others: &Options) -> Options {
        for (name, value) in &others.0 {
            self.set(name, value.clone());
        }
        self
    }

    pub(crate) fn set(&mut self, name: &str, value: OptionValue) {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value));
    }

    /// The value of an option, which may be `null`.
    pub(crate) fn get(&self, name: &str) -> Option<&OptionValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The names, in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl OptionValue {
    /// The value, if JSON can hold it and it is not nested too deeply.
    pub(crate) fn json(&self) -> Option<Json> {
        match self {
            OptionValue::Plain(json) => Some(json.clone()),
            OptionValue::Text(text) => text.value(),
            OptionValue::Unreadable => None,
        }
    }

    /// The value as JSON, however deeply it is nested.
    pub(crate) fn text(&self) -> Option<JsonText> {
        match self {
            OptionValue::Plain(json) => JsonText::write(json),
            OptionValue::Text(text) => Some(text.clone()),
            OptionValue::Unreadable => None,
        }
    }

    /// The type of the value with its article, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        self.json().map_or(UNREADABLE, |json| json.kind())
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, OptionValue::Plain(Json::Null))
    }
}

/// Options may be secrets: an ID token, an invitation.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl<T: Into<Json>> From<T> for OptionValue {
    fn from(value: T) -> OptionValue {
        OptionValue::Plain(value.into())
    }
}

impl From<JsonText> for OptionValue {
    fn from(text: JsonText) -> OptionValue {
        OptionValue::Text(text)
    }
}

/// In a message, what JSON cannot hold.
pub(crate) const UNREADABLE: &str = "a value that JSON cannot hold";
