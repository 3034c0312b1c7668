//! The configuration of a client.

use std::sync::Arc;

use super::exchange::{Exchange, RenewedScope};
use super::logout_form::LogoutForm;
use super::option_values::OptionValues;
use super::session_config::SessionConfig;
use crate::documents::endpoints::{Endpoints, NoEndpoint};
use crate::documents::metadata::{ProviderMetadata, SIGNING_ALGORITHMS};
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::protocol::algorithm::Algorithm;
use crate::protocol::endpoint::{Endpoint, PlainHttp};
use crate::protocol::issuer::Issuer;
use crate::protocol::issuer_rule::IssuerRule;
use crate::protocol::redirect_uri::GivenRedirectUri;

/// A client of one provider. One that exists is right.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// The identifier that the provider gave the app (RFC 6749 §2.2).
    pub client_id: String,
    /// Who the provider is, and where its metadata is found.
    pub issuer: Issuer,
    /// Which issuer its tokens name.
    pub issuer_rule: IssuerRule,
    /// Where the browser comes back to.
    pub redirect_uri: GivenRedirectUri,
    /// How far this device's clock and the provider's may differ.
    pub clock_tolerance_seconds: u32,
    /// How long a sign-in may take from the click to the return.
    pub transaction_lifetime_seconds: u32,
    /// Whether endpoints may be reached without TLS.
    pub plain_http: PlainHttp,
    /// Where the provider is asked; `None` until its metadata is found.
    pub endpoints: Option<Endpoints>,
    /// What an ID token may be signed by, if the app or the metadata says so. The metadata may list nothing that can be checked.
    pub signing_algorithms: Option<Vec<Algorithm>>,
    /// Whether the provider promises `iss` in every response (RFC 9207 §3), if the app or the metadata says so.
    pub promises_iss: Option<bool>,
    /// Whether the provider can answer a page by a message to its window, in place of a redirect.
    pub web_message: bool,
    /// The options of requests that do not say otherwise.
    pub request_defaults: OptionValues,
    /// Whether the provider knows scopes, and with them ID tokens.
    pub has_scopes: bool,
    /// The policy that an ID token may not contradict (Azure AD B2C).
    pub policy: Option<String>,
    /// Whether a nonce is sent even where no ID token is asked for.
    pub always_sends_nonce: bool,
    /// Who exchanges a code.
    pub exchange: Exchange,
    /// Whether a renewal says which scope it is for.
    pub renewed_scope: RenewedScope,
    /// How a logout is asked for.
    pub logout: LogoutForm,
    /// How a session lasts, if the app wants one.
    pub session: Option<Arc<SessionConfig>>,
}

/// An endpoint that a provider may have or not.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum OptionalEndpoint {
    Token,
    UserInfo,
    EndSession,
    Revocation,
    Jwks,
}

impl ClientConfig {
    /// What an ID token may be signed by. OpenID Connect Core §3.1.3.7, step 7: RS256 unless something else was agreed.
    pub(crate) fn accepted_algorithms(&self) -> Result<Vec<Algorithm>, Error> {
        match self.signing_algorithms.as_deref() {
            None => Ok(vec![Algorithm::RS256]),
            Some([]) => {
                let error = Error::new(ErrorKind::MetadataInvalid).member(SIGNING_ALGORITHMS);
                Err(error.expected("a list with an asymmetric algorithm").found("one without"))
            }
            Some(agreed) => Ok(agreed.to_vec()),
        }
    }

    /// The endpoints, once they are known.
    pub(crate) fn known_endpoints(&self) -> Result<&Endpoints, Error> {
        self.endpoints.as_ref().ok_or_else(|| ErrorKind::NotReady.into())
    }

    /// An endpoint that cannot be done without.
    pub(crate) fn endpoint(&self, wanted: OptionalEndpoint) -> Result<&Endpoint, Error> {
        let endpoints = self.known_endpoints()?;
        let (endpoint, option) = match wanted {
            OptionalEndpoint::Token => (&endpoints.token, "tokenEndpoint"),
            OptionalEndpoint::UserInfo => (&endpoints.userinfo, "userinfoEndpoint"),
            OptionalEndpoint::EndSession => (&endpoints.end_session, "endSessionEndpoint"),
            OptionalEndpoint::Revocation => (&endpoints.revocation, "revocationEndpoint"),
            OptionalEndpoint::Jwks => (&endpoints.jwks, "jwksUri"),
        };
        endpoint.as_ref().map_err(|why| {
            let error = Error::new(ErrorKind::EndpointMissing).option(option);
            match why {
                NoEndpoint::NotGiven => error,
                NoEndpoint::Unusable { expected, found } => error.expected(expected).found(found),
            }
        })
    }

    /// The same client, which knows what the metadata says; what the app said itself stands.
    pub(crate) fn with_metadata(&self, found: &ProviderMetadata) -> Result<ClientConfig, Error> {
        let mut config = self.clone();
        config.issuer_rule = self.issuer_rule.with_metadata(&self.issuer, &found.issuer)?;
        config.endpoints = Some(found.endpoints.clone());
        config.web_message |= found.web_message;
        config.promises_iss = self.promises_iss.or(Some(found.promises_iss));
        if config.signing_algorithms.is_none() {
            config.signing_algorithms.clone_from(&found.signing_algorithms);
        }
        Ok(config)
    }
}
