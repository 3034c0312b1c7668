//! WorkOS Connect's /oauth2/authorize.

use super::{
    ALGORITHMS, ALLOW_HTTP, DOMAIN, ExchangeForm, Provider, RETURN_TO, SCOPE, TOKENS, no_claim_rules, no_request_rules,
    oidc,
};
use crate::before::config::{AUTHORIZATION_ENDPOINT, ISSUER, JWKS_URI, TOKEN_ENDPOINT, USERINFO_ENDPOINT};
use crate::before::options::{Kind, Known};

/// The page of /oauth2/authorize. PKCE is on, since a browser could not exchange a code without it; where an
/// application's server does the exchange, `exchange: "server"` leaves it out.
pub const PROVIDER: Provider = Provider {
    name: "workosConnect",
    exchange: ExchangeForm::OpenId,
    flow_options: &[SCOPE],
    client_options: &[DOMAIN, ALLOW_HTTP, Known::kept("exchange", Kind::OneOf(&"client|server")), ALGORITHMS],
    domain: "",
    paths: &[
        (ISSUER, ""),
        (AUTHORIZATION_ENDPOINT, "/oauth2/authorize"),
        (TOKEN_ENDPOINT, "/oauth2/token"),
        (USERINFO_ENDPOINT, "/oauth2/userinfo"),
        (JWKS_URI, "/oauth2/jwks"),
    ],
    parameters: &[],
    requires_nonce: true,
    check_request: no_request_rules,
    check_claims: no_claim_rules,
    logout_options: &[TOKENS, RETURN_TO],
    takes_id_token_hint: true,
    logout_return: oidc::LOGOUT_RETURN,
};
