//! The provider's metadata (OpenID Connect Discovery §3 and §4, RFC 8414, RFC 9207 §3).

use crate::algorithm::Algorithm;
use crate::config::{ClientConfig, Endpoints};
use crate::error::{Error, Mismatch, quoted};
use crate::json::{Json, Object};
use crate::options::check_endpoint;
use crate::prelude::*;
use crate::step::{Done, HttpRequest, Pending, Response, Step};

/// What the metadata says.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// Where the provider is spoken to.
    pub endpoints: Endpoints,
    /// What an ID token may be signed by, of what is supported here.
    pub algorithms: Vec<Algorithm>,
}

/// Asks for the metadata of a client's issuer (OpenID Connect Discovery §4.1).
#[must_use]
pub fn discover(config: &ClientConfig) -> Step {
    let issuer = config.issuer.strip_suffix('/').unwrap_or(&config.issuer);
    let url = [issuer, WELL_KNOWN].concat();
    Step::Send(HttpRequest::get(&url, DOCUMENT_LIMIT), Pending::Metadata)
}

pub(crate) fn read(config: &ClientConfig, response: &Response) -> Result<Step, Box<Error>> {
    let document = Object::parse(response.success()?)
        .ok_or_else(|| Error::MetadataInvalid(Mismatch::new("the document", "a JSON object", "something else")))?;
    check_issuer(config, &document)?;
    check_challenge_methods(&document)?;
    let endpoint = |name| endpoint(config, &document, name);
    let authorization = endpoint("authorization_endpoint")?
        .ok_or_else(|| Error::MetadataInvalid(Mismatch::new("authorization_endpoint", "a URL", "nothing")))?;
    let endpoints = Endpoints {
        authorization,
        token: endpoint("token_endpoint")?,
        userinfo: endpoint("userinfo_endpoint")?,
        end_session: endpoint("end_session_endpoint")?,
        jwks: endpoint("jwks_uri")?,
        iss_promised: document.get("authorization_response_iss_parameter_supported") == Some(&Json::Bool(true)),
    };
    Ok(Step::Done(Done::Metadata(Metadata { endpoints, algorithms: algorithms(&document)? })))
}

/// OpenID Connect Discovery §4.3: byte for byte.
fn check_issuer(config: &ClientConfig, document: &Object) -> Result<(), Box<Error>> {
    let found = document.get("issuer").and_then(Json::as_text).unwrap_or_default();
    if found == config.issuer {
        return Ok(());
    }
    Err(Error::MetadataIssuerMismatch(Mismatch::new("issuer", quoted(&config.issuer), quoted(found))).into())
}

/// RFC 9700 §2.1.1: a provider that knows only `plain` cannot be used; one that lists nothing may know `S256`.
fn check_challenge_methods(document: &Object) -> Result<(), Box<Error>> {
    match document.get("code_challenge_methods_supported") {
        Some(Json::List(methods)) if !methods.contains(&Json::Text("S256".into())) => {
            let name = "code_challenge_methods_supported";
            Err(Error::MetadataInvalid(Mismatch::new(name, "a list with \"S256\"", "one without it")).into())
        }
        _ => Ok(()),
    }
}

/// Those of the list that are asymmetric and known here; RS256 without a list.
fn algorithms(document: &Object) -> Result<Vec<Algorithm>, Box<Error>> {
    let Some(Json::List(listed)) = document.get(ALGORITHMS) else { return Ok(vec![Algorithm::RS256]) };
    let known: Vec<_> = listed.iter().filter_map(Json::as_text).filter_map(Algorithm::named).collect();
    if known.is_empty() {
        return Err(Error::MetadataInvalid(Mismatch::new(
            ALGORITHMS,
            "a list with an asymmetric algorithm",
            "one without",
        ))
        .into());
    }
    Ok(known)
}

fn endpoint(config: &ClientConfig, document: &Object, name: &str) -> Result<Option<String>, Box<Error>> {
    let wrong = |expected: &str, found: String| Box::new(Error::MetadataInvalid(Mismatch::new(name, expected, found)));
    match document.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Text(text)) => {
            check_endpoint(text, config.insecure_allowed).map(Some).map_err(|expected| wrong(expected, quoted(text)))
        }
        Some(other) => Err(wrong("a URL", other.kind().into())),
    }
}

const ALGORITHMS: &str = "id_token_signing_alg_values_supported";
const WELL_KNOWN: &str = "/.well-known/openid-configuration";
const DOCUMENT_LIMIT: u32 = 1024 * 1024;
