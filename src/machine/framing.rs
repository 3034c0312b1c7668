//! The silent frame in a renewal: the last hope of a session whose refresh token is of no use.

use std::sync::Arc;

use super::answer::{Answer, Failure, Renewed};
use super::effect::Effect;
use super::machine::Session;
use super::renewal::Trouble;
use super::status::SignedOut;
use super::under_way::{At, Flight};
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::kept::first_id_token::FirstIdToken;
use crate::kept::ledger::{Entry, Ledger};
use crate::kept::record::Record;
use crate::protocol::now::Now;

impl Session {
    /// Asks the provider in a silent frame, if that is allowed. Without a refusal a token that is still good stays.
    pub(super) fn ask_frame(&mut self, flight: Flight, ledger: Ledger, refusal: Option<Error>, now: Now) {
        if self.may_ask_frame() {
            let record = self.held().map(|held| held.record.clone());
            let open = Effect::OpenFrame { flight: flight.id, record, epoch: None };
            return self.fly(flight, At::Framing { ledger, refusal }, open);
        }
        let needs_user = Err(Failure::Refused(ErrorKind::InteractionRequired.into()));
        self.framed(flight, ledger, refusal, needs_user, now);
    }

    pub(super) fn framed(&mut self, flight: Flight, ledger: Ledger, refusal: Option<Error>, answer: Answer, now: Now) {
        let error = match answer {
            Ok(renewed) => return self.check_user(flight, ledger, renewed, now),
            Err(failure) => failure.error(),
        };
        if let Some(refusal) = refusal {
            let to = Ledger { is_refused: true, ..ledger.clone() };
            let entry = Entry::Changed { from: ledger, to };
            let write = Effect::WriteLedger(flight.id, flight.family.clone(), entry);
            return self.fly(flight, At::RecordingEnd { error: refusal }, write);
        }
        // What the token endpoint refused for says more than that the frame could not help.
        let error = self.trouble.as_ref().map_or(error, |trouble| trouble.error().clone());
        self.trouble = Some(Trouble::Refused { since: now, error: error.clone(), frame_was_tried: true });
        let retry = ledger.retry;
        self.record_failure(flight, ledger, retry, error);
    }

    fn check_user(&mut self, flight: Flight, ledger: Ledger, renewed: Renewed, now: Now) {
        let Renewed { issue, subject } = renewed;
        match self.held() {
            Some(held) if held.record.subject == subject => {
                // A frame is a sign-in of its own: later ID tokens say what its own one says (OpenID Connect Core §12.2).
                let first = issue.id_token.as_ref().and_then(FirstIdToken::read).or_else(|| held.record.first.clone());
                let next = Record { first, ..held.record.renewed(*issue).after(ledger.generation) };
                self.check(flight, ledger, Arc::new(next), now);
            }
            _ => {
                self.unlock(&flight);
                self.end(SignedOut::UserChanged, None);
            }
        }
    }
}
