//! An authorization response (RFC 6749 §4.1.2 and §4.2.2, RFC 9207 §2, OpenID Connect Core §3.2.2.5), decoded.

use super::address::{Address, Place};
use crate::documents::token_response::{Issued, check_token_type, seconds};
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::quoted;
use crate::protocol::response_parameter::ResponseParameter;
use crate::protocol::response_type::ResponseType;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::{TOKEN_LIMIT, Token};
use crate::protocol::words::Scope;
use crate::sign_in::transaction::Transaction;
use crate::wire::form;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// What a response says. Its values may be secrets.
pub(crate) struct AuthorizationResponse {
    state: Option<Parameter>,
    pub(crate) code: Option<Parameter>,
    access_token: Option<Parameter>,
    id_token: Option<Parameter>,
    pub(crate) error: Option<Parameter>,
    token_type: Option<Parameter>,
    expires_in: Option<Parameter>,
    scope: Option<Parameter>,
    iss: Option<Parameter>,
    pub(crate) error_description: Option<Parameter>,
    pub(crate) error_uri: Option<Parameter>,
}

/// A parameter that is there once.
pub(crate) struct Parameter {
    place: Place,
    pub(crate) value: String,
}

impl AuthorizationResponse {
    /// RFC 6749 §3.1: no parameter is there more than once. Every escape in a value is one, and all of it is UTF-8. Text
    /// for people decides nothing, so it counts as absent where it breaks these rules.
    pub(crate) fn decode(address: &Address) -> Result<AuthorizationResponse, Error> {
        let take = |name| take(address, name);
        if address.states().len() > 1 {
            return Err(repeated(ResponseParameter::State));
        }
        Ok(AuthorizationResponse {
            state: take(ResponseParameter::State)?,
            code: take(ResponseParameter::Code)?,
            access_token: take(ResponseParameter::AccessToken)?,
            id_token: take(ResponseParameter::IdToken)?,
            error: take(ResponseParameter::Error)?,
            token_type: take(ResponseParameter::TokenType)?,
            expires_in: take(ResponseParameter::ExpiresIn)?,
            scope: take(ResponseParameter::Scope)?,
            iss: take(ResponseParameter::Iss)?,
            error_description: take(ResponseParameter::ErrorDescription).unwrap_or_default(),
            error_uri: take(ResponseParameter::ErrorUri).unwrap_or_default(),
        })
    }

    /// RFC 6749 §4.1.2. The sign-in was found by its `state`, which may stand elsewhere than in its own parameter.
    pub(crate) fn check_state(&self, sent: &str) -> Result<(), Error> {
        match &self.state {
            Some(state) if state.value == sent => Ok(()),
            Some(_) => Err(repeated(ResponseParameter::State)),
            None => Err(missing("state")),
        }
    }

    /// RFC 9207 §2.4. An ID token of the same response says who the issuer is, and is checked for it. A response that
    /// grants nothing is refused for that.
    pub(crate) fn check_issuer(&self, transaction: &Transaction) -> Result<(), Error> {
        let issuer = &transaction.expected_issuer;
        match &self.iss {
            Some(iss) if issuer.is_of_response(&iss.value) => Ok(()),
            Some(iss) => {
                let error = Error::new(ErrorKind::IssuerMismatch).parameter("iss");
                Err(error.expected(&issuer.description()).found(&quoted(&iss.value)))
            }
            None if self.error.is_some() || transaction.flow.response_type().has_id_token() => Ok(()),
            None if transaction.promises_iss && self.grants() => Err(ErrorKind::IssuerMissing.into()),
            None => Ok(()),
        }
    }

    /// OAuth 2.0 Multiple Response Types §3 and §5: all that was asked for, nothing else, and in its place.
    pub(crate) fn check_shape(&self, asked: ResponseType) -> Result<(), Error> {
        let is_code = asked == ResponseType::Code;
        let granted = [
            ("code", &self.code, is_code),
            ("access_token", &self.access_token, asked.has_access_token()),
            ("id_token", &self.id_token, asked.has_id_token()),
        ];
        if let Some((name, ..)) = granted.iter().find(|(_, found, wanted)| found.is_some() && !wanted) {
            return Err(Error::new(ErrorKind::ParameterUnexpected).parameter(name));
        }
        if let Some((name, ..)) = granted.iter().find(|(_, found, wanted)| found.is_none() && *wanted) {
            return Err(missing(name));
        }
        let (place, expected) = if is_code { (Place::Query, "query") } else { (Place::Fragment, "fragment") };
        // Names too telling to be an app's own elsewhere in the address. Servers that add `iss` to whatever the redirect is
        // add it to the query of a fragment's response too.
        let bound = [
            ("code", &self.code),
            ("access_token", &self.access_token),
            ("id_token", &self.id_token),
            ("token_type", &self.token_type),
            ("iss", if is_code { &self.iss } else { &None }),
            ("state", &self.state),
        ];
        match bound.iter().find(|(_, found)| found.as_ref().is_some_and(|found| found.place != place)) {
            Some((name, _)) => Err(Error::new(ErrorKind::ParameterMisplaced).parameter(name).expected(expected)),
            None => Ok(()),
        }
    }

