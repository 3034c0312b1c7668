//! Asking a provider's endpoint.

use super::host::Host;
use super::request::HttpRequest;
use super::response::HttpResponse;
use crate::error::error::Error;

/// The response of an endpoint, whatever its status.
pub(crate) async fn ask<H: Host>(host: &H, request: &HttpRequest) -> Result<HttpResponse, Error> {
    host.send(request).await.map_err(|fault| fault.of(request))
}

/// The text of an endpoint's successful answer.
pub(crate) async fn ask_for_success<H: Host>(host: &H, request: &HttpRequest) -> Result<String, Error> {
    ask(host, request).await?.success().map_err(|error| error.at(&request.url))
}
