//! The provider's own logout (OpenID Connect RP-Initiated Logout §2, and the forms of Auth0 and WorkOS).

use crate::config::{ClientConfig, END_SESSION_ENDPOINT};
use crate::error::{Error, invalid, missing, quoted};
use crate::form;
use crate::jwt::text_claim;
use crate::options::Options;
use crate::prelude::*;
use crate::text::pieces;
use crate::web_url::{WebUrl, with_query};

/// The tokens that tell a provider whose session ends.
#[derive(Clone, Copy, Default)]
pub struct SessionTokens<'a> {
    /// Of the sign-in.
    pub id_token: Option<&'a str>,
    /// Of the sign-in.
    pub access_token: Option<&'a str>,
}

/// The address that ends the provider's session.
///
/// `returnTo` is sent as it was given when it is absolute, since it must be the registered one to the letter, and else
/// as a path of `app_origin`.
///
/// # Errors
///
/// [`NotReady`], [`EndpointMissing`], and those of the options.
///
/// [`NotReady`]: crate::error::ErrorKind::NotReady
/// [`EndpointMissing`]: crate::error::ErrorKind::EndpointMissing
pub fn logout_url(
    config: &ClientConfig,
    options: &Options,
    tokens: SessionTokens<'_>,
    app_origin: Option<&str>,
) -> Result<String, Box<Error>> {
    let options = options.read(&[config.provider.logout_options])?;
    let endpoint = config.endpoint(END_SESSION_ENDPOINT)?;
    let return_to = absolute(options.text("returnTo"), app_origin)?;
    let mut url = with_query(endpoint);
    for name in pieces(config.provider.logout, b' ') {
        match name {
            "client_id" => form::add(&mut url, name, &config.client_id),
            "id_token_hint" => form::add(&mut url, name, tokens.id_token.unwrap_or_default()),
            "session_id" => form::add(&mut url, name, &session(tokens.access_token)?),
            _ => form::add(&mut url, name, &return_to),
        }
    }
    if options.has("federated") {
        url.push_str("&federated");
    }
    Ok(url)
}

/// The session that ends is the access token's.
fn session(access_token: Option<&str>) -> Result<String, Box<Error>> {
    let token = access_token.ok_or_else(|| missing("tokens", "the access token says which session ends"))?;
    let expected = "those of a sign-in, with a \"sid\"";
    text_claim(token, "sid").ok_or_else(|| invalid("tokens", expected, "others"))
}

fn absolute(text: &str, app_origin: Option<&str>) -> Result<String, Box<Error>> {
    if text.is_empty() || WebUrl::parse_web(text).is_some() {
        return Ok(text.into());
    }
    let path = app_origin.filter(|_| text.starts_with("/")).and_then(|origin| WebUrl::join(origin, text));
    match path {
        Some(url) if Some(url.origin()) == app_origin => Ok(url.href()),
        _ => Err(invalid("returnTo", "an absolute https: or http: URL or a path of this app", &quoted(text))),
    }
}
