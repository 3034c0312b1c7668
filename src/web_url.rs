//! The one place where URLs are parsed, by the WHATWG standard: the crate `url` natively, the browser's own `URL` in
//! the module. The same tests hold the two equal. What they serialise is taken apart here.

use crate::form;
use crate::prelude::*;

/// A parsed URL, as the standard serialises it.
pub(crate) struct WebUrl {
    href: String,
    /// Where the path begins.
    path: usize,
}

impl WebUrl {
    /// Parses an absolute URL.
    pub(crate) fn parse(text: &str) -> Option<WebUrl> {
        imp::parse(text).map(WebUrl::new)
    }

    /// Parses what may be relative to `base`.
    pub(crate) fn join(base: &str, text: &str) -> Option<WebUrl> {
        imp::join(base, text).map(WebUrl::new)
    }

    /// Parses an absolute `https:` or `http:` URL without a user name or password.
    pub(crate) fn parse_web(text: &str) -> Option<WebUrl> {
        let url = WebUrl::parse(text)?;
        // The standard forbids a "%" in a host; Chromium escapes what else is forbidden there, where it should fail.
        let whole = |authority: &str| !authority.contains(['%', '@']);
        url.authority().is_some_and(whole).then_some(url)
    }

    fn new(href: String) -> WebUrl {
        let host = href.find("://").map_or(0, |at| at + 3);
        let length = href.get(host..).and_then(|rest| rest.find(['/', '?', '#']));
        WebUrl { path: length.map_or(href.len(), |length| host + length), href }
    }

    /// The whole URL.
    pub(crate) fn href(&self) -> &str {
        &self.href
    }

    /// `scheme://host[:port]` of a web URL, and `null` of another.
    pub(crate) fn origin(&self) -> String {
        let Some(authority) = self.authority() else { return "null".into() };
        let scheme = if self.is_https() { "https://" } else { "http://" };
        [scheme, authority.rsplit('@').next().unwrap_or_default()].concat()
    }

    pub(crate) fn path(&self) -> &str {
        self.before_fragment().split('?').next().unwrap_or_default()
    }

    /// What stands after the `?`, still encoded; empty without one.
    pub(crate) fn query(&self) -> &str {
        self.before_fragment().split_once('?').map_or("", |(_, query)| query)
    }

    /// What stands after the `#`, still encoded; empty without one.
    pub(crate) fn fragment(&self) -> &str {
        self.href.split_once('#').map_or("", |(_, fragment)| fragment)
    }

    /// Whether codes and tokens may travel there: over TLS, or inside this machine (RFC 9700 §2.6).
    pub(crate) fn is_confidential(&self) -> bool {
        self.is_https() || self.authority().is_some_and(is_loopback)
    }

    fn is_https(&self) -> bool {
        self.href.starts_with("https:")
    }

    /// What stands between the slashes and the path of a web URL.
    fn authority(&self) -> Option<&str> {
        let before_path = self.href.get(..self.path)?;
        before_path.strip_prefix("https://").or_else(|| before_path.strip_prefix("http://"))
    }

    fn before_fragment(&self) -> &str {
        let rest = self.href.get(self.path..).unwrap_or_default();
        rest.split('#').next().unwrap_or_default()
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

fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || is_loopback_ipv4(host)
}

/// RFC 1122 §3.2.1.3. The URL standard has made four decimal numbers of whatever names an IPv4 address, and a name that
/// ends in a number is none.
fn is_loopback_ipv4(host: &str) -> bool {
    host.starts_with("127.") && host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(not(target_arch = "wasm32"))]
mod imp {
    use url::Url;

    use crate::prelude::*;

    pub(super) fn parse(text: &str) -> Option<String> {
        Url::parse(text).ok().map(Into::into)
    }

    pub(super) fn join(base: &str, text: &str) -> Option<String> {
        Url::parse(base).ok()?.join(text).ok().map(Into::into)
    }
}

#[cfg(target_arch = "wasm32")]
mod imp {
    use web_sys::Url;

    use crate::prelude::*;

    pub(super) fn parse(text: &str) -> Option<String> {
        Url::new(text).ok().map(|url| url.href())
    }

    pub(super) fn join(base: &str, text: &str) -> Option<String> {
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
            assert_eq!(Some(url.path().to_owned()), text("path"), "{row}");
            assert_eq!(Some(url.query().to_owned()), text("query"), "{row}");
            assert_eq!(Some(url.fragment().to_owned()), text("fragment"), "{row}");
            assert_eq!(Some(url.is_confidential()), row.get("confidential").and_then(Value::as_bool), "{row}");
        }
    }
}
