//! WorkOS Connect's /oauth2/authorize.

use super::provider::Provider;
use super::rows::{ALGORITHMS, ALLOW_HTTP, DOMAIN, RETURN_TO, SCOPE, TOKENS, no_organization, no_rules};
use super::site::{Paths, Site};
use crate::config::exchange::{RenewedScope, TokenRequest};
use crate::config::logout_form::RP_INITIATED;
use crate::config::option_kind::Kind;
use crate::config::option_row::kept;

/// The page of /oauth2/authorize. PKCE is on, since a browser could not exchange a code without it; where an
/// application's server does the exchange, `exchange: "server"` leaves it out.
pub static PROVIDER: Provider = Provider {
    name: "workosConnect",
    flow_options: &[SCOPE],
    client_options: &[DOMAIN, ALLOW_HTTP, kept("exchange", Kind::OneOf(&["client", "server"])), ALGORITHMS],
    request_options: &[],
    logout_options: &[TOKENS, RETURN_TO],
    site: Site::BelowDomain {
        default: None,
        paths: Paths {
            issuer: "",
            authorization: "/oauth2/authorize",
            token: "/oauth2/token",
            userinfo: Some("/oauth2/userinfo"),
            end_session: None,
            revocation: None,
            jwks: Some("/oauth2/jwks"),
        },
    },
    answers_silently: true,
    session_selector: None,
    token_request: TokenRequest::Form,
    always_sends_nonce: true,
    web_message: false,
    renewed_scope: RenewedScope::Unsaid,
    logout: RP_INITIATED,
    check_request: no_rules,
    organization: no_organization,
};
