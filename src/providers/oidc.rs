//! Any OpenID provider: its endpoints are given, or fetched from its metadata.

use super::{
    ALGORITHMS, ALLOWS_HTTP, DISPLAY, ExchangeForm, LogoutValue, MAX_AGE, PROMPT, Provider, RESPONSE_TYPE, RETURN_TO,
    SCOPE, no_claim_rules, no_request_rules, text,
};
use crate::config::{
    AUTHORIZATION_ENDPOINT, END_SESSION_ENDPOINT, ISS_SUPPORTED, ISSUER, JWKS_URI, TOKEN_ENDPOINT, USERINFO_ENDPOINT,
};
use crate::options::{Kind, Known};

/// OpenID Connect Core §3.1.2.1 and RFC 8707.
pub const PROVIDER: Provider = Provider {
    name: "oidc",
    exchange: ExchangeForm::OpenId,
    flow_options: &[RESPONSE_TYPE, SCOPE],
    client_options: &[
        Known::needed(ISSUER, "the address that names the provider"),
        Known::kept(AUTHORIZATION_ENDPOINT, Kind::Text),
        Known::kept(TOKEN_ENDPOINT, Kind::Text),
        Known::kept(USERINFO_ENDPOINT, Kind::Text),
        Known::kept(END_SESSION_ENDPOINT, Kind::Text),
        Known::kept(JWKS_URI, Kind::Text),
        Known::kept(ISS_SUPPORTED, Kind::Flag),
        ALLOWS_HTTP,
        ALGORITHMS,
    ],
    domain: "",
    paths: &[],
    parameters: &[
        PROMPT,
        text("loginHint", "login_hint"),
        MAX_AGE,
        Known::sent("uiLocales", "ui_locales", Kind::Words),
        Known::sent("acrValues", "acr_values", Kind::Words),
        Known::sent("claims", "claims", Kind::Claims),
        DISPLAY,
        text("idTokenHint", "id_token_hint"),
        Known::sent("resource", "resource", Kind::Resources),
    ],
    check_request: no_request_rules,
    check_claims: no_claim_rules,
    logout_options: &[RETURN_TO],
    logout: LOGOUT,
};

/// OpenID Connect RP-Initiated Logout §2.
pub(super) const LOGOUT: &[(&str, LogoutValue)] = &[
    ("id_token_hint", LogoutValue::IdToken),
    ("client_id", LogoutValue::ClientId),
    ("post_logout_redirect_uri", LogoutValue::ReturnTo),
];
