//! Callers of a session, who want a token.

use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;

use super::driver::{CallersReply, Driver};
use super::session_client::SessionClient;
use crate::config::exchange::{Exchange, TokenRequest};
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::race::race;
use crate::host::reply::Reply;
use crate::host::session_host::SessionHost;
use crate::kept::record::Record;
use crate::machine::event::{Caller, Event, Stored, TokenKind, Wanted};
use crate::protocol::token::Token;
use crate::sign_out::logout::SessionTokens;

impl<H: SessionHost, C: SessionClient> Driver<H, C> {
    /// The token that is good enough already, if there is one: without a lock, a storage or a request.
    pub fn token_at_hand(&self, wanted: &Wanted) -> Option<Token> {
        let machine = self.machine.borrow();
        let record = machine.at_hand(wanted, self.host.present())?;
        wanted.token.of(record).cloned()
    }

    /// The tokens that tell a provider whose session is meant, however long they are good: of what is held, or of what
    /// the store has. To look begins nothing.
    pub fn tokens(&self) -> SessionTokens {
        let held = self.machine.borrow().record().cloned();
        let kept = || {
            let Stored { record, epoch, .. } = self.shelf.stored();
            record.filter(|record| !record.is_over(epoch.as_deref()))
        };
        let Some(record) = held.or_else(kept) else { return SessionTokens::default() };
        let text = |kind: TokenKind| kind.of(&record).map(|token| token.as_str().to_owned());
        SessionTokens { id_token: text(TokenKind::Id), access_token: text(TokenKind::Access) }
    }

    /// A token that is good enough. Whoever gives up waiting leaves the renewal to go on.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Session`](crate::error::kind::ErrorClass::Session), of the network and of the provider;
    /// [`InvalidOption`](ErrorKind::InvalidOption) for another organization where the provider renews for none.
    pub async fn token(self: &Rc<Self>, wanted: Wanted, timeout_ms: u32) -> Result<Token, Error> {
        self.check_switch(&wanted)?;
        let caller = self.last_caller.get() + 1;
        self.last_caller.set(caller);
        let (reply, kind) = (Rc::new(Reply::new()), wanted.token);
        self.callers.borrow_mut().push((caller, reply.clone()));
        let _leaving = Leaving { driver: self, caller };
        self.tell(Event::Asked(caller, wanted));
        if race(pin!(self.host.pause(timeout_ms)), pin!(reply.wait())).await.is_err() {
            self.tell(Event::TimedOut(caller));
        }
        let record = reply.wait().await.map_err(|error| with_its_time(error, timeout_ms))?;
        kind.of(&record).cloned().ok_or_else(|| ErrorKind::NoAccessToken.into())
    }

    /// Whether the provider can renew for the organization that is wanted, if one is.
    fn check_switch(&self, wanted: &Wanted) -> Result<(), Error> {
        match self.client.config().exchange {
            Exchange::Here(TokenRequest::Form) | Exchange::ByServer if wanted.organization().is_some() => {
                let expected = "for a session of AuthKit, as other providers change it by a sign-in";
                Err(Error::invalid_option("organizationId", expected, "one of another provider"))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn reply(&self, caller: Caller, answer: Result<Arc<Record>, Error>) {
        if let Some(reply) = self.take_caller(caller) {
            reply.bring(answer);
        }
    }

    fn take_caller(&self, caller: Caller) -> Option<Rc<CallersReply>> {
        let mut callers = self.callers.borrow_mut();
        let at = callers.iter().position(|(known, _)| *known == caller)?;
        Some(callers.swap_remove(at).1)
    }
}

/// Removes a caller who no longer waits.
struct Leaving<'a, H: SessionHost, C: SessionClient> {
    driver: &'a Rc<Driver<H, C>>,
    caller: Caller,
}

impl<H: SessionHost, C: SessionClient> Drop for Leaving<'_, H, C> {
    fn drop(&mut self) {
        if self.driver.take_caller(self.caller).is_some() {
            self.driver.tell(Event::Left(self.caller));
        }
    }
}

/// The machine does not know how long a caller waits.
fn with_its_time(error: Error, timeout_ms: u32) -> Error {
    if error.kind() == ErrorKind::TimedOut { error.timeout_ms(timeout_ms) } else { error }
}
