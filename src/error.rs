//! Everything that can go wrong, grouped by who is wrong.

use core::fmt;

use crate::decimal;
use crate::prelude::*;
use crate::text::pieces;

/// Whatever goes wrong, as a closed list.
///
/// Each variant has a stable [`code`](Error::code). Its message quotes names, says what was expected and what was
/// found, and never holds a token, a code or another secret.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    // The caller.
    /// An option that is required was not given.
    MissingOption {
        /// The option's name.
        option: String,
        /// What it is needed for.
        needed: &'static str,
    },
    /// An option that does not exist, a misspelt one most often.
    UnknownOption {
        /// The name that was given.
        option: String,
        /// The names that exist, in order.
        known: String,
    },
    /// An option or parameter that this library manages itself.
    ManagedOption {
        /// The name that was given.
        option: String,
        /// What to do instead.
        instead: String,
    },
    /// An option whose value cannot be used.
    InvalidOption {
        /// The option's name.
        option: String,
        /// What it should have been.
        expected: String,
        /// What it was, without its value where that may be a secret.
        found: String,
    },
    /// `appState` has more bytes of JSON than are kept.
    AppStateTooLarge {
        /// Its size, in bytes of UTF-8.
        bytes: usize,
    },
    /// The endpoints are not known yet.
    NotReady,
    /// The provider has no such endpoint, or it was not given.
    EndpointMissing {
        /// The option that would have held it.
        endpoint: &'static str,
    },

    // The provider.
    /// The authorization endpoint answered with an error (RFC 6749 §4.1.2.1, §4.2.2.1).
    AuthorizationRefused(Refusal),
    /// The token endpoint answered with an error (RFC 6749 §5.2).
    ExchangeRefused(Refusal),
    /// The userinfo endpoint did not accept the access token (RFC 6750 §3.1).
    UserInfoRefused,
    /// The metadata document breaks OpenID Connect Discovery §3.
    MetadataInvalid(Mismatch),
    /// The metadata document is another issuer's (OpenID Connect Discovery §4.3).
    MetadataIssuerMismatch(Mismatch),
    /// The key set breaks RFC 7517 §5.
    KeysInvalid(Mismatch),
    /// The token response breaks RFC 6749 §5.1.
    TokenResponseInvalid(Mismatch),
    /// The token type is one that this library cannot use (RFC 6749 §7.1).
    TokenTypeUnsupported(Mismatch),
    /// The userinfo response breaks OpenID Connect Core §5.3.2.
    UserInfoInvalid(Mismatch),
    /// The userinfo response is about somebody else (OpenID Connect Core §5.3.2).
    UserInfoSubjectMismatch,

    // A callback that is stale, damaged or forged.
    /// The sign-in took longer than its transaction lives.
    TransactionExpired,
    /// The record in storage is not what was stored there.
    TransactionTampered,
    /// A response parameter came more than once (RFC 6749 §3.1).
    ParameterRepeated {
        /// The parameter's name.
        parameter: &'static str,
    },
    /// A response parameter does not decode, or not to what it must be.
    ParameterMalformed {
        /// The parameter's name.
        parameter: &'static str,
        /// What it should have been.
        expected: &'static str,
    },
    /// A response parameter that the flow needs is absent.
    ParameterMissing {
        /// The parameter's name.
        parameter: &'static str,
    },
    /// A response parameter that the flow did not ask for (OAuth 2.0 Multiple Response Types §3).
    ParameterUnexpected {
        /// The parameter's name.
        parameter: &'static str,
    },
    /// A response parameter in the wrong part of the address (OAuth 2.0 Multiple Response Types §2.1).
    ParameterMisplaced {
        /// The parameter's name.
        parameter: &'static str,
        /// The part it should have been in.
        expected: &'static str,
    },
    /// `iss` names another issuer (RFC 9207 §2.4).
    IssuerMismatch(Mismatch),
    /// `iss` is absent though the provider promises it (RFC 9207 §2.4).
    IssuerMissing,
    /// The token response holds no ID token though `openid` was asked for (OpenID Connect Core §3.1.3.3).
    IdTokenMissing,
    /// The ID token is no JWT in compact form (RFC 7515 §3.1, RFC 7519 §7.2).
    IdTokenMalformed {
        /// What is wrong with it.
        because: &'static str,
    },
    /// The ID token is encrypted (RFC 7516), which is not supported.
    IdTokenEncrypted,
    /// The token says that it is no ID token (`typ`, RFC 8725 §3.11; `events`, RFC 8417 §2.2).
    IdTokenType,
    /// The ID token's algorithm is none that is accepted (OpenID Connect Core §3.1.3.7, step 7).
    IdTokenAlgorithm {
        /// Those that are.
        accepted: String,
    },
    /// The ID token has a critical header (RFC 7515 §4.1.11), and none is understood.
    IdTokenCriticalHeader,
    /// The signature is not one of the issuer's key (OpenID Connect Core §3.1.3.7, step 6).
    IdTokenSignatureInvalid,
    /// The issuer's key set has no key that fits the token, or had none a moment ago.
    IdTokenKeyUnknown,
    /// Several keys of the set fit, and the token does not say which it is.
    IdTokenKeyAmbiguous,
    /// A claim that every ID token has is absent (OpenID Connect Core §2).
    IdTokenClaimMissing {
        /// The claim's name.
        claim: &'static str,
    },
    /// A claim has another JSON type than it must.
    IdTokenClaimMalformed {
        /// The claim's name.
        claim: &'static str,
        /// What it should have been.
        expected: &'static str,
    },
    /// `iss` is not the issuer (OpenID Connect Core §3.1.3.7, step 2).
    IdTokenIssuerMismatch(Mismatch),
    /// `aud` does not hold the client id (OpenID Connect Core §3.1.3.7, step 3).
    IdTokenAudienceMismatch,
    /// `azp` is not the client id, or is absent beside several audiences (OpenID Connect Core §3.1.3.7, steps 4 and 5).
    IdTokenAuthorizedPartyMismatch,
    /// `exp` has passed (OpenID Connect Core §3.1.3.7, step 9).
    IdTokenExpired(ClockGap),
    /// `iat` lies ahead (OpenID Connect Core §3.1.3.7, step 10).
    IdTokenIssuedInFuture(ClockGap),
    /// `nbf` lies ahead (RFC 7519 §4.1.5).
    IdTokenNotYetValid(ClockGap),
    /// `nonce` is not the one that was sent (OpenID Connect Core §3.1.3.7, step 11).
    IdTokenNonceMismatch,
    /// The user signed in longer ago than `max_age` allows (OpenID Connect Core §3.1.3.7, step 13).
    IdTokenAuthTooOld(ClockGap),
    /// `acr` is none that the request required (OpenID Connect Core §3.1.3.7, step 12, and §5.5.1.1).
    IdTokenAcrMismatch {
        /// Those that it did.
        expected: String,
    },
    /// The user signed in to another organization than the one that was asked for.
    IdTokenOrganizationMismatch(Mismatch),
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
    NetworkFailed {
        /// The origin that was asked.
        origin: String,
    },
    /// The answer took too long.
    TimedOut {
        /// The limit, in milliseconds.
        milliseconds: u32,
    },
    /// The caller's `AbortSignal` fired.
    Aborted,
    /// The answer has more bytes than are read.
    ResponseTooLarge {
        /// The limit, in bytes.
        limit: u32,
    },
    /// The answer was a redirect, which no endpoint of these gives.
    ResponseRedirected,
    /// The answer was of another media type than JSON.
    ResponseNotJson {
        /// Its `Content-Type`.
        found: String,
    },
    /// The answer had another status than its kind of endpoint gives.
    HttpStatus {
        /// The HTTP status.
        status: u16,
    },
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

