//! The parameters of an authorization response.

use crate::wire::form;

/// A registered parameter of authorization responses: RFC 6749 §4.1.2 and §4.2.2, RFC 9207 §2, OpenID Connect Core
/// §3.2.2.5 and Session Management §2. `refresh_token` is not one of them, and leaves the address with them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[allow(missing_docs, reason = "their names on the wire say what they are")]
pub enum ResponseParameter {
    State,
    Code,
    AccessToken,
    IdToken,
    Error,
    TokenType,
    ExpiresIn,
    Scope,
    Iss,
    ErrorDescription,
    ErrorUri,
    SessionState,
    RefreshToken,
}

impl ResponseParameter {
    /// Those that tell a response from an app's own query, which may well have a `scope`. An address whose text holds none
    /// of these names, and no escape that might hide one, is no response.
    pub const TELLING: [ResponseParameter; 5] = [
        ResponseParameter::State,
        ResponseParameter::Code,
        ResponseParameter::AccessToken,
        ResponseParameter::IdToken,
        ResponseParameter::Error,
    ];

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ResponseParameter::State => "state",
            ResponseParameter::Code => "code",
            ResponseParameter::AccessToken => "access_token",
            ResponseParameter::IdToken => "id_token",
            ResponseParameter::Error => "error",
            ResponseParameter::TokenType => "token_type",
            ResponseParameter::ExpiresIn => "expires_in",
            ResponseParameter::Scope => "scope",
            ResponseParameter::Iss => "iss",
            ResponseParameter::ErrorDescription => "error_description",
            ResponseParameter::ErrorUri => "error_uri",
            ResponseParameter::SessionState => "session_state",
            ResponseParameter::RefreshToken => "refresh_token",
        }
    }

    /// The parameter that a piece of a query sets, `name=value` with escapes.
    pub(crate) fn of_piece(piece: &str) -> Option<ResponseParameter> {
        let name = form::decode(piece.split('=').next()?)?;
        ResponseParameter::TELLING.into_iter().chain(OTHERS).find(|parameter| parameter.name() == name)
    }

    /// Whether it is one of [`TELLING`](ResponseParameter::TELLING).
    pub(crate) fn is_telling(self) -> bool {
        ResponseParameter::TELLING.contains(&self)
    }
}

/// Those that an app's own query may well have.
const OTHERS: [ResponseParameter; 8] = [
    ResponseParameter::TokenType,
    ResponseParameter::ExpiresIn,
    ResponseParameter::Scope,
    ResponseParameter::Iss,
    ResponseParameter::ErrorDescription,
    ResponseParameter::ErrorUri,
    ResponseParameter::SessionState,
    ResponseParameter::RefreshToken,
];
