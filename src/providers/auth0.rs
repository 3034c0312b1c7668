//! Auth0's /authorize, old and new.

use super::{ALLOW_HTTP, ExchangeForm, Kind, Parameter, Provider, domain_origin, text};
use crate::config::{ALL_FLOWS, Endpoints, Setup};
use crate::error::{Error, Mismatch, quoted};
use crate::json::{Json, Object};
use crate::logout::LogoutRequest;
use crate::options::Options;
use crate::prelude::*;
use crate::web_url::with_parameters;

/// The Authentication API's "Authorize application" and "Logout", and the /authorize of its second version.
pub const PROVIDER: Provider = Provider {
    name: "auth0",
    flows: &ALL_FLOWS,
    exchange: ExchangeForm::OpenId,
    client_options: &["domain", ALLOW_HTTP],
    setup,
    parameters: &[
        text("connection", "connection"),
        text("audience", "audience"),
        Parameter { option: "resource", name: "resource", kind: Kind::Resources },
        text("organization", "organization"),
        text("invitation", "invitation"),
        Parameter { option: "prompt", name: "prompt", kind: Kind::Words },
        text("loginHint", "login_hint"),
        text("screenHint", "screen_hint"),
        Parameter { option: "maxAge", name: "max_age", kind: Kind::Seconds },
        Parameter { option: "uiLocales", name: "ui_locales", kind: Kind::Words },
        Parameter { option: "acrValues", name: "acr_values", kind: Kind::Words },
        Parameter { option: "display", name: "display", kind: Kind::OneOf(&["page", "popup", "touch", "wap"]) },
        Parameter { option: "dpopJkt", name: "dpop_jkt", kind: Kind::Thumbprint },
        text("device", "device"),
        text("idTokenHint", "id_token_hint"),
        text("requestedConnection", "requested_connection"),
        Parameter { option: "requestedConnectionScope", name: "requested_connection_scope", kind: Kind::Words },
        text(TOKEN_IN_URL, "access_token"),
    ],
    check_request,
    check_claims,
    logout_options: &["returnTo", "federated"],
    logout,
};

fn setup(options: &Options) -> Result<Setup, Box<Error>> {
    let domain = options.required_line("domain", "the tenant's domain, such as \"acme.eu.auth0.com\"")?;
    let origin = domain_origin(options, domain)?;
    let below = |path: &str| [&origin, path].concat();
    let endpoints = Endpoints {
        authorization: below("/authorize"),
        token: Some(below("/oauth/token")),
        userinfo: Some(below("/userinfo")),
        end_session: Some(below("/v2/logout")),
        jwks: Some(below("/.well-known/jwks.json")),
        iss_promised: false,
    };
    Ok(Setup::new(below("/"), Some(endpoints)))
}

fn check_request(options: &Options) -> Result<(), Box<Error>> {
    options.needs("invitation", "organization", "an invitation is one to an organization")?;
    options.needs(TOKEN_IN_URL, "connection", "the account to link is named by its connection")?;
    options.needs("requestedConnection", "idTokenHint", "it says whose account the other one is linked to")?;
    options.needs("requestedConnectionScope", "requestedConnection", "the scope is that connection's")
}

/// An organization that was asked for must be the one that the user signed in to.
fn check_claims(claims: &Object, organization: Option<&str>) -> Result<(), Box<Error>> {
    let Some(organization) = organization else { return Ok(()) };
    let (claim, expected) = if organization.starts_with("org_") {
        ("org_id", organization.to_owned())
    } else {
        ("org_name", organization.to_ascii_lowercase())
    };
    match claims.get(claim).and_then(Json::as_text) {
        Some(found) if found == expected => Ok(()),
        found => {
            let found = found.map_or("nothing".into(), quoted);
            Err(Error::IdTokenOrganizationMismatch(Mismatch::new(claim, quoted(&expected), found)).into())
        }
    }
}

fn logout(request: &LogoutRequest<'_>) -> Result<String, Box<Error>> {
    let return_to = request.return_to.as_deref().map(|address| ("returnTo", address));
    let parameters = [Some(("client_id", request.client_id)), return_to];
    let mut url = with_parameters(request.endpoint, &parameters.into_iter().flatten().collect::<Vec<_>>());
    if request.options.flag("federated")? {
        url.push_str("&federated");
    }
    Ok(url)
}

/// Account linking as the second version had it. A token in a URL reaches logs and referrers.
const TOKEN_IN_URL: &str = "dangerouslyPutAccessTokenInUrl";
