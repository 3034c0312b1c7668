//! An authorization code's exchange for tokens (RFC 6749 §4.1.3 and §5, RFC 7636 §4.5).

use crate::before::callback::TOKEN_LIMIT;
use crate::before::config::ClientConfig;
use crate::before::decimal;
use crate::before::error::{Error, ErrorKind};
use crate::before::form;
use crate::before::json::{Json, JsonText, Object};
use crate::before::jwt;
use crate::before::keys::KeyRing;
use crate::before::prelude::*;
use crate::before::providers::ExchangeForm;
use crate::before::step::{ANSWER_LIMIT, FORM, HttpRequest, JSON, Purpose, Response, Step};
use crate::before::time::Timestamp;
use crate::before::tokens::{ACCESS_TOKEN, ID_TOKEN, REFRESH_TOKEN, TOKEN_TYPE, TokenParts, check_token_type, expiry};
use crate::before::transaction::Transaction;

/// Asks for the exchange of a code, which is redeemed this once (RFC 9700 §4.3.1), and says which keys it leads to.
pub(crate) fn exchange(
    config: &ClientConfig,
    transaction: Transaction,
    code: &str,
    keys: &KeyRing,
) -> Result<Step, Box<Error>> {
    let endpoint = transaction.token_endpoint().ok_or(ErrorKind::TransactionTampered)?;
    let verifier = transaction.verifier().ok_or(ErrorKind::TransactionTampered)?;
    let members = [
        ("grant_type", "authorization_code"),
        ("client_id", &*config.client_id),
        ("code", code),
        ("code_verifier", verifier),
        ("redirect_uri", transaction.redirect_uri()),
    ];
    let (content_type, body) = match config.provider.exchange {
        ExchangeForm::OpenId => (FORM, form::encode(&members)),
        ExchangeForm::UserManagement => {
            let [members @ .., _] = &members;
            (JSON, JsonText::object(members).into())
        }
    };
    let keys_ahead = transaction.jwks_uri().filter(|uri| transaction.wants_id_token() && keys.lacks(uri));
    let keys_ahead = keys_ahead.unwrap_or_default().to_owned();
    let mut request = HttpRequest::get(endpoint.to_owned(), ANSWER_LIMIT, Purpose::Exchange(transaction));
    request.post(content_type, body);
    request.keys_ahead = keys_ahead;
    Ok(Step::Send(request))
}

/// Reads the token endpoint's answer: RFC 6749 §5.1, and OpenID Connect Core §3.1.3.3.
pub(crate) fn read(
    form: ExchangeForm,
    transaction: &Transaction,
    response: &Response,
    now: Timestamp,
) -> Result<Box<TokenParts>, Box<Error>> {
    let text = response.text();
    let members = Object::parse(text);
    if let Some(members) = &members {
        refuse(form, response.status, members)?;
    }
    response.success()?;
    let members = members.ok_or_else(|| invalid("the body", "a JSON object", "something else"))?;
    let mut tokens = TokenParts::new(JsonText::known(text.into()), transaction.scope());
    let token_type = given(&members, "token_type", form == ExchangeForm::OpenId)?;
    if !token_type.is_empty() {
        check_token_type(token_type)?;
    }
    tokens.set(ACCESS_TOKEN, given(&members, "access_token", true)?);
    tokens.set(TOKEN_TYPE, token_type);
    tokens.expires_at = expires_at(&members, now)?;
    tokens.set_scope(given(&members, "scope", false)?);
    tokens.set(REFRESH_TOKEN, given(&members, "refresh_token", false)?);
    if transaction.wants_id_token() {
        tokens.set(ID_TOKEN, given(&members, "id_token", false)?);
        if tokens.get(ID_TOKEN).is_empty() {
            return Err(ErrorKind::IdTokenMissing.into());
        }
    }
    if form == ExchangeForm::UserManagement {
        check_user(&members)?;
        // WorkOS leaves that to the token.
        let lifetime = jwt::lifetime(tokens.get(ACCESS_TOKEN));
        tokens.expires_at = tokens.expires_at.or_else(|| expiry(lifetime?, now));
    }
    Ok(tokens)
}

/// RFC 6749 §5.2, which some providers send with the status 200; WorkOS has `code` and `message` as well.
fn refuse(form: ExchangeForm, status: u16, members: &Object) -> Result<(), Box<Error>> {
    let coded = form == ExchangeForm::UserManagement && (400..500).contains(&status);
    let said = |name| members.text(name).unwrap_or_default();
    let (error, description, uri) = match (members.text("error"), members.text("code")) {
        (Some(error), _) => (error, said("error_description"), said("error_uri")),
        (None, Some(code)) if coded => (code, said("message"), ""),
        _ => return Ok(()),
    };
    Err(ErrorKind::ExchangeRefused.refused(error, description, uri))
}

/// WorkOS's answer says who the user is.
fn check_user(members: &Object) -> Result<(), Box<Error>> {
    let user = members.get("user").and_then(Json::as_object);
    let is_named = user.is_some_and(|user| !user.text("id").unwrap_or_default().is_empty());
    if is_named { Ok(()) } else { Err(invalid("user", "an object with an \"id\"", "something else")) }
}

/// `expires_in`, which some providers send as a string.
fn expires_at(members: &Object, now: Timestamp) -> Result<Option<Timestamp>, Box<Error>> {
    let Some(given) = members.get("expires_in").filter(|json| !json.is("null")) else { return Ok(None) };
    let seconds = given.as_text().map_or_else(|| given.as_whole(), decimal::read);
    let at = seconds.and_then(|seconds| expiry(seconds, now));
    at.map(Some).ok_or_else(|| invalid("expires_in", "a whole number of seconds", "something else"))
}

/// A text, which is empty when it was not given.
fn given<'a>(members: &'a Object, name: &str, required: bool) -> Result<&'a str, Box<Error>> {
    let text = match members.get(name).filter(|json| !json.is("null")) {
        None => "",
        Some(json) => json.as_text().ok_or_else(|| invalid(name, "a string", json.kind()))?,
    };
    if text.len() > TOKEN_LIMIT {
        return Err(invalid(name, "at most 65536 bytes", "more"));
    }
    if required && text.is_empty() { Err(invalid(name, "a string", "nothing")) } else { Ok(text) }
}

fn invalid(name: &str, expected: &str, found: &str) -> Box<Error> {
    ErrorKind::TokenResponseInvalid.of(name, expected, found)
}
