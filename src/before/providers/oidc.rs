//! Any OpenID provider: its endpoints are given, or fetched from its metadata.

use super::{
    ALGORITHMS, ALLOW_HTTP, DISPLAY, ExchangeForm, MAX_AGE, Provider, RESPONSE_TYPE, RETURN_TO, SCOPE, TOKENS,
    no_claim_rules, no_request_rules,
};
use crate::before::config::{ISS_SUPPORTED, ISSUER};
use crate::before::options::{Kind, Known};

/// OpenID Connect Core §3.1.2.1 and RFC 8707.
pub const PROVIDER: Provider = Provider {
    name: "oidc",
    exchange: ExchangeForm::OpenId,
    flow_options: &[RESPONSE_TYPE, SCOPE],
    client_options: &[
        Known::kept(ISSUER, Kind::Line),
        Known::kept("authorizationEndpoint tokenEndpoint userinfoEndpoint endSessionEndpoint jwksUri", Kind::Text),
        Known::kept(ISS_SUPPORTED, Kind::Flag),
        ALLOW_HTTP,
        ALGORITHMS,
    ],
    domain: "",
    paths: &[],
    parameters: &[
        Known::sent("prompt", Kind::Words),
        Known::sent("loginHint", Kind::Text),
        MAX_AGE,
        Known::sent("uiLocales acrValues", Kind::Words),
        Known::sent("claims", Kind::Claims),
        DISPLAY,
        Known::sent("idTokenHint", Kind::Text),
        Known::sent("resource", Kind::Resources),
    ],
    requires_nonce: false,
    check_request: no_request_rules,
    check_claims: no_claim_rules,
    logout_options: &[TOKENS, RETURN_TO],
    takes_id_token_hint: true,
    logout_return: LOGOUT_RETURN,
};

/// OpenID Connect RP-Initiated Logout §2.
pub(super) const LOGOUT_RETURN: &str = "post_logout_redirect_uri";
