//! What the provider issued, once it has passed every check.

use std::fmt;

use crate::documents::token_response::Issued;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::Token;
use crate::protocol::words::Scope;
use crate::wire::json_text::JsonText;

/// Tokens that have passed every check: only the last step of the way back, or of a renewal, makes them.
#[derive(Clone, PartialEq)]
pub struct Tokens {
    /// The access token (RFC 6749 §1.4).
    pub access_token: Option<Token>,
    /// The type of the access token as it came: `Bearer` in whatever case (RFC 6749 §7.1).
    pub token_type: Option<String>,
    /// When the access token expires; absent if the provider did not say.
    pub expires_at: Option<Timestamp>,
    /// What was granted (RFC 6749 §3.3).
    pub scope: Scope,
    /// The refresh token (RFC 6749 §1.5).
    pub refresh_token: Option<Token>,
    /// The ID token in compact form (OpenID Connect Core §2).
    pub id_token: Option<Token>,
    /// The whole response as it came.
    pub raw: JsonText,
    /// When their request was sent; those of a fragment, when they arrived.
    pub(crate) sent_at: Timestamp,
}

impl Tokens {
    /// Hands over what has passed its last check.
    pub(crate) fn checked(issued: Issued) -> Tokens {
        let Issued { access_token, token_type, sent_at, expires_at, scope, refresh_token, id_token, raw } = issued;
        Tokens { access_token, token_type, expires_at, scope, refresh_token, id_token, raw, sent_at }
    }

    /// The others, and the response without it.
    pub(super) fn without_refresh_token(self) -> Tokens {
        Tokens { refresh_token: None, raw: self.raw.without("refresh_token"), ..self }
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = self.scope.as_slice();
        f.debug_struct("Tokens").field("expires_at", &self.expires_at).field("scope", &scope).finish_non_exhaustive()
    }
}
