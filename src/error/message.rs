//! What a message says: the text of the catalogue, with the details in it.

use super::catalogue::entry;
use super::details::{CLOCK_ERROR_SECONDS, Details};
use super::kind::ErrorKind;
use super::quote::quoted;
use super::refusal::Refusal;

/// What an error tells.
pub(super) struct Told<'a> {
    pub(super) kind: ErrorKind,
    pub(super) details: &'a Details,
    pub(super) refusal: Option<&'a Refusal>,
}

impl Told<'_> {
    /// What went wrong and what to do.
    pub(super) fn message(&self) -> String {
        let mut message = String::new();
        for piece in entry(self.kind).message.split('{') {
            let (name, text) = piece.split_once('}').unwrap_or(("", piece));
            message.push_str(&self.shown(name));
            message.push_str(text);
        }
        message
    }

    /// Who is likely wrong about a time.
    fn suspect(&self) -> &'static str {
        let is_clock = self.details.by_seconds.is_none_or(|seconds| seconds <= CLOCK_ERROR_SECONDS.into());
        match self.kind {
            _ if is_clock => "check this device's clock",
            ErrorKind::IdTokenAuthTooOld => "the provider sent no usable \"auth_time\"",
            _ => "the provider sent a wrong time, or an old ID token",
        }
    }

    /// A detail by its name in a message.
    fn shown(&self, name: &str) -> String {
        let details = self.details;
        let text = |detail: &Option<String>| detail.clone().unwrap_or_default();
        let list = |detail: &Option<Vec<String>>| detail.as_deref().unwrap_or_default().join(", ");
        let number = |detail: Option<u64>| detail.unwrap_or_default().to_string();
        match name {
            "option" => text(&details.option),
            "parameter" => text(&details.parameter),
            "member" => text(&details.member),
            "claim" => text(&details.claim),
            "needed_for" => text(&details.needed_for),
            "known" if details.nearest.is_none() && details.belongs_to.is_none() => {
                format!(". This call takes {}", list(&details.known))
            }
            "belongs_to" => details.belongs_to.as_ref().map(|call| format!(": give it to {call}")).unwrap_or_default(),
            "lifetime_seconds" => details.lifetime_seconds.map(lifetime).unwrap_or_default(),
            "instead" => text(&details.instead),
            "expected" => text(&details.expected),
            "accepted" => list(&details.accepted),
            "found" => text(&details.found),
            "origin" => details.origin.as_deref().map(quoted).unwrap_or_default(),
            "endpoint" => details.endpoint.as_deref().map(quoted).unwrap_or_default(),
            "nearest" => details.nearest.as_ref().map(|name| format!(": did you mean \"{name}\"?")).unwrap_or_default(),
            "unfit" => self.unfit(),
            "unusable" => self.unusable(),
            "by_seconds" => number(details.by_seconds),
            "suspect" => self.suspect().to_owned(),
            "tolerance_seconds" => number(details.tolerance_seconds),
            "status" => number(details.status.map(u64::from)),
            "timeout_ms" => number(details.timeout_ms.map(u64::from)),
            "max_bytes" => number(details.max_bytes.map(u64::from)),
            "perhaps" => details.expected.as_ref().map(|expected| format!(": {expected}")).unwrap_or_default(),
            "refusal" => self.refusal.map(Refusal::summary).unwrap_or_default(),
            "answer" => self.answer(),
            _ => String::new(),
        }
    }

    /// Why the key that a token names is of no use, if it is there.
    fn unfit(&self) -> String {
        let Some(member) = &self.details.member else { return String::new() };
        format!("; the \"{member}\" of the key with that \"kid\" cannot be used")
    }

    /// The provider's words, if it was the provider that said so.
    fn answer(&self) -> String {
        self.refusal.map(|refusal| format!(". The provider answered {}", refusal.summary())).unwrap_or_default()
    }

    /// Why the endpoint that the metadata has is of no use, if it has one.
    fn unusable(&self) -> String {
        let Details { expected: Some(expected), found: Some(found), .. } = self.details else { return String::new() };
        format!(" that can be used: it must be {expected}, found {found}")
    }
}

/// A time in words.
fn lifetime(seconds: u64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, 1) => "1 second".to_owned(),
        (1, 0) => "1 minute".to_owned(),
        (minutes, 0) => format!("{minutes} minutes"),
        _ => format!("{seconds} seconds"),
    }
}
