//! Everything that can go wrong, grouped by who is wrong.

use core::fmt;

use crate::before::decimal;
use crate::before::options::are_words;
use crate::before::prelude::*;
use crate::before::request::AppData;
use crate::before::text::{cut, pieces};

/// Whatever goes wrong: its kind, and what the message says of it. None of the texts holds a token, a code or another
/// secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error {
    /// What went wrong.
    pub kind: ErrorKind,
    /// What it is about: the name of an option, a parameter, a claim or a member, a number, an endpoint in quotes. Empty
    /// where the kind says it all, as are the next two.
    pub about: String,
    /// What it should have been; of the network, the status or the limit.
    pub expected: String,
    /// What it was, without its value where that may be a secret.
    pub found: String,
    /// The provider's own words, when it refused.
    pub refusal: Option<Refusal>,
    /// What the app wants back, if the sign-in was found.
    pub app_data: Option<Box<AppData>>,
}

/// What can go wrong, as a closed list.
#[derive(Clone, Copy, Debug, Eq, PartialEq, PartialOrd)]
pub enum ErrorKind {
    // The caller.
    /// An option that is required was not given; what it is needed for is expected.
    MissingOption,
    /// An option that does not exist, a misspelt one most often; those that do are expected.
    UnknownOption,
    /// An option or parameter that this library manages itself; what to do instead is expected.
    ManagedOption,
    /// An option whose value cannot be used.
    InvalidOption,
    /// `appState` has more bytes of JSON than are kept.
    AppStateTooLarge,
    /// The endpoints are not known yet.
    NotReady,
    /// The provider has no such endpoint, or it was not given.
    EndpointMissing,

    // The provider.
    /// The authorization endpoint answered with an error (RFC 6749 §4.1.2.1, §4.2.2.1).
    AuthorizationRefused,
    /// The token endpoint answered with an error (RFC 6749 §5.2).
    ExchangeRefused,
    /// The userinfo endpoint did not accept the access token (RFC 6750 §3.1).
    UserInfoRefused,
    /// The metadata document breaks OpenID Connect Discovery §3.
    MetadataInvalid,
    /// The metadata document is another issuer's (OpenID Connect Discovery §4.3).
    MetadataIssuerMismatch,
    /// The key set breaks RFC 7517 §5.
    KeysInvalid,
    /// The token response breaks RFC 6749 §5.1.
    TokenResponseInvalid,
    /// The token type is one that this library cannot use (RFC 6749 §7.1).
    TokenTypeUnsupported,
    /// The userinfo response breaks OpenID Connect Core §5.3.2.
    UserInfoInvalid,
    /// The userinfo response is about somebody else (OpenID Connect Core §5.3.2).
    UserInfoSubjectMismatch,

