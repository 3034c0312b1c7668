//! A request to a provider.

use std::fmt;

use crate::protocol::endpoint::Endpoint;
use crate::protocol::token::Token;

/// A request to one of a provider's endpoints, always with `Accept: application/json`.
#[derive(Clone)]
pub struct HttpRequest {
    /// The address of the endpoint.
    pub url: String,
    /// The body of a `POST`; a request without one is a `GET`.
    pub body: Option<Body>,
    /// The access token of an `Authorization: Bearer` header (RFC 6750 §2.1).
    pub bearer: Option<Token>,
    /// Whether it goes on after the page was left: its body is small then, and nobody may be there for the answer.
    pub keepalive: bool,
    /// No answer with more bytes is read to its end.
    pub max_bytes: u32,
    /// The longest that the answer may take, in milliseconds.
    pub timeout_ms: u32,
}

/// A body. It may hold secrets, so its `Debug` shows its type alone.
#[derive(Clone, Eq, PartialEq)]
pub struct Body {
    /// `Content-Type`.
    pub media_type: &'static str,
    /// The text.
    pub text: String,
}

impl HttpRequest {
    /// Asks for one of a provider's documents: its metadata, its keys.
    pub(crate) fn for_document(url: &str, timeout_ms: u32) -> HttpRequest {
        HttpRequest::to(url, DOCUMENT_LIMIT, timeout_ms)
    }

    /// Asks for an answer about one user.
    pub(crate) fn for_answer(endpoint: &Endpoint, timeout_ms: u32) -> HttpRequest {
        HttpRequest::to(endpoint.as_str(), ANSWER_LIMIT, timeout_ms)
    }

    /// `GET`, or `POST` with a body.
    #[must_use]
    pub fn method(&self) -> &'static str {
        if self.body.is_some() { "POST" } else { "GET" }
    }

    fn to(url: &str, max_bytes: u32, timeout_ms: u32) -> HttpRequest {
        HttpRequest { url: url.to_owned(), body: None, bearer: None, keepalive: false, max_bytes, timeout_ms }
    }
}

impl Body {
    /// A form (RFC 6749 §4.1.3).
    pub(crate) fn form(text: String) -> Body {
        Body { media_type: "application/x-www-form-urlencoded", text }
    }

    /// A JSON text.
    pub(crate) fn json(text: String) -> Body {
        Body { media_type: JSON, text }
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest").field("method", &self.method()).field("url", &self.url).finish_non_exhaustive()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("media_type", &self.media_type).finish_non_exhaustive()
    }
}

/// The media type of every answer (RFC 8259 §11).
pub const JSON: &str = "application/json";

/// The longest that an answer may take unless the app says otherwise, in milliseconds.
pub const DEFAULT_TIMEOUT_MS: u32 = 10_000;

const ANSWER_LIMIT: u32 = 256 * 1024;
const DOCUMENT_LIMIT: u32 = 1024 * 1024;
