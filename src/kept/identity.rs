//! What a record says of its user and its tokens.

use super::record::{ORGANIZATION, Record};
use crate::documents::jwt::{Segment, text_claim};
use crate::documents::typed_members::UserClaims;
use crate::documents::user::User;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::sign_in::transaction::asked_once;
use crate::wire::json_text::read_object;

impl Record {
    /// The claims of the ID token, which were checked when it came. A standard claim of another type than it has is left
    /// out.
    #[must_use]
    pub fn claims(&self) -> Option<UserClaims> {
        let payload = self.id_token_payload()?;
        Some(UserClaims::new(payload.text, &payload.members))
    }

    /// The user of a provider that has one in place of an ID token.
    #[must_use]
    pub fn user(&self) -> Option<User> {
        let answer = self.issue.user.as_ref()?;
        let members = read_object(answer.as_str())?;
        User::read(&members, answer, |_| Error::new(ErrorKind::TokenResponseInvalid)).ok()
    }

    /// The organization that the user is in.
    #[must_use]
    pub fn organization_id(&self) -> Option<String> {
        let text = match (&self.issue.user, &self.issue.id_token) {
            (Some(answer), _) => read_object(answer.as_str())?.text("organization_id").map(str::to_owned),
            (None, Some(id_token)) => text_claim(id_token.as_str(), ORGANIZATION_CLAIM),
            (None, None) => None,
        };
        text.filter(|text| !text.is_empty())
    }

    /// The organization that the session is in, or was asked for where the provider names none.
    #[must_use]
    pub(crate) fn organization(&self) -> Option<String> {
        self.organization_id().or_else(|| self.asked_once(ORGANIZATION).map(str::to_owned))
    }

    /// What the sign-in asked for, if it is one thing.
    pub(crate) fn asked_once(&self, option: &str) -> Option<&str> {
        asked_once(&self.asked, option)
    }

    fn id_token_payload(&self) -> Option<Segment> {
        Segment::decode(self.issue.id_token.as_ref()?.as_str().split('.').nth(1)?)
    }
}

/// As Auth0 and `WorkOS` call it.
pub(crate) const ORGANIZATION_CLAIM: &str = "org_id";
