//! What the provider issued.

use std::fmt;

use crate::error::{Error, Mismatch, quoted};
use crate::json::JsonText;
use crate::time::Timestamp;

/// Tokens that have passed every check: only the last step of a sign-in hands them out.
#[derive(PartialEq)]
pub struct Tokens {
    access_token: Option<String>,
    token_type: Option<String>,
    expires_at: Option<Timestamp>,
    scope: Vec<String>,
    refresh_token: Option<String>,
    id_token: Option<String>,
    raw: JsonText,
}

impl Tokens {
    /// Starts from a response and the scope that was asked for, which holds unless the response has another
    /// (RFC 6749 §5.1).
    pub(crate) fn new(raw: JsonText, asked: &[String]) -> Tokens {
        Tokens {
            access_token: None,
            token_type: None,
            expires_at: None,
            scope: asked.to_vec(),
            refresh_token: None,
            id_token: None,
            raw,
        }
    }

    pub(crate) fn set_access_token(&mut self, token: &str, token_type: Option<&str>, expires_at: Option<Timestamp>) {
        self.access_token = Some(token.into());
        self.token_type = token_type.map(str::to_owned);
        self.expires_at = expires_at;
    }

    pub(crate) fn set_scope(&mut self, scope: &str) {
        self.scope = scope.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    }

    pub(crate) fn set_refresh_token(&mut self, token: &str) {
        self.refresh_token = Some(token.into());
    }

    pub(crate) fn set_id_token(&mut self, token: &str) {
        self.id_token = Some(token.into());
    }

    /// The access token (RFC 6749 §1.4).
    #[must_use]
    pub fn access_token(&self) -> Option<&str> {
        self.access_token.as_deref()
    }

    /// The token type as it came; `Bearer` in whatever case (RFC 6749 §7.1).
    #[must_use]
    pub fn token_type(&self) -> Option<&str> {
        self.token_type.as_deref()
    }

    /// When the access token expires; absent when the provider did not say.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    /// What was granted (RFC 6749 §3.3).
    #[must_use]
    pub fn scope(&self) -> &[String] {
        &self.scope
    }

    /// The refresh token (RFC 6749 §1.5).
    #[must_use]
    pub fn refresh_token(&self) -> Option<&str> {
        self.refresh_token.as_deref()
    }

    /// The ID token (OpenID Connect Core §2).
    #[must_use]
    pub fn id_token(&self) -> Option<&str> {
        self.id_token.as_deref()
    }

    /// The whole response as JSON.
    #[must_use]
    pub fn raw(&self) -> &JsonText {
        &self.raw
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("expires_at", &self.expires_at)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// RFC 6749 §7.1: the type is not case-sensitive, and one that is not understood is not used.
pub(crate) fn check_token_type(token_type: &str) -> Result<(), Error> {
    if token_type.eq_ignore_ascii_case("Bearer") {
        return Ok(());
    }
    Err(Error::TokenTypeUnsupported(Mismatch::new("token_type", "\"Bearer\"", quoted(token_type))))
}

/// `expires_in` in digits (RFC 6749 §4.2.2).
pub(crate) fn parse_seconds(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A moment that a JavaScript `Date` can hold.
pub(crate) fn expiry(seconds: u64, now: Timestamp) -> Option<Timestamp> {
    let at = now.after_seconds(seconds);
    (at.milliseconds() <= LAST_DATE).then_some(at)
}

/// ECMA-262, "Time Values and Time Range".
const LAST_DATE: u64 = 8_640_000_000_000_000;
