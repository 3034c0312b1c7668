//! Auth0's /authorize, old and new.

use super::{
    ALGORITHMS, ALLOWS_HTTP, DISPLAY, ExchangeForm, LogoutValue, MAX_AGE, PROMPT, Provider, RESPONSE_TYPE, RETURN_TO,
    SCOPE, text,
};
use crate::config::{
    AUTHORIZATION_ENDPOINT, END_SESSION_ENDPOINT, ISSUER, JWKS_URI, TOKEN_ENDPOINT, USERINFO_ENDPOINT,
};
use crate::error::{Error, ErrorKind, missing, quoted};
use crate::json::{Json, Object};
use crate::options::{Kind, Known, Values};
use crate::prelude::*;

/// The Authentication API's "Authorize application" and "Logout", and the /authorize of its second version.
pub const PROVIDER: Provider = Provider {
    name: "auth0",
    exchange: ExchangeForm::OpenId,
    flow_options: &[RESPONSE_TYPE, SCOPE],
    client_options: &[
        Known::needed("domain", "the tenant's domain, such as \"acme.eu.auth0.com\""),
        ALLOWS_HTTP,
        ALGORITHMS,
    ],
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
        text("connection", "connection"),
        text("audience", "audience"),
        Known::sent("resource", "resource", Kind::Resources),
        Known::sent("organization", "organization", Kind::Line),
        text("invitation", "invitation"),
        PROMPT,
        text("loginHint", "login_hint"),
        text("screenHint", "screen_hint"),
        MAX_AGE,
        Known::sent("uiLocales", "ui_locales", Kind::Words),
        Known::sent("acrValues", "acr_values", Kind::Words),
        DISPLAY,
        Known::sent("dpopJkt", "dpop_jkt", Kind::Thumbprint),
        text("device", "device"),
        text("idTokenHint", "id_token_hint"),
        text("requestedConnection", "requested_connection"),
        Known::sent("requestedConnectionScope", "requested_connection_scope", Kind::Words),
        text(TOKEN_IN_URL, "access_token"),
    ],
    check_request,
    check_claims,
    logout_options: &[RETURN_TO, Known::kept("federated", Kind::Flag)],
    logout: &[("client_id", LogoutValue::ClientId), ("returnTo", LogoutValue::ReturnTo)],
};

fn check_request(options: &Values) -> Result<(), Box<Error>> {
    for (option, other, needed) in COMPANIONS {
        if options.has(option) && !options.has(other) {
            return Err(missing(other, needed));
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
    match claims.get(claim).and_then(Json::as_text) {
        Some(found) if found == expected => Ok(()),
        found => {
            let found = found.map_or("nothing".into(), quoted);
            Err(ErrorKind::IdTokenOrganizationMismatch.of(claim, &quoted(&expected), &found))
        }
    }
}

/// Account linking as the second version had it. A token in a URL reaches logs and referrers.
const TOKEN_IN_URL: &str = "dangerouslyPutAccessTokenInUrl";

/// Options that make sense only beside another, which is named with the reason.
const COMPANIONS: [(&str, &str, &str); 4] = [
    ("invitation", "organization", "an invitation is one to an organization"),
    (TOKEN_IN_URL, "connection", "the account to link is named by its connection"),
    ("requestedConnection", "idTokenHint", "it says whose account the other one is linked to"),
    ("requestedConnectionScope", "requestedConnection", "the scope is that connection's"),
];
