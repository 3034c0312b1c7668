//! WorkOS Connect's /oauth2/authorize.

use super::{ALLOW_HTTP, ExchangeForm, Provider, domain_origin, no_claim_rules, no_request_rules, oidc};
use crate::config::{Endpoints, ResponseType, Setup};
use crate::error::{Error, invalid, quoted};
use crate::options::Options;
use crate::prelude::*;

/// The page of /oauth2/authorize. PKCE is on, since a browser could not exchange a code without it; where an
/// application's server does the exchange, `exchange: "server"` leaves it out.
pub const PROVIDER: Provider = Provider {
    name: "workosConnect",
    flows: &[ResponseType::Code],
    exchange: ExchangeForm::OpenId,
    client_options: &["domain", ALLOW_HTTP, EXCHANGE],
    setup,
    parameters: &[],
    check_request: no_request_rules,
    check_claims: no_claim_rules,
    logout_options: &["returnTo"],
    logout: oidc::logout,
};

fn setup(options: &Options) -> Result<Setup, Box<Error>> {
    let domain = options.required_line("domain", "the AuthKit domain, such as \"acme.authkit.app\"")?;
    let origin = domain_origin(options, domain)?;
    let below = |path: &str| [&origin, path].concat();
    let endpoints = Endpoints {
        authorization: below("/oauth2/authorize"),
        token: Some(below("/oauth2/token")),
        userinfo: Some(below("/oauth2/userinfo")),
        end_session: None,
        jwks: Some(below("/oauth2/jwks")),
        iss_promised: false,
    };
    let server_exchange = match options.text(EXCHANGE)? {
        None | Some("client") => false,
        Some("server") => true,
        Some(other) => return Err(invalid(EXCHANGE, "\"client\" or \"server\"", quoted(other))),
    };
    Ok(Setup { server_exchange, ..Setup::new(origin, Some(endpoints)) })
}

const EXCHANGE: &str = "exchange";
