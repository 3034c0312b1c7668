//! Example Identity's /authorize: the example of CONTRIBUTING.md, which only tests compile.

use super::provider::Provider;
use super::rows::{ALGORITHMS, ALLOW_HTTP, DOMAIN, RESPONSE_TYPE, RETURN_TO, SCOPE, TOKENS, no_organization, no_rules};
use super::site::{Paths, Site};
use crate::config::exchange::{RenewedScope, TokenRequest};
use crate::config::logout_form::RP_INITIATED;
use crate::config::option_kind::Kind;
use crate::config::option_row::sent;

/// The page that these facts are from.
pub static PROVIDER: Provider = Provider {
    name: "exampleIdentity",
    flow_options: &[RESPONSE_TYPE, SCOPE],
    client_options: &[DOMAIN, ALLOW_HTTP, ALGORITHMS],
    request_options: &[sent("realm", "realm", Kind::Text)],
    logout_options: &[TOKENS, RETURN_TO],
    site: Site::BelowDomain {
        default: None,
        paths: Paths {
            issuer: "",
            authorization: "/authorize",
            token: "/token",
            userinfo: None,
            end_session: Some("/logout"),
            revocation: Some("/revoke"),
            jwks: Some("/jwks"),
        },
    },
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
