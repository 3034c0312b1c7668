//! The redirection endpoint (RFC 6749 §3.1.2).

use super::endpoint::{PlainHttp, check};
use super::response_parameter::ResponseParameter;
use crate::wire::url::WebUrl;

/// A redirect URI, sent to the letter as it was given.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RedirectUri {
    text: String,
    url: WebUrl,
}

impl RedirectUri {
    /// Takes an absolute `https:` or `http:` URL without a fragment, and without a parameter of a response.
    ///
    /// # Errors
    ///
    /// What it should have been, in words.
    pub fn parse(text: &str) -> Result<RedirectUri, String> {
        let url = check(text, PlainHttp::Allowed)?;
        if let Some(parameter) = url.query().split('&').find_map(ResponseParameter::of_piece) {
            return Err(format!("a URL whose query has no \"{}\"", parameter.name()));
        }
        Ok(RedirectUri { text: text.to_owned(), url })
    }

    /// The URI as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its origin.
    pub(crate) fn origin(&self) -> &str {
        self.url.origin()
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
