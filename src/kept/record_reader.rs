//! Reading a session's record, which is refused with a missing, mistyped or unknown member.

use super::first_id_token::FirstIdToken;
use super::record::{Issue, Record, Standing, VERSION, is_random};
use crate::config::session_config::Store;
use crate::protocol::issuer::Issuer;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::{TOKEN_LIMIT, Token};
use crate::protocol::words::Scope;
use crate::sign_in::transaction::ClientKey;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// The members of a record, or of an object in it.
pub(super) struct Members<'a>(pub(super) &'a Object);

impl<'a> Members<'a> {
    pub(super) fn record(&self) -> Option<Record> {
        self.only(&RECORD_MEMBERS)?;
        self.0.get("version").filter(|version| version.as_whole() == Some(VERSION.into()))?;
        let subject = self.optional("subject", text)?;
        let issue = self.issue()?;
        // An access token alone identifies nobody, and everything else says who the user is.
        if subject.is_some() != (issue.id_token.is_some() || issue.user.is_some()) {
            return None;
        }
        let first = self.optional("first", |json| Members(json.as_object()?).first())?;
        // What no renewed ID token may change is known exactly where there is one.
        if first.is_some() != issue.id_token.is_some() {
            return None;
        }
        Some(Record {
            client: ClientKey {
                client_id: self.text("clientId")?.to_owned(),
                issuer: Issuer::known(self.text("issuer")?),
            },
            store: Store::named(self.text("store")?)?,
            standing: self.standing()?,
            secret: self.random("secret")?,
            subject,
            signed_in_at: timestamp(self.0.get("signedInAt")?)?,
            issue,
            asked: self.asked()?,
            first,
        })
    }

    fn standing(&self) -> Option<Standing> {
        Some(Standing {
            family: self.random("family")?,
            generation: self.0.get("generation")?.as_whole().filter(|generation| *generation > 0)?,
            epoch: self.optional("epoch", |json| json.as_str().filter(|text| is_random(text)).map(str::to_owned))?,
        })
    }

    fn issue(&self) -> Option<Issue> {
        Some(Issue {
            sent_at: timestamp(self.0.get("sentAt")?)?,
            access_token: self.optional("accessToken", token)?,
            expires_at: self.optional("expiresAt", timestamp)?,
            scope: Scope::split(&texts(self.0.get("scope")?)?.join(" ")),
            refresh_token: self.optional("refreshToken", token)?,
            id_token: self.optional("idToken", token)?,
            user: self.optional("user", |json| JsonText::new(json.as_str()?.to_owned()))?,
        })
    }

    fn first(&self) -> Option<FirstIdToken> {
        self.only(&["issuer", "audience", "nonce", "authTime", "authorizedParty"])?;
        Some(FirstIdToken {
            issuer: self.text("issuer")?.to_owned(),
            audience: texts(self.0.get("audience")?)?,
            nonce: self.optional("nonce", text)?,
            auth_time: self.optional("authTime", timestamp)?,
            authorized_party: self.optional("authorizedParty", text)?,
        })
    }

    fn asked(&self) -> Option<Vec<(String, String)>> {
        let pairs = self.0.get("asked")?.as_array()?.iter().map(|pair| {
            let [name, value] = <[String; 2]>::try_from(texts(pair)?).ok()?;
            Some((name, value))
        });
        pairs.collect()
    }

    /// Refuses a member that is not there when a record is written.
    fn only(&self, names: &[&str]) -> Option<()> {
        self.0.iter().all(|(name, _)| names.contains(&name)).then_some(())
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.text(name)
    }

    fn random(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| is_random(text)).map(str::to_owned)
    }

    /// A member that may be left out; `None` if it is there and cannot be read.
    #[allow(clippy::option_option, reason = "unreadable, or left out")]
    fn optional<T>(&self, name: &str, read: impl FnOnce(&'a Json) -> Option<T>) -> Option<Option<T>> {
        match self.0.get(name) {
            None => Some(None),
            Some(json) => read(json).map(Some),
        }
    }
}

fn text(json: &Json) -> Option<String> {
    json.as_str().map(str::to_owned)
}

fn token(json: &Json) -> Option<Token> {
    json.as_str().filter(|text| !text.is_empty() && text.len() <= TOKEN_LIMIT).map(Token::new)
}

fn timestamp(json: &Json) -> Option<Timestamp> {
    json.as_whole().map(Timestamp::from_milliseconds)
}

fn texts(json: &Json) -> Option<Vec<String>> {
    json.as_array()?.iter().map(text).collect()
}

const RECORD_MEMBERS: [&str; 19] = [
    "version",
    "clientId",
    "issuer",
    "store",
    "family",
    "generation",
    "secret",
    "epoch",
    "subject",
    "signedInAt",
    "sentAt",
    "accessToken",
    "expiresAt",
    "scope",
    "refreshToken",
    "idToken",
    "user",
    "asked",
    "first",
];
