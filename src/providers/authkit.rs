//! WorkOS AuthKit: the user management API's authorization URL.

use super::provider::Provider;
use super::rows::{ALLOW_HTTP, DOMAIN, DOMAIN_HINT, LOGIN_HINT, MAX_AGE, PROMPT, RETURN_TO, TOKENS, no_organization};
use super::site::{Paths, Site};
use crate::config::exchange::{RenewedScope, TokenRequest};
use crate::config::logout_form::{LogoutForm, SessionHint};
use crate::config::option_kind::Kind;
use crate::config::option_row::sent;
use crate::config::option_values::OptionValues;
use crate::error::error::Error;
use crate::error::quote::quoted;

/// "Get an authorization URL", "Authenticate with code" and "Get logout URL". There are no scopes and no ID tokens.
pub static PROVIDER: Provider = Provider {
    name: "authkit",
    flow_options: &[],
    client_options: &[DOMAIN, ALLOW_HTTP],
    request_options: &[
        // The selectors: AuthKit itself or an OAuth provider, a connection, an organization.
        sent("provider", "provider", Kind::Text).selector(),
        sent("connectionId", "connection_id", Kind::Text).selector(),
        sent("organizationId", "organization_id", Kind::Text).selector(),
        LOGIN_HINT,
        DOMAIN_HINT,
        sent("screenHint", "screen_hint", Kind::OneOf(&["sign-up", "sign-in"])),
        // Further scopes and parameters for the OAuth provider.
        sent("providerScopes", "provider_scopes", Kind::Repeated),
        sent("providerQueryParams", "provider_query_params", Kind::Members),
        sent("invitationToken", "invitation_token", Kind::Text),
        PROMPT,
        MAX_AGE,
    ],
    logout_options: &[TOKENS, RETURN_TO],
    site: Site::BelowDomain {
        default: Some("api.workos.com"),
        paths: Paths {
            issuer: "",
            authorization: "/user_management/authorize",
            token: "/user_management/authenticate",
            userinfo: None,
            end_session: Some("/user_management/sessions/logout"),
            revocation: None,
            jwks: None,
        },
    },
    answers_silently: false,
    session_selector: Some(("provider", "authkit")),
    token_request: TokenRequest::JsonForUser,
    always_sends_nonce: false,
    web_message: false,
    renewed_scope: RenewedScope::Unsaid,
    logout: LogoutForm { session: SessionHint::AccessToken, return_parameter: "return_to", flags: &[] },
    check_request,
    organization: no_organization,
};

/// The connection selectors are mutually exclusive, but for the one pair that the page documents.
fn check_request(options: &OptionValues) -> Result<(), Error> {
    let is_authkit = options.text("provider") == Some("authkit");
    let mut given = options.selectors();
    let Some(first) = given.next() else {
        let needed_for = "it, \"connectionId\" or \"organizationId\" says how to sign in";
        return Err(Error::missing_option("provider", needed_for));
    };
    if let Some(second) = given.find(|selector| !is_authkit || *selector != "organizationId") {
        let expected = "alone, or \"authkit\" beside \"organizationId\"";
        return Err(Error::invalid_option(first, expected, &quoted(second)));
    }
    let of_authkit = ["screenHint", "maxAge"];
    match of_authkit.into_iter().find(|option| !is_authkit && options.has(option)) {
        Some(option) => Err(Error::invalid_option(option, "left out, or beside the provider \"authkit\"", "another")),
        None => Ok(()),
    }
}
