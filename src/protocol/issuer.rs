//! The issuer identifier (OpenID Connect Discovery §3).

use serde::Serialize;

use super::endpoint::{PlainHttp, check};

/// An issuer, kept and compared as the string that it came as, never as a normalised URL.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Issuer(String);

impl Issuer {
    /// Takes an absolute URL without a query and a fragment.
    ///
    /// # Errors
    ///
    /// What it should have been, in words.
    pub fn parse(text: &str, plain_http: PlainHttp) -> Result<Issuer, &'static str> {
        check(text, plain_http)?;
        if text.contains(['?', '\\', ' ']) {
            return Err("a URL without a query, backslashes and spaces");
        }
        if text.trim_end_matches('/').ends_with(METADATA_PATH) {
            return Err("the issuer itself, without \"/.well-known/openid-configuration\"");
        }
        Ok(Issuer(text.to_owned()))
    }

    /// Takes the issuer of a record, or of a provider whose domain was checked.
    pub(crate) fn known(text: &str) -> Issuer {
        Issuer(text.to_owned())
    }

    /// The identifier, exactly as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where its metadata is (OpenID Connect Discovery §4.1).
    pub(crate) fn metadata_url(&self) -> String {
        let base = self.0.strip_suffix('/').unwrap_or(&self.0);
        format!("{base}{METADATA_PATH}")
    }
}

/// OpenID Connect Discovery §4.
const METADATA_PATH: &str = "/.well-known/openid-configuration";
