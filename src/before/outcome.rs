//! What a page load means for the sign-in.

use core::fmt;

use crate::before::id_token::IdTokenClaims;
use crate::before::json::{Json, JsonText, Object};
use crate::before::prelude::*;
use crate::before::request::AppData;
use crate::before::tokens::Tokens;

/// The result of a callback; whatever went wrong is an error instead.
#[derive(Debug, PartialEq)]
pub enum CallbackResult {
    /// The user signed in, and the ID token says who it is.
    SignedIn {
        /// What was issued.
        tokens: Tokens,
        /// Who the user is.
        identity: Identity,
        /// Whether its signature was checked.
        signature: Signature,
        /// What the app wants back.
        app_data: Box<AppData>,
    },
    /// An access token alone, which says nothing of who the user is (RFC 9700 §4.6).
    Authorized {
        /// What was issued.
        tokens: Tokens,
        /// What the app wants back.
        app_data: Box<AppData>,
    },
    /// A code that the app's server exchanges.
    Code {
        /// The code: a secret.
        code: String,
        /// What the ID token's `nonce` must be.
        nonce: Option<String>,
        /// What the app wants back.
        app_data: Box<AppData>,
    },
    /// `prompt=none` got one of its four expected refusals (OpenID Connect Core §3.1.2.6).
    InteractionRequired {
        /// Which one.
        error: String,
        /// What the app wants back.
        app_data: Box<AppData>,
    },
    /// The address holds no response.
    None,
    /// The response was handled before.
    AlreadyHandled,
    /// The response is not for this client, or was not asked for.
    NotOurs(NotOurs),
}

/// Who the user is, in the provider's words.
#[derive(Clone, Debug, PartialEq)]
pub enum Identity {
    /// The claims of an ID token.
    Claims(IdTokenClaims),
    /// The user of WorkOS's answer.
    User(User),
}

/// WorkOS's answer to an exchange, with a `user` that has an `id`.
#[derive(Clone, PartialEq)]
pub struct User(JsonText);

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

impl User {
    /// Takes an answer that was found to say who the user is.
    pub(crate) fn checked(answer: JsonText) -> User {
        User(answer)
    }

    /// WorkOS's identifier of the user.
    #[must_use]
    pub fn id(&self) -> String {
        let answer = Object::parse(self.0.as_str()).unwrap_or_default();
        let user = answer.get("user").and_then(Json::as_object);
        user.and_then(|user| user.text("id").map(str::to_owned)).unwrap_or_default()
    }

    /// The whole answer, tokens included.
    #[must_use]
    pub fn answer(&self) -> &JsonText {
        &self.0
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id()).finish_non_exhaustive()
    }
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
