//! The provider's metadata (OpenID Connect Discovery §3 and §4, RFC 8414, RFC 9207 §3).

use crate::algorithm::Algorithm;
use crate::config::ClientConfig;
use crate::error::{Error, ErrorKind, quoted};
use crate::json::{Json, Object};
use crate::options::check_endpoint;
use crate::prelude::*;
use crate::step::{Done, HttpRequest, Pending, Response, Step};

/// What the metadata says.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// Where the provider is spoken to, by the options that would have said it.
    pub endpoints: Vec<(&'static str, String)>,
    /// What an ID token may be signed by, of what is supported here.
    pub algorithms: Vec<&'static str>,
    /// Whether the provider says who it is in each response (RFC 9207 §3).
    pub iss_promised: bool,
}

/// Asks for the metadata of a client's issuer (OpenID Connect Discovery §4.1).
#[must_use]
pub fn discover(config: &ClientConfig) -> Step {
    let issuer = config.issuer.strip_suffix("/").unwrap_or(&config.issuer);
    let url = concat(&[issuer, WELL_KNOWN]);
    Step::Send(HttpRequest::get(&url, DOCUMENT_LIMIT), Pending::Metadata)
}

pub(crate) fn read(config: &ClientConfig, response: &Response) -> Result<Step, Box<Error>> {
    let document =
        Object::parse(response.success()?).ok_or_else(|| invalid("the document", "a JSON object", "something else"))?;
    check_issuer(config, &document)?;
    check_challenge_methods(&document)?;
    let iss_promised = matches!(document.get("authorization_response_iss_parameter_supported"), Some(Json::Bool(true)));
    let endpoints = endpoints(config, &document)?;
    Ok(Step::Done(Done::Metadata(Metadata { endpoints, algorithms: algorithms(&document)?, iss_promised })))
}

/// OpenID Connect Discovery §4.3: byte for byte.
fn check_issuer(config: &ClientConfig, document: &Object) -> Result<(), Box<Error>> {
    let found = document.text("issuer").unwrap_or_default();
    if found == config.issuer {
        return Ok(());
    }
    Err(ErrorKind::MetadataIssuerMismatch.of("issuer", &quoted(&config.issuer), &quoted(found)))
}

/// RFC 9700 §2.1.1: a provider that knows only `plain` cannot be used; one that lists nothing may know `S256`.
fn check_challenge_methods(document: &Object) -> Result<(), Box<Error>> {
    match document.get(CHALLENGE_METHODS) {
        Some(methods @ Json::List(_)) if !methods.lists("S256") => {
            Err(invalid(CHALLENGE_METHODS, "a list with \"S256\"", "one without it"))
        }
        _ => Ok(()),
    }
}

fn endpoints(config: &ClientConfig, document: &Object) -> Result<Vec<(&'static str, String)>, Box<Error>> {
    let mut endpoints = Vec::new();
    for (name, option) in ENDPOINTS {
        match document.get(name) {
            None | Some(Json::Null) if endpoints.is_empty() => return Err(invalid(name, "a URL", "nothing")),
            None | Some(Json::Null) => {}
            Some(Json::Text(text)) => match check_endpoint(text, config.insecure_allowed) {
                Ok(url) => endpoints.push((option, url)),
                Err(expected) => return Err(invalid(name, expected, &quoted(text))),
            },
            Some(other) => return Err(invalid(name, "a URL", other.kind())),
        }
    }
    Ok(endpoints)
}

/// Those of the list that are asymmetric and known here; RS256 without a list.
fn algorithms(document: &Object) -> Result<Vec<&'static str>, Box<Error>> {
    let mut known = Vec::new();
    let Some(Json::List(listed)) = document.get(ALGORITHMS) else { return Ok(vec![Algorithm::RS256.as_str()]) };
    for name in listed {
        if let Some(algorithm) = name.as_text().and_then(Algorithm::named) {
            known.push(algorithm.as_str());
        }
    }
    if known.is_empty() {
        return Err(invalid(ALGORITHMS, "a list with an asymmetric algorithm", "one without"));
    }
    Ok(known)
}

fn invalid(name: &str, expected: &str, found: &str) -> Box<Error> {
    ErrorKind::MetadataInvalid.of(name, expected, found)
}

/// The names of the endpoints, and the options that would have said them. The first one is always there.
const ENDPOINTS: [(&str, &str); 5] = [
    ("authorization_endpoint", "authorizationEndpoint"),
    ("token_endpoint", "tokenEndpoint"),
    ("userinfo_endpoint", "userinfoEndpoint"),
    ("end_session_endpoint", "endSessionEndpoint"),
    ("jwks_uri", "jwksUri"),
];
const CHALLENGE_METHODS: &str = "code_challenge_methods_supported";
const ALGORITHMS: &str = "id_token_signing_alg_values_supported";
const WELL_KNOWN: &str = "/.well-known/openid-configuration";
const DOCUMENT_LIMIT: u32 = 1024 * 1024;
