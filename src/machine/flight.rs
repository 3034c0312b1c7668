//! One renewal: where it is, and which step follows which.
//!
//! Nothing is sent before the ledger and the record were read under the lock, and nothing is kept unless they still stand
//! where they stood.

use super::effect::Effect;
use super::event::{FlightId, Step};
use super::machine::{Session, State};
use super::steps::ANSWER_COMES_WITHIN_MS;
use super::under_way::{At, Flight, Purpose};
use crate::protocol::now::Now;

impl Session {
    pub(super) fn stepped(&mut self, id: FlightId, step: Step, now: Now) {
        if let Some(place) = self.stragglers.iter().position(|(flight, _)| flight.id == id) {
            let (flight, at) = self.stragglers.remove(place);
            return self.answered_late(flight, at, step);
        }
        let Some((mut flight, at)) = self.flight.take_if(|(flight, _)| flight.id == id) else { return };
        if let Step::LockLost = step {
            flight.is_robbed = true;
            self.flight = Some((flight, at));
            return;
        }
        self.advance(flight, at, step, now);
    }

    fn advance(&mut self, flight: Flight, at: At, step: Step, now: Now) {
        match (at, step) {
            (At::Locking(queue), step) => self.waits_for_lock(flight, queue, step, now),
            (At::ReadingLedger { queue, since }, Step::LedgerRead(found)) => {
                self.read_ledger(flight, queue, found, since, now);
            }
            (At::Heeding(queue), Step::Paused) => {
                let read = Effect::ReadLedger(flight.id, flight.family.clone());
                self.fly(flight, At::ReadingLedger { queue, since: now }, read);
            }
            (At::Looking { ledger, since }, Step::StoreRead(stored)) => {
                self.decide(flight, ledger, since, &stored, now);
            }
            (At::Looking { ledger, since }, Step::Paused) => {
                let look = Effect::ReadStore(flight.id);
                self.fly(flight, At::Looking { ledger, since }, look);
            }
            (At::Preparing { ledger, since }, Step::Prepared(Ok(()))) => self.prepared(flight, ledger, since, now),
            (At::Preparing { ledger, .. }, Step::Prepared(Err(failure))) => {
                let switches = self.organization_wanted().is_some();
                self.failed(flight, ledger, switches, failure, now);
            }
            (At::Attempting { ledger, since }, Step::LedgerWritten(is_written)) => {
                self.attempted(flight, ledger, is_written, since, now);
            }
            (At::Sending { ledger, record, organization }, Step::Answered(answer)) => {
                self.answered(flight, ledger, (&record, organization), answer, now);
            }
            // A page that slept since then has read what is long over.
            (At::Checking { ledger, record, since }, Step::LedgerRead(_))
                if now.since(since) > ANSWER_COMES_WITHIN_MS =>
            {
                self.check(flight, ledger, record, now);
            }
            (At::Checking { ledger, record, .. }, Step::LedgerRead(found)) => {
                self.commit(flight, &ledger, found.ok().as_ref(), record, now);
            }
            (At::Committing { record }, Step::Committed(kept)) => self.committed(flight, record, kept, now),
            (At::Recording { record }, Step::LedgerWritten(_)) => self.arrive(&flight, &record, now),
            (At::RecordingFailure { error }, Step::LedgerWritten(_)) => self.land(&flight, Some(&error), now),
            (At::Doubting { ledger, error }, Step::LedgerRead(found)) => {
                self.doubt(flight, ledger, found.ok().as_ref(), error, now);
            }
            (At::Doubting { ledger, error }, Step::StoreRead(stored)) => {
                self.confirm_refusal(flight, ledger, error, &stored, now);
            }
            (At::Framing { ledger, refusal }, Step::Framed(answer)) => {
                self.framed(flight, ledger, refusal, answer, now);
            }
            // Another tab has written there: it had the lock, or has it.
            (At::RecordingEnd { .. }, Step::LedgerWritten(Ok(false))) => self.read_again(flight, now),
            (At::RecordingEnd { error }, Step::LedgerWritten(_)) => self.refuse(&flight, error),
            (At::Restoring, Step::StoreRead(stored)) => self.restore_from_store(flight, stored, now),
            (At::AskingTabs(stored), Step::Paused) => self.restore_from_provider(flight, &stored),
            (At::AskingProvider, Step::Framed(answer)) => self.restored_by_provider(&flight, answer),
            // The end of a step that is behind it.
            (at, _) => self.flight = Some((flight, at)),
        }
    }

    /// Goes on to the next step.
    pub(super) fn fly(&mut self, flight: Flight, at: At, effect: Effect) {
        self.flight = Some((flight, at));
        self.ask(effect);
    }

    /// A renewal that begins.
    pub(super) fn new_flight(&mut self, family: String, purpose: Purpose) -> Flight {
        self.flights += 1;
        Flight { id: self.flights, family, purpose, is_robbed: false, is_wary: false, is_signed_out: false }
    }

    /// Gives the lock back, or the place in its queue.
    pub(super) fn unlock(&mut self, flight: &Flight) {
        self.ask(Effect::Release(flight.id));
    }

    /// Begins to renew what the page holds, unless that has begun.
    pub(super) fn begin_renewal(&mut self, now: Now) {
        let State::Held(held) = &self.state else { return };
        if self.flight.is_none() {
            let family = held.record.standing.family.clone();
            let flight = self.new_flight(family, Purpose::Renew);
            self.queue(flight, now);
        }
    }
}
