//! Answers that come when their session has ended on this page.

use std::sync::Arc;

use super::answer::Renewed;
use super::effect::Effect;
use super::event::Step;
use super::machine::Session;
use super::message::Message;
use super::under_way::{At, Flight};
use crate::config::session_config::Store;
use crate::kept::ledger::Entry;
use crate::kept::record::Record;

impl Session {
    /// A step of a renewal whose session has ended on this page. After a sign-out its tokens are revoked; after another
    /// sign-in of the same user they go to the tabs that still have the session.
    pub(super) fn answered_late(&mut self, flight: Flight, at: At, step: Step) {
        let record = match (at, step) {
            (At::Sending { record, organization, .. }, Step::Answered(Ok(Renewed { issue, .. }))) => {
                record.renewed(*issue).in_organization(organization)
            }
            (At::Checking { record, .. }, Step::LedgerRead(_)) | (At::Committing { record }, Step::Committed(_)) => {
                (*record).clone()
            }
            (At::Recording { record }, Step::LedgerWritten(_)) if !flight.is_signed_out => {
                self.tell_family(&record);
                return self.unlock(&flight);
            }
            (At::Sending { .. }, Step::Answered(_)) | (At::Recording { .. }, Step::LedgerWritten(_)) => {
                return self.unlock(&flight);
            }
            (at, _) => return self.stragglers.push((flight, at)),
        };
        if flight.is_signed_out {
            self.ask(Effect::Forget(record.standing.clone()));
            self.revoke(record.issue.refresh_token.as_ref());
            return self.unlock(&flight);
        }
        let (id, family, generation) = (flight.id, flight.family.clone(), record.standing.generation);
        self.stragglers.push((flight, At::Recording { record: Arc::new(record) }));
        self.ask(Effect::WriteLedger(id, family, Entry::Issued(generation)));
    }

    /// Where no store of the device has the record, the tabs of the family are told it.
    pub(super) fn tell_family(&mut self, record: &Arc<Record>) {
        if record.store != Store::Device {
            self.ask(Effect::Post(Message::Renewed(record.clone())));
        }
    }
}
