//! The user of an exchange that answers with one in place of an ID token, as WorkOS's user management does.

use std::fmt;

use crate::documents::typed_members::{MemberType, TypedMember, mistyped};
use crate::error::error::Error;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// Who signed in, in the provider's words.
#[derive(Clone, PartialEq)]
pub struct User {
    id: String,
    members: Json,
    answer: JsonText,
    mistyped: Vec<&'static str>,
    mistyped_beside: Vec<&'static str>,
}

impl User {
    /// Takes an answer that says who the user is.
    pub(crate) fn read(members: &Object, answer: &JsonText, invalid: impl Fn(&str) -> Error) -> Result<User, Error> {
        let user = members.get("user").and_then(Json::as_object);
        let id = user.and_then(|user| user.text("id")).filter(|id| !id.is_empty());
        let (user, id) = user.zip(id).ok_or_else(|| invalid("an object with an \"id\""))?;
        let mistyped = mistyped(user, &USER_MEMBERS);
        Ok(User {
            id: id.to_owned(),
            members: Json::Object(user.without(&mistyped)),
            answer: answer.clone(),
            mistyped,
            mistyped_beside: self::mistyped(members, &MEMBERS_BESIDE),
        })
    }

    /// The provider's identifier of the user.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the provider says of the user, less what is of another type than it has.
    #[must_use]
    pub fn members(&self) -> &Json {
        &self.members
    }

    /// The whole answer, tokens included.
    #[must_use]
    pub fn answer(&self) -> &JsonText {
        &self.answer
    }

    /// The same user, from an answer without a refresh token.
    pub(crate) fn without_refresh_token(self) -> User {
        User { answer: self.answer.without("refresh_token"), ..self }
    }

    /// The names of the user's members that are left out for their type.
    #[must_use]
    pub fn mistyped(&self) -> &[&'static str] {
        &self.mistyped
    }

    /// The names of what is left out beside the user.
    #[must_use]
    pub fn mistyped_beside(&self) -> &[&'static str] {
        &self.mistyped_beside
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}

/// WorkOS's user object.
const USER_MEMBERS: [TypedMember; 6] = [
    ("email", MemberType::Text),
    ("email_verified", MemberType::Flag),
    ("first_name", MemberType::TextOrNull),
    ("last_name", MemberType::TextOrNull),
    ("profile_picture_url", MemberType::TextOrNull),
    ("external_id", MemberType::TextOrNull),
];

/// What says how the user signed in.
const MEMBERS_BESIDE: [TypedMember; 4] = [
    ("organization_id", MemberType::Text),
    ("authentication_method", MemberType::Text),
    ("impersonator", MemberType::Object),
    ("oauth_tokens", MemberType::Object),
];