/// The provider's own words for a refusal, cleaned for display.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Refusal {
    /// `error`, when it is one by RFC 6749 §4.1.2.1: printable ASCII, at most 100 characters.
    pub error: Option<String>,
    /// `error_description`: at most 500 characters, without control characters.
    pub error_description: Option<String>,
    /// `error_uri`, likewise.
    pub error_uri: Option<String>,
}

/// Something that should have been one thing and was another.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mismatch {
    /// The name of the member, claim or parameter.
    pub name: String,
    /// What it should have been.
    pub expected: String,
    /// What it was.
    pub found: String,
}

/// By how much a time was missed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClockGap {
    /// How far off this device's clock is from the nearest time that would have done, in whole seconds.
    pub seconds: u64,
    /// The tolerance that was already granted, in seconds.
    pub tolerance: u64,
}

impl Error {
    /// The stable code, in kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.row().1
    }

    /// Who is wrong.
    #[must_use]
    pub fn group(&self) -> Group {
        self.row().0
    }

    /// The group, the code, and the message with a `%` for each of its arguments.
    #[allow(clippy::too_many_lines, reason = "one row a variant, and nothing else")]
    fn row(&self) -> (Group, &'static str, &'static str) {
        match self {
            Error::MissingOption { .. } => (Group::Usage, "missing-option", "the option \"%\" is missing: %"),
            Error::UnknownOption { .. } => {
                (Group::Usage, "unknown-option", "there is no option \"%\": the options are %")
            }
            Error::ManagedOption { .. } => (Group::Usage, "managed-option", "\"%\" is managed by this library: %"),
            Error::InvalidOption { .. } => (Group::Usage, "invalid-option", "the option \"%\" must be %, found %"),
            Error::AppStateTooLarge { .. } => (
                Group::Usage,
                "app-state-too-large",
                "\"appState\" must be at most 65536 bytes of JSON, found %: keep it in the app and pass a key",
            ),
            Error::NotReady => (
                Group::Usage,
                "not-ready",
                "the provider's endpoints are not known yet: await ready() ahead of the click, or give \"authorizationEndpoint\"",
            ),
            Error::EndpointMissing { .. } => {
                (Group::Usage, "endpoint-missing", "this provider has no \"%\": its metadata and the options name none")
            }
            Error::AuthorizationRefused(_) => {
                (Group::Provider, "authorization-refused", "the provider refused the sign-in%")
            }
            Error::ExchangeRefused(_) => (Group::Provider, "exchange-refused", "the token endpoint refused the code%"),
            Error::UserInfoRefused => (
                Group::Provider,
                "userinfo-refused",
                "the userinfo endpoint did not accept the access token: it expired, was revoked, or lacks \"openid\"",
            ),
            Error::MetadataInvalid(_) => {
                (Group::Provider, "metadata-invalid", "the provider's metadata is invalid: \"%\" must be %, found %")
            }
            Error::MetadataIssuerMismatch(_) => (
                Group::Provider,
                "metadata-issuer-mismatch",
                "the metadata is not this issuer's: \"%\" must be %, found %",
            ),
            Error::KeysInvalid(_) => {
                (Group::Provider, "keys-invalid", "the provider's key set is invalid: \"%\" must be %, found %")
            }
            Error::TokenResponseInvalid(_) => {
                (Group::Provider, "token-response-invalid", "the token response is invalid: \"%\" must be %, found %")
            }
            Error::TokenTypeUnsupported(_) => {
                (Group::Provider, "token-type-unsupported", "the token type is not supported: \"%\" must be %, found %")
            }
            Error::UserInfoInvalid(_) => {
                (Group::Provider, "userinfo-invalid", "the userinfo response is invalid: \"%\" must be %, found %")
            }
            Error::UserInfoSubjectMismatch => (
                Group::Provider,
                "userinfo-subject-mismatch",
                "the userinfo response is not about the user of the ID token: their \"sub\" differ",
            ),
            Error::TransactionExpired => {
                (Group::Callback, "transaction-expired", "this sign-in took too long and has expired: begin a new one")
            }
            Error::TransactionTampered => (
                Group::Callback,
                "transaction-tampered",
                "the record of this sign-in in sessionStorage was changed: begin a new one",
            ),
            Error::ParameterRepeated { .. } => {
                (Group::Callback, "parameter-repeated", "the response has \"%\" more than once")
            }
            Error::ParameterMalformed { .. } => {
                (Group::Callback, "parameter-malformed", "the response's \"%\" must be %")
            }
            Error::ParameterMissing { .. } => {
                (Group::Callback, "parameter-missing", "the response has no \"%\", which this flow asked for")
            }
            Error::ParameterUnexpected { .. } => {
                (Group::Callback, "parameter-unexpected", "the response has \"%\", which this flow did not ask for")
            }
            Error::ParameterMisplaced { .. } => (
                Group::Callback,
                "parameter-misplaced",
                "the response has \"%\" outside the %, where this flow puts it",
            ),
            Error::IssuerMismatch(_) => (
                Group::Callback,
                "issuer-mismatch",
                "the response comes from another provider: \"%\" must be %, found %",
            ),
            Error::IssuerMissing => {
                (Group::Callback, "issuer-missing", "the response has no \"iss\", which this provider promises to send")
            }
            Error::IdTokenMissing => (
                Group::Callback,
                "id-token-missing",
                "the token response has no \"id_token\", though the scope \"openid\" was asked for",
            ),
            Error::IdTokenMalformed { .. } => (Group::Callback, "id-token-malformed", "the ID token cannot be read: %"),
            Error::IdTokenEncrypted => (
                Group::Callback,
                "id-token-encrypted",
                "the ID token is encrypted: register the client for signed ID tokens",
            ),
            Error::IdTokenType => (
                Group::Callback,
                "id-token-type",
                "the token in place of the ID token is another kind of token by its \"typ\" or \"events\"",
            ),
            Error::IdTokenAlgorithm { .. } => {
                (Group::Callback, "id-token-algorithm", "the ID token's \"alg\" must be one of those accepted: %")
            }
            Error::IdTokenSignatureInvalid => {
                (Group::Callback, "id-token-signature-invalid", "the ID token's signature is not the issuer's")
            }
            Error::IdTokenKeyUnknown => (
                Group::Callback,
                "id-token-key-unknown",
                "the issuer's key set has no key that fits the ID token's \"kid\" and \"alg\"",
            ),
            Error::IdTokenKeyAmbiguous => (
                Group::Callback,
                "id-token-key-ambiguous",
                "several keys of the issuer fit the ID token: it must name one by its \"kid\"",
            ),
            Error::IdTokenCriticalHeader => (
                Group::Callback,
                "id-token-critical-header",
                "the ID token has a \"crit\" header, and no extension is understood",
            ),
            Error::IdTokenClaimMissing { .. } => {
                (Group::Callback, "id-token-claim-missing", "the ID token has no \"%\"")
            }
            Error::IdTokenClaimMalformed { .. } => {
                (Group::Callback, "id-token-claim-malformed", "the ID token's \"%\" must be %")
            }
            Error::IdTokenIssuerMismatch(_) => (
                Group::Callback,
                "id-token-issuer-mismatch",
                "the ID token comes from another issuer: \"%\" must be %, found %",
            ),
            Error::IdTokenAudienceMismatch => (
                Group::Callback,
                "id-token-audience-mismatch",
                "the ID token is for another client: its \"aud\" does not hold this client's id",
            ),
            Error::IdTokenAuthorizedPartyMismatch => (
                Group::Callback,
                "id-token-authorized-party-mismatch",
                "the ID token was issued to another client: its \"azp\" must be this client's id, and present beside several audiences",
            ),
            Error::IdTokenExpired(_) => (
                Group::Callback,
                "id-token-expired",
                "the ID token expired by % s beyond the tolerance of % s: check this device's clock",
            ),
            Error::IdTokenIssuedInFuture(_) => (
                Group::Callback,
                "id-token-issued-in-future",
                "the ID token is issued ahead of time, by % s beyond the tolerance of % s: check this device's clock",
            ),
            Error::IdTokenNotYetValid(_) => (
                Group::Callback,
                "id-token-not-yet-valid",
                "the ID token is not valid yet, by % s beyond the tolerance of % s: check this device's clock",
            ),
            Error::IdTokenNonceMismatch => (
                Group::Callback,
                "id-token-nonce-mismatch",
                "the ID token's \"nonce\" is not the one this sign-in sent",
            ),
            Error::IdTokenAuthTooOld(_) => (
                Group::Callback,
                "id-token-auth-too-old",
                "the user signed in longer ago than \"maxAge\" allows, by % s beyond the tolerance of % s: check this device's clock",
            ),
            Error::IdTokenAcrMismatch { .. } => {
                (Group::Callback, "id-token-acr-mismatch", "the ID token's \"acr\" is none that was required: %")
            }
            Error::IdTokenOrganizationMismatch(_) => (
                Group::Callback,
                "id-token-organization-mismatch",
                "the ID token is for another organization: \"%\" must be %, found %",
            ),
            Error::IdTokenAtHashMismatch => (
                Group::Callback,
                "id-token-at-hash-mismatch",
                "the ID token's \"at_hash\" does not fit the access token beside it",
            ),
            Error::NotABrowser => {
                (Group::Environment, "not-a-browser", "this needs a browser's window, and there is none here")
            }
            Error::StorageBlocked => (
                Group::Environment,
                "storage-blocked",
                "the browser blocks sessionStorage for this page: allow the site to keep data, and check for a sandboxed frame",
            ),
            Error::StorageFull => {
                (Group::Environment, "storage-full", "sessionStorage is full: the app keeps too much in it")
            }
            Error::RandomUnavailable => {
                (Group::Environment, "random-unavailable", "crypto.getRandomValues is missing or failed")
            }
            Error::SignatureUnavailable => (
                Group::Environment,
                "signature-unavailable",
                "the ID token's signature has to be checked and cannot be: serve the page over https:, or use the code flow",
            ),
            Error::NetworkFailed { .. } => (
                Group::Network,
                "network-failed",
                "no answer from \"%\": the network is down, or the server does not allow this page's origin by CORS",
            ),
            Error::TimedOut { .. } => {
                (Group::Network, "timed-out", "no answer within % ms: try again, or allow more by \"timeoutMs\"")
            }
            Error::Aborted => (Group::Network, "aborted", "the sign-in was given up by its AbortSignal"),
            Error::ResponseTooLarge { .. } => {
                (Group::Network, "response-too-large", "the answer has more than % bytes: check the endpoint's address")
            }
            Error::ResponseRedirected => {
                (Group::Network, "response-redirected", "the answer was a redirect: check the endpoint's address")
            }
            Error::ResponseNotJson { .. } => {
                (Group::Network, "response-not-json", "the answer must be JSON, found %: check the endpoint's address")
            }
            Error::HttpStatus { .. } => (
                Group::Network,
                "http-status",
                "the server answered with the HTTP status %: try again later, or check the endpoint's address",
            ),
        }
    }

    /// What went wrong and what to do, for people.
    #[must_use]
    pub fn message(&self) -> String {
        let (.., template) = self.row();
        let fill = |arguments: &[&str]| fill(template, arguments);
        match self {
            Error::MissingOption { option, needed } => fill(&[option, needed]),
            Error::UnknownOption { option, known: rest } | Error::ManagedOption { option, instead: rest } => {
                fill(&[option, rest])
            }
            Error::InvalidOption { option, expected, found } => fill(&[option, expected, found]),
            Error::AppStateTooLarge { bytes } => fill(&[&decimal::write(*bytes as u64)]),
            Error::AuthorizationRefused(refusal) | Error::ExchangeRefused(refusal) => fill(&[&refusal.message()]),
            Error::MetadataInvalid(mismatch)
            | Error::MetadataIssuerMismatch(mismatch)
            | Error::KeysInvalid(mismatch)
            | Error::TokenResponseInvalid(mismatch)
            | Error::TokenTypeUnsupported(mismatch)
            | Error::UserInfoInvalid(mismatch)
            | Error::IssuerMismatch(mismatch)
            | Error::IdTokenIssuerMismatch(mismatch)
            | Error::IdTokenOrganizationMismatch(mismatch) => {
                fill(&[&mismatch.name, &mismatch.expected, &mismatch.found])
            }
            Error::EndpointMissing { endpoint: name }
            | Error::ParameterRepeated { parameter: name }
            | Error::ParameterMissing { parameter: name }
            | Error::ParameterUnexpected { parameter: name }
            | Error::IdTokenMalformed { because: name }
            | Error::IdTokenClaimMissing { claim: name } => fill(&[name]),
            Error::ParameterMalformed { parameter: name, expected }
            | Error::ParameterMisplaced { parameter: name, expected }
            | Error::IdTokenClaimMalformed { claim: name, expected } => fill(&[name, expected]),
            Error::IdTokenExpired(gap)
            | Error::IdTokenIssuedInFuture(gap)
            | Error::IdTokenNotYetValid(gap)
            | Error::IdTokenAuthTooOld(gap) => fill(&[&decimal::write(gap.seconds), &decimal::write(gap.tolerance)]),
            Error::IdTokenAlgorithm { accepted: text }
            | Error::IdTokenAcrMismatch { expected: text }
            | Error::NetworkFailed { origin: text }
            | Error::ResponseNotJson { found: text } => fill(&[text]),
            Error::TimedOut { milliseconds: number } | Error::ResponseTooLarge { limit: number } => {
                fill(&[&decimal::write((*number).into())])
            }
            Error::HttpStatus { status } => fill(&[&decimal::write((*status).into())]),
            _ => template.to_owned(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for Error {}

impl Refusal {
    /// Takes the provider's words, and keeps of them what may be shown as text.
    pub(crate) fn new(error: Option<&str>, description: Option<&str>, uri: Option<&str>) -> Refusal {
        Refusal {
            error: error.filter(|error| is_error_code(error)).map(str::to_owned),
            error_description: description.map(printable),
            error_uri: uri.map(printable),
        }
    }

    fn message(&self) -> String {
        match &self.error {
            Some(error) => concat(&[" with \"", error, "\""]),
            None => " without a valid error code".into(),
        }
    }
}

impl Mismatch {
    pub(crate) fn new(name: &str, expected: &str, found: &str) -> Mismatch {
        Mismatch { name: name.into(), expected: expected.into(), found: found.into() }
    }
}

pub(crate) fn missing(option: &str, needed: &'static str) -> Box<Error> {
    Error::MissingOption { option: option.into(), needed }.into()
}

pub(crate) fn invalid(option: &str, expected: &str, found: &str) -> Box<Error> {
    Error::InvalidOption { option: option.into(), expected: expected.into(), found: found.into() }.into()
}

/// A value of the app's or the provider's between quotes, cut to a length that fits a message.
pub(crate) fn quoted(value: &str) -> String {
    let text = printable(value);
    match text.char_indices().nth(QUOTED_LIMIT) {
        Some((end, _)) => concat(&["\"", text.get(..end).unwrap_or_default(), "…\""]),
        None => concat(&["\"", &text, "\""]),
    }
}

/// Puts each argument in the place of a `%`.
fn fill(template: &str, arguments: &[&str]) -> String {
    let mut message = String::new();
    for (index, piece) in pieces(template, b'%').into_iter().enumerate() {
        message.push_str(piece);
        message.push_str(arguments.get(index).copied().unwrap_or_default());
    }
    message
}

fn is_error_code(error: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    error.len() <= ERROR_CODE_LIMIT && error.bytes().all(allowed)
}

/// Text that cannot steer a terminal or turn the direction of the line it is shown in.
fn printable(text: &str) -> String {
    text.chars()
        .map(|char| if matches!(char, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}') { ' ' } else { char })
        .filter(|char| !char.is_control() && !is_bidirectional_control(*char))
        .take(DESCRIPTION_LIMIT)
        .collect()
}

fn is_bidirectional_control(char: char) -> bool {
    matches!(char, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

const ERROR_CODE_LIMIT: usize = 100;
const DESCRIPTION_LIMIT: usize = 500;
const QUOTED_LIMIT: usize = 100;
