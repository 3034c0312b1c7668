//! A ledger that is there and does not answer.

use super::machine::Session;
use super::renewal::Trouble;
use super::under_way::Flight;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::fault::LedgerFault;
use crate::kept::ledger::Ledger;
use crate::protocol::now::Now;

impl Session {
    /// The attempt is written, or was not to be, or nobody knows.
    pub(super) fn attempted(
        &mut self,
        flight: Flight,
        ledger: Ledger,
        is_written: Result<bool, LedgerFault>,
        since: Now,
        now: Now,
    ) {
        if is_written.is_ok() {
            self.ledger_faults = 0;
        }
        match self.or_missing(is_written, true) {
            Some(true) => self.send(flight, ledger, since, now),
            // Another tab has written there: it had the lock, or has it.
            Some(false) => self.read_again(flight, now),
            None => self.miss_ledger(&flight, now),
        }
    }

    /// What the ledger has answered. Without it nobody knows whether the refresh token is spent, so it is not sent. But a
    /// ledger that goes on like that counts as one that is not there, or the session would end with its access token: then a
    /// tab whose storage was restored, or lags behind, may send a spent token once.
    pub(super) fn or_missing<T>(&mut self, answer: Result<T, LedgerFault>, if_missing: T) -> Option<T> {
        if let Ok(answer) = answer {
            return Some(answer);
        }
        self.ledger_faults += 1;
        (self.ledger_faults >= MISSING_AFTER_FAULTS).then_some(if_missing)
    }

    /// The ledger does not answer. It may do so later.
    pub(super) fn miss_ledger(&mut self, flight: &Flight, now: Now) {
        let error = Error::new(ErrorKind::SessionBusy).at(&self.facts.issuer);
        if !matches!(self.trouble, Some(Trouble::Refused { .. })) {
            self.trouble = Some(Trouble::retry(self.trouble.as_ref(), error.clone(), None, now));
        }
        self.land(flight, Some(&error), now);
    }
}

/// Where a ledger takes its time, that is some 20 s after the first.
const MISSING_AFTER_FAULTS: u32 = 3;
