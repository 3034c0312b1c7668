//! A provider's response.

use std::fmt;

use super::request::JSON;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::quoted;

/// A response. Its body may hold tokens, so its `Debug` shows its status alone.
#[derive(Clone)]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`, as it came.
    pub media_type: Option<String>,
    /// `Retry-After`, as it came; where another origin answers, CORS has to show it.
    pub retry_after: Option<String>,
    /// The bytes of the body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// The text of a successful answer.
    pub(crate) fn success(&self) -> Result<String, Error> {
        if self.status != 200 {
            return Err(Error::new(ErrorKind::HttpStatus).status(self.status));
        }
        if !self.is_json() {
            let found = quoted(self.media_type.as_deref().unwrap_or_default());
            return Err(Error::new(ErrorKind::ResponseNotJson).expected(JSON).found(&found));
        }
        Ok(self.decoded())
    }

    /// The text, whatever the status. A success is JSON by its media type; the words of a refusal may come under another.
    pub(crate) fn text(&self) -> String {
        if self.status != 200 || self.is_json() { self.decoded() } else { String::new() }
    }

    /// Strictly UTF-8, after a byte order mark that a reader may ignore (RFC 8259 §8.1). Anything else is no JSON, as an
    /// empty text is none.
    fn decoded(&self) -> String {
        let bytes = self.body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&self.body);
        str::from_utf8(bytes).unwrap_or_default().to_owned()
    }

    /// By its media type (RFC 6839 §3.1): a login page or a user's upload is no answer of an endpoint.
    fn is_json(&self) -> bool {
        let essence = self.media_type.as_deref().unwrap_or_default().split([';', ' ']).next().unwrap_or_default();
        let essence = essence.to_ascii_lowercase();
        essence.strip_prefix("application/").is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
