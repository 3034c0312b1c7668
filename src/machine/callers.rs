//! Callers, who want a token: what they are given at once, and what when a renewal has ended.

use std::sync::Arc;

use super::effect::Effect;
use super::event::{Caller, Need, Wanted};
use super::machine::{Session, State};
use super::renewal::Trouble;
use super::under_way::Flight;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::kept::record::Record;
use crate::protocol::now::Now;

impl Session {
    /// A caller has a good token at once, or waits for the renewal that is under way or begins now.
    pub(super) fn asked(&mut self, caller: Caller, wanted: Wanted, now: Now) {
        if self.is_idle(now) {
            return self.waiting.push((caller, wanted));
        }
        let answer = match &self.state {
            State::Unknown => None,
            State::SignedOut { .. } if self.flight.is_some() => None,
            State::SignedOut { reason, error } => Some(Err(reason.told(error.as_ref()))),
            State::Held(held) if wanted.token.of(&held.record).is_none() => Some(Err(ErrorKind::NoAccessToken.into())),
            State::Held(held) if held.satisfies(&wanted, now) => Some(Ok(held.record.clone())),
            State::Held(held) => self.obstacle(&wanted, now).map(|error| held.best(&wanted, error, now)),
        };
        if let Some(answer) = answer {
            return self.ask(Effect::Give(caller, answer));
        }
        let wanted = match self.held() {
            Some(held) => held.other_than_now(wanted),
            None => wanted,
        };
        self.waiting.push((caller, wanted));
        self.begin_for_callers(now);
    }

    fn begin_for_callers(&mut self, now: Now) {
        match self.state {
            State::Held(_) => self.begin_renewal(now),
            _ => self.restore(),
        }
    }

    /// Why no renewal begins for this caller, and none that is under way is waited for.
    fn obstacle(&self, wanted: &Wanted, now: Now) -> Option<Error> {
        let insists = wanted.need != Need::None;
        // A frame signs in where the user is.
        if wanted.organization().is_some() && self.held().is_some_and(|held| held.refresh_token().is_none()) {
            return Some(ErrorKind::InteractionRequired.into());
        }
        if self.flight.as_ref().is_some_and(|(_, at)| at.asks_provider()) {
            return None;
        }
        match self.trouble.as_ref() {
            None if self.can_renew() => None,
            None => Some(ErrorKind::InteractionRequired.into()),
            Some(trouble) if insists && trouble.yields_to_insistence(now) => None,
            Some(Trouble::Retry { .. }) if self.is_retry_due(now) => None,
            Some(Trouble::Refused { frame_was_tried: false, .. }) if self.has_ended(now) && self.may_ask_frame() => {
                None
            }
            Some(trouble) => Some(trouble.error().clone()),
        }
    }

    /// The time of a caller is over. The renewal goes on: another will need its token.
    pub(super) fn timed_out(&mut self, caller: Caller, now: Now) {
        let Some(place) = self.waiting.iter().position(|(waiting, _)| *waiting == caller) else { return };
        let (_, wanted) = self.waiting.remove(place);
        let waits_for_lock = self.flight.as_ref().is_none_or(|(_, at)| at.is_locking());
        let kind = if waits_for_lock { ErrorKind::SessionBusy } else { ErrorKind::TimedOut };
        let error = Error::new(kind).at(&self.facts.issuer);
        let answer = match self.held_in_use(now) {
            Some(held) => held.best(&wanted, error, now),
            None => Err(error),
        };
        self.ask(Effect::Give(caller, answer));
    }

    /// Ends a renewal. Callers have what there is now, or the reason why there is nothing better.
    pub(super) fn land(&mut self, flight: &Flight, error: Option<&Error>, now: Now) {
        self.unlock(flight);
        // Whoever waits is answered by what the store says.
        if self.is_idle(now) {
            return;
        }
        self.serve(now);
        let waiting = std::mem::take(&mut self.waiting);
        let Some(error) = error else {
            if !waiting.is_empty() {
                self.waiting = waiting;
                self.begin_renewal(now);
            }
            return;
        };
        for (caller, wanted) in waiting {
            let answer = match self.held() {
                Some(held) => held.best(&wanted, error.clone(), now),
                None => Err(error.clone()),
            };
            self.ask(Effect::Give(caller, answer));
        }
    }

    /// Gives callers what another tab has renewed, as far as it is good enough for them.
    pub(super) fn serve(&mut self, now: Now) {
        let (State::Held(held), false) = (&self.state, self.is_idle(now)) else { return };
        let record = held.record.clone();
        let is_served = |(_, wanted): &(Caller, Wanted)| held.satisfies(wanted, now);
        let (served, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting).into_iter().partition(is_served);
        self.waiting = waiting;
        for (caller, wanted) in served {
            self.give(caller, &wanted, &record);
        }
    }

    /// Gives a token that was just issued to all who waited, whatever its life. Whoever wants another organization waits on.
    pub(super) fn give_to_all(&mut self, record: &Arc<Record>, now: Now) {
        let is_elsewhere = |(_, wanted): &(Caller, Wanted)| wanted.is_elsewhere(record);
        let (waiting, served): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting).into_iter().partition(is_elsewhere);
        self.waiting = waiting;
        for (caller, wanted) in served {
            self.give(caller, &wanted, record);
        }
        if self.held().is_some_and(|held| held.refresh_token().is_none()) {
            self.refuse_switch(|_| true);
        }
        if !self.waiting.is_empty() {
            self.begin_renewal(now);
        }
    }

    /// Tells callers that a session goes over to their organization by a sign-in alone.
    pub(super) fn refuse_switch(&mut self, is_meant: impl Fn(&Wanted) -> bool) {
        let (refused, waiting): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|(_, wanted)| is_meant(wanted));
        self.waiting = waiting;
        for (caller, _) in refused {
            self.ask(Effect::Give(caller, Err(ErrorKind::InteractionRequired.into())));
        }
    }

    fn give(&mut self, caller: Caller, wanted: &Wanted, record: &Arc<Record>) {
        let answer =
            if wanted.token.of(record).is_some() { Ok(record.clone()) } else { Err(ErrorKind::NoAccessToken.into()) };
        self.ask(Effect::Give(caller, answer));
    }

    pub(super) fn fail_callers(&mut self, error: &Error) {
        for (caller, _) in std::mem::take(&mut self.waiting) {
            self.ask(Effect::Give(caller, Err(error.clone())));
        }
    }
}
