//! Whether an address answers a sign-in of a client, and which one.

use super::address::Address;
use super::result::NotOurs;
use crate::config::client_config::ClientConfig;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::quoted;
use crate::host::host::Host;
use crate::protocol::redirect_uri::RedirectUri;
use crate::protocol::response_parameter::ResponseParameter;
use crate::sign_in::store::{Entry, OwnEntry, TransactionStore};
use crate::wire::url::{WebUrl, is_web};

/// An address that was looked at.
pub(super) struct Recognised {
    pub(super) what: Found,
    /// The page's own address, if it is this one. It may have a fragment where this one was handed in without.
    pub(super) shown: Option<WebUrl>,
}

/// What an address holds.
pub(super) enum Found {
    /// No response.
    Nothing,
    /// A response that is left alone.
    NotOurs(NotOurs),
    /// A response to a sign-in of this client.
    Own(Response),
}

/// A response to a sign-in of this client.
pub(super) struct Response {
    /// The sign-in that it answers: if it names several, the first that is open.
    pub(super) sign_in: OwnSignIn,
    /// The others of this client that it names, which it should not.
    pub(super) others: Vec<OwnSignIn>,
    pub(super) address: Address,
    /// The address as it came.
    pub(super) url: WebUrl,
    /// The redirect URI, which the address is.
    pub(super) redirect_uri: RedirectUri,
}

/// A sign-in of this client.
pub(super) struct OwnSignIn {
    pub(super) state: String,
    pub(super) entry: OwnEntry,
}

/// Looks at an address, or the page's own, and changes nothing.
pub(super) fn recognise<H: Host>(config: &ClientConfig, host: &H, given: Option<&str>) -> Result<Recognised, Error> {
    let page = host.address().ok_or(ErrorKind::NotABrowser)?;
    let url = match given {
        None => WebUrl::serialised(page.clone()),
        Some(given) => resolve(given, &page)?,
    };
    let rest = page.strip_prefix(url.as_str());
    let is_shown = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('#'));
    let page = WebUrl::serialised(page);
    let redirect_uri = config.redirect_uri.on(page.origin()).filter(|own| own.matches(&url));
    Ok(Recognised { what: find(config, host, &url, redirect_uri)?, shown: is_shown.then_some(page) })
}

/// What an address holds. `redirect_uri` is the client's, if this is it.
fn find<H: Host>(
    config: &ClientConfig,
    host: &H,
    url: &WebUrl,
    redirect_uri: Option<RedirectUri>,
) -> Result<Found, Error> {
    if is_too_large(url.as_str()) {
        return Ok(Found::NotOurs(NotOurs::TooLarge));
    }
    let mut address = Address::read(url);
    let (mut open, mut over, mut of_others) = (Vec::new(), Vec::new(), false);
    for state in address.states() {
        match TransactionStore(host).find(config, &state)? {
            Entry::Unknown => address.keep_strays(|stray| stray != state),
            Entry::OtherClient => of_others = true,
            Entry::Own(entry @ OwnEntry::Open(_)) => open.push(OwnSignIn { state, entry }),
            Entry::Own(entry) => over.push(OwnSignIn { state, entry }),
        }
    }
    let mut own = open.into_iter().chain(over);
    Ok(match (own.next(), redirect_uri) {
        (Some(_), None) => Found::NotOurs(NotOurs::OtherAddress),
        (Some(sign_in), Some(redirect_uri)) => {
            let url = url.clone();
            Found::Own(Response { sign_in, others: own.collect(), address, url, redirect_uri })
        }
        (None, _) if of_others => Found::NotOurs(NotOurs::OtherClient),
        (None, redirect_uri) => not_asked_for(&address, redirect_uri.is_some()).map_or(Found::Nothing, Found::NotOurs),
    })
}

/// What is wrong with a response that answers no sign-in of this tab; `None` if it is no response. A token says by itself
/// that it is one. An error may be the app's own elsewhere than at the redirect URI, and so may a code, if it stands alone.
fn not_asked_for(address: &Address, is_redirect_uri: bool) -> Option<NotOurs> {
    let has = |name| address.has(name);
    let has_token = has(ResponseParameter::AccessToken) || has(ResponseParameter::IdToken);
    let (has_code, has_error) = (has(ResponseParameter::Code), has(ResponseParameter::Error));
    if has(ResponseParameter::State) {
        return (has_token || has_code || has_error).then_some(NotOurs::UnknownState);
    }
    let is_alone = address.parameters.iter().all(|parameter| parameter.name == ResponseParameter::Code);
    let is_response = has_token || (is_redirect_uri && (has_error || (has_code && !is_alone)));
    is_response.then_some(NotOurs::StateMissing)
}

/// An address that may be relative to the page's.
fn resolve(given: &str, page: &str) -> Result<WebUrl, Error> {
    // It is refused for its size, so it is not parsed before.
    if is_too_large(given) {
        return Ok(WebUrl::serialised(given.to_owned()));
    }
    let url = if is_web(given) { WebUrl::parse(given) } else { WebUrl::join(page, given) };
    url.ok_or_else(|| {
        // An unparsable URL may still hold a response, so only its base is quoted.
        let base = given.split(['#', '?']).next().unwrap_or_default();
        Error::invalid_option("url", "an address", &quoted(base))
    })
}

fn is_too_large(url: &str) -> bool {
    url.len() > URL_LIMIT
}

const URL_LIMIT: usize = 256 * 1024;