    // A callback that is stale, damaged or forged.
    /// The sign-in took longer than its transaction lives.
    TransactionExpired,
    /// The record in storage is not what was stored there.
    TransactionTampered,
    /// A response parameter came more than once (RFC 6749 §3.1).
    ParameterRepeated,
    /// A response parameter does not decode, or not to what it must be.
    ParameterMalformed,
    /// A response parameter that the flow needs is absent.
    ParameterMissing,
    /// A response parameter that the flow did not ask for (OAuth 2.0 Multiple Response Types §3).
    ParameterUnexpected,
    /// A response parameter in the wrong part of the address (OAuth 2.0 Multiple Response Types §2.1).
    ParameterMisplaced,
    /// `iss` names another issuer (RFC 9207 §2.4).
    IssuerMismatch,
    /// `iss` is absent though the provider promises it (RFC 9207 §2.4).
    IssuerMissing,
    /// The token response holds no ID token though `openid` was asked for (OpenID Connect Core §3.1.3.3).
    IdTokenMissing,
    /// The ID token is no JWT in compact form (RFC 7515 §3.1, RFC 7519 §7.2).
    IdTokenMalformed,
    /// The ID token is encrypted (RFC 7516), which is not supported.
    IdTokenEncrypted,
    /// The token says that it is no ID token (`typ`, RFC 8725 §3.11; `events`, RFC 8417 §2.2).
    IdTokenType,
    /// The ID token's algorithm is none that is accepted (OpenID Connect Core §3.1.3.7, step 7).
    IdTokenAlgorithm,
    /// The ID token has a critical header (RFC 7515 §4.1.11), and none is understood.
    IdTokenCriticalHeader,
    /// The signature is not one of the issuer's key (OpenID Connect Core §3.1.3.7, step 6).
    IdTokenSignatureInvalid,
    /// The issuer's key set has no key that fits the token, or had none a moment ago.
    IdTokenKeyUnknown,
    /// Several keys of the set fit, and the token does not say which it is.
    IdTokenKeyAmbiguous,
    /// A claim that every ID token has is absent (OpenID Connect Core §2).
    IdTokenClaimMissing,
    /// A claim has another JSON type than it must.
    IdTokenClaimMalformed,
    /// `iss` is not the issuer (OpenID Connect Core §3.1.3.7, step 2).
    IdTokenIssuerMismatch,
    /// `aud` does not hold the client id (OpenID Connect Core §3.1.3.7, step 3).
    IdTokenAudienceMismatch,
    /// `azp` is not the client id, or is absent beside several audiences (OpenID Connect Core §3.1.3.7, steps 4 and 5).
    IdTokenAuthorizedPartyMismatch,
    /// `exp` has passed (OpenID Connect Core §3.1.3.7, step 9).
    IdTokenExpired,
    /// `iat` lies ahead (OpenID Connect Core §3.1.3.7, step 10).
    IdTokenIssuedInFuture,
    /// `nbf` lies ahead (RFC 7519 §4.1.5).
    IdTokenNotYetValid,
    /// `nonce` is not the one that was sent (OpenID Connect Core §3.1.3.7, step 11).
    IdTokenNonceMismatch,
    /// The user signed in longer ago than `max_age` allows (OpenID Connect Core §3.1.3.7, step 13).
    IdTokenAuthTooOld,
    /// `acr` is none that the request required (OpenID Connect Core §3.1.3.7, step 12, and §5.5.1.1).
    IdTokenAcrMismatch,
    /// The user signed in to another organization than the one that was asked for.
    IdTokenOrganizationMismatch,
    /// `at_hash` does not fit the access token (OpenID Connect Core §3.2.2.9).
    IdTokenAtHashMismatch,

    // The browser's environment.
    /// There is no window: Node, a worker, a server.
    NotABrowser,
    /// The browser does not give this page a `sessionStorage`.
    StorageBlocked,
    /// `sessionStorage` is full, even after a sweep.
    StorageFull,
    /// There is no source of randomness.
    RandomUnavailable,
    /// A signature that has to be checked cannot be: the page is insecure, or the browser does not know the algorithm.
    SignatureUnavailable,

    // The network.
    /// No answer arrived, or the browser did not let the page read it.
    NetworkFailed,
    /// The answer took too long.
    TimedOut,
    /// The caller gave it up, by an `AbortSignal` or by signing out.
    Aborted,
    /// The answer has more bytes than are read.
    ResponseTooLarge,
    /// The answer was a redirect, which no endpoint of these gives.
    ResponseRedirected,
    /// The answer was of another media type than JSON.
    ResponseNotJson,
    /// The answer had another status than its kind of endpoint gives.
    HttpStatus,
}

/// Who is wrong. Each group is a class of its own in JavaScript.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Group {
    /// The caller: an option, or a call too early.
    Usage,
    /// The provider.
    Provider,
    /// A stale, damaged or forged callback.
    Callback,
    /// The browser, or whatever runs this instead of one.
    Environment,
    /// The network, or a server that does not answer as one.
    Network,
}

/// The provider's own words for a refusal, cleaned for display; empty where it did not say.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Refusal {
    /// `error`, when it is one by RFC 6749 §4.1.2.1: printable ASCII, at most 100 characters.
    pub error: String,
    /// `error_description`: at most 500 characters, without control characters.
    pub error_description: String,
    /// `error_uri`, likewise.
    pub error_uri: String,
}

