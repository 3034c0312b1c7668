//! An error: its kind, its details, and what the app wants back.

use std::fmt;
use std::sync::Arc;

use super::app_data::AppData;
use super::catalogue::entry;
use super::details::Details;
use super::kind::{ErrorClass, ErrorKind};
use super::message::Told;
use super::refusal::Refusal;

/// Whatever went wrong. No text in it holds a token, a code or another secret.
#[derive(Clone)]
pub struct Error(Box<Parts>);

/// What lies behind an error: of the network, or of the browser.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

#[derive(Clone, Debug)]
struct Parts {
    kind: ErrorKind,
    details: Details,
    refusal: Option<Refusal>,
    app_data: Option<AppData>,
    cause: Option<Cause>,
}

impl Error {
    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The stable code, in kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        entry(self.0.kind).code
    }

    /// Who is wrong.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        entry(self.0.kind).class
    }

    /// What the message says, under names.
    #[must_use]
    pub fn details(&self) -> &Details {
        &self.0.details
    }

    /// The provider's own words, if it refused.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        self.0.refusal.as_ref()
    }

    /// What the app wants back, if the sign-in was found.
    #[must_use]
    pub fn app_data(&self) -> Option<&AppData> {
        self.0.app_data.as_ref()
    }

    /// What an app sees of it, to be compared. The cause is left out: there is nothing in two of them to compare.
    pub(crate) fn shown(&self) -> impl PartialEq + use<'_> {
        (self.kind(), self.details(), self.refusal(), self.app_data())
    }

    /// The error behind it, if there is one.
    #[must_use]
    pub fn cause(&self) -> Option<&Cause> {
        self.0.cause.as_ref()
    }

    pub(crate) fn new(kind: ErrorKind) -> Error {
        Error(Box::new(Parts { kind, details: Details::default(), refusal: None, app_data: None, cause: None }))
    }

    /// A refusal of the provider's, in its own words.
    #[must_use]
    pub fn refused(kind: ErrorKind, refusal: Refusal) -> Error {
        let mut error = Error::new(kind);
        error.0.refusal = Some(refusal);
        error
    }

    pub(crate) fn invalid_option(option: &str, expected: &str, found: &str) -> Error {
        Error::new(ErrorKind::InvalidOption).option(option).expected(expected).found(found)
    }

    pub(crate) fn missing_option(option: &str, needed_for: &str) -> Error {
        let mut error = Error::new(ErrorKind::MissingOption).option(option);
        error.0.details.needed_for = Some(needed_for.to_owned());
        error
    }

    pub(crate) fn option(mut self, name: &str) -> Error {
        self.0.details.option = Some(name.to_owned());
        self
    }

    pub(crate) fn parameter(mut self, name: &str) -> Error {
        self.0.details.parameter = Some(name.to_owned());
        self
    }

    pub(crate) fn member(mut self, name: &str) -> Error {
        self.0.details.member = Some(name.to_owned());
        self
    }

    pub(crate) fn claim(mut self, name: &str) -> Error {
        self.0.details.claim = Some(name.to_owned());
        self
    }

    pub(crate) fn expected(mut self, expected: &str) -> Error {
        self.0.details.expected = Some(expected.to_owned());
        self
    }

    pub(crate) fn accepted(mut self, values: Vec<String>) -> Error {
        self.0.details.accepted = Some(values);
        self
    }

    pub(crate) fn found(mut self, found: &str) -> Error {
        self.0.details.found = Some(found.to_owned());
        self
    }

    /// An option that there is not, and the one that was most likely meant.
    pub(crate) fn unknown_option(option: &str, known: &[&str], nearest: Option<&str>) -> Error {
        let mut error = Error::new(ErrorKind::UnknownOption).option(option);
        error.0.details.known = Some(known.iter().map(|&option| option.to_owned()).collect());
        error.0.details.nearest = nearest.map(str::to_owned);
        error
    }

    /// Names the option by its path, if it is one of those in another option.
    pub(crate) fn within(mut self, outer: &str) -> Error {
        self.0.details.option = self.0.details.option.map(|option| format!("{outer}.{option}"));
        self
    }

    /// Says where an unknown option belongs.
    pub(crate) fn belongs_to(mut self, call: &str) -> Error {
        self.0.details.belongs_to = Some(call.to_owned());
        self.0.details.nearest = None;
        self
    }

    /// An origin that gets no token, because the option that lists those that do has it not.
    pub(crate) fn origin_not_listed(origin: &str) -> Error {
        let mut error = Error::new(ErrorKind::OriginNotListed).option("session.apis");
        error.0.details.origin = Some(origin.to_owned());
        error
    }

    /// A sign-in that took longer than that, in seconds.
    pub(crate) fn expired(lifetime: u32) -> Error {
        let mut error = Error::new(ErrorKind::TransactionExpired).option("transactionLifetimeSeconds");
        error.0.details.lifetime_seconds = Some(lifetime.into());
        error
    }

    /// An option that this library manages itself, and what to do instead.
    pub(crate) fn managed_option(option: &str, instead: &str) -> Error {
        let mut error = Error::new(ErrorKind::ManagedOption).option(option);
        error.0.details.instead = Some(instead.to_owned());
        error
    }

    pub(crate) fn status(mut self, status: u16) -> Error {
        self.0.details.status = Some(status);
        self
    }

    pub(crate) fn timeout_ms(mut self, milliseconds: u32) -> Error {
        self.0.details.timeout_ms = Some(milliseconds);
        self
    }

    pub(crate) fn max_bytes(mut self, bytes: u32) -> Error {
        self.0.details.max_bytes = Some(bytes);
        self
    }

    pub(crate) fn missed_by(mut self, seconds: u64, tolerance: u64) -> Error {
        self.0.details.by_seconds = Some(seconds);
        self.0.details.tolerance_seconds = Some(tolerance);
        self
    }

    /// Names the endpoint that was asked, if the network or the server there is wrong.
    pub(crate) fn at(mut self, url: &str) -> Error {
        if self.class() == ErrorClass::Network {
            self.0.details.endpoint = url.split('?').next().map(str::to_owned);
        }
        self
    }

    pub(crate) fn caused_by(mut self, cause: Option<Cause>) -> Error {
        self.0.cause = cause;
        self
    }

    pub(crate) fn of_sign_in(mut self, app_data: &AppData) -> Error {
        self.0.app_data = Some(app_data.clone());
        self
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error::new(kind)
    }
}

/// The code, what went wrong, what to do and where to read more, for people.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code();
        let message = Told { kind: self.0.kind, details: &self.0.details, refusal: self.refusal() }.message();
        let end = if message.ends_with(['.', '?', '!']) { "" } else { "." };
        write!(f, "{code}: {message}{end} See spa-authorize/docs/errors.md#{code}")
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_ref().map(|cause| cause.as_ref() as &(dyn std::error::Error + 'static))
    }
}
