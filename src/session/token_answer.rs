//! What the token endpoint's answer to a refresh token means for the session (RFC 6749 §5.2).

use crate::callback::way_back::EXPECTED_REFUSALS;
use crate::config::exchange::TokenRequest;
use crate::documents::token_response::{not_an_object, refusal, refusal_by_code};
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::refusal::Refusal;
use crate::host::request::JSON;
use crate::host::response::HttpResponse;
use crate::machine::answer::Failure;
use crate::protocol::retry_after::retry_after_seconds;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::Token;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::{JsonText, read};

/// The members of a success; anything else ends the renewal.
pub(super) fn successful(
    response: &HttpResponse,
    form: TokenRequest,
    sent: &Token,
    now: Timestamp,
) -> Result<(Object, JsonText), Failure> {
    let text = response.text();
    let json = read(&text);
    let answer = TokenAnswer { response, form, members: json.as_ref().and_then(Json::as_object), sent, now };
    match response.status {
        400..=499 => return Err(answer.refused()),
        200 if answer.words().next().is_some() => return Err(answer.refused()),
        200 => {}
        _ => return Err(answer.transient(ErrorKind::HttpStatus)),
    }
    response.success().map_err(|error| answer.passing(error))?;
    match json {
        Some(Json::Object(members)) => Ok((members, JsonText::known(text))),
        Some(_) => Err(not_an_object().into()),
        None => Err(answer.transient(ErrorKind::ResponseNotJson)),
    }
}

struct TokenAnswer<'a> {
    response: &'a HttpResponse,
    form: TokenRequest,
    members: Option<&'a Object>,
    /// The refresh token, which no message shows.
    sent: &'a Token,
    now: Timestamp,
}

impl TokenAnswer<'_> {
    fn refused(&self) -> Failure {
        let refused = |kind| Error::refused(kind, self.refusal());
        match self.response.status {
            400..=499 if self.words().any(|word| word == "invalid_grant") => {
                Failure::Dead(refused(ErrorKind::SessionRefused))
            }
            408 | 429 => self.transient(ErrorKind::HttpStatus),
            _ if self.words().any(needs_user) => Failure::Refused(refused(ErrorKind::InteractionRequired)),
            _ => Failure::Refused(refused(ErrorKind::RefreshRefused)),
        }
    }

    /// The words by which it refuses.
    fn words(&self) -> impl Iterator<Item = &str> {
        let is_client_error = (400..500).contains(&self.response.status);
        let has_code = self.form == TokenRequest::JsonForUser && is_client_error;
        let names = [Some("error"), Some("code").filter(|_| has_code)];
        names.into_iter().flatten().filter_map(|name| self.members?.text(name))
    }

    /// In the provider's words, if it has any.
    fn refusal(&self) -> Refusal {
        let secrets = [self.sent.as_str()];
        let by_code =
            |members| if self.form == TokenRequest::JsonForUser { refusal_by_code(members, &secrets) } else { None };
        let said = self.members.and_then(|members| refusal(members, &secrets).or_else(|| by_code(members)));
        said.unwrap_or_else(|| Refusal::new("", "", "", &secrets))
    }

    fn transient(&self, kind: ErrorKind) -> Failure {
        let error = match kind {
            ErrorKind::HttpStatus => Error::new(kind).status(self.response.status),
            _ => Error::new(kind).expected(JSON).found("something else"),
        };
        self.passing(error)
    }

    /// What may be over when the endpoint is asked again.
    fn passing(&self, error: Error) -> Failure {
        let wish = self.response.retry_after.as_deref();
        let retry_after_seconds = wish.and_then(|text| retry_after_seconds(text, self.now));
        Failure::Transient { error, retry_after_seconds }
    }
}

impl Failure {
    /// Names the endpoint that was asked.
    pub(super) fn at(self, url: &str) -> Failure {
        match self {
            Failure::Transient { error, retry_after_seconds } => {
                Failure::Transient { error: error.at(url), retry_after_seconds }
            }
            failure => failure,
        }
    }
}

/// Whether only the user can help: what OpenID Connect Core §3.1.2.6 expects of a silent request, and the words of Auth0
/// and `WorkOS` for a further factor, an organization and its own sign-in.
fn needs_user(word: &str) -> bool {
    word.starts_with("mfa_") || EXPECTED_REFUSALS.contains(&word) || OF_ORGANIZATIONS.contains(&word)
}

const OF_ORGANIZATIONS: [&str; 4] = [
    "sso_required",
    "organization_selection_required",
    "organization_authentication_methods_required",
    "email_verification_required",
];
