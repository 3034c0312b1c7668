//! What a page load means for the sign-in.

use crate::id_token::IdTokenClaims;
use crate::request::AppData;
use crate::tokens::Tokens;

/// The result of a callback; whatever went wrong is an error instead.
#[derive(Debug, PartialEq)]
pub enum CallbackResult {
    /// The user signed in, and the ID token says who it is.
    SignedIn {
        /// What was issued.
        tokens: Tokens,
        /// The ID token's claims.
        claims: IdTokenClaims,
        /// Whether its signature was checked.
        signature: Signature,
        /// What the app wants back.
        app_data: AppData,
    },
    /// An access token alone, which says nothing of who the user is (RFC 9700 §4.6).
    Authorized {
        /// What was issued.
        tokens: Tokens,
        /// What the app wants back.
        app_data: AppData,
    },
    /// `prompt=none` got one of its four expected refusals (OpenID Connect Core §3.1.2.6).
    InteractionRequired {
        /// Which one.
        error: String,
        /// What the app wants back.
        app_data: AppData,
    },
    /// The address holds no response.
    None,
    /// The response was handled before.
    AlreadyHandled,
    /// The response is not for this client, or was not asked for.
    NotOurs(NotOurs),
}

/// Why a response was left alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotOurs {
    /// No sign-in in this tab has its `state`.
    UnknownState,
    /// Another client of this app asked for it.
    OtherClient,
    /// The address has more than 256 KiB and was not read.
    TooLarge,
}

/// Whether an ID token's signature was checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Signature {
    /// By a key of the issuer.
    Verified,
    /// It was not: see SECURITY.md.
    NotChecked,
}

impl NotOurs {
    /// As in JavaScript.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            NotOurs::UnknownState => "unknown-state",
            NotOurs::OtherClient => "other-client",
            NotOurs::TooLarge => "too-large",
        }
    }
}

impl Signature {
    /// As in JavaScript.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Signature::Verified => "verified",
            Signature::NotChecked => "not-checked",
        }
    }
}
