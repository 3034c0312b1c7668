//! Any OpenID provider: its endpoints are given, or fetched from its metadata.

use super::provider::Provider;
use super::rows::{
    ACR_VALUES, ALGORITHMS, ALLOW_HTTP, CLAIMS, DISPLAY, ID_TOKEN_HINT, LOGIN_HINT, MAX_AGE, PROMPT, RESOURCE,
    RESPONSE_TYPE, RETURN_TO, SCOPE, TOKENS, UI_LOCALES, no_organization, no_rules,
};
use super::site::Site;
use crate::config::exchange::{RenewedScope, TokenRequest};
use crate::config::logout_form::RP_INITIATED;
use crate::config::option_kind::Kind;
use crate::config::option_row::kept;

/// OpenID Connect Core §3.1.2.1 and RFC 8707.
pub static PROVIDER: Provider = Provider {
    name: "oidc",
    flow_options: &[RESPONSE_TYPE, SCOPE],
    client_options: &[
        // To the letter, as its ID tokens have it.
        kept("issuer", Kind::Line),
        kept("authorizationEndpoint", Kind::Text),
        kept("tokenEndpoint", Kind::Text),
        kept("userinfoEndpoint", Kind::Text),
        kept("endSessionEndpoint", Kind::Text),
        kept("revocationEndpoint", Kind::Text),
        kept("jwksUri", Kind::Text),
        // RFC 9207 §3.
        kept("authorizationResponseIssParameterSupported", Kind::Flag),
        ALLOW_HTTP,
        ALGORITHMS,
    ],
    request_options: &[PROMPT, LOGIN_HINT, MAX_AGE, UI_LOCALES, ACR_VALUES, CLAIMS, DISPLAY, ID_TOKEN_HINT, RESOURCE],
    logout_options: &[TOKENS, RETURN_TO],
    site: Site::Anywhere,
    answers_silently: true,
    session_selector: None,
    token_request: TokenRequest::Form,
    always_sends_nonce: false,
    web_message: false,
    renewed_scope: RenewedScope::Unsaid,
    logout: RP_INITIATED,
    check_request: no_rules,
    organization: no_organization,
};
