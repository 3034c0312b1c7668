//! Members that apps read without a look at their type: one of another type counts as absent.

use serde::de::DeserializeOwned;

use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// What a member may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum MemberType {
    Text,
    TextOrNull,
    TextOrNumber,
    Texts,
    Flag,
    Object,
}

/// The type of a member by its name.
pub(crate) type TypedMember = (&'static str, MemberType);

/// The claims of a user, each of the type that apps expect, or left out.
#[derive(Clone, Debug, PartialEq)]
pub struct UserClaims {
    text: JsonText,
    mistyped: Vec<&'static str>,
}

impl UserClaims {
    pub(crate) fn new(text: JsonText, members: &Object) -> UserClaims {
        UserClaims { text, mistyped: mistyped(members, &STANDARD_CLAIMS) }
    }

    /// All claims, as they came.
    pub(crate) fn json(&self) -> &JsonText {
        &self.text
    }

    /// The names of those that are left out.
    #[must_use]
    pub fn mistyped(&self) -> &[&'static str] {
        &self.mistyped
    }

    /// The claims as one of the app's own types.
    pub(crate) fn deserialize<T: DeserializeOwned>(&self) -> Option<T> {
        let claims = self.text.value()?;
        claims.as_object().map(|claims| Json::Object(claims.without(&self.mistyped)))?.deserialize()
    }
}

/// The names of the members that are there and of another type.
pub(crate) fn mistyped(members: &Object, expected: &[TypedMember]) -> Vec<&'static str> {
    let is_other = |(name, kind): &&TypedMember| members.get(name).is_some_and(|member| !kind.fits(member));
    expected.iter().filter(is_other).map(|(name, _)| *name).collect()
}

impl MemberType {
    fn fits(self, member: &Json) -> bool {
        match self {
            MemberType::Text => member.as_str().is_some(),
            MemberType::TextOrNull => member.as_str().is_some() || member.is_null(),
            MemberType::TextOrNumber => member.as_str().is_some() || member.as_number().is_some(),
            MemberType::Texts => {
                member.as_array().is_some_and(|items| items.iter().all(|item| item.as_str().is_some()))
            }
            MemberType::Flag => member.as_bool().is_some(),
            MemberType::Object => member.as_object().is_some(),
        }
    }
}

/// OpenID Connect Core §2 and §5.1. Auth0 sends a date for `updated_at`.
const STANDARD_CLAIMS: [TypedMember; 12] = [
    ("amr", MemberType::Texts),
    ("name", MemberType::Text),
    ("given_name", MemberType::Text),
    ("family_name", MemberType::Text),
    ("preferred_username", MemberType::Text),
    ("picture", MemberType::Text),
    ("email", MemberType::Text),
    ("email_verified", MemberType::Flag),
    ("locale", MemberType::Text),
    ("zoneinfo", MemberType::Text),
    ("phone_number", MemberType::Text),
    ("updated_at", MemberType::TextOrNumber),
];
