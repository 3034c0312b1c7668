//! The provider's metadata (OpenID Connect Discovery §3 and §4, RFC 8414, RFC 9207 §3).

use crate::before::algorithm::Algorithm;
use crate::before::config::{
    AUTHORIZATION_ENDPOINT, ClientConfig, END_SESSION_ENDPOINT, ID_TOKEN_ALGORITHMS, ISS_SUPPORTED, JWKS_URI,
    TOKEN_ENDPOINT, USERINFO_ENDPOINT,
};
use crate::before::error::{Error, ErrorKind, quoted};
use crate::before::json::{Json, JsonText, Members, Object};
use crate::before::options::{check_endpoint, parameter, shown};
use crate::before::prelude::*;
use crate::before::step::{DOCUMENT_LIMIT, Done, HttpRequest, Purpose, Response, Step};
use crate::before::web_url::WebUrl;

/// What the metadata says, as the options that would have said it.
#[derive(Clone, Debug)]
pub struct Metadata(JsonText);

impl Metadata {
    /// The options, as a JSON object.
    #[must_use]
    pub fn json(&self) -> &JsonText {
        &self.0
    }
}

/// Asks for the metadata of a client's issuer (OpenID Connect Discovery §4.1).
#[must_use]
pub fn discover(config: &ClientConfig) -> Step {
    let issuer = config.issuer.strip_suffix("/").unwrap_or(&config.issuer);
    let url = concat(&[issuer, WELL_KNOWN]);
    Step::Send(HttpRequest::get(url, DOCUMENT_LIMIT, Purpose::Metadata))
}

pub(crate) fn read(config: &ClientConfig, response: &Response) -> Result<Step, Box<Error>> {
    let document =
        Object::parse(response.success()?).ok_or_else(|| invalid("the document", "a JSON object", "something else"))?;
    check_issuer(config, &document)?;
    check_challenge_methods(&document)?;
    let mut options = Members::default();
    for option in &ENDPOINTS {
        let url = endpoint(config, &document, option)?;
        if !url.is_empty() {
            options.text(option, &url);
        }
    }
    options.list(ID_TOKEN_ALGORITHMS, &algorithms(config, &document)?);
    let promised = document.get(&parameter(ISS_SUPPORTED)).is_some_and(|json| json.is("true"));
    options.flag(ISS_SUPPORTED, promised);
    Ok(Step::Done(Box::new(Done::Metadata(Metadata(JsonText::known(options.finish()))))))
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
        Some(methods) if methods.as_list().is_some() && !methods.lists("S256") => {
            Err(invalid(CHALLENGE_METHODS, "a list with \"S256\"", "one without it"))
        }
        _ => Ok(()),
    }
}

/// The address of an endpoint; empty where there is none, but for the one that is always there.
fn endpoint(config: &ClientConfig, document: &Object, option: &str) -> Result<String, Box<Error>> {
    let name = parameter(option);
    let json = document.get(&name).filter(|json| !json.is("null") && json.as_text() != Some(""));
    if json.is_none() && option != AUTHORIZATION_ENDPOINT {
        return Ok(String::new());
    }
    let checked = check_endpoint(json.and_then(Json::as_text).unwrap_or_default(), config.insecure_allowed);
    checked
        .map(WebUrl::href)
        .map_err(|expected| invalid(&name, expected, &json.map_or_else(|| "nothing".into(), shown)))
}

/// Those of the list that are asymmetric and known here, of which there must be one if the client has none of its own;
/// none without a list, where its default stands.
fn algorithms(config: &ClientConfig, document: &Object) -> Result<Vec<&'static str>, Box<Error>> {
    let mut known = Vec::new();
    let Some(listed) = document.get(ALGORITHMS).and_then(Json::as_list) else { return Ok(known) };
    for name in &listed {
        if let Some(algorithm) = name.as_text().and_then(Algorithm::named) {
            known.push(algorithm.as_str());
        }
    }
    if known.is_empty() && !config.options.has(ID_TOKEN_ALGORITHMS) {
        return Err(invalid(ALGORITHMS, "a list with an asymmetric algorithm", "one without"));
    }
    Ok(known)
}

fn invalid(name: &str, expected: &str, found: &str) -> Box<Error> {
    ErrorKind::MetadataInvalid.of(name, expected, found)
}

const ENDPOINTS: [&str; 5] =
    [AUTHORIZATION_ENDPOINT, TOKEN_ENDPOINT, USERINFO_ENDPOINT, END_SESSION_ENDPOINT, JWKS_URI];
const CHALLENGE_METHODS: &str = "code_challenge_methods_supported";
const ALGORITHMS: &str = "id_token_signing_alg_values_supported";
const WELL_KNOWN: &str = "/.well-known/openid-configuration";
