//! Finding a provider's endpoints by its issuer (OpenID Connect Discovery §4).

use std::borrow::Cow;
use std::sync::Arc;

use super::client_config::ClientConfig;
use crate::documents::metadata::ProviderMetadata;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::ask::ask_for_success;
use crate::host::host::Host;
use crate::host::request::HttpRequest;
use crate::wire::json_text::read;

/// Fetches the metadata of a client's issuer, and keeps it for the life of the page.
pub(crate) async fn discover<H: Host>(config: &ClientConfig, host: &H, timeout_ms: u32) -> Result<(), Error> {
    let request = HttpRequest::for_document(&config.issuer.metadata_url(), timeout_ms);
    let document = read(&ask_for_success(host, &request).await?);
    let expected = (&config.issuer, &config.issuer_rule);
    let found = ProviderMetadata::read(document.as_ref(), expected, config.plain_http)?;
    config.with_metadata(&found)?;
    host.with_memory(|memory| memory.keep_metadata(&config.issuer, config.plain_http, found));
    Ok(())
}

/// The client with the endpoints of its provider, which are fetched unless they are known.
pub(crate) async fn find<'a, H: Host>(
    config: &'a ClientConfig,
    host: &H,
    timeout_ms: u32,
) -> Result<Cow<'a, ClientConfig>, Error> {
    if config.endpoints.is_some() {
        return Ok(Cow::Borrowed(config));
    }
    let known = || host.with_memory(|memory| memory.metadata(&config.issuer, config.plain_http));
    if known().is_none() {
        discover(config, host, timeout_ms).await?;
    }
    let found = known().ok_or(ErrorKind::NotReady)?;
    config.with_metadata(&found).map(Cow::Owned)
}

/// The client with what is known of its provider: by its own options, or by what this page has found.
pub(crate) fn resolve<H: Host>(config: &Arc<ClientConfig>, host: &H) -> Result<Arc<ClientConfig>, Error> {
    if config.endpoints.is_some() {
        return Ok(config.clone());
    }
    match host.with_memory(|memory| memory.metadata(&config.issuer, config.plain_http)) {
        Some(found) => config.with_metadata(&found).map(Arc::new),
        None => Ok(config.clone()),
    }
}
