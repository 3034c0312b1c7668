//! What the provider issued.

use core::fmt;

use crate::before::error::{Error, ErrorKind, quoted};
use crate::before::json::JsonText;
use crate::before::prelude::*;
use crate::before::text::pieces;
use crate::before::time::Timestamp;

/// Tokens that have passed every check: only the last step of a sign-in hands them out.
#[derive(PartialEq)]
pub struct Tokens(Box<TokenParts>);

/// What a response holds, before its last check.
#[derive(PartialEq)]
pub(crate) struct TokenParts {
    /// In the order of their names; one that was not given is empty.
    texts: [String; 4],
    pub(crate) expires_at: Option<Timestamp>,
    /// Words with spaces between them.
    scope: String,
    raw: JsonText,
}

impl TokenParts {
    /// Starts from a response and the scope that was asked for, which holds unless the response has another
    /// (RFC 6749 §5.1).
    pub(crate) fn new(raw: JsonText, asked: &str) -> Box<TokenParts> {
        Box::new(TokenParts { texts: Default::default(), expires_at: None, scope: asked.into(), raw })
    }

    /// Takes the text of an index, one of those below, once.
    pub(crate) fn set(&mut self, index: usize, text: &str) {
        if let Some(place) = self.texts.get_mut(index) {
            place.push_str(text);
        }
    }

    pub(crate) fn set_scope(&mut self, scope: &str) {
        if !scope.is_empty() {
            self.scope = scope.into();
        }
    }

    /// A text by its index; one that was not given is empty.
    pub(crate) fn get(&self, index: usize) -> &str {
        self.texts.get(index).map_or("", String::as_str)
    }
}

impl Tokens {
    /// Hands over what has passed its last check.
    pub(crate) fn checked(parts: Box<TokenParts>) -> Tokens {
        Tokens(parts)
    }

    /// The access token (RFC 6749 §1.4).
    #[must_use]
    pub fn access_token(&self) -> Option<&str> {
        self.given(ACCESS_TOKEN)
    }

    /// The token type as it came; `Bearer` in whatever case (RFC 6749 §7.1).
    #[must_use]
    pub fn token_type(&self) -> Option<&str> {
        self.given(TOKEN_TYPE)
    }

    /// When the access token expires; absent when the provider did not say.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.expires_at
    }

    /// What was granted (RFC 6749 §3.3).
    #[must_use]
    pub fn scope(&self) -> Vec<&str> {
        let mut words = Vec::new();
        for word in pieces(&self.0.scope, b' ') {
            if !word.is_empty() {
                words.push(word);
            }
        }
        words
    }

    /// The refresh token (RFC 6749 §1.5).
    #[must_use]
    pub fn refresh_token(&self) -> Option<&str> {
        self.given(REFRESH_TOKEN)
    }

    /// The ID token (OpenID Connect Core §2).
    #[must_use]
    pub fn id_token(&self) -> Option<&str> {
        self.given(ID_TOKEN)
    }

    /// The three tokens and the type of the first, by their names in JavaScript; one that was not given is empty.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&'static str, &String)> {
        NAMES.into_iter().zip(&self.0.texts)
    }

    /// The whole response as JSON.
    #[must_use]
    pub fn raw(&self) -> &JsonText {
        &self.0.raw
    }

    fn given(&self, index: usize) -> Option<&str> {
        Some(self.0.get(index)).filter(|text| !text.is_empty())
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("expires_at", &self.0.expires_at)
            .field("scope", &self.scope())
            .finish_non_exhaustive()
    }
}

/// RFC 6749 §7.1: the type is not case-sensitive, and one that is not understood is not used.
pub(crate) fn check_token_type(token_type: &str) -> Result<(), Box<Error>> {
    if token_type.eq_ignore_ascii_case("Bearer") {
        return Ok(());
    }
    Err(ErrorKind::TokenTypeUnsupported.of("token_type", "\"Bearer\"", &quoted(token_type)))
}

/// A moment that a JavaScript `Date` can hold.
pub(crate) fn expiry(seconds: u64, now: Timestamp) -> Option<Timestamp> {
    let at = now.after_seconds(seconds);
    (at.milliseconds() <= LAST_DATE).then_some(at)
}

pub(crate) const ACCESS_TOKEN: usize = 0;
pub(crate) const TOKEN_TYPE: usize = 1;
pub(crate) const REFRESH_TOKEN: usize = 2;
pub(crate) const ID_TOKEN: usize = 3;

#[cfg(target_arch = "wasm32")]
const NAMES: [&str; 4] = ["accessToken", "tokenType", "refreshToken", "idToken"];

/// ECMA-262, "Time Values and Time Range".
const LAST_DATE: u64 = 8_640_000_000_000_000;
