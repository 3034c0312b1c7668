//! The user of an exchange that answers with one in place of an ID token, as WorkOS's user management does.

use std::fmt;

use crate::error::error::Error;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// Who signed in, in the provider's words.
#[derive(Clone, PartialEq)]
pub struct User {
    id: String,
    members: Json,
    answer: JsonText,
}

impl User {
    /// Takes an answer that says who the user is.
    pub(crate) fn read(members: &Object, answer: &JsonText, invalid: impl Fn(&str) -> Error) -> Result<User, Error> {
        let user = members.get("user");
        let id = user.and_then(Json::as_object).and_then(|user| user.text("id")).filter(|id| !id.is_empty());
        match user.zip(id) {
            Some((user, id)) => Ok(User { id: id.to_owned(), members: user.clone(), answer: answer.clone() }),
            None => Err(invalid("an object with an \"id\"")),
        }
    }

    /// The provider's identifier of the user.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the provider says of the user.
    #[must_use]
    pub fn members(&self) -> &Json {
        &self.members
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
