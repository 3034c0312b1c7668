//! What the provider issued.

use core::fmt;

use crate::error::{Error, Mismatch, quoted};
use crate::json::JsonText;
use crate::prelude::*;
use crate::time::Timestamp;

/// Tokens that have passed every check: only the last step of a sign-in hands them out.
#[derive(PartialEq)]
pub struct Tokens(TokenParts);

/// What a response holds, before its last check.
#[derive(PartialEq)]
pub(crate) struct TokenParts {
    pub(crate) access_token: Option<String>,
    pub(crate) token_type: Option<String>,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) scope: Vec<String>,
    pub(crate) refresh_token: Option<String>,
    pub(crate) id_token: Option<String>,
    pub(crate) raw: JsonText,
}

impl TokenParts {
    /// Starts from a response and the scope that was asked for, which holds unless the response has another
    /// (RFC 6749 §5.1).
    pub(crate) fn new(raw: JsonText, asked: &str) -> TokenParts {
        let mut parts = TokenParts {
            access_token: None,
            token_type: None,
            expires_at: None,
            scope: Vec::new(),
            refresh_token: None,
            id_token: None,
            raw,
        };
        parts.set_scope(asked);
        parts
    }

    pub(crate) fn set_access_token(&mut self, token: &str, token_type: Option<&str>, expires_at: Option<Timestamp>) {
        self.access_token = Some(token.into());
        self.token_type = token_type.map(str::to_owned);
        self.expires_at = expires_at;
    }

    pub(crate) fn set_scope(&mut self, scope: &str) {
        self.scope = scope.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    }
}

impl Tokens {
    /// Hands over what has passed its last check.
    pub(crate) fn checked(parts: TokenParts) -> Tokens {
        Tokens(parts)
    }

    /// The access token (RFC 6749 §1.4).
    #[must_use]
    pub fn access_token(&self) -> Option<&str> {
        self.0.access_token.as_deref()
    }

    /// The token type as it came; `Bearer` in whatever case (RFC 6749 §7.1).
    #[must_use]
    pub fn token_type(&self) -> Option<&str> {
        self.0.token_type.as_deref()
    }

    /// When the access token expires; absent when the provider did not say.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.expires_at
    }

    /// What was granted (RFC 6749 §3.3).
    #[must_use]
    pub fn scope(&self) -> &[String] {
        &self.0.scope
    }

    /// The refresh token (RFC 6749 §1.5).
    #[must_use]
    pub fn refresh_token(&self) -> Option<&str> {
        self.0.refresh_token.as_deref()
    }

    /// The ID token (OpenID Connect Core §2).
    #[must_use]
    pub fn id_token(&self) -> Option<&str> {
        self.0.id_token.as_deref()
    }

    /// The whole response as JSON.
    #[must_use]
    pub fn raw(&self) -> &JsonText {
        &self.0.raw
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("expires_at", &self.0.expires_at)
            .field("scope", &self.0.scope)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TokenParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenParts([redacted])")
    }
}

/// RFC 6749 §7.1: the type is not case-sensitive, and one that is not understood is not used.
pub(crate) fn check_token_type(token_type: &str) -> Result<(), Box<Error>> {
    if token_type.eq_ignore_ascii_case("Bearer") {
        return Ok(());
    }
    Err(Error::TokenTypeUnsupported(Mismatch::new("token_type", "\"Bearer\"", quoted(token_type))).into())
}

/// A moment that a JavaScript `Date` can hold.
pub(crate) fn expiry(seconds: u64, now: Timestamp) -> Option<Timestamp> {
    let at = now.after_seconds(seconds);
    (at.milliseconds() <= LAST_DATE).then_some(at)
}

/// ECMA-262, "Time Values and Time Range".
const LAST_DATE: u64 = 8_640_000_000_000_000;
