//! Whether an address answers a sign-in of a client, and which one.

use super::address::Address;
use super::result::NotOurs;
use crate::config::client_config::ClientConfig;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::quoted;
use crate::host::host::Host;
use crate::protocol::random_text::RandomText;
use crate::protocol::response_parameter::ResponseParameter;
use crate::sign_in::store::{Entry, OwnEntry, TransactionStore};
use crate::wire::form;
use crate::wire::url::{WebUrl, is_web};

/// An address that was looked at.
pub(super) struct Recognised {
    pub(super) what: Found,
    /// What the address bar shows behind this address: a fragment, if it was handed in without; `None` if it shows another
    /// address.
    pub(super) shown_rest: Option<String>,
}

/// What an address holds.
pub(super) enum Found {
    /// No response.
    Nothing,
    /// A response that is left alone.
    NotOurs(NotOurs),
    /// A response to a sign-in of this client.
    Entry { state: String, entry: OwnEntry, address: Address },
}

/// Looks at an address, or the page's own, and changes nothing.
pub(super) fn recognise<H: Host>(config: &ClientConfig, host: &H, given: Option<&str>) -> Result<Recognised, Error> {
    let page = host.address().ok_or(ErrorKind::NotABrowser)?;
    let url = match given {
        None => WebUrl::serialised(page.clone()),
        Some(given) => resolve(given, &page)?,
    };
    let rest = page.strip_prefix(url.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('#'));
    Ok(Recognised { what: find(config, host, &url)?, shown_rest: rest.map(str::to_owned) })
}

fn find<H: Host>(config: &ClientConfig, host: &H, url: &WebUrl) -> Result<Found, Error> {
    if is_too_large(url.as_str()) {
        return Ok(Found::NotOurs(NotOurs::TooLarge));
    }
    let address = Address::read(url);
    if !is_response(&address) {
        return Ok(Found::Nothing);
    }
    let Some(state) = state(&address) else { return Ok(Found::NotOurs(NotOurs::UnknownState)) };
    Ok(match TransactionStore(host).find(config, &state)? {
        Entry::Unknown => Found::NotOurs(NotOurs::UnknownState),
        Entry::OtherClient => Found::NotOurs(NotOurs::OtherClient),
        Entry::Own(_) if !config.redirect_uri.matches(url) => Found::NotOurs(NotOurs::UnknownState),
        Entry::Own(entry) => Found::Entry { state, entry, address },
    })
}

/// A token says by itself that it is a response; a code or an error may be the app's own, and needs a `state` beside it.
fn is_response(address: &Address) -> bool {
    let has = |name| address.has(name);
    has(ResponseParameter::AccessToken)
        || has(ResponseParameter::IdToken)
        || (has(ResponseParameter::State) && (has(ResponseParameter::Code) || has(ResponseParameter::Error)))
}

/// The one `state`. It has no character that needs an escape, and may come with some (RFC 3986 §6.2.2.2).
fn state(address: &Address) -> Option<String> {
    let mut values = address.values(ResponseParameter::State);
    let state = form::decode(&values.next()?.value).filter(|text| RandomText::parse(text).is_some())?;
    values.next().is_none().then_some(state)
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
