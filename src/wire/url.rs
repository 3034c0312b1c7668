//! The seam where URLs are parsed, by the WHATWG standard: the crate `url` natively, the browser's own `URL` in the
//! module.

/// A parsed URL, as the standard serialises it. Its parts are slices of that text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WebUrl(String);

impl WebUrl {
    /// Parses an absolute URL.
    #[must_use]
    pub fn parse(text: &str) -> Option<WebUrl> {
        imp::href(text).map(WebUrl)
    }

    /// Parses what may be relative to `base`.
    #[must_use]
    pub fn join(base: &str, text: &str) -> Option<WebUrl> {
        imp::href_from(base, text).map(WebUrl)
    }

    /// Parses an absolute `https:` or `http:` URL without a user name or password.
    #[must_use]
    pub fn parse_web(text: &str) -> Option<WebUrl> {
        let url = WebUrl::parse(text)?;
        // The standard forbids a "%" in a host; Chromium escapes what else is forbidden there, where it should fail.
        (is_web(&url.0) && !url.origin().contains(['%', '@'])).then_some(url)
    }

    /// Takes a URL as a parser serialised it, such as the page's own address.
    pub(crate) fn serialised(href: String) -> WebUrl {
        WebUrl(href)
    }

    /// The whole URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `scheme://host[:port]`, for a web URL without credentials.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.at_path().0
    }

    /// The path with the query and the fragment.
    #[must_use]
    pub fn path_and_more(&self) -> &str {
        self.at_path().1
    }

    /// The part before the query and the fragment.
    #[must_use]
    pub fn base(&self) -> &str {
        self.0.split(['?', '#']).next().unwrap_or_default()
    }

    /// The query, still encoded; empty without one.
    #[must_use]
    pub fn query(&self) -> &str {
        let before_fragment = self.0.split('#').next().unwrap_or_default();
        before_fragment.split_once('?').map_or("", |(_, query)| query)
    }

    /// The fragment, still encoded; empty without one.
    #[must_use]
    pub fn fragment(&self) -> &str {
        self.0.split_once('#').map_or("", |(_, fragment)| fragment)
    }

    /// Whether codes and tokens may travel there: over TLS, or inside this machine (RFC 9700 §2.6).
    #[must_use]
    pub fn is_confidential(&self) -> bool {
        self.0.starts_with("https://") || self.origin().strip_prefix("http://").is_some_and(is_loopback)
    }

    /// Splits at the third slash, where the path of a web URL begins.
    fn at_path(&self) -> (&str, &str) {
        let path = self.0.match_indices('/').nth(2).map(|(at, _)| at);
        path.and_then(|at| self.0.split_at_checked(at)).unwrap_or_default()
    }
}

impl From<WebUrl> for String {
    fn from(url: WebUrl) -> String {
        url.0
    }
}

/// Whether a text begins as a web URL does.
pub(crate) fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn is_loopback(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    host.starts_with("[::1]") || name == "localhost" || name.ends_with(".localhost") || is_loopback_ipv4(name)
}

/// RFC 1122 §3.2.1.3. The URL standard has made four decimal numbers of whatever names an IPv4 address, and a name that
/// ends in a number is none.
fn is_loopback_ipv4(hostname: &str) -> bool {
    hostname.starts_with("127.") && hostname.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod imp {
    use url::Url;

    pub(super) fn href(text: &str) -> Option<String> {
        Url::parse(text).ok().map(String::from)
    }

    pub(super) fn href_from(base: &str, text: &str) -> Option<String> {
        Url::parse(base).ok()?.join(text).ok().map(String::from)
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod imp {
    use web_sys::Url;

    pub(super) fn href(text: &str) -> Option<String> {
        Url::new(text).ok().map(|url| url.href())
    }

    pub(super) fn href_from(base: &str, text: &str) -> Option<String> {
        Url::new_with_base(text, base).ok().map(|url| url.href())
    }
}
