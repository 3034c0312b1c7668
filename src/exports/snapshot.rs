//! What an app sees of a session. It is one object as long as nothing in it changes, as stores of frameworks need it.

use std::cell::RefCell;

use js_sys::JSON;
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::failure::failure;
use super::results::{Parsed, user_claims, user_object, value};
use crate::kept::record::Record;
use crate::machine::status::Status;
use crate::protocol::timestamp::Timestamp;

/// The snapshots of one session, of which the last one is kept.
#[derive(Default)]
pub(super) struct Snapshots {
    last: RefCell<Option<(Status, Snapshot, JsValue)>>,
    identity: OneOfText,
}

/// Every member that a snapshot can have; which ones it has follows from its status.
#[derive(Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Snapshot {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Parsed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retrying: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[allow(clippy::option_option, reason = "left out, `null` or a number")]
    expires_at: Option<Option<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Parsed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<Parsed>,
}

/// The last value of those that each have a text, which equal texts share.
#[derive(Default)]
struct OneOfText(RefCell<Option<(String, JsValue)>>);

impl Snapshots {
    /// The snapshot of a status; `undefined` for what is unknown.
    pub(super) fn of(&self, status: &Status) -> JsValue {
        if let Some((_, _, object)) = self.last.borrow().as_ref().filter(|(known, ..)| known.is_same(status)) {
            return object.clone();
        }
        let Some(snapshot) = self.snapshot(status) else { return JsValue::UNDEFINED };
        let last = self.last.take().filter(|(_, known, _)| *known == snapshot);
        let object = last.map_or_else(|| value(&snapshot), |(_, _, object)| object);
        self.last.replace(Some((status.clone(), snapshot, object.clone())));
        object
    }

    fn snapshot(&self, status: &Status) -> Option<Snapshot> {
        let snapshot = match status {
            Status::Unknown => return None,
            Status::SignedOut { reason, error } => Snapshot {
                status: "signed-out",
                reason: Some(reason.as_str()),
                error: error.as_ref().map(|error| Parsed(failure(error))),
                ..Snapshot::default()
            },
            Status::SignedIn(record) => self.signed_in("signed-in", record, false),
            Status::Expired { record, retrying } => self.signed_in("expired", record, *retrying),
            Status::Authorized(record) => authorized(record),
        };
        Some(snapshot)
    }

    fn signed_in(&self, status: &'static str, record: &Record, retrying: bool) -> Snapshot {
        let (claims, user) = (record.claims(), record.user());
        let shared = |object: JsValue| {
            let text = JSON::stringify(&object).ok().and_then(|text| text.as_string()).unwrap_or_default();
            Parsed(self.identity.value(text, || object))
        };
        Snapshot {
            status,
            retrying: Some(retrying),
            organization_id: record.organization_id(),
            claims: claims.map(|claims| shared(user_claims(claims.json(), claims.mistyped()))),
            user: user.map(|user| shared(user_object(&user))),
            ..authorized(record)
        }
    }
}

impl OneOfText {
    fn value(&self, text: String, make: impl FnOnce() -> JsValue) -> JsValue {
        let known = self.0.take().filter(|(known, _)| *known == text);
        let value = known.map_or_else(make, |(_, value)| value);
        self.0.replace(Some((text, value.clone())));
        value
    }
}

/// What is known of an access token.
fn authorized(record: &Record) -> Snapshot {
    let issue = record.issue();
    Snapshot {
        status: "authorized",
        expires_at: Some(issue.expires_at.map(Timestamp::milliseconds)),
        scope: Some(issue.scope.as_slice().to_vec()),
        ..Snapshot::default()
    }
}
