//! What a store or another tab is given of a session, and what a renewal needs of it.

use std::fmt;

use super::first_id_token::FirstIdToken;
use crate::config::session_config::Store;
use crate::protocol::random_text::RandomText;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::Token;
use crate::protocol::words::Scope;
use crate::sign_in::transaction::ClientKey;
use crate::wire::json_text::JsonText;

/// One generation of one session. It holds tokens, so its `Debug` shows none.
#[derive(Clone, PartialEq)]
pub struct Record {
    /// Whose session it is.
    pub(crate) client: ClientKey,
    /// Where it is kept.
    pub(crate) store: Store,
    /// The sign-in that it comes from, and which of its renewals.
    pub(crate) standing: Standing,
    /// The name of the channel of the tabs that have this family: whoever knows it hears their tokens.
    pub(crate) secret: String,
    /// Who the user is; absent exactly for an access token alone.
    pub(crate) subject: Option<String>,
    /// When the sign-in was: of two, the later one counts.
    pub(crate) signed_in_at: Timestamp,
    /// What was issued last.
    pub(crate) issue: Issue,
    /// What the sign-in asked for, as options of a request.
    pub(crate) asked: Vec<(String, String)>,
    /// What the first ID token said, which a renewed one must say too.
    pub(crate) first: Option<FirstIdToken>,
}

/// Where a session stands. What follows from one standing counts only as long as that is the standing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Standing {
    /// Which sign-in the session comes from: random, and no secret.
    pub family: String,
    /// How many times it was renewed, and one.
    pub generation: u64,
    /// What every sign-out of this client replaces; absent as long as there was none.
    pub epoch: Option<String>,
}

/// What the provider issued.
#[derive(Clone, PartialEq)]
pub struct Issue {
    /// When its request was sent.
    pub sent_at: Timestamp,
    /// The access token.
    pub access_token: Option<Token>,
    /// When the access token expires, if the provider said.
    pub expires_at: Option<Timestamp>,
    /// What was granted.
    pub scope: Scope,
    /// The refresh token.
    pub refresh_token: Option<Token>,
    /// The ID token, which was checked.
    pub id_token: Option<Token>,
    /// The answer's members that say who the user is, where there is no ID token.
    pub user: Option<JsonText>,
}

impl Record {
    /// Where it stands.
    #[must_use]
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// What was issued last.
    #[must_use]
    pub fn issue(&self) -> &Issue {
        &self.issue
    }

    /// When the sign-in was.
    #[must_use]
    pub fn signed_in_at(&self) -> Timestamp {
        self.signed_in_at
    }

    /// Who the user is at this issuer; `None` for an access token alone.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The next generation. What an answer leaves out stays as it was (RFC 6749 §6).
    #[must_use]
    pub fn renewed(&self, issue: Issue) -> Record {
        let before = &self.issue;
        let issue = Issue {
            refresh_token: issue.refresh_token.or_else(|| before.refresh_token.clone()),
            id_token: issue.id_token.or_else(|| before.id_token.clone()),
            ..issue
        };
        let standing = Standing { generation: self.standing.generation + 1, ..self.standing.clone() };
        Record { standing, issue, ..self.clone() }
    }

    /// The same, of another organization: later renewals ask for that one. A provider that says another one has not gone
    /// over.
    pub(crate) fn in_organization(mut self, organization: Option<String>) -> Record {
        let said = self.organization_id();
        if let Some(organization) = organization.filter(|asked| said.is_none_or(|said| said == *asked)) {
            self.asked.retain(|(name, _)| name != ORGANIZATION);
            self.asked.push((ORGANIZATION.to_owned(), organization));
        }
        self
    }

    /// The same, as a generation that no tab has had: the ledger may be ahead of this one.
    pub(crate) fn after(mut self, generation: u64) -> Record {
        self.standing.generation = self.standing.generation.max(generation + 1);
        self
    }

    /// Whether it is a later generation of the same session.
    pub(crate) fn follows(&self, standing: &Standing) -> bool {
        self.standing.family == standing.family && self.standing.generation > standing.generation
    }

    /// Whether another record of the same user has taken this one's place: a later generation, or a later sign-in.
    pub(crate) fn is_behind(&self, other: &Record) -> bool {
        self.place() < other.place()
    }

    fn place(&self) -> (Timestamp, &str, u64) {
        (self.signed_in_at, &self.standing.family, self.standing.generation)
    }

    /// Whether a sign-out has come after its sign-in. Without an epoch there was none.
    pub(crate) fn is_over(&self, epoch: Option<&str>) -> bool {
        self.standing.is_over(epoch)
    }
}

impl Standing {
    pub(crate) fn is_over(&self, epoch: Option<&str>) -> bool {
        epoch.is_some() && self.epoch.as_deref() != epoch
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").field("standing", &self.standing).finish_non_exhaustive()
    }
}

impl fmt::Debug for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issue").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Whether a text is a random value of this library's own form.
pub(crate) fn is_random(text: &str) -> bool {
    RandomText::parse(text).is_some()
}

pub(super) const ORGANIZATION: &str = "organizationId";

pub(super) const VERSION: u32 = 1;
