//! What the core asks of the page: send a request and come back with the answer, or take the result.

use core::fmt;

use crate::callback::Failure;
use crate::config::ClientConfig;
use crate::decimal;
use crate::error::{Error, ErrorKind, quoted};
use crate::exchange;
use crate::json::JsonText;
use crate::keys::Verifier;
use crate::metadata::{self, Metadata};
use crate::outcome::CallbackResult;
use crate::prelude::*;
use crate::request::AppData;
use crate::signature::{SignatureCheck, Unverified, Verdict, finish};
use crate::text::cut;
use crate::time::Timestamp;
use crate::transaction::Transaction;
use crate::user_info::{self, UserInfo};
use crate::web_url::WebUrl;

/// The next thing to do.
#[derive(Debug)]
pub enum Step {
    /// Send this, then call [`resume`] with the answer.
    Send(Box<HttpRequest>, Pending),
    /// Check this signature, then call [`resume`] with the verdict.
    Verify(Box<SignatureCheck>, Pending),
    /// Nothing is left to do.
    Done(Done),
}

/// What a sequence of steps ends with.
#[derive(Debug)]
pub enum Done {
    /// Of [`handle_callback`](crate::callback::handle_callback).
    Callback(CallbackResult),
    /// Of [`discover`](crate::metadata::discover).
    Metadata(Metadata),
    /// Of [`fetch_user_info`](crate::user_info::fetch_user_info).
    UserInfo(UserInfo),
}

/// A request to the provider. It carries no cookies, follows no redirect and says nothing of where it comes from.
pub struct HttpRequest {
    /// Where to.
    pub url: String,
    /// `Content-Type`, with a body.
    pub content_type: Option<&'static str>,
    /// `Authorization`: a secret.
    pub authorization: Option<String>,
    /// The body of a `POST`: it may hold secrets.
    pub body: Option<String>,
    /// An answer with more bytes is not read to its end.
    pub max_bytes: u32,
}

/// What a request was sent for, or a signature checked for: kept until the answer is there.
pub enum Pending {
    /// The provider's metadata.
    Metadata,
    /// An authorization code's exchange.
    Exchange(Transaction),
    /// The claims of the user with that `sub`.
    UserInfo(String),
    /// The issuer's keys.
    Keys(Box<Unverified>),
    /// A signature's check.
    Signature(Box<Unverified>),
}

/// What came of a request.
pub enum Answer {
    /// A response, whatever its status.
    Response(Response),
    /// No response that could be read.
    Fault(NetworkFault),
    /// What came of a signature's check.
    Verdict {
        /// Whether the signature is good.
        verdict: Verdict,
        /// The digest's bytes, if one was asked for.
        digest: Vec<u8>,
    },
}

