//! A renewal that brings nothing: what is kept of it, and when another is tried.

use super::answer::Failure;
use super::effect::Effect;
use super::event::{Caller, Wanted};
use super::machine::Session;
use super::renewal::Trouble;
use super::under_way::{At, Flight};
use crate::error::error::Error;
use crate::kept::ledger::{Entry, Ledger, Retry};
use crate::protocol::now::Now;

impl Session {
    /// The request could not be sent, or was answered by no tokens.
    pub(super) fn failed(&mut self, flight: Flight, ledger: Ledger, switches: bool, failure: Failure, now: Now) {
        let before = ledger.retry;
        match failure {
            Failure::Dead(error) => {
                let read = Effect::ReadLedger(flight.id, flight.family.clone());
                self.fly(flight, At::Doubting { ledger, error }, read);
            }
            // The session stays with the organization that it has.
            Failure::Refused(error) if switches => self.record_failure(flight, ledger, before, error),
            Failure::Refused(error) => {
                self.trouble = Some(Trouble::Refused { since: now, error: error.clone(), frame_was_tried: false });
                if self.has_ended(now) && self.may_ask_frame() {
                    return self.ask_frame(flight, ledger, None, now);
                }
                self.record_failure(flight, ledger, before, error);
            }
            Failure::Transient { error, retry_after_seconds } => {
                let trouble = Trouble::retry(self.trouble.as_ref(), error.clone(), retry_after_seconds, now);
                let retry = trouble.for_all_tabs();
                self.trouble = Some(trouble);
                self.record_failure(flight, ledger, retry, error);
            }
        }
    }

    /// The end of the attempt. A tab that was robbed leaves the ledger to the one that robbed it.
    pub(super) fn record_failure(&mut self, flight: Flight, ledger: Ledger, retry: Option<Retry>, error: Error) {
        let to = Ledger { attempt: None, retry, ..ledger.clone() };
        let entry = Entry::Changed { from: ledger, to };
        let write = Effect::WriteLedger(flight.id, flight.family.clone(), entry);
        self.fly(flight, At::RecordingFailure { error }, write);
    }

    /// The organization that a caller wants the session to go over to.
    pub(super) fn organization_wanted(&self) -> Option<String> {
        let record = self.record()?;
        let wants_switch = |(_, wanted): &&(Caller, Wanted)| wanted.is_elsewhere(record);
        self.waiting.iter().find(wants_switch)?.1.organization().map(str::to_owned)
    }
}
