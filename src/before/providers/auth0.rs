//! Auth0's /authorize, old and new.

use super::{
    ALGORITHMS, ALLOW_HTTP, DISPLAY, DOMAIN, ExchangeForm, MAX_AGE, Provider, RESPONSE_TYPE, RETURN_TO, SCOPE, TOKENS,
};
use crate::before::config::{
    AUTHORIZATION_ENDPOINT, END_SESSION_ENDPOINT, ISSUER, JWKS_URI, TOKEN_ENDPOINT, USERINFO_ENDPOINT,
};
use crate::before::error::{Error, ErrorKind, quoted};
use crate::before::json::Object;
use crate::before::options::{Kind, Known, TOKEN_IN_URL, Values, shown};
use crate::before::prelude::*;

/// The Authentication API's "Authorize application" and "Logout", and the /authorize of its second version.
pub const PROVIDER: Provider = Provider {
    name: "auth0",
    exchange: ExchangeForm::OpenId,
    flow_options: &[RESPONSE_TYPE, SCOPE],
    client_options: &[DOMAIN, ALLOW_HTTP, ALGORITHMS],
    domain: "",
    paths: &[
        (ISSUER, "/"),
        (AUTHORIZATION_ENDPOINT, "/authorize"),
        (TOKEN_ENDPOINT, "/oauth/token"),
        (USERINFO_ENDPOINT, "/userinfo"),
        (END_SESSION_ENDPOINT, "/v2/logout"),
        (JWKS_URI, "/.well-known/jwks.json"),
    ],
    parameters: &[
        Known::sent("connection audience", Kind::Text),
        Known::sent("resource", Kind::Resources),
        Known::sent("organization", Kind::Line),
        Known::sent("invitation", Kind::Text),
        Known::sent("prompt", Kind::Words),
        Known::sent("loginHint screenHint", Kind::Text),
        MAX_AGE,
        Known::sent("uiLocales acrValues", Kind::Words),
        DISPLAY,
        Known::sent("dpopJkt", Kind::Thumbprint),
        Known::sent("device idTokenHint requestedConnection", Kind::Text),
        Known::sent("requestedConnectionScope", Kind::Words),
        Known::sent(TOKEN_IN_URL, Kind::Text),
    ],
    requires_nonce: false,
    check_request,
    check_claims,
    logout_options: &[TOKENS, RETURN_TO, Known::kept("federated", Kind::Flag)],
    takes_id_token_hint: false,
    logout_return: "returnTo",
};

fn check_request(options: &Values) -> Result<(), Box<Error>> {
    for &(option, other) in &COMPANIONS {
        if options.has(option) {
            options.required(other, &concat(&[&quoted(option), " needs it"]))?;
        }
    }
    Ok(())
}

/// An organization that was asked for must be the one that the user signed in to.
fn check_claims(claims: &Object, organization: Option<&str>) -> Result<(), Box<Error>> {
    let Some(organization) = organization else { return Ok(()) };
    let (claim, expected) = if organization.starts_with("org_") {
        ("org_id", organization.to_owned())
    } else {
        ("org_name", organization.to_ascii_lowercase())
    };
    if claims.has(claim, &expected) {
        return Ok(());
    }
    let found = claims.get(claim).map_or_else(|| "nothing".into(), shown);
    Err(ErrorKind::IdTokenOrganizationMismatch.of(claim, &quoted(&expected), &found))
}

/// Options that make sense only beside another.
const COMPANIONS: [(&str, &str); 4] = [
    ("invitation", "organization"),
    (TOKEN_IN_URL, "connection"),
    ("requestedConnection", "idTokenHint"),
    ("requestedConnectionScope", "requestedConnection"),
];
