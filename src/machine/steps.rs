//! The steps of a renewal under its lock.

use std::sync::Arc;

use super::answer::{Answer, Renewed};
use super::effect::Effect;
use super::event::Stored;
use super::machine::{Session, State};
use super::message::Message;
use super::renewal::{Held, Trouble};
use super::under_way::{At, Flight, Purpose};
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::kept::ledger::{Attempt, Entry, Ledger};
use crate::kept::record::{Issue, Record};
use crate::protocol::now::Now;

impl Session {
    /// The ledger and the record are read, under the lock: whether to send, and what.
    pub(super) fn decide(&mut self, flight: Flight, ledger: Ledger, since: Now, stored: &Stored, now: Now) {
        // A page that slept since then has read what is long over.
        if self.held().is_some() && now.since(since) > ANSWER_COMES_WITHIN_MS {
            return self.begin_again(flight, now);
        }
        self.compare_with_store(stored, now);
        let Some(held) = self.held() else { return self.unlock(&flight) };
        let (generation, family) = (held.record.standing.generation, held.record.standing.family.clone());
        if family != flight.family || !self.is_needed(&flight, now) {
            return self.land(&flight, None, now);
        }
        if ledger.is_refused && ledger.generation >= generation {
            return self.refuse(&flight, ErrorKind::SessionRefused.into());
        }
        if flight.purpose == Purpose::Look && self.waiting.is_empty() {
            return self.land(&flight, None, now);
        }
        if ledger.generation > generation {
            return self.wait_for_record(flight, ledger, since, now);
        }
        self.decide_to_send(flight, ledger, since, now);
    }

    fn decide_to_send(&mut self, flight: Flight, ledger: Ledger, since: Now, now: Now) {
        let is_hurried = self.trouble.as_ref().is_some_and(Trouble::is_hurried);
        if let Some(retry) = ledger.retry.filter(|retry| retry.is_ahead(now) && !is_hurried) {
            let error = Error::new(ErrorKind::NetworkFailed).at(&self.facts.issuer);
            let delay_ms = now.wall.milliseconds_until(retry.at);
            let trouble = Trouble::Retry { since: now, delay_ms, failures: retry.failures, error: error.clone() };
            self.trouble = Some(trouble);
            return self.land(&flight, Some(&error), now);
        }
        let may_refresh = match &self.trouble {
            Some(trouble @ Trouble::Refused { .. }) => trouble.yields_to_insistence(now) && !self.waiting.is_empty(),
            _ => true,
        };
        let record = self.held().filter(|held| held.refresh_token().is_some()).map(|held| held.record.clone());
        if let Some(record) = record.filter(|_| may_refresh) {
            let prepare = Effect::Prepare(flight.id, record);
            return self.fly(flight, At::Preparing { ledger, since }, prepare);
        }
        self.ask_frame(flight, ledger, None, now);
    }

    /// The ledger knows of a generation that the store does not show yet. The older refresh token is spent.
    fn wait_for_record(&mut self, flight: Flight, ledger: Ledger, since: Now, now: Now) {
        if now.since(since) < RECORD_COMES_WITHIN_MS {
            let pause = Effect::Pause(flight.id, LOOK_AGAIN_AFTER_MS);
            return self.fly(flight, At::Looking { ledger, since }, pause);
        }
        self.ask_frame(flight, ledger, None, now);
    }

    /// All that the request needs is there, so that from now on it takes no longer than its own time.
    pub(super) fn prepared(&mut self, flight: Flight, ledger: Ledger, since: Now, now: Now) {
        if flight.is_robbed || now.since(since) > ANSWER_COMES_WITHIN_MS {
            return self.begin_again(flight, now);
        }
        self.attempt(flight, ledger, now);
    }

    fn attempt(&mut self, flight: Flight, from: Ledger, now: Now) {
        let Some(held) = self.held() else { return self.unlock(&flight) };
        let id = self.attempt_id(&flight);
        let attempt = Some(Attempt { id, deadline: now.wall.after_milliseconds(ANSWER_COMES_WITHIN_MS) });
        let generation = held.record.standing.generation;
        let ledger = Ledger { generation, attempt, is_refused: false, ..from.clone() };
        let entry = Entry::Changed { from, to: ledger.clone() };
        let write = Effect::WriteLedger(flight.id, flight.family.clone(), entry);
        self.fly(flight, At::Attempting { ledger, since: now }, write);
    }

    /// The lock is another tab's by now, or may be: a page that slept under it does not know yet.
    pub(super) fn begin_again(&mut self, flight: Flight, now: Now) {
        self.unlock(&flight);
        self.queue(Flight { is_robbed: false, is_wary: true, ..flight }, now);
    }

    /// The attempt is on disk. A tab that has lost its lock meanwhile sends nothing.
    pub(super) fn send(&mut self, flight: Flight, ledger: Ledger, since: Now, now: Now) {
        let record = self.held().map(|held| held.record.clone());
        let record = record.filter(|record| record.standing.generation == ledger.generation && !flight.is_robbed);
        let Some(record) = record else { return self.land(&flight, None, now) };
        if now.since(since) > ANSWER_COMES_WITHIN_MS {
            return self.begin_again(flight, now);
        }
        let organization = self.organization_wanted();
        let refresh = Effect::Refresh(flight.id, record.clone(), organization.clone());
        self.fly(flight, At::Sending { ledger, record, organization }, refresh);
    }

