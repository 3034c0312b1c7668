//! Tokens and codes, which are secrets.

use std::fmt;

/// An access token, a refresh token, an ID token in compact form, or an authorization code. It is a secret, so its
/// `Debug` shows nothing, and it has no `Display`.
#[derive(Clone, Eq, PartialEq)]
pub struct Token(String);

impl Token {
    /// Takes the secret text.
    #[must_use]
    pub fn new(text: &str) -> Token {
        Token(text.to_owned())
    }

    /// The secret text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The most bytes that a token may have.
pub(crate) const TOKEN_LIMIT: usize = 64 * 1024;
