//! The provider's own logout (OpenID Connect RP-Initiated Logout §2, and the forms of Auth0 and WorkOS).

use std::fmt;

use crate::config::client_config::{ClientConfig, OptionalEndpoint};
use crate::config::logout_form::SessionHint;
use crate::config::option_values::OptionValues;
use crate::documents::jwt::text_claim;
use crate::error::error::Error;
use crate::error::quote::quoted;
use crate::wire::form;
use crate::wire::url::WebUrl;

/// The tokens that tell a provider which session ends. They are secrets, so their `Debug` shows which are there.
#[derive(Clone, Default)]
pub struct SessionTokens {
    /// The ID token of the sign-in.
    pub id_token: Option<String>,
    /// The access token of the sign-in.
    pub access_token: Option<String>,
}

impl SessionTokens {
    /// Whether there is neither.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id_token.is_none() && self.access_token.is_none()
    }
}

impl fmt::Debug for SessionTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has = |token: &Option<String>| token.is_some();
        let (id_token, access_token) = (has(&self.id_token), has(&self.access_token));
        f.debug_struct("SessionTokens")
            .field("has_id_token", &id_token)
            .field("has_access_token", &access_token)
            .finish()
    }
}

/// The address that ends the provider's session.
///
/// An absolute `returnTo` is sent exactly as it was given, since the provider compares it with the registered one; a path
/// becomes an address of the app's origin.
pub(crate) fn logout_url(
    config: &ClientConfig,
    values: &OptionValues,
    tokens: &SessionTokens,
    app_origin: Option<&str>,
) -> Result<String, Error> {
    let return_to = absolute(values.text("returnTo").unwrap_or_default(), app_origin)?;
    let endpoint = config.endpoint(OptionalEndpoint::EndSession)?;
    let (id_token, session) = match config.logout.session {
        SessionHint::IdToken => (tokens.id_token.clone().unwrap_or_default(), String::new()),
        SessionHint::Cookies => (String::new(), String::new()),
        SessionHint::AccessToken => (String::new(), session_id(tokens)?),
    };
    let is_named_by_session = config.logout.session == SessionHint::AccessToken;
    // A parameter without a value is left out.
    let parameters = [
        ("id_token_hint", id_token.as_str()),
        ("client_id", if is_named_by_session { "" } else { &config.client_id }),
        ("session_id", &session),
        (config.logout.return_parameter, &return_to),
    ];
    let is_sent = |name: &str| parameters.iter().any(|(parameter, value)| *parameter == name && !value.is_empty());
    endpoint.check_own_query("endSessionEndpoint", is_sent)?;
    let mut url = form::add_to_query(endpoint.as_str(), &parameters);
    for flag in config.logout.flags.iter().filter(|flag| values.flag(flag) == Some(true)) {
        url.push('&');
        url.push_str(flag);
    }
    Ok(url)
}

/// The session of the access token.
fn session_id(tokens: &SessionTokens) -> Result<String, Error> {
    let token = tokens.access_token.as_deref().filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| Error::missing_option("tokens", "the access token says which session ends"))?;
    let expected = "those of a sign-in, with a \"sid\"";
    text_claim(token, "sid").ok_or_else(|| Error::invalid_option("tokens", expected, "others"))
}

fn absolute(text: &str, app_origin: Option<&str>) -> Result<String, Error> {
    if text.is_empty() || WebUrl::parse_web(text).is_some() {
        return Ok(text.to_owned());
    }
    let origin = app_origin.filter(|_| text.starts_with('/'));
    let url = origin.and_then(|origin| WebUrl::join(origin, text).filter(|url| url.origin() == origin));
    let expected = "an absolute https: or http: URL or a path of this app";
    url.map(String::from).ok_or_else(|| Error::invalid_option("returnTo", expected, &quoted(text)))
}
