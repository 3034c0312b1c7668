//! Carrying out what a session asks for.

use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;

use super::driver::Driver;
use super::refresh::{prepare, refresh};
use super::session_client::SessionClient;
use super::shelf::lock_name;
use super::silent::Silent;
use crate::config::discovery::resolve;
use crate::config::session_config::Store;
use crate::host::fault::LedgerFault;
use crate::host::flag::Flag;
use crate::host::race::race;
use crate::host::request::DEFAULT_TIMEOUT_MS;
use crate::host::session_host::{HeldLock as _, SessionHost};
use crate::kept::ledger::{Entry, Ledger};
use crate::kept::record::{Record, Standing};
use crate::machine::effect::Effect;
use crate::machine::event::{Event, FlightId, PageLife, Step, Stored};
use crate::machine::message::Message;
use crate::protocol::token::Token;
use crate::sign_out::revocation::revocation_request;

impl<H: SessionHost, C: SessionClient> Driver<H, C> {
    pub(super) fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Give(caller, answer) => self.reply(caller, answer),
            Effect::Publish(status) => self.publish(&status),
            Effect::WakeIn(milliseconds) => self.wake_in(milliseconds),
            Effect::Lock { flight, family, steals } => self.lock(flight, family, steals),
            Effect::Release(flight) => self.end_waiting(flight),
            Effect::Pause(flight, milliseconds) => {
                self.pause(milliseconds, move |driver| driver.tell(Event::Stepped(flight, Step::Paused)));
            }
            Effect::PeekLedger(flight, family) => self.read_ledger(flight, family, Step::LedgerPeeked),
            Effect::ReadLedger(flight, family) => self.read_ledger(flight, family, Step::LedgerRead),
            Effect::WriteLedger(flight, family, entry) => self.write_ledger(Some(flight), family, entry),
            Effect::ReadStore(flight) => self.tell(Event::Stepped(flight, Step::StoreRead(self.shelf.stored()))),
            Effect::Prepare(flight, record) => self.prepare(flight, record),
            Effect::Refresh(flight, record, organization) => self.refresh(flight, record, organization),
            Effect::OpenFrame { flight, record, epoch } => self.open_frame(flight, record, epoch),
            Effect::Commit { flight, expected, record } => {
                let kept = self.commit(&expected, &record);
                self.tell(Event::Stepped(flight, Step::Committed(kept)));
            }
            Effect::CheckStore => self.check_store(),
            Effect::CheckStoreIn(milliseconds) => self.pause(milliseconds, Self::check_store),
            Effect::Keep(record) => self.keep_sign_in(&record),
            Effect::KeepHere(record) => drop(self.shelf.keep(&record)),
            Effect::Forget(standing) => self.shelf.forget(&standing),
            Effect::SignOut => self.shelf.sign_out(),
            Effect::NoteActivity => self.shelf.note_activity(),
            Effect::Post(message) => self.post(&message),
            Effect::Revoke(token) => self.revoke(&token),
            Effect::HandOver(token) => drop(self.handed_over.replace(Some(token))),
        }
    }

    /// One timer at a time: the previous one becomes a no-op.
    fn wake_in(self: &Rc<Self>, milliseconds: u32) {
        let timer = self.timer.get() + 1;
        self.timer.set(timer);
        let driver = self.clone();
        self.host.spawn(async move {
            driver.host.pause(milliseconds).await;
            if driver.timer.get() == timer {
                let is_visible = driver.host.is_visible();
                driver.tell(Event::Woke(PageLife { is_visible, came_online: false }));
            }
        });
    }

    fn lock(self: &Rc<Self>, flight: FlightId, family: String, steals: bool) {
        self.end_waiting(flight);
        let (driver, given_back) = (self.clone(), self.begin_waiting(flight));
        self.host.spawn(async move {
            let name = lock_name(&family);
            let request = driver.host.lock(&name, steals);
            let Ok(lock) = race(pin!(given_back.raised()), pin!(request)).await else { return };
            driver.tell(Event::Stepped(flight, Step::LockHad));
            if race(pin!(given_back.raised()), pin!(lock.lost())).await.is_ok() {
                driver.tell(Event::Stepped(flight, Step::LockLost));
            }
        });
    }

    /// Does something so much later.
    fn pause(self: &Rc<Self>, milliseconds: u32, then: impl FnOnce(&Rc<Self>) + 'static) {
        let driver = self.clone();
        self.host.spawn(async move {
            driver.host.pause(milliseconds).await;
            then(&driver);
        });
    }

    fn read_ledger(
        self: &Rc<Self>,
        flight: FlightId,
        family: String,
        step: impl Fn(Result<Ledger, LedgerFault>) -> Step + 'static,
    ) {
        let driver = self.clone();
        self.host.spawn(async move {
            let line = driver.host.ledger_line(&lock_name(&family)).await;
            driver.tell(Event::Stepped(flight, step(line.map(Ledger::of_line))));
        });
    }

    fn write_ledger(self: &Rc<Self>, flight: Option<FlightId>, family: String, entry: Entry) {
        let driver = self.clone();
        self.host.spawn(async move {
            let now = driver.host.now();
            let by = move |line| {
                let ledger = entry.over(&Ledger::of_line(line))?;
                Some(Ledger { written_at: Some(now), ..ledger }.text())
            };
            let is_written = driver.host.change_ledger_line(&lock_name(&family), by).await;
            if let Some(flight) = flight {
                driver.tell(Event::Stepped(flight, Step::LedgerWritten(is_written)));
            }
        });
    }

    fn prepare(self: &Rc<Self>, flight: FlightId, record: Arc<Record>) {
        let driver = self.clone();
        self.host.spawn(async move {
            let prepared = prepare(driver.client.config(), &driver.host, &record).await;
            driver.tell(Event::Stepped(flight, Step::Prepared(prepared)));
        });
    }

    /// It is never given up: a token that was sent may be spent.
    fn refresh(self: &Rc<Self>, flight: FlightId, record: Arc<Record>, organization: Option<String>) {
        let driver = self.clone();
        self.host.spawn(async move {
            let answer = refresh(driver.client.config(), &driver.host, &record, organization.as_deref()).await;
            driver.tell(Event::Stepped(flight, Step::Answered(answer)));
        });
    }

    fn open_frame(self: &Rc<Self>, flight: FlightId, record: Option<Arc<Record>>, epoch: Option<String>) {
        let (driver, closed) = (self.clone(), self.begin_waiting(flight));
        self.host.spawn(async move {
            let asked = pin!(driver.ask_silently(record.as_deref(), epoch));
            let Ok(answer) = race(pin!(closed.raised()), asked).await else { return };
            driver.tell(match answer {
                Ok(Silent::SignedIn(new)) => Event::Adopted(Arc::new(new), driver.shelf.stored()),
                Ok(Silent::Renewed(renewed)) => Event::Stepped(flight, Step::Framed(Ok(renewed))),
                Err(failure) => Event::Stepped(flight, Step::Framed(Err(failure))),
            });
        });
    }

    /// Keeps a new generation, in one step with the look at what is there.
    fn commit(&self, expected: &Standing, record: &Arc<Record>) -> Result<(), Stored> {
        let stored = self.shelf.stored();
        if !stored.stands_at(expected) {
            return Err(stored);
        }
        if stored.was_cleared_of(record) {
            self.post(&Message::Renewed(record.clone()));
        } else {
            self.keep(record);
        }
        Ok(())
    }

    fn keep_sign_in(self: &Rc<Self>, record: &Arc<Record>) {
        self.keep(record);
        self.shelf.forget_elsewhere(record);
        self.shelf.note_sign_in();
        let Standing { family, generation, .. } = &record.standing;
        self.write_ledger(None, family.clone(), Entry::Issued(*generation));
        self.prune_ledger();
    }

    /// Each sign-in leaves a line behind, and so each one clears away what earlier ones have left: later, as apps like to
    /// leave the page right after a sign-in, and the next one may then wait for ever for the database (seen in `WebKit`).
    fn prune_ledger(self: &Rc<Self>) {
        let driver = self.clone();
        self.host.spawn(async move {
            driver.host.pause(PRUNE_AFTER_MS).await;
            let now = driver.host.now();
            driver.host.prune_ledger(move |line| Ledger::is_over(line, now)).await;
        });
    }

    /// What cannot be kept stays in memory: in that of each tab of the family, as the token of before is spent.
    fn keep(&self, record: &Arc<Record>) {
        if self.shelf.keep(record).is_err() && record.store == Store::Device {
            self.post(&Message::Renewed(record.clone()));
        }
    }

    fn post(&self, message: &Message) {
        self.host.post(&self.channel_of(message), &message.text());
    }

    /// Revokes, in a request that outlives the page.
    fn revoke(&self, token: &Token) {
        let config = resolve(self.client.config(), &self.host);
        if let Ok(Ok(request)) = config.map(|config| revocation_request(&config, token, DEFAULT_TIMEOUT_MS)) {
            self.host.send_at_last(&request);
        }
    }

    fn begin_waiting(&self, flight: FlightId) -> Rc<Flag> {
        let ended = Rc::new(Flag::default());
        self.under_way.borrow_mut().push((flight, ended.clone()));
        ended
    }

    fn end_waiting(&self, flight: FlightId) {
        let (ended, others): (Vec<_>, Vec<_>) = self.under_way.take().into_iter().partition(|(id, _)| *id == flight);
        self.under_way.replace(others);
        for (_, flag) in ended {
            flag.raise();
        }
    }
}

const PRUNE_AFTER_MS: u32 = 5000;
