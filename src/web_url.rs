//! The one place where URLs are parsed, by the WHATWG standard: the crate `url` natively, the browser's own `URL` in
//! the module. The same tests hold the two equal.

use crate::form;
use crate::prelude::*;
use crate::text::{after_mark, cut};

/// A parsed URL, as the standard serialises it: its parts are cut from there.
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
        let (scheme, authority, _) = url.parts();
        // The standard forbids a "%" in a host; Chromium escapes what else is forbidden there, where it should fail.
        let is_host = !authority.bytes().any(|byte| byte == b'%' || byte == b'@');
        (is_host && (scheme == "https" || scheme == "http")).then_some(url)
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
    pub(crate) fn href(&self) -> String {
        self.0.clone()
    }

    /// `scheme://host[:port]`, for a web URL.
    pub(crate) fn origin(&self) -> String {
        let (scheme, ..) = self.parts();
        [scheme, "://", self.host()].concat()
    }

    pub(crate) fn path(&self) -> String {
        let (_, _, rest) = self.parts();
        cut(rest, b"?#").0.into()
    }

    /// The path with what follows it.
    pub(crate) fn path_and_more(&self) -> &str {
        self.parts().2
    }

    /// What stands before the query and the fragment.
    pub(crate) fn base(&self) -> &str {
        cut(&self.0, b"?#").0
    }

    /// What stands after the `?`, still encoded; empty without one.
    pub(crate) fn query(&self) -> &str {
        after_mark(cut(cut(&self.0, b"#").0, b"?"))
    }

    /// What stands after the `#`, still encoded; empty without one.
    pub(crate) fn fragment(&self) -> &str {
        after_mark(cut(&self.0, b"#"))
    }

    /// Whether codes and tokens may travel there: over TLS, or inside this machine (RFC 9700 §2.6).
    pub(crate) fn is_confidential(&self) -> bool {
        let (scheme, ..) = self.parts();
        scheme == "https" || is_loopback(self.host())
    }

    /// The host and the port that is not the scheme's own.
    fn host(&self) -> &str {
        let (_, authority, _) = self.parts();
        match cut(authority, b"@") {
            (host, "") => host,
            credentials => after_mark(credentials),
        }
    }

    /// The scheme, the authority, and what follows it.
    fn parts(&self) -> (&str, &str, &str) {
        let (scheme, rest) = cut(&self.0, b":");
        let (authority, rest) = cut(rest.strip_prefix("://").unwrap_or_default(), b"/?#");
        (scheme, authority, rest)
    }
}

/// Adds parameters, form-encoded, after those that an endpoint has of its own (RFC 6749 §3.1).
pub(crate) fn with_parameters(endpoint: &str, parameters: &[(&str, &str)]) -> String {
    let query = form::encode(parameters);
    let joint = match cut(endpoint, b"?").1 {
        "" => "?",
        own if own.ends_with(['?', '&']) => "",
        _ => "&",
    };
    [endpoint, joint, &query].concat()
}

fn is_loopback(host: &str) -> bool {
    let (ipv6, _) = cut(host, b"]");
    let (name, _) = cut(host, b":");
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

    use crate::prelude::*;

    pub(super) fn href(text: &str) -> Option<String> {
        Url::parse(text).ok().map(Into::into)
    }

    pub(super) fn href_from(base: &str, text: &str) -> Option<String> {
        Url::parse(base).ok()?.join(text).ok().map(Into::into)
    }
}

#[cfg(target_arch = "wasm32")]
mod imp {
    use web_sys::Url;

    use crate::prelude::*;

    pub(super) fn href(text: &str) -> Option<String> {
        Url::new(text).ok().map(|url| url.href())
    }

    pub(super) fn href_from(base: &str, text: &str) -> Option<String> {
        Url::new_with_base(text, base).ok().map(|url| url.href())
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
        let rows: Vec<Value> = serde_json::from_str(include_str!("../tests/data/urls.json")).unwrap_or_default();
        assert_eq!(rows.len(), 35);
        for row in &rows {
            let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
            let url = WebUrl::parse_web(&text("url").unwrap_or_default());
            assert_eq!(url.as_ref().map(WebUrl::origin), text("origin"), "{row}");
            let Some(url) = url else { continue };
            assert_eq!(Some(url.path()), text("path"), "{row}");
            assert_eq!(Some(url.query().to_owned()), text("query"), "{row}");
            assert_eq!(Some(url.fragment().to_owned()), text("fragment"), "{row}");
            assert_eq!(Some(url.is_confidential()), row.get("confidential").and_then(Value::as_bool), "{row}");
        }
    }
}
