//! Where in the app to go after the sign-in: never anywhere else (RFC 9700 §4.11.1).

use crate::wire::url::WebUrl;

/// A path of the app's own origin, with its query and fragment. It begins with exactly one slash.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReturnTo(String);

impl ReturnTo {
    /// Takes a path, or an absolute URL of the app's origin; anything else becomes `/`.
    #[must_use]
    pub fn new(wanted: &str, app_origin: &str) -> ReturnTo {
        ReturnTo::on_origin(wanted, app_origin).unwrap_or_else(|| ReturnTo("/".to_owned()))
    }

    /// Takes the path of a record, if [`new`](ReturnTo::new) can have made it: it is printable ASCII, and no host.
    pub(crate) fn kept(path: &str) -> Option<ReturnTo> {
        let is_path = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
        (is_path && path.bytes().all(|byte| byte.is_ascii_graphic())).then(|| ReturnTo(path.to_owned()))
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn on_origin(wanted: &str, app_origin: &str) -> Option<ReturnTo> {
        // The replacement character stands for what was half a character in JavaScript.
        if wanted.is_empty() || wanted.len() > LENGTH_LIMIT || wanted.contains(char::REPLACEMENT_CHARACTER) {
            return None;
        }
        let url = if wanted.starts_with('/') { WebUrl::join(app_origin, wanted) } else { WebUrl::parse_web(wanted) }?;
        // Two slashes at the start would name a host.
        let path = url.path_and_more().trim_start_matches('/');
        (url.origin() == app_origin).then(|| ReturnTo(format!("/{path}")))
    }
}

impl From<ReturnTo> for String {
    fn from(path: ReturnTo) -> String {
        path.0
    }
}

const LENGTH_LIMIT: usize = 8 * 1024;
