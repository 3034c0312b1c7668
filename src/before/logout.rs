//! The provider's own logout (OpenID Connect RP-Initiated Logout §2, and the forms of Auth0 and WorkOS).

use crate::before::config::{ClientConfig, END_SESSION_ENDPOINT};
use crate::before::error::{Error, invalid, invalid_text, missing};
use crate::before::form;
use crate::before::jwt::text_claim;
use crate::before::options::Options;
use crate::before::prelude::*;
use crate::before::web_url::{WebUrl, with_query};

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
/// [`NotReady`]: crate::before::error::ErrorKind::NotReady
/// [`EndpointMissing`]: crate::before::error::ErrorKind::EndpointMissing
pub fn logout_url(
    config: &ClientConfig,
    options: &Options,
    tokens: SessionTokens<'_>,
    app_origin: Option<&str>,
) -> Result<String, Box<Error>> {
    let options = options.read(&[config.provider.logout_options])?;
    let return_to = absolute(options.text("returnTo"), app_origin)?;
    let endpoint = config.endpoint(END_SESSION_ENDPOINT)?;
    let mut url = with_query(endpoint);
    if config.provider.takes_id_token_hint {
        form::add(&mut url, "id_token_hint", tokens.id_token.unwrap_or_default());
    }
    if config.provider.speaks_openid() {
        form::add(&mut url, "client_id", &config.client_id);
    } else {
        form::add(&mut url, "session_id", &session(tokens.access_token)?);
    }
    form::add(&mut url, config.provider.logout_return, &return_to);
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
    if let Some(origin) = app_origin
        && text.starts_with("/")
        && let Some(url) = WebUrl::join(origin, text)
        && url.origin() == origin
    {
        return Ok(url.href());
    }
    Err(invalid_text("returnTo", "an absolute https: or http: URL or a path of this app", text))
}