    /// What a response in the fragment issues (RFC 6749 §4.2.2, OpenID Connect Core §3.2.2.5).
    pub(crate) fn issued(&self, asked: &Scope, now: Timestamp) -> Result<Issued, Error> {
        let id_token = self.id_token.as_ref().map(|token| Token::new(&token.value));
        let mut issued = Issued {
            access_token: None,
            token_type: None,
            sent_at: now,
            expires_at: None,
            scope: asked.clone(),
            refresh_token: None,
            id_token,
            raw: self.raw(),
        };
        if let Some(access_token) = &self.access_token {
            let token_type = self.token_type.as_ref().ok_or_else(|| missing("token_type"))?;
            check_token_type(&token_type.value)?;
            issued.access_token = Some(Token::new(&access_token.value));
            issued.token_type = Some(token_type.value.clone());
            issued.expires_at = self.expires_at(now)?;
            if let Some(scope) = &self.scope {
                issued.scope = Scope::split(&scope.value);
            }
        }
        Ok(issued)
    }

    fn grants(&self) -> bool {
        self.code.is_some() || self.access_token.is_some() || self.id_token.is_some()
    }

    /// The code and the tokens.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        [&self.code, &self.access_token, &self.id_token]
            .into_iter()
            .flatten()
            .map(|found| found.value.as_str())
            .collect()
    }

    fn expires_at(&self, now: Timestamp) -> Result<Option<Timestamp>, Error> {
        let Some(given) = &self.expires_in else { return Ok(None) };
        let at = seconds(&given.value).and_then(|seconds| now.expiry(seconds));
        at.map(Some).ok_or_else(|| malformed("expires_in", "a number of seconds in digits"))
    }

    /// Everything that was read, under its names on the wire.
    fn raw(&self) -> JsonText {
        let all = [
            ("state", &self.state),
            ("code", &self.code),
            ("access_token", &self.access_token),
            ("id_token", &self.id_token),
            ("error", &self.error),
            ("token_type", &self.token_type),
            ("expires_in", &self.expires_in),
            ("scope", &self.scope),
            ("iss", &self.iss),
            ("error_description", &self.error_description),
            ("error_uri", &self.error_uri),
        ];
        let given = all.iter().filter_map(|(name, found)| Some((*name, found.as_ref()?)));
        let members = given.map(|(name, found)| (name.to_owned(), Json::from(found.value.as_str()))).collect();
        JsonText::write(&Json::Object(Object::new(members))).unwrap_or_else(|| JsonText::known("{}".to_owned()))
    }
}

fn take(address: &Address, name: ResponseParameter) -> Result<Option<Parameter>, Error> {
    let mut values = address.values(name);
    let Some(first) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(repeated(name));
    }
    let value = form::decode(&first.value).filter(|text| is_displayable(name, text));
    let value = value.ok_or_else(|| malformed(name.name(), "form-encoded UTF-8 without control characters"))?;
    if matches!(name, ResponseParameter::AccessToken | ResponseParameter::IdToken) && value.len() > TOKEN_LIMIT {
        return Err(malformed(name.name(), "at most 65536 bytes"));
    }
    Ok(Some(Parameter { place: first.place, value }))
}

/// Without control characters; text for people may have lines.
fn is_displayable(name: ResponseParameter, text: &str) -> bool {
    match name {
        ResponseParameter::ErrorDescription | ResponseParameter::ErrorUri => !text.contains('\0'),
        _ => !text.contains(char::is_control),
    }
}

fn repeated(name: ResponseParameter) -> Error {
    Error::new(ErrorKind::ParameterRepeated).parameter(name.name())
}

fn missing(name: &str) -> Error {
    Error::new(ErrorKind::ParameterMissing).parameter(name)
}

fn malformed(name: &str, expected: &str) -> Error {
    Error::new(ErrorKind::ParameterMalformed).parameter(name).expected(expected)
}
