//! The one place where URLs are parsed, by the WHATWG standard: the crate `url` natively, the browser's own `URL` in
//! the module. The same tests hold the two equal.

use crate::before::prelude::*;
use crate::before::text::{cut, has_mark};

/// A parsed URL, as the standard serialises it: its parts are cut from there.
#[derive(Clone, Debug)]
pub(crate) struct WebUrl(String);

impl WebUrl {
    /// Parses an absolute URL.
    pub(crate) fn parse(text: &str) -> Option<WebUrl> {
        imp::href(text).map(WebUrl)
    }

    /// Parses what may be relative to `base`.
    pub(crate) fn join(base: &str, text: &str) -> Option<WebUrl> {
        imp::href_from(base, text).map(WebUrl)
    }

    /// Parses an absolute `https:` or `http:` URL without a user name or password.
    pub(crate) fn parse_web(text: &str) -> Option<WebUrl> {
        let url = WebUrl::parse(text)?;
        // The standard forbids a "%" in a host; Chromium escapes what else is forbidden there, where it should fail.
        (is_web(&url.0) && !has_mark(url.origin(), b"%@")).then_some(url)
    }

    /// Takes a URL as a parser serialised it, such as the page's own address.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn serialised(href: String) -> WebUrl {
        WebUrl(href)
    }

    /// The whole URL.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The whole URL.
    pub(crate) fn href(self) -> String {
        self.0
    }

    /// `scheme://host[:port]`, for a web URL without credentials.
    pub(crate) fn origin(&self) -> &str {
        self.parts().0
    }

    /// The path with what follows it.
    pub(crate) fn path_and_more(&self) -> &str {
        self.parts().1
    }

    /// What stands before the query and the fragment.
    pub(crate) fn base(&self) -> &str {
        cut(cut(&self.0, b'#').0, b'?').0
    }

    /// The `?` and what follows it, still encoded; empty without one.
    pub(crate) fn search(&self) -> &str {
        cut(cut(&self.0, b'#').0, b'?').1
    }

    /// The `#` and what follows it, still encoded; empty without one.
    pub(crate) fn hash(&self) -> &str {
        cut(&self.0, b'#').1
    }

    /// Whether codes and tokens may travel there: over TLS, or inside this machine (RFC 9700 §2.6).
    pub(crate) fn is_confidential(&self) -> bool {
        self.0.starts_with("https://") || self.origin().strip_prefix("http://").is_some_and(is_loopback)
    }

    /// What stands before the third slash, where the path of a web URL begins, and from there on.
    fn parts(&self) -> (&str, &str) {
        let mut slashes = 0;
        let path = self.0.bytes().position(|byte| {
            slashes += u32::from(byte == b'/');
            slashes == 3
        });
        path.and_then(|at| self.0.split_at_checked(at)).unwrap_or_default()
    }
}

/// Whether a text begins as a web URL does.
pub(crate) fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// An endpoint's address, to which parameters can be added after those that it has of its own (RFC 6749 §3.1).
pub(crate) fn with_query(endpoint: &str) -> String {
    concat(&[endpoint, if has_mark(endpoint, b"?") { "" } else { "?" }])
}

/// What a URL should have been that has a parameter which is no option of its own.
pub(crate) fn url_without(name: &str) -> String {
    concat(&["a URL whose query has no \"", name, "\""])
}

fn is_loopback(host: &str) -> bool {
    let (ipv6, _) = cut(host, b']');
    let (name, _) = cut(host, b':');
    ipv6 == "[::1" || name == "localhost" || name.ends_with(".localhost") || is_loopback_ipv4(name)
}

/// RFC 1122 §3.2.1.3. The URL standard has made four decimal numbers of whatever names an IPv4 address, and a name that
/// ends in a number is none.
fn is_loopback_ipv4(hostname: &str) -> bool {
    hostname.starts_with("127.") && hostname.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    use url::Url;

    use crate::before::prelude::*;

    pub(super) fn href(text: &str) -> Option<String> {
        Url::parse(text).ok().map(Into::into)
    }

    pub(super) fn href_from(base: &str, text: &str) -> Option<String> {
        Url::parse(base).ok()?.join(text).ok().map(Into::into)
    }
}

#[cfg(target_arch = "wasm32")]
mod imp {
    use crate::before::browser::page;
    use crate::before::prelude::*;

    pub(super) fn href(text: &str) -> Option<String> {
        page::href(text, None)
    }

    pub(super) fn href_from(base: &str, text: &str) -> Option<String> {
        page::href(text, Some(base))
    }
}

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use serde_json::Value;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::WebUrl;

    #[test]
    fn both_parsers_agree_on_each_url_of_the_list() {
        let rows: Vec<Value> = serde_json::from_str(include_str!("../../tests/data/urls.json")).unwrap_or_default();
        assert_eq!(rows.len(), 35);
        for row in &rows {
            let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
            let url = WebUrl::parse_web(&text("url").unwrap_or_default());
            assert_eq!(url.as_ref().map(|url| url.origin().to_owned()), text("origin"), "{row}");
            let Some(url) = url else { continue };
            assert_eq!(
                Some([url.origin(), &text("path").unwrap_or_default()].concat().as_str()),
                Some(url.base()),
                "{row}"
            );
            assert_eq!(url.search().get(1..).or(Some("")).map(str::to_owned), text("query"), "{row}");
            assert_eq!(url.hash().get(1..).or(Some("")).map(str::to_owned), text("fragment"), "{row}");
            assert_eq!(Some(url.is_confidential()), row.get("confidential").and_then(Value::as_bool), "{row}");
        }
    }
}
