//! What the app hands to a sign-in, and gets back with its result or its error.

use crate::wire::json_text::JsonText;

/// What the app wants back. It stays at home: no provider sees it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AppData {
    /// Where in the app to go: a path of its own origin, with query and fragment.
    pub return_to: String,
    /// Any JSON, at most 64 KiB.
    pub app_state: Option<JsonText>,
}
