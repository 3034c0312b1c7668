//! What the core asks of the page: send a request and come back with the answer, or take the result.

use core::fmt;

use crate::before::config::ClientConfig;
use crate::before::error::{Error, ErrorKind, quoted};
use crate::before::exchange;
use crate::before::keys::KeyRing;
use crate::before::metadata::{self, Metadata};
use crate::before::outcome::CallbackResult;
use crate::before::prelude::*;
use crate::before::signature::{Unverified, Verdict, finish};
use crate::before::text::cut;
use crate::before::time::Timestamp;
use crate::before::transaction::Transaction;
use crate::before::user_info::{self, UserInfo};

/// The next thing to do.
#[derive(Debug)]
pub enum Step {
    /// Send this, then call [`resume`] with the answer.
    Send(Box<HttpRequest>),
    /// Check this signature, then call [`resume`] with the verdict.
    Verify(Box<Unverified>),
    /// Nothing is left to do.
    Done(Box<Done>),
}

/// What a sequence of steps ends with.
#[derive(Debug)]
pub enum Done {
    /// Of [`handle_callback`](crate::before::callback::handle_callback).
    Callback(CallbackResult),
    /// Of [`discover`](crate::before::metadata::discover).
    Metadata(Metadata),
    /// Of [`fetch_user_info`](crate::before::user_info::fetch_user_info).
    UserInfo(UserInfo),
}

/// A request to the provider. It carries no cookies, follows no redirect and says nothing of where it comes from.
pub struct HttpRequest {
    /// Where to.
    pub url: String,
    /// `Content-Type`; empty for a `GET`.
    pub content_type: &'static str,
    /// `Authorization`, a secret; empty where none is sent.
    pub authorization: String,
    /// The body of a `POST`, which may hold secrets; empty for a `GET`.
    pub body: String,
    /// An answer with more bytes is not read to its end.
    pub max_bytes: u32,
    /// Where the keys are, if they are what is asked for next when all is well: that request may be sent beside this one.
    /// Empty where they are not.
    pub keys_ahead: String,
    pub(crate) purpose: Purpose,
}

/// What a request is sent for.
pub(crate) enum Purpose {
    /// The provider's metadata.
    Metadata,
    /// An authorization code's exchange.
    Exchange(Transaction),
    /// The claims of the user with that `sub`.
    UserInfo(String),
    /// The issuer's keys.
    Keys(Box<Unverified>),
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
#[derive(Clone, Copy, Debug)]
pub enum NetworkFault {
    /// The network is down, or the server does not let this page read its answer.
    Failed,
    /// It took longer than that many milliseconds.
    TimedOut(u32),
    /// The caller gave it up, by an `AbortSignal` or by signing out.
    Aborted,
    /// The body has more bytes than are read.
    TooLarge,
    /// A redirect.
    Redirected,
}

/// Goes on from a [`Step::Send`] or a [`Step::Verify`] with the answer.
///
/// # Errors
///
/// Whatever is wrong with the answer, with what the app wants back if the answer belongs to a sign-in.
pub fn resume(
    config: &ClientConfig,
    step: Step,
    answer: Answer,
    keys: &mut KeyRing,
    now: Timestamp,
) -> Result<Step, Box<Error>> {
    let app_data = step.transaction().map(Transaction::app_data);
    go_on(config, step, answer, keys, now).map_err(|error| error.of_sign_in(app_data))
}

fn go_on(
    config: &ClientConfig,
    step: Step,
    answer: Answer,
    keys: &mut KeyRing,
    now: Timestamp,
) -> Result<Step, Box<Error>> {
    let (request, response) = match (step, answer) {
        (Step::Send(request), Answer::Response(response)) => (request, response),
        (Step::Verify(unverified), Answer::Verdict { verdict, digest }) => return unverified.checked(verdict, &digest),
        // What is no verdict does not vouch for a signature.
        (Step::Verify(_), Answer::Response(_)) => return Err(ErrorKind::IdTokenSignatureInvalid.into()),
        (Step::Send(request), Answer::Fault(fault)) => return Err(request.failed(fault)),
        _ => return Err(ErrorKind::Aborted.into()),
    };
    let HttpRequest { url, purpose, .. } = *request;
    let next = match purpose {
        Purpose::Keys(unverified) => unverified.with_keys(keys, &response, now),
        Purpose::Exchange(transaction) => exchange::read(config.provider.exchange, &transaction, &response, now)
            .and_then(|tokens| finish(config, transaction, tokens, keys, now)),
        Purpose::UserInfo(subject) => user_info::read(&subject, &response),
        Purpose::Metadata => metadata::read(config, &response),
    };
    next.map_err(|error| error.at(&url))
}

impl Step {
    /// The sign-in that this belongs to.
    fn transaction(&self) -> Option<&Transaction> {
        match self {
            Step::Send(request) => match &request.purpose {
                Purpose::Exchange(transaction) => Some(transaction),
                Purpose::Keys(unverified) => Some(&unverified.transaction),
                _ => None,
            },
            Step::Verify(unverified) => Some(&unverified.transaction),
            Step::Done(_) => None,
        }
    }
}

impl Response {
    /// The text of a response with the status that means success.
    pub(crate) fn success(&self) -> Result<&str, Box<Error>> {
        if self.status != 200 {
            return Err(ErrorKind::HttpStatus.counted(self.status.into()));
        }
        if !self.is_json() {
            return Err(ErrorKind::ResponseNotJson.of("", JSON, &quoted(&self.content_type)));
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
        let subtype = essence.strip_prefix("application/").unwrap_or_default();
        subtype == "json" || subtype.ends_with("+json")
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

impl HttpRequest {
    /// `GET`, or `POST` with a body.
    #[must_use]
    pub fn method(&self) -> &'static str {
        if self.content_type.is_empty() { "GET" } else { "POST" }
    }

    /// `Accept`, always.
    #[must_use]
    pub fn accept(&self) -> &'static str {
        JSON
    }

    pub(crate) fn get(url: String, max_bytes: u32, purpose: Purpose) -> Box<HttpRequest> {
        Box::new(HttpRequest {
            url,
            content_type: "",
            authorization: String::new(),
            body: String::new(),
            max_bytes,
            keys_ahead: String::new(),
            purpose,
        })
    }

    fn failed(&self, fault: NetworkFault) -> Box<Error> {
        let error: Box<Error> = match fault {
            NetworkFault::Failed => ErrorKind::NetworkFailed.into(),
            NetworkFault::TimedOut(milliseconds) => ErrorKind::TimedOut.counted(milliseconds),
            NetworkFault::Aborted => ErrorKind::Aborted.into(),
            NetworkFault::TooLarge => ErrorKind::ResponseTooLarge.counted(self.max_bytes),
            NetworkFault::Redirected => ErrorKind::ResponseRedirected.into(),
        };
        error.at(&self.url)
    }

    /// Makes it a `POST`.
    pub(crate) fn post(&mut self, content_type: &'static str, body: String) {
        self.content_type = content_type;
        self.body = body;
    }
}

/// The bytes of an answer about one user, and of one about the whole provider: its metadata, its keys.
pub(crate) const ANSWER_LIMIT: u32 = 256 * 1024;
pub(crate) const DOCUMENT_LIMIT: u32 = 1024 * 1024;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const JSON: &str = "application/json";
