//! The answer of the userinfo endpoint (OpenID Connect Core §5.3.2).

use serde::de::DeserializeOwned;

use crate::documents::typed_members::UserClaims;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::wire::json_text::{JsonText, read_object};

/// The claims of the user that the ID token is about.
#[derive(Clone, Debug, PartialEq)]
pub struct UserInfo(UserClaims);

impl UserInfo {
    /// Reads an answer about a user.
    pub(crate) fn read(text: String, subject: &str) -> Result<UserInfo, Error> {
        let members = read_object(&text).ok_or_else(|| invalid("the body", "a JSON object"))?;
        match members.text("sub") {
            Some(found) if found == subject => Ok(UserInfo(UserClaims::new(JsonText::known(text), &members))),
            Some(_) => Err(ErrorKind::UserInfoSubjectMismatch.into()),
            None => Err(invalid("sub", "a string")),
        }
    }

    /// All claims, as they came.
    #[must_use]
    pub fn json(&self) -> &JsonText {
        self.0.json()
    }

    /// The claims as one of the app's own types; `None` if they are of another shape. A standard claim of another type
    /// than it has is left out.
    #[must_use]
    pub fn deserialize<T: DeserializeOwned>(&self) -> Option<T> {
        self.0.deserialize()
    }

    /// The names of the claims that are left out for their type.
    #[must_use]
    pub fn mistyped(&self) -> &[&'static str] {
        self.0.mistyped()
    }
}

fn invalid(member: &str, expected: &str) -> Error {
    Error::new(ErrorKind::UserInfoInvalid).member(member).expected(expected).found("something else")
}
