//! WorkOS AuthKit: the user management API's authorization URL.

use super::{ALLOW_HTTP, DOMAIN, ExchangeForm, MAX_AGE, Provider, RETURN_TO, TOKENS, no_claim_rules};
use crate::before::config::{AUTHORIZATION_ENDPOINT, END_SESSION_ENDPOINT, ISSUER, TOKEN_ENDPOINT};
use crate::before::error::{Error, invalid, invalid_text, missing};
use crate::before::options::{Kind, Known, Values};
use crate::before::prelude::*;

/// "Get an authorization URL", "Authenticate with code" and "Get logout URL". There are no scopes and no ID tokens.
pub const PROVIDER: Provider = Provider {
    name: "authkit",
    exchange: ExchangeForm::UserManagement,
    flow_options: &[],
    client_options: &[DOMAIN, ALLOW_HTTP],
    domain: "api.workos.com",
    paths: &[
        (ISSUER, ""),
        (AUTHORIZATION_ENDPOINT, "/user_management/authorize"),
        (TOKEN_ENDPOINT, "/user_management/authenticate"),
        (END_SESSION_ENDPOINT, "/user_management/sessions/logout"),
    ],
    parameters: &[
        Known::sent("provider connectionId organizationId loginHint domainHint", Kind::Text),
        Known::sent("screenHint", Kind::OneOf(&"sign-up|sign-in")),
        Known::sent("providerScopes", Kind::Repeated),
        Known::sent("providerQueryParams", Kind::Members),
        Known::sent("invitationToken", Kind::Text),
        Known::sent("prompt", Kind::Words),
        MAX_AGE,
    ],
    requires_nonce: false,
    check_request,
    check_claims: no_claim_rules,
    logout_options: &[TOKENS, RETURN_TO],
    takes_id_token_hint: false,
    logout_return: "return_to",
};

/// The connection selectors are mutually exclusive, but for the one pair that the page documents.
fn check_request(options: &Values) -> Result<(), Box<Error>> {
    let authkit = options.text("provider") == "authkit";
    let mut given = "";
    for &selector in &["provider", "connectionId", "organizationId"] {
        if !options.has(selector) {
            continue;
        }
        let fits = given.is_empty() || authkit && selector == "organizationId";
        if !fits {
            return Err(invalid_text(given, "alone, or \"authkit\" beside \"organizationId\"", selector));
        }
        given = selector;
    }
    if given.is_empty() {
        return Err(missing("provider", "it, \"connectionId\" or \"organizationId\" says how to sign in"));
    }
    for option in &["screenHint", "maxAge"] {
        if !authkit && options.has(option) {
            return Err(invalid(option, "left out, or beside the provider \"authkit\"", "another"));
        }
    }
    Ok(())
}
