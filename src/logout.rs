//! The provider's own logout (OpenID Connect RP-Initiated Logout §2, and the forms of Auth0 and WorkOS).

use crate::config::ClientConfig;
use crate::error::{Error, invalid, quoted};
use crate::options::Options;
use crate::prelude::*;
use crate::web_url::WebUrl;

/// What a provider makes the address of its logout from.
#[derive(Debug)]
pub struct LogoutRequest<'a> {
    pub(crate) endpoint: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) options: &'a Options,
    pub(crate) return_to: Option<String>,
    pub(crate) id_token: Option<&'a str>,
    pub(crate) access_token: Option<&'a str>,
}

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
/// [`Error::NotReady`], [`Error::EndpointMissing`], and those of the options.
pub fn logout_url(
    config: &ClientConfig,
    options: &Options,
    tokens: SessionTokens<'_>,
    app_origin: Option<&str>,
) -> Result<String, Box<Error>> {
    options.deny_unknown(config.provider.logout_options.iter().copied())?;
    let endpoint = config.known_endpoints()?.end_session.as_deref();
    let endpoint = endpoint.ok_or(Error::EndpointMissing { endpoint: "endSessionEndpoint" })?;
    (config.provider.logout)(&LogoutRequest {
        endpoint,
        client_id: &config.client_id,
        options,
        return_to: options.text("returnTo")?.map(|text| absolute(text, app_origin)).transpose()?,
        id_token: tokens.id_token,
        access_token: tokens.access_token,
    })
}

fn absolute(text: &str, app_origin: Option<&str>) -> Result<String, Box<Error>> {
    if WebUrl::parse_web(text).is_some() {
        return Ok(text.into());
    }
    let path = app_origin.filter(|_| text.starts_with('/')).and_then(|origin| WebUrl::join(origin, text));
    match path {
        Some(url) if Some(url.origin().as_str()) == app_origin => Ok(url.href()),
        _ => Err(invalid("returnTo", "an absolute https: or http: URL or a path of this app", quoted(text))),
    }
}
