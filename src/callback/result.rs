//! What a page load means for the sign-in.

use std::fmt;

use serde::de::DeserializeOwned;

use super::tokens::Tokens;
use crate::config::session_config::Store;
use crate::documents::typed_members::UserClaims;
use crate::documents::user::User;
use crate::error::app_data::AppData;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::refusal::Refusal;
use crate::protocol::token::Token;
use crate::wire::json_text::JsonText;

/// The result of a callback. Whatever went wrong is an error instead.
#[derive(Clone, Debug, PartialEq)]
pub enum CallbackResult {
    /// The user signed in, and the provider says who it is.
    SignedIn(SignedIn),
    /// An access token alone, which says nothing of who the user is (RFC 9700 §4.6).
    Authorized(Authorized),
    /// A code that the app's server exchanges.
    Code(CodeForServer),
    /// `prompt=none` got one of its four expected refusals (OpenID Connect Core §3.1.2.6).
    InteractionRequired(InteractionRequired),
    /// The address holds no response.
    None,
    /// The response was handled before.
    AlreadyHandled(AlreadyHandled),
    /// The response is not for this client, or was not asked for.
    NotOurs(NotOurs),
}

/// A user who signed in.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedIn {
    /// What was issued.
    pub tokens: Tokens,
    /// Who the user is.
    pub identity: Identity,
    /// Whether the ID token's signature was checked.
    pub signature: Signature,
    /// Where its session is kept, if not where the client says: read from a record that the page's scripts can change, so
    /// [`SessionConfig::store_for`](crate::config::session_config::SessionConfig::store_for) bounds it.
    pub keep: Option<Store>,
    /// What its session asks for again, as options of a request: nothing where there is no session.
    pub asked: Vec<(String, String)>,
    /// What the app wants back.
    pub app_data: AppData,
}

/// An access token alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Authorized {
    /// What was issued.
    pub tokens: Tokens,
    /// As in [`SignedIn`].
    pub keep: Option<Store>,
    /// As in [`SignedIn`].
    pub asked: Vec<(String, String)>,
    /// What the app wants back.
    pub app_data: AppData,
}

/// A code for the app's server. The code and the nonce are secrets, so its `Debug` shows neither.
#[derive(Clone, PartialEq)]
pub struct CodeForServer {
    /// The code.
    pub code: Token,
    /// The nonce that the server must find in the ID token.
    pub nonce: Option<String>,
    /// What the app wants back.
    pub app_data: AppData,
}

/// A silent sign-in that needs the user.
#[derive(Clone, Debug, PartialEq)]
pub struct InteractionRequired {
    /// Which of the four refusals it was.
    pub error: String,
    /// What the app wants back.
    pub app_data: AppData,
}

/// A response that was handled before: the page was reloaded, visited again, or the user went back to the provider and
/// signed in there once more.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AlreadyHandled {
    /// Where the sign-in was to return to, until [`sign_out_on`](crate::client::client::Client::sign_out_on) forgets it.
    pub return_to: Option<String>,
}

/// Who the user is, in the provider's words.
#[derive(Clone, Debug, PartialEq)]
pub enum Identity {
    /// The claims of an ID token.
    Claims(IdTokenClaims),
    /// The user of an answer that has one in place of an ID token.
    User(User),
}

/// The claims of an ID token that have passed every check, under the names of the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct IdTokenClaims {
    pub(super) subject: String,
    pub(super) claims: UserClaims,
}

/// Whether an ID token's signature was checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Signature {
    /// By a key of the issuer.
    Verified,
    /// It was not, and TLS stands in for it: see SECURITY.md.
    NotChecked,
}

/// Why a response was left alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotOurs {
    /// No sign-in in this tab has its `state`.
    UnknownState,
    /// It has no `state`: not even a provider's refusal answers a sign-in then.
    StateMissing,
    /// Another client of this app asked for it.
    OtherClient,
    /// This client asked for it, and this page is not where its redirect URI leads (RFC 9700 §4.4.2).
    OtherAddress,
    /// The address has more than 256 KiB and was not read.
    TooLarge,
}

impl fmt::Debug for CodeForServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeForServer").field("app_data", &self.app_data).finish_non_exhaustive()
    }
}

impl CallbackResult {
    /// The same result without its refresh token, which a session has taken over.
    #[must_use]
    pub fn without_refresh_token(self) -> CallbackResult {
        match self {
            CallbackResult::SignedIn(signed_in) => CallbackResult::SignedIn(SignedIn {
                tokens: signed_in.tokens.without_refresh_token(),
                identity: match signed_in.identity {
                    Identity::User(user) => Identity::User(user.without_refresh_token()),
                    identity @ Identity::Claims(_) => identity,
                },
                ..signed_in
            }),
            CallbackResult::Authorized(authorized) => {
                let tokens = authorized.tokens.without_refresh_token();
                CallbackResult::Authorized(Authorized { tokens, ..authorized })
            }
            result => result,
        }
    }
}

impl InteractionRequired {
    /// The same as an error of a session.
    pub(crate) fn error(&self) -> Error {
        Error::refused(ErrorKind::InteractionRequired, Refusal::new(&self.error, "", "", &[]))
    }
}

impl SignedIn {
    /// The claims of the ID token, or the user's members, as one of the app's own types; `None` if they are of another
    /// shape. A standard claim of another type than it has is left out.
    #[must_use]
    pub fn claims<T: DeserializeOwned>(&self) -> Option<T> {
        match &self.identity {
            Identity::Claims(claims) => claims.claims.deserialize(),
            Identity::User(user) => user.members().deserialize(),
        }
    }
}

impl IdTokenClaims {
    /// `sub`: with the issuer, who the user is (OpenID Connect Core §5.7).
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// All claims, as they came.
    #[must_use]
    pub fn json(&self) -> &JsonText {
        self.claims.json()
    }

    /// The names of the claims that are left out for their type.
    #[must_use]
    pub fn mistyped(&self) -> &[&'static str] {
        self.claims.mistyped()
    }
}

impl Signature {
    /// Its name in JavaScript.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Signature::Verified => "verified",
            Signature::NotChecked => "not-checked",
        }
    }
}

impl NotOurs {
    /// Its name in JavaScript.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            NotOurs::UnknownState => "unknown-state",
            NotOurs::StateMissing => "state-missing",
            NotOurs::OtherClient => "other-client",
            NotOurs::OtherAddress => "other-address",
            NotOurs::TooLarge => "too-large",
        }
    }
}
