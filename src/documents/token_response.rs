//! The token endpoint's answer (RFC 6749 §5, OpenID Connect Core §3.1.3.3).

use crate::documents::jwt;
use crate::documents::user::User;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::quoted;
use crate::error::refusal::Refusal;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::{TOKEN_LIMIT, Token};
use crate::protocol::words::Scope;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// What a provider issued, before its last check.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) access_token: Option<Token>,
    pub(crate) token_type: Option<String>,
    /// When its request was sent: from then on its life counts, since nobody knows when the answer was made.
    pub(crate) sent_at: Timestamp,
    pub(crate) expires_at: Option<Timestamp>,
    /// What was granted; what was asked for where the response does not say (RFC 6749 §5.1).
    pub(crate) scope: Scope,
    pub(crate) refresh_token: Option<Token>,
    pub(crate) id_token: Option<Token>,
    /// The whole response.
    pub(crate) raw: JsonText,
}

/// What the request asked for.
pub(crate) struct Asked<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) id_token: IdTokenWish,
    pub(crate) sent_at: Timestamp,
}

/// Whether an ID token is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum IdTokenWish {
    /// No: one that comes is left alone.
    Unwanted,
    /// One may come (OpenID Connect Core §12.2).
    Welcome,
    /// One has to come.
    Needed,
}

/// A token response of an OAuth 2.0 token endpoint.
///
/// `expires_in` may be a string, as some providers send it.
pub(crate) fn read(members: &Object, raw: JsonText, asked: &Asked<'_>) -> Result<Issued, Error> {
    let (reader, wanted) = (Reader(members), asked.id_token != IdTokenWish::Unwanted);
    if wanted && members.given("access_token").is_none() && members.given("id_token").is_some() {
        return reader.identity_alone(raw, asked);
    }
    let token_type = reader.text("token_type")?.ok_or_else(|| invalid("token_type", "a string", "nothing"))?;
    check_token_type(token_type)?;
    let mut issued = reader.issued(Some(token_type), raw, asked.scope, asked.sent_at)?;
    if wanted {
        issued.id_token = reader.text("id_token")?.map(Token::new);
    }
    if issued.id_token.is_none() && asked.id_token == IdTokenWish::Needed {
        return Err(ErrorKind::IdTokenMissing.into());
    }
    Ok(issued)
}

/// The answer of WorkOS's user management: its `user` says who signed in, and `token_type` may be absent. The access
/// token says itself how long it lasts.
pub(crate) fn read_with_user(members: &Object, raw: JsonText, sent_at: Timestamp) -> Result<(Issued, User), Error> {
    let reader = Reader(members);
    let token_type = reader.text("token_type")?;
    token_type.map_or(Ok(()), check_token_type)?;
    let mut issued = reader.issued(token_type, raw, &Scope::default(), sent_at)?;
    let user = User::read(members, &issued.raw, |expected| invalid("user", expected, "something else"))?;
    let lifetime = issued.access_token.as_ref().and_then(|token| jwt::lifetime(token.as_str()));
    issued.expires_at = issued.expires_at.or_else(|| sent_at.expiry(lifetime?));
    Ok((issued, user))
}

/// A refusal (RFC 6749 §5.2), which some providers send with the status 200. It shows none of these secrets, and no token
/// that came with it.
pub(crate) fn refusal(members: &Object, secrets: &[&str]) -> Option<Refusal> {
    let text = |name| members.text(name).unwrap_or_default();
    let error = members.text("error")?;
    let tokens = ["access_token", "refresh_token", "id_token"].map(text);
    Some(Refusal::new(error, text("error_description"), text("error_uri"), &[secrets, &tokens].concat()))
}

/// WorkOS's other form of a refusal, with `code` and `message`.
pub(crate) fn refusal_by_code(members: &Object, secrets: &[&str]) -> Option<Refusal> {
    Some(Refusal::new(members.text("code")?, members.text("message").unwrap_or_default(), "", secrets))
}

/// RFC 6749 §7.1: the type is not case-sensitive, and a client must not use one that it does not understand.
pub(crate) fn check_token_type(token_type: &str) -> Result<(), Error> {
    if token_type.eq_ignore_ascii_case("Bearer") {
        return Ok(());
    }
    let error = Error::new(ErrorKind::TokenTypeUnsupported).member("token_type");
    Err(error.expected("\"Bearer\"").found(&quoted(token_type)))
}

/// The answer is no JSON object.
pub(crate) fn not_an_object() -> Error {
    invalid("the body", "a JSON object", "something else")
}

struct Reader<'a>(&'a Object);

impl<'a> Reader<'a> {
    fn issued(
        &self,
        token_type: Option<&str>,
        raw: JsonText,
        asked: &Scope,
        sent_at: Timestamp,
    ) -> Result<Issued, Error> {
        let access_token = self.text("access_token")?.ok_or_else(|| invalid("access_token", "a string", "nothing"))?;
        Ok(Issued {
            access_token: Some(Token::new(access_token)),
            token_type: token_type.map(str::to_owned),
            sent_at,
            expires_at: self.expires_at(sent_at)?,
            scope: self.scope()?.unwrap_or_else(|| asked.clone()),
            refresh_token: self.text("refresh_token")?.map(Token::new),
            id_token: None,
            raw,
        })
    }

    /// An ID token without an access token, as Azure AD B2C answers who asks for `openid` alone.
    fn identity_alone(&self, raw: JsonText, asked: &Asked<'_>) -> Result<Issued, Error> {
        Ok(Issued {
            access_token: None,
            token_type: None,
            sent_at: asked.sent_at,
            expires_at: None,
            scope: self.scope()?.unwrap_or_else(|| asked.scope.clone()),
            refresh_token: self.text("refresh_token")?.map(Token::new),
            id_token: self.text("id_token")?.map(Token::new),
            raw,
        })
    }

    /// A text; one that is empty or `null` counts as absent.
    fn text(&self, name: &str) -> Result<Option<&'a str>, Error> {
        let Some(json) = self.0.given(name) else { return Ok(None) };
        let text = json.as_str().ok_or_else(|| invalid(name, "a string", json.kind()))?;
        if text.len() > TOKEN_LIMIT {
            return Err(invalid(name, "at most 65536 bytes", "more"));
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// RFC 6749 §3.3, or an array of the same words.
    fn scope(&self) -> Result<Option<Scope>, Error> {
        let Some(Json::Array(items)) = self.0.given("scope") else { return Ok(self.text("scope")?.map(Scope::split)) };
        let words: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
        let words = words.ok_or_else(|| invalid("scope", "a string or an array of strings", "something else"))?;
        Ok(Some(Scope::split(&words.join(" "))).filter(|scope| !scope.is_empty()))
    }

    fn expires_at(&self, sent_at: Timestamp) -> Result<Option<Timestamp>, Error> {
        let Some(given) = self.0.given("expires_in") else { return Ok(None) };
        let seconds = given.as_str().map_or_else(|| given.as_whole(), seconds);
        let at = seconds.and_then(|seconds| sent_at.expiry(seconds));
        at.map(Some).ok_or_else(|| invalid("expires_in", "a whole number of seconds", "something else"))
    }
}

/// A number of seconds in digits, without a sign.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn invalid(member: &str, expected: &str, found: &str) -> Error {
    Error::new(ErrorKind::TokenResponseInvalid).member(member).expected(expected).found(found)
}
