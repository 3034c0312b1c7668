//! The one place where URLs are parsed, by the WHATWG standard: the crate `url` natively, the browser's own `URL` in
//! the module. The same tests hold the two equal.

use crate::form;
use crate::prelude::*;

/// A parsed URL.
pub(crate) struct WebUrl(imp::Url);

impl WebUrl {
    /// Parses an absolute URL.
    pub(crate) fn parse(text: &str) -> Option<WebUrl> {
        imp::parse(text).map(WebUrl)
    }

    /// Parses what may be relative to `base`.
    pub(crate) fn join(base: &str, text: &str) -> Option<WebUrl> {
        imp::join(base, text).map(WebUrl)
    }

    /// Parses an absolute `https:` or `http:` URL without a user name or password.
    pub(crate) fn parse_web(text: &str) -> Option<WebUrl> {
        let url = WebUrl::parse(text)?;
        let web = matches!(url.scheme().as_str(), "https" | "http");
        // The standard forbids a "%" in a host; Chromium escapes what else is forbidden there, where it should fail.
        let host_is_whole = !imp::hostname(&url.0).contains('%');
        (web && host_is_whole && !imp::has_credentials(&url.0)).then_some(url)
    }

    /// The whole URL, serialised.
    pub(crate) fn href(&self) -> String {
        imp::href(&self.0)
    }

    /// Without the colon.
    pub(crate) fn scheme(&self) -> String {
        imp::scheme(&self.0)
    }

    /// `scheme://host[:port]`, for a web URL.
    pub(crate) fn origin(&self) -> String {
        imp::origin(&self.0)
    }

    pub(crate) fn path(&self) -> String {
        imp::path(&self.0)
    }

    /// What stands after the `?`, still encoded; empty without one.
    pub(crate) fn query(&self) -> String {
        imp::query(&self.0)
    }

    /// What stands after the `#`, still encoded; empty without one.
    pub(crate) fn fragment(&self) -> String {
        imp::fragment(&self.0)
    }

    /// Whether codes and tokens may travel there: over TLS, or inside this machine (RFC 9700 §2.6).
    pub(crate) fn is_confidential(&self) -> bool {
        self.scheme() == "https" || is_loopback(&imp::hostname(&self.0))
    }
}

/// Adds parameters, form-encoded, after those that an endpoint has of its own (RFC 6749 §3.1).
pub(crate) fn with_parameters<'a>(endpoint: &str, parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let query = form::encode(parameters);
    let joint = match endpoint.split_once('?') {
        None => "?",
        Some((_, own)) if own.is_empty() || own.ends_with('&') => "",
        Some(_) => "&",
    };
    [endpoint, joint, &query].concat()
}

fn is_loopback(hostname: &str) -> bool {
    hostname == "localhost" || hostname.ends_with(".localhost") || hostname == "[::1]" || is_loopback_ipv4(hostname)
}

/// RFC 1122 §3.2.1.3. The URL standard has made four decimal numbers of whatever names an IPv4 address, and a name that
/// ends in a number is none.
fn is_loopback_ipv4(hostname: &str) -> bool {
    hostname.starts_with("127.") && hostname.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    pub(super) use url::Url;

    use crate::prelude::*;

    pub(super) fn parse(text: &str) -> Option<Url> {
        Url::parse(text).ok()
    }

    pub(super) fn join(base: &str, text: &str) -> Option<Url> {
        Url::parse(base).ok()?.join(text).ok()
    }

    pub(super) fn href(url: &Url) -> String {
        url.as_str().to_owned()
    }

    pub(super) fn scheme(url: &Url) -> String {
        url.scheme().to_owned()
    }

    pub(super) fn origin(url: &Url) -> String {
        url.origin().ascii_serialization()
    }

    pub(super) fn hostname(url: &Url) -> String {
        url.host_str().unwrap_or_default().to_owned()
    }

    pub(super) fn path(url: &Url) -> String {
        url.path().to_owned()
    }

    pub(super) fn query(url: &Url) -> String {
        url.query().unwrap_or_default().to_owned()
    }

    pub(super) fn fragment(url: &Url) -> String {
        url.fragment().unwrap_or_default().to_owned()
    }

    pub(super) fn has_credentials(url: &Url) -> bool {
        !url.username().is_empty() || url.password().is_some_and(|password| !password.is_empty())
    }
}

#[cfg(target_arch = "wasm32")]
mod imp {
    pub(super) use web_sys::Url;

    use crate::prelude::*;

    pub(super) fn parse(text: &str) -> Option<Url> {
        Url::new(text).ok()
    }

    pub(super) fn join(base: &str, text: &str) -> Option<Url> {
        Url::new_with_base(text, base).ok()
    }

    pub(super) fn href(url: &Url) -> String {
        url.href()
    }

    pub(super) fn scheme(url: &Url) -> String {
        url.protocol().trim_end_matches(':').to_owned()
    }

    pub(super) fn origin(url: &Url) -> String {
        url.origin()
    }

    pub(super) fn hostname(url: &Url) -> String {
        url.hostname()
    }

    pub(super) fn path(url: &Url) -> String {
        url.pathname()
    }

    pub(super) fn query(url: &Url) -> String {
        after_mark(&url.search())
    }

    pub(super) fn fragment(url: &Url) -> String {
        after_mark(&url.hash())
    }

    pub(super) fn has_credentials(url: &Url) -> bool {
        !url.username().is_empty() || !url.password().is_empty()
    }

    /// `search` and `hash` are empty, or begin with their mark.
    fn after_mark(part: &str) -> String {
        part.get(1..).unwrap_or_default().to_owned()
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
            assert_eq!(Some(url.query()), text("query"), "{row}");
            assert_eq!(Some(url.fragment()), text("fragment"), "{row}");
            assert_eq!(Some(url.is_confidential()), row.get("confidential").and_then(Value::as_bool), "{row}");
        }
    }
}