impl Error {
    /// The same, with what the app wants back.
    pub(crate) fn of_sign_in(mut self: Box<Error>, app_data: Option<Box<AppData>>) -> Box<Error> {
        self.app_data = app_data;
        self
    }

    /// The same, about the endpoint at that URL, if the network or a server there is wrong.
    pub(crate) fn at(mut self: Box<Error>, url: &str) -> Box<Error> {
        if self.group() == Group::Network {
            self.about = quoted(cut(url, b'?').0);
        }
        self
    }

    /// The stable code, in kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// Who is wrong.
    #[must_use]
    pub fn group(&self) -> Group {
        self.kind.group()
    }

    /// The code, what went wrong and what to do, for people.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = String::new();
        let arguments = ["", &self.about, &self.expected, &self.found];
        for (argument, piece) in arguments.iter().zip(pieces(self.kind.line(), b'%')) {
            message.push_str(argument);
            message.push_str(piece);
        }
        message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for Error {}

impl From<ErrorKind> for Box<Error> {
    fn from(kind: ErrorKind) -> Box<Error> {
        kind.of("", "", "")
    }
}

impl ErrorKind {
    /// An error of this kind about something.
    pub(crate) fn about(self, about: &str) -> Box<Error> {
        self.of(about, "", "")
    }

    /// An error of this kind, with a number that says how much or which.
    pub(crate) fn counted(self, number: u32) -> Box<Error> {
        self.of("", &decimal::write(number.into()), "")
    }

    /// An error of this kind about something, with what it should have been and what it was.
    pub(crate) fn of(self, about: &str, expected: &str, found: &str) -> Box<Error> {
        let (about, expected, found) = (about.into(), expected.into(), found.into());
        Box::new(Error { kind: self, about, expected, found, refusal: None, app_data: None })
    }

    /// A provider's refusal, in its own words: what of them may be shown as text.
    pub(crate) fn refused(self, error: &str, description: &str, uri: &str) -> Box<Error> {
        let error = if error.len() <= ERROR_CODE_LIMIT && are_words(error) { error } else { "" };
        let mut refused = self.about(&if error.is_empty() { "no valid error code".into() } else { quoted(error) });
        let (error_description, error_uri) = (printable(description), printable(uri));
        refused.refusal = Some(Refusal { error: error.into(), error_description, error_uri });
        refused
    }

    /// The stable code, in kebab-case.
    #[must_use]
    pub fn code(self) -> &'static str {
        cut(self.line(), b':').0
    }

    /// Who is wrong.
    #[must_use]
    pub fn group(self) -> Group {
        match self {
            kind if kind <= ErrorKind::EndpointMissing => Group::Usage,
            kind if kind <= ErrorKind::UserInfoSubjectMismatch => Group::Provider,
            kind if kind <= ErrorKind::IdTokenAtHashMismatch => Group::Callback,
            kind if kind <= ErrorKind::SignatureUnavailable => Group::Environment,
            _ => Group::Network,
        }
    }

    fn line(self) -> &'static str {
        pieces(LINES, b'\n').get(self as usize).copied().unwrap_or_default()
    }
}

pub(crate) fn missing(option: &str, needed: &str) -> Box<Error> {
    ErrorKind::MissingOption.of(option, needed, "")
}

pub(crate) fn invalid(option: &str, expected: &str, found: &str) -> Box<Error> {
    ErrorKind::InvalidOption.of(option, expected, found)
}

/// Of an option whose text cannot be used.
pub(crate) fn invalid_text(option: &str, expected: &str, text: &str) -> Box<Error> {
    invalid(option, expected, &quoted(text))
}

/// A value of the app's or the provider's between quotes, cut to a length that fits a message.
pub(crate) fn quoted(value: &str) -> String {
    let mut text = String::from("\"");
    let whole = push_printable(&mut text, value, QUOTED_LIMIT);
    text.push_str(if whole { "\"" } else { "…\"" });
    text
}

fn printable(text: &str) -> String {
    let mut printable = String::new();
    push_printable(&mut printable, text, DESCRIPTION_LIMIT);
    printable
}

