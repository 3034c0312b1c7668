//! What one sign-in waits for. Each flow holds what its answer is checked against, and nothing else.

use serde::Serialize;

use crate::config::exchange::TokenRequest;
use crate::protocol::algorithm::Algorithm;
use crate::protocol::endpoint::Endpoint;
use crate::protocol::pkce::CodeVerifier;
use crate::protocol::random_text::Nonce;
use crate::protocol::response_type::ResponseType;
use crate::protocol::words::Scope;

/// The flow of a sign-in, and what its answer needs.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(crate) enum Flow {
    /// A code that this library exchanges.
    Code(CodeFlow),
    /// A code that the app's server exchanges, and the nonce that its ID token must have.
    CodeForServer {
        #[serde(skip_serializing_if = "Option::is_none")]
        nonce: Option<Nonce>,
    },
    /// An access token in the fragment (RFC 6749 §4.2).
    Token { scope: Scope },
    /// An ID token in the fragment (OpenID Connect Core §3.2).
    IdToken { scope: Scope, id_token: IdTokenDemands },
    /// An ID token in the fragment, and an access token beside it.
    IdTokenToken { scope: Scope, id_token: IdTokenDemands },
}

/// What the exchange of a code sends and is checked against (RFC 6749 §4.1, RFC 7636).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CodeFlow {
    pub(crate) code_verifier: CodeVerifier,
    pub(crate) token_endpoint: Endpoint,
    pub(crate) token_request: TokenRequest,
    pub(crate) scope: Scope,
    /// The API that the tokens are for, if the sign-in is for one alone (RFC 8707 §2.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resource: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id_token: Option<IdTokenDemands>,
}

/// What an ID token must fit, and by which keys it must be signed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IdTokenDemands {
    pub(crate) nonce: Nonce,
    pub(crate) jwks_uri: Endpoint,
    pub(crate) algorithms: Vec<Algorithm>,
    /// The `max_age` of the request, in seconds (OpenID Connect Core §3.1.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_age: Option<u32>,
    /// The values of which `acr` must be one, if the request made it essential (OpenID Connect Core §5.5.1.1); any will
    /// do if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) acr: Option<Vec<String>>,
    /// What the provider has to say of the organization that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organization: Option<RequiredClaim>,
    /// The policy that the user was sent to: the token need not name one (Azure AD B2C).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) policy: Option<String>,
}

/// A claim that must have one value.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct RequiredClaim {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Flow {
    /// The nonce that its ID token must have.
    pub(crate) fn nonce(&self) -> Option<&str> {
        match self {
            Flow::Code(CodeFlow { id_token: Some(id_token), .. })
            | Flow::IdToken { id_token, .. }
            | Flow::IdTokenToken { id_token, .. } => Some(id_token.nonce.as_str()),
            Flow::CodeForServer { nonce } => nonce.as_ref().map(Nonce::as_str),
            Flow::Code(_) | Flow::Token { .. } => None,
        }
    }

    /// The verifier of its code challenge.
    pub(crate) fn code_verifier(&self) -> Option<&str> {
        if let Flow::Code(flow) = self { Some(flow.code_verifier.as_str()) } else { None }
    }

    /// The response type that was asked for.
    pub(crate) fn response_type(&self) -> ResponseType {
        match self {
            Flow::Code(_) | Flow::CodeForServer { .. } => ResponseType::Code,
            Flow::Token { .. } => ResponseType::Token,
            Flow::IdToken { .. } => ResponseType::IdToken,
            Flow::IdTokenToken { .. } => ResponseType::IdTokenToken,
        }
    }
}