/// A response, whose body is read when it is JSON.
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`, as it came; empty without one.
    pub content_type: String,
    /// The body's text; empty where it is not UTF-8.
    pub body: String,
}

/// Why there is no response.
#[derive(Debug)]
pub enum NetworkFault {
    /// The network is down, or the server does not let this page read its answer.
    Failed {
        /// The URL that was asked.
        url: String,
    },
    /// It took longer than that many milliseconds.
    TimedOut(u32),
    /// The caller's `AbortSignal` fired.
    Aborted,
    /// The body went past that many bytes.
    TooLarge(u32),
    /// A redirect.
    Redirected,
}

/// Goes on with the answer to a [`Step::Send`] or a [`Step::Verify`].
///
/// # Errors
///
/// Whatever is wrong with the answer, with what the app wants back if the answer belongs to a sign-in.
pub fn resume(
    config: &ClientConfig,
    pending: Pending,
    answer: Answer,
    verifier: &mut Verifier,
    now: Timestamp,
) -> Result<Step, Failure> {
    let app_data = pending.app_data();
    go_on(config, pending, answer, verifier, now).map_err(|error| Failure { error, app_data })
}

fn go_on(
    config: &ClientConfig,
    pending: Pending,
    answer: Answer,
    verifier: &mut Verifier,
    now: Timestamp,
) -> Result<Step, Box<Error>> {
    if let Pending::Signature(unverified) = pending {
        // Whatever is no verdict does not vouch for a signature.
        let Answer::Verdict { verdict, digest } = answer else { return Err(ErrorKind::IdTokenSignatureInvalid.into()) };
        return unverified.checked(verdict, &digest);
    }
    let response = match answer {
        Answer::Response(response) => response,
        Answer::Fault(fault) => return Err(fault.into()),
        Answer::Verdict { .. } => return Err(ErrorKind::Aborted.into()),
    };
    match pending {
        Pending::Keys(unverified) | Pending::Signature(unverified) => unverified.with_keys(verifier, &response, now),
        Pending::Exchange(transaction) => {
            let tokens = exchange::read(config.provider.exchange, &transaction, &response, now)?;
            finish(config, transaction, tokens, false, verifier, now)
        }
        Pending::UserInfo(subject) => user_info::read(&subject, &response),
        Pending::Metadata => metadata::read(config, &response),
    }
}

impl Pending {
    /// What the app wants back, if this belongs to a sign-in.
    fn app_data(&self) -> Option<Box<AppData>> {
        match self {
            Pending::Exchange(transaction) => Some(transaction.app_data()),
            Pending::Keys(unverified) | Pending::Signature(unverified) => Some(unverified.transaction.app_data()),
            _ => None,
        }
    }
}

impl Response {
    /// The text of a response with the status that means success.
    pub(crate) fn success(&self) -> Result<&str, Box<Error>> {
        if self.status != 200 {
            return Err(ErrorKind::HttpStatus.about(&decimal::write(self.status.into())));
        }
        if !self.is_json() {
            return Err(ErrorKind::ResponseNotJson.of("Content-Type", JSON, &quoted(&self.content_type)));
        }
        Ok(&self.body)
    }

    /// The text, whatever the status; none when it is not JSON.
    pub(crate) fn text(&self) -> &str {
        if self.is_json() { &self.body } else { "" }
    }

    /// By its media type (RFC 6839 §3.1): a login page or a user's upload is no answer of an endpoint.
    fn is_json(&self) -> bool {
        let essence = cut(cut(&self.content_type, b';').0, b' ').0.to_ascii_lowercase();
        essence == JSON || (essence.starts_with("application/") && essence.ends_with("+json"))
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending([redacted])")
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest").field("method", &self.method()).field("url", &self.url).finish_non_exhaustive()
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Response(response) => response.fmt(f),
            Answer::Verdict { verdict, .. } => f.debug_tuple("Verdict").field(verdict).finish(),
            Answer::Fault(fault) => f.debug_tuple("Fault").field(fault).finish(),
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status).finish_non_exhaustive()
    }
}

impl From<NetworkFault> for Box<Error> {
    fn from(fault: NetworkFault) -> Box<Error> {
        let (kind, about) = match fault {
            NetworkFault::Failed { url } => {
                (ErrorKind::NetworkFailed, WebUrl::parse(&url).map(|url| url.origin().into()).unwrap_or_default())
            }
            NetworkFault::TimedOut(milliseconds) => (ErrorKind::TimedOut, decimal::write(milliseconds.into())),
            NetworkFault::Aborted => return ErrorKind::Aborted.into(),
            NetworkFault::TooLarge(limit) => (ErrorKind::ResponseTooLarge, decimal::write(limit.into())),
            NetworkFault::Redirected => return ErrorKind::ResponseRedirected.into(),
        };
        kind.about(&about)
    }
}

impl HttpRequest {
    /// `GET`, or `POST` with a body.
    #[must_use]
    pub fn method(&self) -> &'static str {
        if self.body.is_some() { "POST" } else { "GET" }
    }

    /// `Accept`, always.
    #[must_use]
    pub fn accept(&self) -> &'static str {
        JSON
    }

    pub(crate) fn get(url: &str, max_bytes: u32) -> Box<HttpRequest> {
        Box::new(HttpRequest { url: url.into(), content_type: None, authorization: None, body: None, max_bytes })
    }

    pub(crate) fn post_form(url: &str, body: String, max_bytes: u32) -> Box<HttpRequest> {
        HttpRequest::post(url, "application/x-www-form-urlencoded", body, max_bytes)
    }

    pub(crate) fn post_json(url: &str, body: JsonText, max_bytes: u32) -> Box<HttpRequest> {
        HttpRequest::post(url, JSON, body.into(), max_bytes)
    }

    fn post(url: &str, content_type: &'static str, body: String, max_bytes: u32) -> Box<HttpRequest> {
        let mut request = HttpRequest::get(url, max_bytes);
        request.content_type = Some(content_type);
        request.body = Some(body);
        request
    }
}

const JSON: &str = "application/json";
