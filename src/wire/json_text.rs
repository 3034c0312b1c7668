//! The seam between JSON texts and values: `serde_json` natively, the page's own `JSON` in the module.
//!
//! Both sides take the last of two members of one name, and refuse half a surrogate pair, a number that no double can
//! hold, and what is nested deeper than 32 levels.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::json::{Json, Object};
use super::json_source::Source;

/// A text that is JSON, as it came or for the app to read. It may hold tokens, so its `Debug` shows nothing.
#[derive(Clone, Eq, PartialEq)]
pub struct JsonText(String);

impl JsonText {
    /// Takes a text if it is JSON, however deeply nested.
    #[must_use]
    pub fn new(text: String) -> Option<JsonText> {
        imp::is_json(&text).then_some(JsonText(text))
    }

    /// Takes a text that was just read or written as JSON.
    pub(crate) fn known(text: String) -> JsonText {
        JsonText(text)
    }

    /// Writes a value. `None` for one that JSON cannot hold.
    pub fn write<T: Serialize + ?Sized>(value: &T) -> Option<JsonText> {
        imp::write(value).map(JsonText)
    }

    /// The value, if it is nested no deeper than 32 levels.
    #[must_use]
    pub fn value(&self) -> Option<Json> {
        read(&self.0)
    }

    /// The value as one of the app's own types; `None` if it is of another shape, or nested deeper
    /// than 32 levels.
    #[must_use]
    pub fn deserialize<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(Source(self.value()?)).ok()
    }

    /// An object's text without a member.
    pub(crate) fn without(&self, name: &str) -> JsonText {
        let members = match read_object(&self.0) {
            Some(members) if members.get(name).is_none() => return self.clone(),
            members => members.unwrap_or_default().without(&[name]),
        };
        JsonText::write(&Json::Object(members)).unwrap_or_else(|| JsonText("{}".to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text of one of the core's own values: JSON can hold all of them.
pub(crate) fn written<T: Serialize + ?Sized>(value: &T) -> String {
    imp::write(value).unwrap_or_default()
}

/// Reads a whole text; `None` if it is not JSON, or nested deeper than 32 levels.
#[must_use]
pub fn read(text: &str) -> Option<Json> {
    imp::read(text)
}

/// Reads a whole text that is an object.
#[must_use]
pub fn read_object(text: &str) -> Option<Object> {
    if let Some(Json::Object(members)) = read(text) { Some(members) } else { None }
}

impl fmt::Debug for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsonText([redacted])")
    }
}

const DEPTH_LIMIT: usize = 32;

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod imp {
    use serde::Serialize;
    use serde::de::IgnoredAny;

    use super::{DEPTH_LIMIT, Json};

    pub(super) fn read(text: &str) -> Option<Json> {
        serde_json::from_str(text).ok().filter(|value| fits(value, DEPTH_LIMIT))
    }

    pub(super) fn is_json(text: &str) -> bool {
        serde_json::from_str::<IgnoredAny>(text).is_ok()
    }

    pub(super) fn write<T: Serialize + ?Sized>(value: &T) -> Option<String> {
        serde_json::to_string(value).ok()
    }

    fn fits(value: &Json, levels: usize) -> bool {
        match value {
            Json::Array(items) => levels > 0 && items.iter().all(|item| fits(item, levels - 1)),
            Json::Object(members) => levels > 0 && members.iter().all(|(_, member)| fits(member, levels - 1)),
            _ => true,
        }
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod imp {
    use js_sys::{Array, JSON, Object};
    use serde::Serialize;
    use serde_wasm_bindgen::Serializer;
    use wasm_bindgen::{JsCast as _, JsValue};

    use super::{DEPTH_LIMIT, Json};
    use crate::wire::js_string::text;
    use crate::wire::json;

    pub(super) fn read(text: &str) -> Option<Json> {
        value(&JSON::parse(text).ok()?, DEPTH_LIMIT)
    }

    pub(super) fn is_json(text: &str) -> bool {
        JSON::parse(text).is_ok()
    }

    pub(super) fn write<T: Serialize + ?Sized>(value: &T) -> Option<String> {
        let value = value.serialize(&Serializer::json_compatible()).ok()?;
        JSON::stringify(&value).ok().map(String::from)
    }

    /// Walks over a value that `JSON.parse` has made.
    fn value(value: &JsValue, levels: usize) -> Option<Json> {
        if let Some(string) = text(value) {
            return string.ok().map(Json::String);
        }
        if let Some(number) = value.as_f64() {
            return number.is_finite().then_some(Json::Number(number));
        }
        if let Some(flag) = value.as_bool() {
            return Some(Json::Bool(flag));
        }
        if value.is_null() {
            return Some(Json::Null);
        }
        let inner = levels.checked_sub(1)?;
        if let Some(array) = value.dyn_ref::<Array>() {
            let items: Option<Vec<Json>> = array.iter().map(|item| self::value(&item, inner)).collect();
            return items.map(Json::Array);
        }
        let object = value.unchecked_ref::<Object>();
        let (names, values) = (Object::keys(object), Object::values(object));
        let members = names
            .iter()
            .zip(values.iter())
            .map(|(name, member)| Some((text(&name)?.ok()?, self::value(&member, inner)?)));
        let members: Option<Vec<(String, Json)>> = members.collect();
        members.map(|members| Json::Object(json::Object::new(members)))
    }
}
