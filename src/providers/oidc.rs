//! Any OpenID provider: its endpoints are given, or fetched from its metadata.

use super::{ALLOW_HTTP, ExchangeForm, Kind, Parameter, Provider, no_claim_rules, no_request_rules, text};
use crate::config::{ALL_FLOWS, Endpoints, Setup};
use crate::error::{Error, invalid, missing};
use crate::logout::LogoutRequest;
use crate::options::Options;
use crate::prelude::*;
use crate::web_url::with_parameters;

/// OpenID Connect Core §3.1.2.1 and RFC 8707.
pub const PROVIDER: Provider = Provider {
    name: "oidc",
    flows: &ALL_FLOWS,
    exchange: ExchangeForm::OpenId,
    client_options: &[
        "issuer",
        AUTHORIZATION_ENDPOINT,
        TOKEN_ENDPOINT,
        USERINFO_ENDPOINT,
        END_SESSION_ENDPOINT,
        JWKS_URI,
        ISS_SUPPORTED,
        ALLOW_HTTP,
    ],
    setup,
    parameters: &[
        Parameter { option: "prompt", name: "prompt", kind: Kind::Words },
        text("loginHint", "login_hint"),
        Parameter { option: "maxAge", name: "max_age", kind: Kind::Seconds },
        Parameter { option: "uiLocales", name: "ui_locales", kind: Kind::Words },
        Parameter { option: "acrValues", name: "acr_values", kind: Kind::Words },
        Parameter { option: "claims", name: "claims", kind: Kind::Json },
        Parameter { option: "display", name: "display", kind: Kind::OneOf(&["page", "popup", "touch", "wap"]) },
        text("idTokenHint", "id_token_hint"),
        Parameter { option: "resource", name: "resource", kind: Kind::Resources },
    ],
    check_request: no_request_rules,
    check_claims: no_claim_rules,
    logout_options: &["returnTo"],
    logout,
};

fn setup(options: &Options) -> Result<Setup, Box<Error>> {
    let insecure_allowed = options.flag(ALLOW_HTTP)?;
    let issuer = options.required_line("issuer", "the address that names the provider")?;
    check_issuer(issuer, insecure_allowed)?;
    let endpoint = |option| options.endpoint(option, insecure_allowed);
    let Some(authorization) = endpoint(AUTHORIZATION_ENDPOINT)? else {
        deny_endpoints_without_the_first(options)?;
        return Ok(Setup { insecure_allowed, ..Setup::new(issuer.into(), None) });
    };
    let endpoints = Endpoints {
        authorization,
        token: endpoint(TOKEN_ENDPOINT)?,
        userinfo: endpoint(USERINFO_ENDPOINT)?,
        end_session: endpoint(END_SESSION_ENDPOINT)?,
        jwks: endpoint(JWKS_URI)?,
        iss_promised: options.flag(ISS_SUPPORTED)?,
    };
    Ok(Setup { insecure_allowed, ..Setup::new(issuer.into(), Some(endpoints)) })
}

/// OpenID Connect RP-Initiated Logout §2.
pub(super) fn logout(request: &LogoutRequest<'_>) -> Result<String, Box<Error>> {
    let parameters = [
        request.id_token.map(|token| ("id_token_hint", token)),
        Some(("client_id", request.client_id)),
        request.return_to.as_deref().map(|address| ("post_logout_redirect_uri", address)),
    ];
    Ok(with_parameters(request.endpoint, &parameters.into_iter().flatten().collect::<Vec<_>>()))
}

/// OpenID Connect Discovery §3: no query, no fragment; it is kept and compared as the string it came as.
fn check_issuer(issuer: &str, insecure_allowed: bool) -> Result<(), Box<Error>> {
    let expected = match crate::options::check_endpoint(issuer, insecure_allowed) {
        Err(expected) => expected,
        Ok(_) if issuer.contains(['?', '\\', ' ']) => "a URL without a query, backslashes and spaces",
        Ok(_) => return Ok(()),
    };
    Err(invalid("issuer", expected, crate::error::quoted(issuer)))
}

fn deny_endpoints_without_the_first(options: &Options) -> Result<(), Box<Error>> {
    let given = [TOKEN_ENDPOINT, USERINFO_ENDPOINT, END_SESSION_ENDPOINT, JWKS_URI, ISS_SUPPORTED];
    match given.iter().find(|option| options.get(option).is_some()) {
        None => Ok(()),
        Some(_) => Err(missing(AUTHORIZATION_ENDPOINT, "the endpoints are given together, or none of them")),
    }
}

const AUTHORIZATION_ENDPOINT: &str = "authorizationEndpoint";
const TOKEN_ENDPOINT: &str = "tokenEndpoint";
const USERINFO_ENDPOINT: &str = "userinfoEndpoint";
const END_SESSION_ENDPOINT: &str = "endSessionEndpoint";
const JWKS_URI: &str = "jwksUri";
const ISS_SUPPORTED: &str = "authorizationResponseIssParameterSupported";
