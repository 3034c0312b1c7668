//! Who exchanges a code for tokens, and how.

use serde::Serialize;

/// Who exchanges the code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exchange {
    /// This library, with PKCE.
    Here(TokenRequest),
    /// The app's server, which gets the code handed over.
    ByServer,
}

/// How the token endpoint is asked, and what it answers with.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenRequest {
    /// By a form, for a token response (RFC 6749 §4.1.3 and §5.1) with an ID token if `openid` was asked for.
    Form,
    /// By JSON, for an answer with a `user` in place of an ID token. There are no scopes.
    JsonForUser,
}

/// Whether a renewal says which scope it is for (RFC 6749 §6).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RenewedScope {
    /// It does not: the token is for what was granted.
    Unsaid,
    /// What was granted, with `openid` and `offline_access`: Microsoft's endpoints want it.
    Repeated,
}

impl TokenRequest {
    /// Its name in a record.
    pub(crate) fn named(name: &str) -> Option<TokenRequest> {
        match name {
            "form" => Some(TokenRequest::Form),
            "json-for-user" => Some(TokenRequest::JsonForUser),
            _ => None,
        }
    }
}
