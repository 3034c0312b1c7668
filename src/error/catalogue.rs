//! The class, the code and the message of each kind of error, in one row.
//!
//! `{name}` in a message stands for the detail of that name: see [`Details`](super::details::Details).

use super::kind::{ErrorClass, ErrorKind};

/// One row.
pub(super) struct Entry {
    pub(super) class: ErrorClass,
    /// Stable, in kebab-case.
    pub(super) code: &'static str,
    /// What went wrong and what to do, for people.
    pub(super) message: &'static str,
}

/// The row of a kind.
#[allow(clippy::too_many_lines, reason = "a row for each kind")]
pub(super) fn entry(kind: ErrorKind) -> Entry {
    use ErrorClass::{Callback, Environment, Network, Provider, Session, Usage};
    use ErrorKind as Kind;

    let (class, code, message) = match kind {
        Kind::MissingOption => (Usage, "missing-option", r#""{option}" is required: {needed_for}"#),
        Kind::UnknownOption => (Usage, "unknown-option", r#"unknown option "{option}"{nearest}{belongs_to}{known}"#),
        Kind::ManagedOption => (Usage, "managed-option", r#""{option}" cannot be given here: {instead}"#),
        Kind::InvalidOption => (Usage, "invalid-option", r#""{option}" must be {expected}, found {found}"#),
        Kind::AppStateTooLarge => (Usage, "app-state-too-large", r#""{option}" must be {expected}, found {found}"#),
        Kind::NotReady => (
            Usage,
            "not-ready",
            "the endpoints are not known yet: await ready() ahead of the click, or give all of them as options",
        ),
        Kind::EndpointMissing => {
            (Usage, "endpoint-missing", r#"no "{option}" in the options or the metadata{unusable}"#)
        }
        Kind::NoAccessToken => {
            (Usage, "no-access-token", r#"the sign-in asked for none: give "responseType" a "code" or a "token""#)
        }
        Kind::OriginNotListed => {
            (Usage, "origin-not-listed", r#"{origin} gets no token: add it to "{option}" if it is your API"#)
        }

        Kind::AuthorizationRefused => (Provider, "authorization-refused", "the provider answered {refusal}"),
        Kind::ExchangeRefused => (Provider, "exchange-refused", "the provider answered {refusal}"),
        Kind::UserInfoRefused => {
            (Provider, "userinfo-refused", r#"the access token expired, was revoked, or lacks "openid""#)
        }
        Kind::MetadataInvalid => (Provider, "metadata-invalid", r#""{member}" must be {expected}, found {found}"#),
        Kind::MetadataIssuerMismatch => (
            Provider,
            "metadata-issuer-mismatch",
            r#""{member}" of the metadata must be {expected}, as in the options, found {found}"#,
        ),
        Kind::KeysInvalid => (Provider, "keys-invalid", r#""{member}" must be {expected}, found {found}"#),
        Kind::TokenResponseInvalid => {
            (Provider, "token-response-invalid", r#""{member}" must be {expected}, found {found}"#)
        }
        Kind::TokenTypeUnsupported => {
            (Provider, "token-type-unsupported", r#""{member}" must be {expected}, found {found}"#)
        }
        Kind::UserInfoInvalid => (Provider, "userinfo-invalid", r#""{member}" must be {expected}, found {found}"#),
        Kind::UserInfoSubjectMismatch => {
            (Provider, "userinfo-subject-mismatch", r#""sub" must be that of the ID token"#)
        }
        Kind::RefreshRefused => (Provider, "refresh-refused", "the provider answered {refusal}"),
        Kind::RevocationRefused => (Provider, "revocation-refused", "the provider answered {refusal}"),

        Kind::TransactionExpired => (
            Callback,
            "transaction-expired",
            r#"the sign-in took longer than the {lifetime_seconds} that "{option}" allows: start a new one"#,
        ),
        Kind::TransactionTampered => {
            (Callback, "transaction-tampered", "the record in sessionStorage was changed: start a new sign-in")
        }
        Kind::ParameterRepeated => (Callback, "parameter-repeated", r#"the response has "{parameter}" more than once"#),
        Kind::ParameterMalformed => (Callback, "parameter-malformed", r#""{parameter}" must be {expected}"#),
        Kind::ParameterMissing => (Callback, "parameter-missing", r#"the response has no "{parameter}""#),
        Kind::ParameterUnexpected => {
            (Callback, "parameter-unexpected", r#"the response has "{parameter}", which was not asked for"#)
        }
        Kind::ParameterMisplaced => (Callback, "parameter-misplaced", r#""{parameter}" must be in the {expected}"#),
        Kind::IssuerMismatch => (Callback, "issuer-mismatch", r#""{parameter}" must be {expected}, found {found}"#),
        Kind::IssuerMissing => (Callback, "issuer-missing", r#"the provider promises an "iss""#),
        Kind::IdTokenMissing => (Callback, "id-token-missing", r#"the scope "openid" asks for one"#),
        Kind::IdTokenMalformed => (Callback, "id-token-malformed", "it must be {expected}"),
        Kind::IdTokenEncrypted => (Callback, "id-token-encrypted", "register the app for signed ones"),
        Kind::IdTokenType => (Callback, "id-token-type", r#""{member}" must be {expected}, found {found}"#),
        Kind::IdTokenAlgorithm => (Callback, "id-token-algorithm", r#""{member}" must be one of {accepted}"#),
        Kind::IdTokenCriticalHeader => (Callback, "id-token-critical-header", r#"no "crit" is understood"#),
        Kind::IdTokenSignatureInvalid => (Callback, "id-token-signature-invalid", "it is not the issuer's"),
        Kind::IdTokenKeyUnknown => {
            (Callback, "id-token-key-unknown", r#"no key of the issuer fits its "kid" and "alg"{unfit}"#)
        }
        Kind::IdTokenKeyUnusable => (
            Callback,
            "id-token-key-unusable",
            "this browser cannot import the issuer's key: the signature was not checked",
        ),
        Kind::IdTokenKeyAmbiguous => (Callback, "id-token-key-ambiguous", r#"several fit, so its "kid" must name one"#),
        Kind::IdTokenClaimMissing => (Callback, "id-token-claim-missing", r#"the ID token has no "{claim}""#),
        Kind::IdTokenClaimMalformed => (Callback, "id-token-claim-malformed", r#""{claim}" must be {expected}"#),
        Kind::IdTokenIssuerMismatch => {
            (Callback, "id-token-issuer-mismatch", r#""{claim}" must be {expected}, found {found}"#)
        }
        Kind::IdTokenAudienceMismatch => (Callback, "id-token-audience-mismatch", r#""aud" must hold "clientId""#),
        Kind::IdTokenAuthorizedPartyMismatch => (
            Callback,
            "id-token-authorized-party-mismatch",
            r#""azp" must be "clientId", and there if "aud" has several"#,
        ),
        Kind::IdTokenExpired => {
            (Callback, "id-token-expired", "by {by_seconds} s beyond the tolerance of {tolerance_seconds} s: {suspect}")
        }
        Kind::IdTokenIssuedInFuture => (
            Callback,
            "id-token-issued-in-future",
            "by {by_seconds} s beyond the tolerance of {tolerance_seconds} s: {suspect}",
        ),
        Kind::IdTokenNotYetValid => (
            Callback,
            "id-token-not-yet-valid",
            "by {by_seconds} s beyond the tolerance of {tolerance_seconds} s: {suspect}",
        ),
        Kind::IdTokenNonceMismatch => (Callback, "id-token-nonce-mismatch", "it is of another sign-in"),
        Kind::IdTokenAuthTooOld => (
            Callback,
            "id-token-auth-too-old",
            r#""auth_time" misses "maxAge" by {by_seconds} s beyond the tolerance of {tolerance_seconds} s: {suspect}"#,
        ),
        Kind::IdTokenAcrMismatch => (Callback, "id-token-acr-mismatch", r#""{claim}" must be one of {accepted}"#),
        Kind::IdTokenOrganizationMismatch => {
            (Callback, "id-token-organization-mismatch", r#""{claim}" must be {expected}, found {found}"#)
        }
        Kind::IdTokenAtHashMismatch => {
            (Callback, "id-token-at-hash-mismatch", r#""at_hash" must fit the access token"#)
        }
        Kind::IdTokenSubjectMismatch => {
            (Callback, "id-token-subject-mismatch", r#""sub" of a renewed one must be that of the sign-in"#)
        }
        Kind::IdTokenAuthTimeMismatch => {
            (Callback, "id-token-auth-time-mismatch", r#""auth_time" of a renewed one must be that of the sign-in"#)
        }
        Kind::UserMismatch => (Callback, "user-mismatch", "the renewal brought another user: sign in again"),

        Kind::NotABrowser => (Environment, "not-a-browser", "there is no window here: call it on a page in a browser"),
        Kind::StorageBlocked => {
            (Environment, "storage-blocked", "allow the site to keep data, and check for a sandboxed frame")
        }
        Kind::StorageFull => (Environment, "storage-full", "the app keeps too much in sessionStorage"),
        Kind::RandomUnavailable => (Environment, "random-unavailable", "crypto.getRandomValues is missing or failed"),
        Kind::SignatureUnavailable => (
            Environment,
            "signature-unavailable",
            "no ID token can be checked here: serve the page over https:, or use the code flow",
        ),
        Kind::PopupBlocked => {
            (Environment, "popup-blocked", "the browser opened no window: call it in the click, ahead of any await")
        }

        Kind::NetworkFailed => {
            (Network, "network-failed", "no answer from {endpoint}: the network, CORS there, or connect-src here")
        }
        Kind::TimedOut => (Network, "timed-out", "no answer from {endpoint} within {timeout_ms} ms{perhaps}"),
        Kind::Aborted => {
            (Network, "aborted", "the call was given up, by its AbortSignal or by a sign-out, here or in another tab")
        }
        Kind::ResponseTooLarge => (Network, "response-too-large", "{endpoint} sent more than {max_bytes} bytes"),
        Kind::ResponseRedirected => (Network, "response-redirected", "{endpoint} redirects, and no endpoint may"),
        Kind::ResponseNotJson => (Network, "response-not-json", "{endpoint} must send {expected}, found {found}"),
        Kind::HttpStatus => (Network, "http-status", "{endpoint} answered {status}, not 200"),

        Kind::NotSignedIn => (Session, "not-signed-in", "nobody is signed in: call signIn"),
        Kind::InteractionRequired => {
            (Session, "interaction-required", "only the user can go on: call signIn, or signInPopup in a click{answer}")
        }
        Kind::SessionRefused => (Session, "session-refused", "the provider ended the session: call signIn{answer}"),
        Kind::UserChanged => (Session, "user-changed", "another user signed in: reload the page to go on as that user"),
        Kind::SessionBusy => (Session, "session-busy", "another tab has been renewing for too long: try again"),
        Kind::PopupClosed => {
            (Session, "popup-closed", "the window was closed ahead of an answer: let the user try again")
        }
    };
    Entry { class, code, message }
}
