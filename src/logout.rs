//! The provider's own logout (OpenID Connect RP-Initiated Logout §2).

use crate::config::ClientConfig;
use crate::error::{Error, invalid, quoted};
use crate::options::Options;
use crate::web_url::{WebUrl, with_parameters};

/// The address that ends the provider's session.
///
/// `id_token` tells it whose. `returnTo` is sent as it was given when it is absolute, since it must be the registered
/// one to the letter, and else as a path of `app_origin`.
///
/// # Errors
///
/// [`Error::NotReady`], [`Error::EndpointMissing`], and those of the options.
pub fn logout_url(
    config: &ClientConfig,
    options: &Options,
    id_token: Option<&str>,
    app_origin: Option<&str>,
) -> Result<String, Error> {
    options.deny_unknown(["returnTo"].into_iter())?;
    let endpoint = config.known_endpoints()?.end_session.as_deref();
    let endpoint = endpoint.ok_or(Error::EndpointMissing { endpoint: "endSessionEndpoint" })?;
    let return_to = options.text("returnTo")?.map(|text| absolute(text, app_origin)).transpose()?;
    let parameters = [
        id_token.map(|token| ("id_token_hint", token)),
        Some(("client_id", config.client_id.as_str())),
        return_to.as_deref().map(|address| (config.provider.logout_return_parameter, address)),
    ];
    Ok(with_parameters(endpoint, parameters.into_iter().flatten()))
}

fn absolute(text: &str, app_origin: Option<&str>) -> Result<String, Error> {
    if WebUrl::parse_web(text).is_some() {
        return Ok(text.into());
    }
    let path = app_origin.filter(|_| text.starts_with('/')).and_then(|origin| WebUrl::join(origin, text));
    match path {
        Some(url) if Some(url.origin().as_str()) == app_origin => Ok(url.href()),
        _ => Err(invalid("returnTo", "an absolute https: or http: URL or a path of this app", quoted(text))),
    }
}
