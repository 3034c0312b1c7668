//! What tabs of one origin tell each other. Nothing here is believed: a message says where to look.

use std::sync::Arc;

use serde::Serialize;

use crate::kept::record::{Record, Standing, is_random};
use crate::sign_in::transaction::ClientKey;
use crate::wire::json_text::{self, read_object};

/// A message between tabs.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A session has ended: every one of the client, or those of one family.
    Ended(Scope),
    /// A session was begun or renewed.
    Adopted {
        /// Which sign-in it comes from.
        family: String,
        /// Its generation by now.
        generation: u64,
    },
    /// The same on the family's own channel, where the record goes with it.
    Renewed(Arc<Record>),
    /// A tab that has no session asks for one.
    Ask {
        /// By which it knows the answer.
        asker: String,
    },
    /// The answer.
    Given {
        /// Who asked.
        asker: String,
        /// The session.
        record: Arc<Record>,
    },
}

/// What has ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Scope {
    /// Every session of the client, by a sign-out.
    Client,
    /// The sessions of one family, by a refusal.
    Family(String),
}

#[derive(Default, Serialize)]
struct Written<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asker: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'a str>,
}

impl Message {
    /// Says where a session stands that was begun or renewed.
    #[must_use]
    pub fn adopted(standing: &Standing) -> Message {
        Message::Adopted { family: standing.family.clone(), generation: standing.generation }
    }

    /// Reads a message. What does not parse is dropped.
    #[must_use]
    pub fn read(text: &str, client: &ClientKey) -> Option<Message> {
        let members = read_object(text)?;
        let random = |name| members.text(name).filter(|text| is_random(text)).map(str::to_owned);
        let record = || Record::read(members.text("record")?, client).map(Arc::new);
        match members.text("kind")? {
            "ended" => Some(Message::Ended(match members.get("family") {
                None => Scope::Client,
                Some(_) => Scope::Family(random("family")?),
            })),
            "adopted" => {
                let generation = members.get("generation")?.as_whole()?;
                Some(Message::Adopted { family: random("family")?, generation })
            }
            "renewed" => record().map(Message::Renewed),
            "ask" => Some(Message::Ask { asker: random("asker")? }),
            "given" => Some(Message::Given { asker: random("asker")?, record: record()? }),
            _ => None,
        }
    }

    /// The message as a text.
    #[must_use]
    pub fn text(&self) -> String {
        let record = match self {
            Message::Renewed(record) | Message::Given { record, .. } => Some(record.text()),
            _ => None,
        };
        let of_kind = |kind| Written { kind, record: record.as_deref(), ..Written::default() };
        let written = match self {
            Message::Ended(Scope::Client) => of_kind("ended"),
            Message::Ended(Scope::Family(family)) => Written { family: Some(family), ..of_kind("ended") },
            Message::Adopted { family, generation } => {
                Written { family: Some(family), generation: Some(*generation), ..of_kind("adopted") }
            }
            Message::Renewed(_) => of_kind("renewed"),
            Message::Ask { asker } => Written { asker: Some(asker), ..of_kind("ask") },
            Message::Given { asker, .. } => Written { asker: Some(asker), ..of_kind("given") },
        };
        json_text::written(&written)
    }

    /// The name of the private channel that the message goes to; the client's public one if it has none.
    #[must_use]
    pub fn channel_secret(&self) -> Option<&str> {
        if let Message::Renewed(record) = self { Some(&record.secret) } else { None }
    }
}
