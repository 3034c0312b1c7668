//! WorkOS AuthKit: the user management API's authorization URL.

use super::{ALLOW_HTTP, ExchangeForm, Kind, Parameter, Provider, domain_origin, no_claim_rules, text};
use crate::config::{Endpoints, ResponseType, Setup};
use crate::error::{Error, invalid, missing, quoted};
use crate::jwt::text_claim;
use crate::logout::LogoutRequest;
use crate::options::Options;
use crate::prelude::*;
use crate::web_url::with_parameters;

/// "Get an authorization URL", "Authenticate with code" and "Get logout URL". There are no scopes and no ID tokens.
pub const PROVIDER: Provider = Provider {
    name: "authkit",
    flows: &[ResponseType::Code],
    exchange: ExchangeForm::UserManagement,
    client_options: &["domain", ALLOW_HTTP],
    setup,
    parameters: &[
        text("provider", "provider"),
        text("connectionId", "connection_id"),
        text("organizationId", "organization_id"),
        text("loginHint", "login_hint"),
        text("domainHint", "domain_hint"),
        Parameter { option: "screenHint", name: "screen_hint", kind: Kind::OneOf(&["sign-up", "sign-in"]) },
        Parameter { option: "providerScopes", name: "provider_scopes", kind: Kind::Repeated },
        Parameter { option: "providerQueryParams", name: "provider_query_params", kind: Kind::Members },
        text("invitationToken", "invitation_token"),
        Parameter { option: "prompt", name: "prompt", kind: Kind::Words },
        Parameter { option: "maxAge", name: "max_age", kind: Kind::Seconds },
    ],
    check_request,
    check_claims: no_claim_rules,
    logout_options: &["returnTo"],
    logout,
};

fn setup(options: &Options) -> Result<Setup, Box<Error>> {
    let origin = domain_origin(options, options.text("domain")?.unwrap_or("api.workos.com"))?;
    let below = |path: &str| [&origin, path].concat();
    let endpoints = Endpoints {
        authorization: below("/user_management/authorize"),
        token: Some(below("/user_management/authenticate")),
        userinfo: None,
        end_session: Some(below("/user_management/sessions/logout")),
        jwks: None,
        iss_promised: false,
    };
    Ok(Setup::new(origin, Some(endpoints)))
}

/// The connection selectors are mutually exclusive, but for the one pair that the page documents.
fn check_request(options: &Options) -> Result<(), Box<Error>> {
    let mut given = Vec::new();
    for selector in SELECTORS {
        given.extend(options.text(selector)?.map(|_| selector));
    }
    let authkit = options.text("provider")? == Some("authkit");
    match given[..] {
        [] => {
            return Err(missing(
                "provider",
                "one of \"provider\", \"connectionId\" and \"organizationId\" says how to sign in",
            ));
        }
        [_] => {}
        ["provider", "organizationId"] if authkit => {}
        _ => {
            let expected = "alone, or \"authkit\" beside \"organizationId\": the selectors exclude each other";
            let found = given.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(" and ");
            return Err(invalid(given.first().copied().unwrap_or_default(), expected, found));
        }
    }
    for option in ["screenHint", "maxAge"] {
        if !authkit && options.get(option).is_some() {
            return Err(invalid(option, "left out, or beside the provider \"authkit\"", "another provider"));
        }
    }
    Ok(())
}

/// The session that ends is the access token's.
fn logout(request: &LogoutRequest<'_>) -> Result<String, Box<Error>> {
    let token = request.access_token.ok_or_else(|| missing("tokens", "their access token says which session ends"))?;
    let expected = "those of a sign-in, whose access token has a \"sid\"";
    let session = text_claim(token, "sid").ok_or_else(|| invalid("tokens", expected, "others"))?;
    let return_to = request.return_to.as_deref().map(|address| ("return_to", address));
    let parameters = [Some(("session_id", session.as_str())), return_to];
    Ok(with_parameters(request.endpoint, &parameters.into_iter().flatten().collect::<Vec<_>>()))
}

const SELECTORS: [&str; 3] = ["provider", "connectionId", "organizationId"];
