//! An authorization code's exchange for tokens (RFC 6749 §4.1.3 and §5, RFC 7636 §4.5).

use crate::callback::{Failure, TOKEN_LIMIT, finish};
use crate::config::ClientConfig;
use crate::decimal;
use crate::error::{Error, Mismatch, Refusal};
use crate::form;
use crate::id_token::AtHash;
use crate::json::{Json, JsonText, Object};
use crate::keys::Verifier;
use crate::options::whole_number;
use crate::prelude::*;
use crate::providers::ExchangeForm;
use crate::step::{HttpRequest, Pending, Response, Step};
use crate::time::Timestamp;
use crate::tokens::{TokenParts, check_token_type, expiry};
use crate::transaction::Transaction;

/// An exchange under way.
#[derive(Debug)]
pub struct Exchange {
    transaction: Transaction,
}

/// Asks for the exchange of a code, which is redeemed this once (RFC 9700 §4.3.1).
pub(crate) fn exchange(config: &ClientConfig, transaction: Transaction, code: &str) -> Result<Step, Box<Error>> {
    let endpoint = transaction.token_endpoint().ok_or(Error::TransactionTampered)?;
    let verifier = transaction.verifier().ok_or(Error::TransactionTampered)?;
    let mut members = vec![
        ("grant_type", "authorization_code"),
        ("client_id", &config.client_id),
        ("code", code),
        ("code_verifier", verifier),
    ];
    let request = match config.provider.exchange {
        ExchangeForm::OpenId => {
            members.push(("redirect_uri", transaction.redirect_uri()));
            HttpRequest::post_form(endpoint, form::encode(&members), RESPONSE_LIMIT)
        }
        ExchangeForm::UserManagement => HttpRequest::post_json(endpoint, JsonText::object(members), RESPONSE_LIMIT),
    };
    Ok(Step::Send(request, Pending::Exchange(Exchange { transaction })))
}

/// Reads the token endpoint's answer.
pub(crate) fn read(
    config: &ClientConfig,
    exchange: Exchange,
    response: Result<Response, Box<Error>>,
    verifier: &Verifier,
    now: Timestamp,
) -> Result<Step, Failure> {
    let transaction = exchange.transaction;
    match response.and_then(|response| tokens(config.provider.exchange, &transaction, &response, now)) {
        Ok(parts) => finish(config, &transaction, parts, AtHash::IfPresent, verifier, now),
        Err(error) => Err(error.with(transaction.app_data())),
    }
}

/// RFC 6749 §5.1, and OpenID Connect Core §3.1.3.3.
fn tokens(
    form: ExchangeForm,
    transaction: &Transaction,
    response: &Response,
    now: Timestamp,
) -> Result<TokenParts, Box<Error>> {
    let text = response.text();
    let members = Object::parse(text);
    if let Some(refusal) = members.as_ref().and_then(|members| refusal(form, response.status, members)) {
        return Err(Error::ExchangeRefused(refusal).into());
    }
    response.success()?;
    let members = members.ok_or_else(|| invalid("the body", "a JSON object", "something else"))?;
    let mut tokens = TokenParts::new(JsonText::known(text.into()), transaction.scope());
    let token_type = match form {
        ExchangeForm::OpenId => Some(required(&members, "token_type")?),
        ExchangeForm::UserManagement => optional(&members, "token_type")?,
    };
    token_type.map_or(Ok(()), check_token_type)?;
    tokens.set_access_token(required(&members, "access_token")?, token_type, expires_at(&members, now)?);
    if let Some(scope) = optional(&members, "scope")? {
        tokens.set_scope(scope);
    }
    tokens.refresh_token = optional(&members, "refresh_token")?.map(str::to_owned);
    if transaction.wants_id_token() {
        tokens.id_token = Some(optional(&members, "id_token")?.ok_or(Error::IdTokenMissing)?.into());
    }
    Ok(tokens)
}

/// RFC 6749 §5.2, which some providers send with the status 200; WorkOS has `code` and `message` as well.
fn refusal(form: ExchangeForm, status: u16, members: &Object) -> Option<Refusal> {
    let text = |name| members.get(name).and_then(Json::as_text);
    if let Some(error) = text("error") {
        return Some(Refusal::new(Some(error), text("error_description"), text("error_uri")));
    }
    let coded = form == ExchangeForm::UserManagement && (400..500).contains(&status);
    let code = text("code").filter(|_| coded)?;
    Some(Refusal::new(Some(code), text("message"), None))
}

/// `expires_in`, which some providers send as a string.
fn expires_at(members: &Object, now: Timestamp) -> Result<Option<Timestamp>, Box<Error>> {
    let seconds = match members.get("expires_in") {
        None | Some(Json::Null) => return Ok(None),
        Some(Json::Text(digits)) => decimal::read(digits),
        Some(Json::Number(number)) => whole_number(*number),
        Some(_) => None,
    };
    let at = seconds.and_then(|seconds| expiry(seconds, now));
    at.map(Some).ok_or_else(|| invalid("expires_in", "a whole number of seconds", "something else"))
}

fn required<'a>(members: &'a Object, name: &str) -> Result<&'a str, Box<Error>> {
    optional(members, name)?.ok_or_else(|| invalid(name, "a string", "nothing"))
}

fn optional<'a>(members: &'a Object, name: &str) -> Result<Option<&'a str>, Box<Error>> {
    match members.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Text(text)) if text.len() > TOKEN_LIMIT => Err(invalid(name, "at most 65536 bytes", "more")),
        Some(Json::Text(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        Some(other) => Err(invalid(name, "a string", other.kind())),
    }
}

fn invalid(name: &str, expected: &str, found: &str) -> Box<Error> {
    Error::TokenResponseInvalid(Mismatch::new(name, expected, found)).into()
}

const RESPONSE_LIMIT: u32 = 256 * 1024;
