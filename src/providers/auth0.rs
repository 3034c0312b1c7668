//! Auth0's /authorize, old and new.

use super::provider::Provider;
use super::rows::{
    ACR_VALUES, ALGORITHMS, ALLOW_HTTP, DISPLAY, DOMAIN, ID_TOKEN_HINT, LOGIN_HINT, MAX_AGE, PROMPT, RESOURCE,
    RESPONSE_TYPE, RETURN_TO, SCOPE, TOKENS, UI_LOCALES,
};
use super::site::{Paths, Site};
use crate::config::exchange::{RenewedScope, TokenRequest};
use crate::config::logout_form::{LogoutForm, SessionHint};
use crate::config::option_kind::Kind;
use crate::config::option_row::{kept, sent};
use crate::config::option_values::OptionValues;
use crate::error::error::Error;
use crate::error::quote::quoted;
use crate::sign_in::flow::RequiredClaim;

/// The Authentication API's "Authorize application" and "Logout", and the /authorize of its second version.
pub static PROVIDER: Provider = Provider {
    name: "auth0",
    flow_options: &[RESPONSE_TYPE, SCOPE],
    client_options: &[DOMAIN, ALLOW_HTTP, ALGORITHMS],
    request_options: &[
        // The identity provider, by the name of its connection.
        sent("connection", "connection", Kind::Text),
        // The API that the access token is for.
        sent("audience", "audience", Kind::Text),
        RESOURCE,
        // By its id (`org_…`) or its name; the ID token must be for it.
        sent("organization", "organization", Kind::Line),
        // An invitation's ticket.
        sent("invitation", "invitation", Kind::Text),
        PROMPT,
        LOGIN_HINT,
        // The screen to begin with.
        sent("screenHint", "screen_hint", Kind::Text),
        MAX_AGE,
        UI_LOCALES,
        ACR_VALUES,
        DISPLAY,
        // RFC 9449 §10.
        sent("dpopJkt", "dpop_jkt", Kind::Thumbprint),
        // A name to find the refresh token by.
        sent("device", "device", Kind::Text),
        ID_TOKEN_HINT,
        // Account linking: the connection of the account to add, and the scope to ask of it.
        sent("requestedConnection", "requested_connection", Kind::Text),
        sent("requestedConnectionScope", "requested_connection_scope", Kind::Words),
        // Account linking as the second version had it. A token in a URL reaches logs and referrers.
        sent(TOKEN_IN_URL, "access_token", Kind::Text),
    ],
    logout_options: &[TOKENS, RETURN_TO, kept("federated", Kind::Flag)],
    site: Site::BelowDomain {
        default: None,
        paths: Paths {
            issuer: "/",
            authorization: "/authorize",
            token: "/oauth/token",
            userinfo: Some("/userinfo"),
            end_session: Some("/v2/logout"),
            revocation: Some("/oauth/revoke"),
            jwks: Some("/.well-known/jwks.json"),
        },
    },
    answers_silently: true,
    session_selector: None,
    token_request: TokenRequest::Form,
    always_sends_nonce: false,
    web_message: true,
    renewed_scope: RenewedScope::Unsaid,
    logout: LogoutForm { session: SessionHint::Cookies, return_parameter: "returnTo", flags: &["federated"] },
    check_request,
    organization,
};

fn check_request(options: &OptionValues) -> Result<(), Error> {
    for (option, other) in COMPANIONS {
        if options.has(option) && !options.has(other) {
            return Err(Error::missing_option(other, &format!("{} needs it", quoted(option))));
        }
    }
    Ok(())
}

/// An organization that was asked for must be the one that the user signed in to: its id, or its name in lower case.
fn organization(options: &OptionValues) -> Option<RequiredClaim> {
    let organization = options.text("organization")?;
    let (name, value) = if organization.starts_with("org_") {
        ("org_id", organization.to_owned())
    } else {
        ("org_name", organization.to_ascii_lowercase())
    };
    Some(RequiredClaim { name: name.to_owned(), value })
}

/// Options that make sense only beside another.
const COMPANIONS: [(&str, &str); 4] = [
    ("invitation", "organization"),
    (TOKEN_IN_URL, "connection"),
    ("requestedConnection", "idTokenHint"),
    ("requestedConnectionScope", "requestedConnection"),
];

const TOKEN_IN_URL: &str = "dangerouslyPutAccessTokenInUrl";
