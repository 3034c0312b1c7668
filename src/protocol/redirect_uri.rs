//! The redirection endpoint (RFC 6749 §3.1.2).

use super::endpoint::{NO_URL, PlainHttp, check};
use super::response_parameter::ResponseParameter;
use crate::wire::url::WebUrl;

/// A redirect URI as the app gives it: an absolute URL, or a path of the page's own origin.
///
/// With a path, a client can be made where there is no page, and fits every origin that the app is deployed to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GivenRedirectUri(String);

/// A redirect URI, sent exactly as it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RedirectUri {
    text: String,
    url: WebUrl,
}

impl GivenRedirectUri {
    /// Takes an absolute `https:` or `http:` URL or a path, without a fragment and without a parameter of a response.
    ///
    /// # Errors
    ///
    /// What it should have been, in words.
    pub fn parse(text: &str) -> Result<GivenRedirectUri, String> {
        if text.starts_with("//") || text.starts_with("/\\") {
            return Err("an absolute URL, or a path that begins with exactly one slash".to_owned());
        }
        // A path cannot change the host before it, so what holds on one origin holds on all.
        let origin = if text.starts_with('/') { ANY_ORIGIN } else { "" };
        RedirectUri::parse(&format!("{origin}{text}")).map(|_| GivenRedirectUri(text.to_owned()))
    }

    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The redirect URI on a page of that origin. `None` if it is a path, and the page has no address on the web.
    #[must_use]
    pub fn on(&self, page_origin: &str) -> Option<RedirectUri> {
        let origin = if self.0.starts_with('/') { page_origin } else { "" };
        RedirectUri::parse(&format!("{origin}{}", self.0)).ok()
    }
}

impl RedirectUri {
    /// Takes an absolute URL.
    ///
    /// # Errors
    ///
    /// What it should have been, in words.
    pub(crate) fn parse(text: &str) -> Result<RedirectUri, String> {
        let url = check(text, PlainHttp::Allowed).map_err(|expected| match expected {
            NO_URL => format!("{NO_URL}, or a path such as \"/callback\""),
            _ => expected.to_owned(),
        })?;
        if let Some(parameter) = url.query().split('&').find_map(ResponseParameter::of_piece) {
            return Err(format!("a URL whose query has no \"{}\"", parameter.name()));
        }
        Ok(RedirectUri { text: text.to_owned(), url })
    }

    /// The URI, exactly as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its origin.
    pub(crate) fn origin(&self) -> &str {
        self.url.origin()
    }

    /// What stands before its query, as a URL has it.
    pub(crate) fn base(&self) -> &str {
        self.url.base()
    }

    /// Its own query, as a URL has it; empty without one.
    pub(crate) fn query(&self) -> &str {
        self.url.query()
    }

    /// Whether an address is this one. One slash more or less at its end and other parameters do not matter.
    pub(crate) fn matches(&self, address: &WebUrl) -> bool {
        let trimmed = |url: &'_ WebUrl| url.base().strip_suffix('/').unwrap_or(url.base()).to_owned();
        trimmed(&self.url) == trimmed(address)
    }
}

/// Stands for the page's origin while a path is checked.
const ANY_ORIGIN: &str = "https://app.invalid";
