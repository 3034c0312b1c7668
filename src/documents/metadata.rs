//! The provider's metadata (OpenID Connect Discovery §3 and §4, RFC 8414, RFC 9207 §3).

use crate::documents::endpoints::{Endpoints, NoEndpoint};
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::shown;
use crate::protocol::algorithm::Algorithm;
use crate::protocol::endpoint::{Endpoint, PlainHttp};
use crate::protocol::issuer::Issuer;
use crate::protocol::issuer_rule::IssuerRule;
use crate::wire::json::{Json, Object};

/// What the metadata says of a provider.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProviderMetadata {
    /// The issuer that it names: another client may have another rule for it.
    pub issuer: String,
    /// Where it is asked.
    pub endpoints: Endpoints,
    /// The asymmetric algorithms among those that its ID tokens may be signed by; `None` if it lists none at all.
    pub signing_algorithms: Option<Vec<Algorithm>>,
    /// Whether it promises `iss` in every authorization response.
    pub promises_iss: bool,
    /// Whether it can answer a page by a message to its window, in place of a redirect.
    pub web_message: bool,
}

impl ProviderMetadata {
    /// Reads a document that was fetched for an issuer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MetadataIssuerMismatch`] and [`ErrorKind::MetadataInvalid`].
    pub fn read(
        document: Option<&Json>,
        (own, rule): (&Issuer, &IssuerRule),
        plain_http: PlainHttp,
    ) -> Result<ProviderMetadata, Error> {
        let document = document.and_then(Json::as_object);
        let document = document.ok_or_else(|| invalid("the document", "a JSON object", "something else"))?;
        let issuer = document.text("issuer").unwrap_or_default();
        rule.with_metadata(own, issuer)?;
        check_challenge_methods(document)?;
        let endpoint = |name| endpoint(document, name, plain_http);
        Ok(ProviderMetadata {
            issuer: issuer.to_owned(),
            endpoints: Endpoints {
                authorization: endpoint(AUTHORIZATION).map_err(no_authorization)?,
                token: endpoint("token_endpoint"),
                userinfo: endpoint("userinfo_endpoint"),
                end_session: endpoint("end_session_endpoint"),
                revocation: endpoint("revocation_endpoint"),
                jwks: endpoint("jwks_uri"),
            },
            signing_algorithms: signing_algorithms(document),
            promises_iss: document.get("authorization_response_iss_parameter_supported").and_then(Json::as_bool)
                == Some(true),
            web_message: document.get("response_modes_supported").is_some_and(|modes| modes.lists("web_message")),
        })
    }
}

/// RFC 9700 §2.1.1: a provider that knows only `plain` cannot be used; one that lists nothing may know `S256`.
fn check_challenge_methods(document: &Object) -> Result<(), Error> {
    let name = "code_challenge_methods_supported";
    match document.get(name) {
        Some(methods @ Json::Array(_)) if !methods.lists("S256") => {
            Err(invalid(name, "a list with \"S256\"", "one without it"))
        }
        _ => Ok(()),
    }
}

/// An endpoint; one that is empty counts as left out.
fn endpoint(document: &Object, name: &str, plain_http: PlainHttp) -> Result<Endpoint, NoEndpoint> {
    let given = document.given(name).filter(|json| json.as_str() != Some("")).ok_or(NoEndpoint::NotGiven)?;
    let parsed = Endpoint::parse(given.as_str().unwrap_or_default(), plain_http);
    parsed.map_err(|expected| NoEndpoint::Unusable { expected, found: shown(given) })
}

/// The one endpoint that nothing works without.
fn no_authorization(why: NoEndpoint) -> Error {
    match why {
        NoEndpoint::NotGiven => invalid(AUTHORIZATION, "a URL", "nothing"),
        NoEndpoint::Unusable { expected, found } => invalid(AUTHORIZATION, expected, &found),
    }
}

/// Those that are asymmetric and known here.
fn signing_algorithms(document: &Object) -> Option<Vec<Algorithm>> {
    let listed = document.get(SIGNING_ALGORITHMS)?.as_array()?;
    Some(listed.iter().filter_map(Json::as_str).filter_map(Algorithm::named).collect())
}

fn invalid(member: &str, expected: &str, found: &str) -> Error {
    Error::new(ErrorKind::MetadataInvalid).member(member).expected(expected).found(found)
}

const AUTHORIZATION: &str = "authorization_endpoint";

/// The metadata's name for what its ID tokens may be signed by.
pub(crate) const SIGNING_ALGORITHMS: &str = "id_token_signing_alg_values_supported";
