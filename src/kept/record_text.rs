//! A session's record as a text.

use serde::Serialize;

use super::first_id_token::FirstIdToken;
use super::record::{Issue, Record, VERSION};
use super::record_reader::Members;
use crate::config::session_config::Store;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::Token;
use crate::protocol::words::Scope;
use crate::sign_in::transaction::ClientKey;
use crate::wire::json_text::{self, JsonText, read_object};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenRecord<'a> {
    version: u32,
    client_id: &'a str,
    issuer: &'a str,
    store: Store,
    family: &'a str,
    generation: u64,
    secret: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    epoch: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    signed_in_at: Timestamp,
    sent_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    scope: &'a Scope,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
    asked: &'a [(String, String)],
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<&'a FirstIdToken>,
}

impl Record {
    /// Reads a record of this client. Anything else is none: a byte less, a member more, another version.
    #[must_use]
    pub fn read(text: &str, client: &ClientKey) -> Option<Record> {
        if text.len() > RECORD_LIMIT {
            return None;
        }
        let members = read_object(text)?;
        Members(&members).record().filter(|record| record.client == *client)
    }

    /// The record as a text.
    #[must_use]
    pub fn text(&self) -> String {
        let Issue { sent_at, access_token, expires_at, scope, refresh_token, id_token, user } = &self.issue;
        let written = WrittenRecord {
            version: VERSION,
            client_id: &self.client.client_id,
            issuer: self.client.issuer.as_str(),
            store: self.store,
            family: &self.standing.family,
            generation: self.standing.generation,
            secret: &self.secret,
            epoch: self.standing.epoch.as_deref(),
            subject: self.subject.as_deref(),
            signed_in_at: self.signed_in_at,
            sent_at: *sent_at,
            access_token: access_token.as_ref().map(Token::as_str),
            expires_at: *expires_at,
            scope,
            refresh_token: refresh_token.as_ref().map(Token::as_str),
            id_token: id_token.as_ref().map(Token::as_str),
            user: user.as_ref().map(JsonText::as_str),
            asked: &self.asked,
            first: self.first.as_ref(),
        };
        json_text::written(&written)
    }
}

/// In bytes: several tokens at their limit, and the claims.
const RECORD_LIMIT: usize = 512 * 1024;
