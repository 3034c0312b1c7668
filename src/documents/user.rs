//! The user of an exchange that answers with one in place of an ID token, as WorkOS's user management does.

use std::fmt;

use crate::error::error::Error;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// Who signed in, in the provider's words.
#[derive(Clone, PartialEq)]
pub struct User {
    id: String,
    answer: JsonText,
}

impl User {
    /// Takes an answer that says who the user is.
    pub(crate) fn read(members: &Object, answer: &JsonText, invalid: impl Fn(&str) -> Error) -> Result<User, Error> {
        let id = members.get("user").and_then(Json::as_object).and_then(|user| user.text("id"));
        match id {
            Some(id) if !id.is_empty() => Ok(User { id: id.to_owned(), answer: answer.clone() }),
            _ => Err(invalid("an object with an \"id\"")),
        }
    }

    /// The provider's identifier of the user.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The whole answer, tokens included.
    #[must_use]
    pub fn answer(&self) -> &JsonText {
        &self.answer
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown", feature = "npm"))]
/// The members of the answer that say who signed in and how, and the names that they have in a result.
pub(crate) const MEMBERS: [(&str, &str); 5] = [
    ("user", "user"),
    ("organization_id", "organizationId"),
    ("authentication_method", "authenticationMethod"),
    ("impersonator", "impersonator"),
    ("oauth_tokens", "oauthTokens"),
];
