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
            return self.fly(flight, At::Locking(queue), Effect::Lock { flight: id, family, steals: true });
        }
        self.fly(flight, At::Locking(queue), Effect::Pause(id, LOOK_EVERY_MS));
    }

    /// The ledger, under the lock. A lock that was taken goes back if its holder had been alive after all.
    pub(super) fn read_ledger(
        &mut self,
        flight: Flight,
        queue: &Queue,
        found: Result<Ledger, LedgerFault>,
        since: Now,
        now: Now,
    ) {
        let Some(ledger) = self.or_missing(found, Ledger::default()) else { return self.miss_ledger(&flight, now) };
        if queue.is_taking && ledger.attempt.is_some() && ledger.attempt != queue.seen {
            self.unlock(&flight);
            return self.queue(flight, now);
        }
        let look = Effect::ReadStore(flight.id);
        self.fly(flight, At::Looking { ledger, since }, look);
    }
}
