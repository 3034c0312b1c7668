//! The userinfo endpoint (OpenID Connect Core §5.3).

use crate::config::{ClientConfig, USERINFO_ENDPOINT};
use crate::error::{Error, Mismatch, invalid};
use crate::json::{Json, JsonText, Object};
use crate::jwt::text_claim;
use crate::prelude::*;
use crate::step::{Done, HttpRequest, Pending, Response, Step};

/// The claims of the user that the ID token is about.
#[derive(Clone, Debug, PartialEq)]
pub struct UserInfo(JsonText);

/// Whose claims were asked for.
#[derive(Debug)]
pub struct UserInfoRequest {
    subject: String,
}

impl UserInfo {
    /// All claims.
    #[must_use]
    pub fn json(&self) -> &JsonText {
        &self.0
    }
}

/// Asks for the claims of a sign-in's user. The access token goes in a header (RFC 6750 §2.1), never in a URL.
///
/// # Errors
///
/// [`Error::NotReady`], [`Error::EndpointMissing`], and [`Error::InvalidOption`] when the tokens are not those of a
/// sign-in with an ID token, since then nothing says whose claims they would be.
pub fn fetch_user_info(config: &ClientConfig, access_token: &str, id_token: &str) -> Result<Step, Box<Error>> {
    let endpoint = config.endpoint(USERINFO_ENDPOINT)?;
    let tokens = || invalid("tokens", "those of a \"signed-in\" result with an access token", "others");
    let subject = text_claim(id_token, "sub").ok_or_else(tokens)?;
    if access_token.is_empty() || !access_token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(tokens());
    }
    let mut request = HttpRequest::get(endpoint, RESPONSE_LIMIT);
    request.authorization = Some(["Bearer ", access_token].concat());
    Ok(Step::Send(request, Pending::UserInfo(UserInfoRequest { subject })))
}

/// OpenID Connect Core §5.3.2 and §5.3.4.
pub(crate) fn read(request: &UserInfoRequest, response: &Response) -> Result<Step, Box<Error>> {
    if matches!(response.status, 401 | 403) {
        return Err(Error::UserInfoRefused.into());
    }
    let text = response.success()?;
    let wrong = |name, expected| Box::new(Error::UserInfoInvalid(Mismatch::new(name, expected, "something else")));
    let claims = Object::parse(text).ok_or_else(|| wrong("the body", "a JSON object"))?;
    match claims.get("sub") {
        Some(Json::Text(subject)) if *subject == request.subject => {
            Ok(Step::Done(Done::UserInfo(UserInfo(JsonText::known(text.into())))))
        }
        Some(Json::Text(_)) => Err(Error::UserInfoSubjectMismatch.into()),
        _ => Err(wrong("sub", "a string")),
    }
}

const RESPONSE_LIMIT: u32 = 256 * 1024;
