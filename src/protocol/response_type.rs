//! Response types (OAuth 2.0 Multiple Response Types §3 and §5).

use serde::{Serialize, Serializer};

/// What the authorization endpoint is asked for. There is no hybrid one.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ResponseType {
    /// `code`, with PKCE wherever this library exchanges it.
    #[default]
    Code,
    /// `token`: an access token and no identity.
    Token,
    /// `id_token`.
    IdToken,
    /// `id_token token`.
    IdTokenToken,
}

impl ResponseType {
    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<ResponseType> {
        let all = [ResponseType::Code, ResponseType::Token, ResponseType::IdToken, ResponseType::IdTokenToken];
        all.into_iter().find(|known| known.as_str() == name)
    }

    /// Its name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ResponseType::Code => "code",
            ResponseType::Token => "token",
            ResponseType::IdToken => "id_token",
            ResponseType::IdTokenToken => "id_token token",
        }
    }

    /// Whether the response itself holds an ID token.
    pub(crate) fn has_id_token(self) -> bool {
        matches!(self, ResponseType::IdToken | ResponseType::IdTokenToken)
    }

    /// Whether the response itself holds an access token.
    pub(crate) fn has_access_token(self) -> bool {
        matches!(self, ResponseType::Token | ResponseType::IdTokenToken)
    }
}

impl Serialize for ResponseType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
