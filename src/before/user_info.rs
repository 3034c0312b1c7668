//! The userinfo endpoint (OpenID Connect Core §5.3).

use crate::before::config::{ClientConfig, USERINFO_ENDPOINT};
use crate::before::error::{Error, ErrorKind, invalid};
use crate::before::json::{JsonText, Object};
use crate::before::jwt::text_claim;
use crate::before::prelude::*;
use crate::before::step::{ANSWER_LIMIT, Done, HttpRequest, Purpose, Response, Step};

/// The claims of the user that the ID token is about.
#[derive(Clone, Debug, PartialEq)]
pub struct UserInfo(JsonText);

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
/// [`ErrorKind::NotReady`], [`ErrorKind::EndpointMissing`], and [`ErrorKind::InvalidOption`] when the tokens are not
/// those of a sign-in with an ID token, since then nothing says whose claims they would be.
pub fn fetch_user_info(config: &ClientConfig, access_token: &str, id_token: &str) -> Result<Step, Box<Error>> {
    let endpoint = config.endpoint(USERINFO_ENDPOINT)?;
    let usable = !access_token.is_empty() && access_token.bytes().all(|byte| byte.is_ascii_graphic());
    let Some(subject) = text_claim(id_token, "sub").filter(|_| usable) else {
        return Err(invalid("tokens", "those of a \"signed-in\" result with an access token", "others"));
    };
    let mut request = HttpRequest::get(endpoint.to_owned(), ANSWER_LIMIT, Purpose::UserInfo(subject));
    request.authorization = concat(&["Bearer ", access_token]);
    Ok(Step::Send(request))
}

/// OpenID Connect Core §5.3.2 and §5.3.4.
pub(crate) fn read(subject: &str, response: &Response) -> Result<Step, Box<Error>> {
    if matches!(response.status, 401 | 403) {
        return Err(ErrorKind::UserInfoRefused.into());
    }
    let text = response.success()?;
    let (about, expected) = match Object::parse(text) {
        None => ("the body", "a JSON object"),
        Some(claims) => match claims.text("sub") {
            Some(found) if found == subject => {
                return Ok(Step::Done(Box::new(Done::UserInfo(UserInfo(JsonText::known(text.into()))))));
            }
            Some(_) => return Err(ErrorKind::UserInfoSubjectMismatch.into()),
            None => ("sub", "a string"),
        },
    };
    Err(ErrorKind::UserInfoInvalid.of(about, expected, "something else"))
}
