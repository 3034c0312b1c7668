//! Strings of the page's, which are UTF-16.

use js_sys::JsString;
use wasm_bindgen::{JsCast as _, JsValue};

/// A string has half a surrogate pair, which no text of Unicode has.
pub(crate) struct LoneSurrogate;

/// The text of a string; `None` for any other value.
pub(crate) fn text(value: &JsValue) -> Option<Result<String, LoneSurrogate>> {
    let text = value.as_string()?;
    // Half a pair has become this character, which a string may have of its own.
    let is_whole = || value.unchecked_ref::<JsString>().is_valid_utf16();
    let is_text = !text.contains(char::REPLACEMENT_CHARACTER) || is_whole();
    Some(if is_text { Ok(text) } else { Err(LoneSurrogate) })
}
