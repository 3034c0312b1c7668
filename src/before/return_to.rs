//! Where in the app to go after the sign-in: never anywhere else (RFC 9700 §4.11.1).

use crate::before::prelude::*;
use crate::before::web_url::WebUrl;

/// A path of the app's own origin, with its query and fragment; it begins with exactly one slash.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReturnTo(String);

impl ReturnTo {
    /// Takes a path, or an absolute URL of the app's origin; anything else becomes `/`.
    #[must_use]
    pub fn new(wanted: &str, app_origin: &str) -> ReturnTo {
        ReturnTo::own(wanted, app_origin).unwrap_or_default()
    }

    /// Keeps a path that [`new`](ReturnTo::new) made.
    pub(crate) fn known(path: &str) -> ReturnTo {
        ReturnTo(path.into())
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn own(wanted: &str, app_origin: &str) -> Option<ReturnTo> {
        if wanted.is_empty()
            || wanted.len() > LENGTH_LIMIT
            // What was half a character in JavaScript.
            || wanted.chars().any(|char| char == char::REPLACEMENT_CHARACTER)
        {
            return None;
        }
        let url = if wanted.starts_with("/") { WebUrl::join(app_origin, wanted) } else { WebUrl::parse_web(wanted) }?;
        // Two slashes at the start would name a host.
        let mut path = url.path_and_more();
        while let Some(rest) = path.strip_prefix("/") {
            path = rest;
        }
        (url.origin() == app_origin).then(|| ReturnTo(concat(&["/", path])))
    }
}

impl Default for ReturnTo {
    fn default() -> ReturnTo {
        ReturnTo("/".into())
    }
}

/// Whether a text can be a path that was kept: nothing else begins so, or is printable ASCII.
pub(crate) fn is_own_path(text: &str) -> bool {
    let elsewhere = ["//", "/\\"].iter().any(|start| text.starts_with(start));
    text.starts_with("/") && !elsewhere && text.bytes().all(|byte| byte.is_ascii_graphic())
}

const LENGTH_LIMIT: usize = 8 * 1024;
