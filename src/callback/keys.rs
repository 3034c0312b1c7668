//! The issuer's keys: which one a token was signed by, and when to fetch them again.

use std::future::Ready;
use std::sync::Arc;

use crate::documents::key_set::{KeySet, WantedKey};
use crate::error::error::Error;
use crate::host::ask::ask_for_success;
use crate::host::beside::Ahead;
use crate::host::host::Host;
use crate::host::request::HttpRequest;
use crate::protocol::endpoint::Endpoint;
use crate::protocol::public_key::KeyMaterial;
use crate::wire::json_text::read;

/// Fetches an issuer's keys, and keeps them for the life of the page.
pub(crate) async fn fetch<H: Host>(host: &H, jwks_uri: &Endpoint, timeout_ms: u32) -> Result<KeySet, Error> {
    let set = ask_for_keys(host, jwks_uri, timeout_ms).await?;
    host.with_memory(|memory| memory.keep_keys(jwks_uri, set.clone(), None));
    Ok(set)
}

/// Whether the keys will have to be fetched before a signature can be checked.
pub(crate) fn are_needed<H: Host>(host: &H, jwks_uri: &Endpoint) -> bool {
    host.can_verify() && host.with_memory(|memory| memory.keys(jwks_uri)).is_none()
}

/// The public key that a token was signed by. A key that is not in the set may have been added since: then the set is
/// fetched again, at most once a minute.
pub(crate) async fn find<H: Host, F: Future<Output = Result<KeySet, Error>>>(
    host: &H,
    jwks_uri: &Endpoint,
    wanted: &WantedKey<'_>,
    ahead: Option<&mut Ahead<F>>,
    timeout_ms: u32,
) -> Result<KeyMaterial, Error> {
    if let Some(ahead) = ahead {
        ahead.output().await.transpose()?;
    }
    let known = match host.with_memory(|memory| memory.keys(jwks_uri)) {
        Some(known) if known.are_fresh(host.now()) => {
            let key = known.set.find(wanted)?;
            return key.map(|key| key.material.clone()).ok_or_else(|| known.set.no_key(wanted));
        }
        Some(known) => known.set,
        None => Arc::new(fetch(host, jwks_uri, timeout_ms).await?),
    };
    if let Some(key) = known.find(wanted)? {
        return Ok(key.material.clone());
    }
    let renewed = ask_for_keys(host, jwks_uri, timeout_ms).await?;
    host.with_memory(|memory| memory.keep_keys(jwks_uri, renewed.clone(), Some(host.now())));
    let key = renewed.find(wanted)?;
    key.map(|key| key.material.clone()).ok_or_else(|| renewed.no_key(wanted))
}

async fn ask_for_keys<H: Host>(host: &H, jwks_uri: &Endpoint, timeout_ms: u32) -> Result<KeySet, Error> {
    let request = HttpRequest::for_document(jwks_uri.as_str(), timeout_ms);
    let document = read(&ask_for_success(host, &request).await?);
    KeySet::read(document.as_ref())
}

/// No keys are on their way.
pub(crate) const NO_KEYS: Option<&mut Ahead<Ready<Result<KeySet, Error>>>> = None;
