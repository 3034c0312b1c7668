//! Sign-ins as they lie in storage: JSON with a name for each member.

use serde::Serialize;

use super::flow::Flow;
use super::record_reader::Members;
use super::transaction::{Ended, Marker, Transaction};
use crate::config::session_config::Store;
use crate::protocol::expected_issuer::ExpectedIssuer;
use crate::protocol::random_text::State;
use crate::protocol::timestamp::Timestamp;
use crate::wire::json_text::{JsonText, read_object, written};

/// What is stored of a sign-in.
#[derive(Debug)]
pub(crate) enum Record {
    Open(Box<Transaction>),
    Over(Marker),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OpenRecord<'a> {
    status: &'static str,
    client_id: &'a str,
    issuer: &'a str,
    /// Where it is not the issuer itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_issuer: Option<&'a ExpectedIssuer>,
    expires_at: Timestamp,
    state: &'a State,
    redirect_uri: &'a str,
    flow: &'a Flow,
    promises_iss: bool,
    is_silent: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    keep: Option<Store>,
    return_to: &'a str,
    /// JSON in its turn, which may be nested more deeply than a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    app_state: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_of_popup: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    asked: &'a [(String, String)],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MarkerRecord<'a> {
    status: Ended,
    client_id: &'a str,
    issuer: &'a str,
    forget_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_to: Option<&'a str>,
}

impl Record {
    pub(crate) fn read(text: &str) -> Option<Record> {
        let record = read_object(text)?;
        let members = Members(&record);
        match members.text("status")? {
            "open" => members.transaction().map(|open| Record::Open(Box::new(open))),
            "used" => members.marker(Ended::Used).map(Record::Over),
            "expired" => members.marker(Ended::Expired).map(Record::Over),
            _ => None,
        }
    }
}

/// The text of a sign-in that waits for its answer.
pub(super) fn write_open(transaction: &Transaction) -> String {
    let own = &transaction.client.issuer;
    let is_own = |expected: &&ExpectedIssuer| matches!(expected, ExpectedIssuer::Exact { issuer } if issuer == own);
    written(&OpenRecord {
        status: "open",
        client_id: &transaction.client.client_id,
        issuer: transaction.client.issuer.as_str(),
        expected_issuer: Some(&transaction.expected_issuer).filter(|expected| !is_own(expected)),
        expires_at: transaction.expires_at,
        state: &transaction.state,
        redirect_uri: transaction.redirect_uri.as_str(),
        flow: &transaction.flow,
        promises_iss: transaction.promises_iss,
        is_silent: transaction.is_silent,
        keep: transaction.keep,
        return_to: &transaction.app_data.return_to,
        app_state: transaction.app_data.app_state.as_ref().map(JsonText::as_str),
        is_of_popup: transaction.is_of_popup,
        asked: &transaction.asked,
    })
}

/// The text of a sign-in that is over.
pub(super) fn write_marker(marker: &Marker) -> String {
    written(&MarkerRecord {
        status: marker.ended,
        client_id: &marker.client.client_id,
        issuer: marker.client.issuer.as_str(),
        forget_at: marker.forget_at,
        return_to: marker.return_to.as_deref(),
    })
}