    pub(super) fn answered(&mut self, flight: Flight, ledger: Ledger, sent: Sent<'_>, answer: Answer, now: Now) {
        let (record, organization) = sent;
        match answer {
            Ok(Renewed { issue, .. }) => {
                let next = record.renewed(*issue).in_organization(organization.clone());
                if organization.is_some() && organization != next.organization() {
                    self.refuse_switch(|wanted| wanted.organization() == organization.as_deref());
                }
                self.check(flight, ledger, Arc::new(next), now);
            }
            Err(failure) => self.failed(flight, ledger, organization.is_some(), failure, now),
        }
    }

    /// An answer counts if nothing has happened since its token was sent.
    pub(super) fn check(&mut self, flight: Flight, ledger: Ledger, record: Arc<Record>, now: Now) {
        let read = Effect::ReadLedger(flight.id, flight.family.clone());
        self.fly(flight, At::Checking { ledger, record, since: now }, read);
    }

    pub(super) fn commit(
        &mut self,
        flight: Flight,
        sent: &Ledger,
        found: Option<&Ledger>,
        next: Arc<Record>,
        now: Now,
    ) {
        if found.is_some_and(|found| found.generation > sent.generation) {
            return self.begin_again(flight, now);
        }
        let held = self.held().map(|held| held.record.standing.clone());
        let Some(expected) = held.filter(|held| next.follows(held)) else {
            return self.leave_to_family(flight, next, now);
        };
        let commit = Effect::Commit { flight: flight.id, expected, record: next.clone() };
        self.fly(flight, At::Committing { record: next }, commit);
    }

    pub(super) fn committed(&mut self, flight: Flight, next: Arc<Record>, kept: Result<(), Stored>, now: Now) {
        let Err(stored) = kept else { return self.record_kept(flight, next, now) };
        self.compare_with_store(&stored, now);
        match &self.state {
            // Only an older sign-in lay there, which is over: this one stands, and the token of before is spent.
            State::Held(held) if next.follows(&held.record.standing) => {
                self.ask(Effect::KeepHere(next.clone()));
                self.record_kept(flight, next, now);
            }
            State::Held(held) if held.record.standing.family == flight.family => self.land(&flight, None, now),
            State::Held(_) => self.leave_to_family(flight, next, now),
            _ => {
                self.revoke(next.issue.refresh_token.as_ref());
                self.unlock(&flight);
            }
        }
    }

    fn record_kept(&mut self, flight: Flight, next: Arc<Record>, now: Now) {
        self.state = State::Held(Held::issued(next.clone(), now));
        self.trouble = None;
        let entry = Entry::Issued(next.standing.generation);
        let write = Effect::WriteLedger(flight.id, flight.family.clone(), entry);
        self.fly(flight, At::Recording { record: next }, write);
    }

    /// The page has a later sign-in of the same user by now. Tabs that have not must not send the spent token.
    fn leave_to_family(&mut self, flight: Flight, next: Arc<Record>, now: Now) {
        let entry = Entry::Issued(next.standing.generation);
        let write = Effect::WriteLedger(flight.id, flight.family.clone(), entry);
        self.stragglers.push((flight, At::Recording { record: next }));
        self.ask(write);
        self.serve(now);
        if !self.waiting.is_empty() {
            self.begin_renewal(now);
        }
    }

    /// The new generation is kept and on record: the other tabs hear of it, and then everybody here. A token that was just
    /// issued is given once to all who waited, whatever its life, unless that, or the session's, has passed before the
    /// answer was read.
    pub(super) fn arrive(&mut self, flight: &Flight, record: &Arc<Record>, now: Now) {
        self.ask(Effect::Post(Message::adopted(&record.standing)));
        self.tell_family(record);
        let has_ended = |held: &Held| held.has_ended(now) && !held.never_lasts();
        if self.held_in_use(now).is_none_or(has_ended) {
            return self.land(flight, None, now);
        }
        self.unlock(flight);
        self.give_to_all(record, now);
    }

    /// The refresh token is refused for good. If another tab has sent it or replaced it meanwhile, that tab knows better.
    pub(super) fn doubt(&mut self, flight: Flight, ledger: Ledger, found: Option<&Ledger>, error: Error, now: Now) {
        if found.is_some_and(|found| found.is_there() && !found.is_as(&ledger)) {
            return self.begin_again(flight, now);
        }
        let look = Effect::ReadStore(flight.id);
        self.fly(flight, At::Doubting { ledger, error }, look);
    }

    pub(super) fn confirm_refusal(&mut self, flight: Flight, ledger: Ledger, error: Error, stored: &Stored, now: Now) {
        let before = self.held().map(|held| held.record.standing.clone());
        self.compare_with_store(stored, now);
        let is_same = self.held().is_some_and(|held| Some(&held.record.standing) == before.as_ref());
        if self.held().is_none() {
            return self.unlock(&flight);
        }
        if !is_same {
            return self.land(&flight, None, now);
        }
        self.drop_refresh_token();
        self.ask_frame(flight, ledger, Some(error), now);
    }

    /// Forgets a refused refresh token everywhere. A silent frame is the last hope now.
    fn drop_refresh_token(&mut self) {
        let State::Held(held) = &mut self.state else { return };
        let issue = Issue { refresh_token: None, ..held.record.issue.clone() };
        held.record = Arc::new(Record { issue, ..(*held.record).clone() });
    }
}

/// What was sent: the refresh token of a record, for another organization if one is named.
type Sent<'a> = (&'a Record, Option<String>);

/// A refresh that was sent is answered by then, or never.
pub(super) const ANSWER_COMES_WITHIN_MS: u64 = 30_000;

/// How long a storage may lag behind the ledger.
const RECORD_COMES_WITHIN_MS: u64 = 500;
const LOOK_AGAIN_AFTER_MS: u32 = 50;
