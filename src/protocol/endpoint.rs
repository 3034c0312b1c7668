//! Addresses of the provider.

use serde::Serialize;

use crate::error::error::Error;
use crate::error::quote::quoted;
use crate::wire::form;
use crate::wire::url::WebUrl;

/// The address of an endpoint (RFC 6749 §3.1 and §3.2): absolute, without a fragment, as the URL standard serialises it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Endpoint(String);

/// Whether endpoints may be reached without TLS on other hosts than this machine.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum PlainHttp {
    /// They may not.
    Refused,
    /// They may: for a test network, never for users.
    Allowed,
}

impl Endpoint {
    /// Takes an absolute `https:` or `http:` URL.
    ///
    /// # Errors
    ///
    /// What it should have been, in words.
    pub fn parse(text: &str, plain_http: PlainHttp) -> Result<Endpoint, &'static str> {
        check(text, plain_http).map(|url| Endpoint(url.into()))
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// RFC 6749 §3.1: the endpoint's own query is kept, and no parameter may be there twice. The option names the endpoint.
    pub(crate) fn check_own_query(&self, option: &str, is_sent: impl Fn(&str) -> bool) -> Result<(), Error> {
        let Some((_, query)) = self.0.split_once('?') else { return Ok(()) };
        for piece in query.split('&') {
            let name = form::decode(piece.split('=').next().unwrap_or_default()).unwrap_or_default();
            if is_sent(&name) {
                let expected = format!("a URL whose query has no \"{name}\"");
                return Err(Error::invalid_option(option, &expected, &quoted(&self.0)));
            }
        }
        Ok(())
    }
}

/// The rules for every address of a provider.
pub(super) fn check(text: &str, plain_http: PlainHttp) -> Result<WebUrl, &'static str> {
    let url = WebUrl::parse_web(text).ok_or(NO_URL)?;
    if text.contains('#') {
        return Err("a URL without a fragment");
    }
    if plain_http == PlainHttp::Refused && !url.is_confidential() {
        return Err("an https: URL, or one of this machine");
    }
    Ok(url)
}

/// What a text should have been that is no address at all.
pub(super) const NO_URL: &str = "an absolute https: or http: URL without credentials";
