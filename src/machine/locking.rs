//! The lock of a family: waiting for it, and taking it from a tab that does not give it back, as a frozen one.

use super::effect::Effect;
use super::event::Step;
use super::machine::Session;
use super::under_way::{At, Flight, LOOK_EVERY_MS, Queue};
use crate::host::fault::LedgerFault;
use crate::kept::ledger::Ledger;
use crate::protocol::now::Now;

impl Session {
    /// Waits for the lock, and looks into the ledger now and then.
    pub(super) fn queue(&mut self, flight: Flight, now: Now) {
        let (id, family) = (flight.id, flight.family.clone());
        self.fly(flight, At::Locking(Queue::since(now)), Effect::Lock { flight: id, family, steals: false });
        self.ask(Effect::Pause(id, LOOK_EVERY_MS));
    }

    pub(super) fn waits_for_lock(&mut self, flight: Flight, queue: Queue, step: Step, now: Now) {
        let (id, family) = (flight.id, flight.family.clone());
        match step {
            Step::LockHad => {
                self.fly(flight, At::ReadingLedger { queue, since: now }, Effect::ReadLedger(id, family));
            }
            Step::Paused => self.fly(flight, At::Locking(queue), Effect::PeekLedger(id, family)),
            Step::LedgerPeeked(found) if !queue.is_taking => self.look_at_holder(flight, queue, found.ok(), now),
            _ => self.flight = Some((flight, At::Locking(queue))),
        }
    }

    fn look_at_holder(&mut self, flight: Flight, mut queue: Queue, found: Option<Ledger>, now: Now) {
        queue.look(found, now);
        let (id, family) = (flight.id, flight.family.clone());
        if queue.may_take(now) {
            queue.is_taking = true;
            let flight = Flight { is_wary: true, ..flight };
            return self.fly(flight, At::Locking(queue), Effect::Lock { flight: id, family, steals: true });
        }
        self.fly(flight, At::Locking(queue), Effect::Pause(id, LOOK_EVERY_MS));
    }

    /// The ledger, under the lock. Whoever has lost the lock may still be at a renewal, and nobody else sends what it has
    /// sent before that has come to its end.
    pub(super) fn read_ledger(
        &mut self,
        flight: Flight,
        mut queue: Queue,
        found: Result<Ledger, LedgerFault>,
        since: Now,
        now: Now,
    ) {
        let Some(ledger) = self.or_missing(found, Ledger::default()) else { return self.miss_ledger(&flight, now) };
        queue.look(Some(ledger.clone()), now);
        let is_others = ledger.attempt.as_ref().is_some_and(|attempt| attempt.id != self.attempt_id(&flight));
        if flight.is_wary && is_others && !queue.may_take(now) {
            let pause = Effect::Pause(flight.id, LOOK_EVERY_MS);
            return self.fly(flight, At::Heeding(queue), pause);
        }
        let look = Effect::ReadStore(flight.id);
        self.fly(flight, At::Looking { ledger, since }, look);
    }

    /// Another tab has written there that had the lock, or has it. The lock is kept: whoever got it next would take the attempt
    /// of that tab for one of a tab that is gone.
    pub(super) fn read_again(&mut self, flight: Flight, now: Now) {
        if flight.is_robbed {
            return self.begin_again(flight, now);
        }
        let read = Effect::ReadLedger(flight.id, flight.family.clone());
        let at = At::ReadingLedger { queue: Queue::since(now), since: now };
        self.fly(Flight { is_wary: true, ..flight }, at, read);
    }

    pub(super) fn attempt_id(&self, flight: &Flight) -> String {
        format!("{}:{}", self.facts.page, flight.id)
    }
}