/// Adds what of a text cannot steer a terminal or turn the direction of the line it is shown in; says whether that was
/// no more than a number of characters.
fn push_printable(shown: &mut String, text: &str, limit: usize) -> bool {
    let mut left = limit;
    for char in text.chars() {
        let is_space = matches!(char, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        if !is_space && (char.is_control() || is_bidirectional_control(char)) {
            continue;
        }
        if left == 0 {
            return false;
        }
        left -= 1;
        shown.push(if is_space { ' ' } else { char });
    }
    true
}

fn is_bidirectional_control(char: char) -> bool {
    matches!(char, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

const ERROR_CODE_LIMIT: usize = 100;
const DESCRIPTION_LIMIT: usize = 500;
const QUOTED_LIMIT: usize = 100;

/// A line for each kind, in the order of the list: its code, and what the message says beside it, with a `%` for what the
/// error is about, what was expected and what was found. One text, since a table would be as many addresses as well.
const LINES: &str = r#"missing-option: "%": %
unknown-option: "%" is none of %
managed-option: "%": %
invalid-option: "%" must be %, found %
app-state-too-large: "%" must be %, found %
not-ready: await ready() ahead of the click, or give all endpoints as options
endpoint-missing: no "%" in the options or the metadata
authorization-refused: %
exchange-refused: %
userinfo-refused: the access token expired, was revoked, or lacks "openid"
metadata-invalid: "%" must be %, found %
metadata-issuer-mismatch: "%" of the metadata must be %, as in the options, found %
keys-invalid: "%" must be %, found %
token-response-invalid: "%" must be %, found %
token-type-unsupported: "%" must be %, found %
userinfo-invalid: "%" must be %, found %
userinfo-subject-mismatch: "sub" must be that of the ID token
transaction-expired: begin a new sign-in
transaction-tampered: the record in sessionStorage was changed, begin a new sign-in
parameter-repeated: "%"
parameter-malformed: "%" must be %
parameter-missing: "%"
parameter-unexpected: "%"
parameter-misplaced: "%" must be in the %
issuer-mismatch: "%" must be %, found %
issuer-missing: the provider promises an "iss"
id-token-missing: the scope "openid" asks for one
id-token-malformed: it must be %
id-token-encrypted: register the app for signed ones
id-token-type: "typ" or "events" says that it is none
id-token-algorithm: "%" must be one of %
id-token-critical-header: no "crit" is understood
id-token-signature-invalid: it is not the issuer's
id-token-key-unknown: no key of the issuer fits its "kid" and "alg"
id-token-key-ambiguous: several fit, so its "kid" must name one
id-token-claim-missing: "%"
id-token-claim-malformed: "%" must be %
id-token-issuer-mismatch: "%" must be %, found %
id-token-audience-mismatch: "aud" must hold "clientId"
id-token-authorized-party-mismatch: "azp" must be "clientId", and there if "aud" has several
id-token-expired: by % s beyond the tolerance of % s: check this device's clock
id-token-issued-in-future: by % s beyond the tolerance of % s: check this device's clock
id-token-not-yet-valid: by % s beyond the tolerance of % s: check this device's clock
id-token-nonce-mismatch: it is of another sign-in
id-token-auth-too-old: older than "maxAge" by % s beyond the tolerance of % s: check this device's clock
id-token-acr-mismatch: "%" must be one of %
id-token-organization-mismatch: "%" must be %, found %
id-token-at-hash-mismatch: "at_hash" must fit the access token
not-a-browser: there is no window
storage-blocked: allow the site to keep data, and check for a sandboxed frame
storage-full: the app keeps too much in sessionStorage
random-unavailable: crypto.getRandomValues is missing or failed
signature-unavailable: serve the page over https:, or use the code flow
network-failed: no answer from %: the network, CORS there, or connect-src here
timed-out: no answer from % within % ms
aborted: by its AbortSignal, or by signOut
response-too-large: % sent more than % bytes
response-redirected: % redirects, and no endpoint may
response-not-json: % must send %, found %
http-status: % answered %, not 200"#;
