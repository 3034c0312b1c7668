//! Strings of the page's, which are UTF-16.

use js_sys::JsString;

/// A string as text; `None` if it has half a surrogate pair, which no text of Unicode has.
pub(crate) fn text(string: &JsString) -> Option<String> {
    let text = String::from(string);
    // Half a pair turns into this character, which a string may have of its own.
    (!text.contains(char::REPLACEMENT_CHARACTER) || string.is_valid_utf16()).then_some(text)
}
