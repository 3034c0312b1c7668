//! What sets one provider apart from another, each in a small file of facts.

use crate::before::config::{ID_TOKEN_ALGORITHMS, INSECURE_ALLOWED};
use crate::before::error::Error;
use crate::before::json::Object;
use crate::before::options::{Kind, Known, Values};
use crate::before::prelude::*;

pub mod auth0;
pub mod authkit;
pub mod oidc;
pub mod workos_connect;

/// Every provider there is.
pub const PROVIDERS: &[&Provider] = &[&oidc::PROVIDER, &auth0::PROVIDER, &authkit::PROVIDER, &workos_connect::PROVIDER];

/// One provider's facts.
#[derive(Debug)]
pub struct Provider {
    /// The name of its factory.
    pub name: &'static str,
    /// How a code is exchanged, and with it whether the provider knows scopes and ID tokens.
    pub exchange: ExchangeForm,
    /// The options for what can be asked for, which clients have as well as requests.
    pub flow_options: &'static [Known],
    /// The client options that it has beside those of every provider.
    pub client_options: &'static [Known],
    /// Where it is when a client does not say.
    pub domain: &'static str,
    /// Where its issuer and its endpoints are below its domain, by the options of a provider that has them as options.
    pub paths: &'static [(&'static str, &'static str)],
    /// The request options that become parameters of the authorize URL.
    pub parameters: &'static [Known],
    /// Whether it wants a nonce even where no ID token is asked for.
    pub requires_nonce: bool,
    /// The rules across a request's options.
    pub check_request: fn(&Values) -> Result<(), Box<Error>>,
    /// The rules of its own for the claims of an ID token, given the organization that was asked for.
    pub check_claims: fn(&Object, Option<&str>) -> Result<(), Box<Error>>,
    /// The options of a logout.
    pub logout_options: &'static [Known],
    /// Whether a logout says by `id_token_hint` whose session ends.
    pub takes_id_token_hint: bool,
    /// The parameter of a logout for where the browser goes then.
    pub logout_return: &'static str,
}

/// How a code is exchanged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ExchangeForm {
    /// As a form, for a token response (RFC 6749 §4.1.3 and §5.1) with an ID token if `openid` was asked for.
    OpenId,
    /// As JSON, for WorkOS's answer with a `user` and without an ID token.
    UserManagement,
}

impl Provider {
    /// The provider whose factory has that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Provider> {
        PROVIDERS.iter().copied().find(|provider| provider.name == name)
    }

    /// Whether it knows scopes and ID tokens.
    pub(crate) fn speaks_openid(&self) -> bool {
        self.exchange == ExchangeForm::OpenId
    }
}

/// For a provider that has no rules of its own.
fn no_request_rules(_: &Values) -> Result<(), Box<Error>> {
    Ok(())
}

/// For a provider that has no rules of its own.
fn no_claim_rules(_: &Object, _: Option<&str>) -> Result<(), Box<Error>> {
    Ok(())
}

const DOMAIN: Known = Known::kept("domain", Kind::Line);
const ALLOW_HTTP: Known = Known::kept(INSECURE_ALLOWED, Kind::Flag);
const RESPONSE_TYPE: Known = Known::kept("responseType", Kind::OneOf(&"code|token|id_token|id_token token"));
const SCOPE: Known = Known::kept("scope", Kind::Words);
const ALGORITHMS: Known = Known::kept(ID_TOKEN_ALGORITHMS, Kind::Algorithms);
/// Taken out before the options are read, and here for the list that a misspelt option gets.
const TOKENS: Known = Known::kept("tokens", Kind::Any);
const RETURN_TO: Known = Known::kept("returnTo", Kind::Text);
const DISPLAY: Known = Known::sent("display", Kind::OneOf(&"page|popup|touch|wap"));
const MAX_AGE: Known = Known::sent("maxAge", Kind::Whole(&[0, u32::MAX]));
