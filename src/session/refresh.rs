//! The renewal by a refresh token (RFC 6749 §6, OpenID Connect Core §12).

use std::borrow::Cow;

use super::renewed_id_token::check_renewed;
use super::token_answer::successful;
use crate::callback::keys;
use crate::callback::tokens::Tokens;
use crate::config::client_config::{ClientConfig, OptionalEndpoint};
use crate::config::discovery::find;
use crate::config::exchange::{Exchange, RenewedScope, TokenRequest};
use crate::documents::token_response::{Asked, IdTokenWish, Issued, read, read_with_user};
use crate::documents::user::User;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::ask::ask;
use crate::host::host::Host;
use crate::host::request::{Body, DEFAULT_TIMEOUT_MS, HttpRequest};
use crate::kept::record::{Issue, Record};
use crate::machine::answer::{Answer, Failure, Renewed};
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::Token;
use crate::wire::form;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::{JsonText, written};

/// Fetches what the request needs, so that it takes no longer than its own time.
///
/// # Errors
///
/// What went wrong, as a failure of the request itself.
pub async fn prepare<H: Host>(config: &ClientConfig, host: &H, record: &Record) -> Result<(), Failure> {
    Ok(needed(config, host, record).await.map(drop)?)
}

/// Sends a session's refresh token, and checks the answer as that of a sign-in is checked. It goes to another
/// organization if one is named.
///
/// # Errors
///
/// Why there are no new tokens, and whether the refresh token is still of use.
pub async fn refresh<H: Host>(config: &ClientConfig, host: &H, record: &Record, organization: Option<&str>) -> Answer {
    let token = refresh_token(record)?;
    let config = &*needed(config, host, record).await?;
    let renewal = Renewal { config, host, record, token };
    match config.exchange {
        Exchange::Here(TokenRequest::JsonForUser) => renewal.for_user(organization).await,
        Exchange::Here(TokenRequest::Form) | Exchange::ByServer => renewal.for_tokens().await,
    }
}

/// The metadata and the keys. An answer that cannot be checked would be lost, and the refresh token with it.
async fn needed<'a, H: Host>(
    config: &'a ClientConfig,
    host: &H,
    record: &Record,
) -> Result<Cow<'a, ClientConfig>, Error> {
    let config = find(config, host, DEFAULT_TIMEOUT_MS).await?;
    if record.issue.id_token.is_some() {
        let jwks_uri = config.endpoint(OptionalEndpoint::Jwks)?;
        if keys::are_needed(host, jwks_uri) {
            keys::fetch(host, jwks_uri, DEFAULT_TIMEOUT_MS).await?;
        }
    }
    Ok(config)
}

struct Renewal<'a, H> {
    config: &'a ClientConfig,
    host: &'a H,
    record: &'a Record,
    token: &'a Token,
}

impl<H: Host> Renewal<'_, H> {
    async fn for_tokens(&self) -> Answer {
        let scope = self.scope();
        let mut members = self.members().to_vec();
        members.push(("scope", &scope));
        members.push(("resource", self.record.asked_once("resource").unwrap_or_default()));
        let (sent_at, answer) = self.send(Body::form(form::encode(&members)), TokenRequest::Form).await?;
        // A session that began without an ID token never has one.
        let has_id_token = self.record.issue.id_token.is_some();
        let id_token = if has_id_token { IdTokenWish::Welcome } else { IdTokenWish::Unwanted };
        let asked = Asked { scope: &self.record.issue.scope, id_token, sent_at };
        let mut issued = read(&answer.0, answer.1, &asked)?;
        let subject = check_renewed(self.config, self.host, self.record, &mut issued).await?;
        Ok(renewed(issued, None, subject))
    }

    /// The answer says itself how long it lasts, and who the user is.
    async fn for_user(&self, organization: Option<&str>) -> Answer {
        let organization = organization.map(str::to_owned).or_else(|| self.record.organization());
        let mut members = self.members().to_vec();
        members.extend(organization.as_deref().map(|organization| ("organization_id", organization)));
        let members = members.into_iter().map(|(name, value)| (name.to_owned(), Json::from(value))).collect();
        let body = Body::json(written(&Json::Object(Object::new(members))));
        let (sent_at, answer) = self.send(body, TokenRequest::JsonForUser).await?;
        let (issued, user) = read_with_user(&answer.0, answer.1, sent_at)?;
        if self.record.subject() != Some(user.id()) {
            return Err(Error::from(ErrorKind::UserMismatch).into());
        }
        let subject = user.id().to_owned();
        Ok(renewed(issued, Some(&user), Some(subject)))
    }

    async fn send(&self, body: Body, form: TokenRequest) -> Result<(Timestamp, (Object, JsonText)), Failure> {
        let endpoint = self.config.endpoint(OptionalEndpoint::Token)?;
        let request = HttpRequest { body: Some(body), ..HttpRequest::for_answer(endpoint, TIMEOUT_MS) };
        let sent_at = self.host.now();
        let response = ask(self.host, &request).await?;
        let answer = successful(&response, form, self.token, self.host.now());
        Ok((sent_at, answer.map_err(|failure| failure.at(&request.url))?))
    }

    fn members(&self) -> [(&'static str, &str); 3] {
        [("grant_type", "refresh_token"), ("client_id", &self.config.client_id), ("refresh_token", self.token.as_str())]
    }

    /// Without a scope the token is for what was granted (RFC 6749 §6); some providers want to be told.
    fn scope(&self) -> String {
        if self.config.renewed_scope == RenewedScope::Unsaid {
            return String::new();
        }
        let mut scope = self.record.issue.scope.clone();
        scope.add_all("openid offline_access");
        scope.to_string()
    }
}

/// A session without one needs the user.
fn refresh_token(record: &Record) -> Result<&Token, Error> {
    record.issue.refresh_token.as_ref().ok_or_else(|| ErrorKind::InteractionRequired.into())
}

/// What has passed every check.
fn renewed(issued: Issued, user: Option<&User>, subject: Option<String>) -> Renewed {
    Renewed { issue: Box::new(Issue::of(&Tokens::checked(issued), user)), subject }
}

/// The longest that a renewal may take, whoever still waits for it, in milliseconds.
const TIMEOUT_MS: u32 = 30_000;
