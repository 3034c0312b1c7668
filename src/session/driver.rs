//! A session on a page: the machine, and the loop that carries out what it asks for.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;

use super::session_client::SessionClient;
use super::shelf::Shelf;
use crate::api::refusals::Refusals;
use crate::config::session_config::SessionConfig;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::flag::Flag;
use crate::host::race::race;
use crate::host::reply::Reply;
use crate::host::session_host::SessionHost;
use crate::kept::record::Record;
use crate::machine::event::{Caller, Event, FlightId};
use crate::machine::facts::Facts;
use crate::machine::machine::Session;
use crate::machine::status::Status;
use crate::protocol::random_text::RandomText;
use crate::protocol::token::Token;
use crate::sign_in::transaction::ClientKey;

/// A session on a page.
pub struct Driver<H: SessionHost, C> {
    pub(super) host: H,
    pub(super) client: C,
    pub(super) shelf: Shelf<H>,
    pub(super) machine: RefCell<Session>,
    /// What ends the waiting for a lock, its holding, or a frame.
    pub(super) under_way: RefCell<Vec<(FlightId, Rc<Flag>)>>,
    pub(super) timer: Cell<u32>,
    pub(super) refusals: RefCell<Refusals>,
    /// The refresh token of a session that was ended, until whoever did that takes it.
    pub(super) handed_over: RefCell<Option<Token>>,
    turns: RefCell<VecDeque<Turn>>,
    is_running: Cell<bool>,
    pub(super) callers: RefCell<Vec<(Caller, Rc<CallersReply>)>>,
    pub(super) last_caller: Cell<Caller>,
    listeners: RefCell<Vec<Listener>>,
    waiting: RefCell<Vec<Rc<Flag>>>,
    /// Each call that restores holds one more.
    restoring: Rc<()>,
    pub(super) listening: RefCell<Vec<H::Listening>>,
    pub(super) family_channel: RefCell<Option<(String, H::Listening)>>,
    pub(super) awaiting_return: RefCell<Vec<Rc<Flag>>>,
}

/// Somebody who hears of each change.
pub type Listener = Rc<dyn Fn(&Status)>;

/// What waits for its turn.
enum Turn {
    Event(Event),
    CheckStore,
}

/// What a caller waits for.
pub(super) type CallersReply = Reply<Result<Arc<Record>, Error>>;

impl<H: SessionHost, C: SessionClient> Driver<H, C> {
    /// A session that has not begun: it touches nothing.
    pub fn new(host: H, client: C, config: &SessionConfig) -> Rc<Driver<H, C>> {
        let key = ClientKey::of(client.config());
        let mut random = [0; 32];
        // Where there is no randomness, nobody can sign in either.
        let _ = host.fill_at_random(&mut random);
        let facts = Facts {
            page: RandomText::new(random).as_str().to_owned(),
            issuer: key.issuer.as_str().to_owned(),
            is_shared: config.share_between_tabs,
            renew_before_seconds: config.renew_before_seconds,
            frames: config.silent_frame,
            revokes: config.revoke_on_sign_out,
            idle_seconds: config.idle_seconds,
        };
        Rc::new(Driver {
            shelf: Shelf::new(host.clone(), key, config),
            machine: RefCell::new(Session::new(facts, host.is_visible())),
            under_way: RefCell::default(),
            timer: Cell::default(),
            refusals: RefCell::default(),
            handed_over: RefCell::default(),
            turns: RefCell::default(),
            is_running: Cell::default(),
            callers: RefCell::default(),
            last_caller: Cell::default(),
            listeners: RefCell::default(),
            waiting: RefCell::default(),
            restoring: Rc::default(),
            listening: RefCell::default(),
            family_channel: RefCell::default(),
            awaiting_return: RefCell::default(),
            host,
            client,
        })
    }

    /// Takes what the store holds.
    pub fn begin(self: &Rc<Self>) {
        self.tell(Event::Started(self.shelf.stored()));
    }

    /// Takes what a sign-in of this page has brought.
    ///
    /// # Errors
    ///
    /// [`Aborted`](ErrorKind::Aborted) if a sign-out has come since the sign-in began.
    pub fn adopt(self: &Rc<Self>, record: Record) -> Result<(), Error> {
        let (record, stored) = (Arc::new(record), self.shelf.stored());
        let is_over = record.is_over(stored.epoch.as_deref());
        self.tell(Event::Adopted(record, stored));
        if is_over { Err(ErrorKind::Aborted.into()) } else { Ok(()) }
    }

    /// Ends the session here and in every tab. The refresh token, if it is to be revoked, is the caller's to revoke.
    pub async fn sign_out(self: &Rc<Self>, revokes: bool) -> Option<Token> {
        self.tell(Event::SignOutAsked { revokes, awaited: true });
        self.until(|| !self.is_running.get()).await;
        self.handed_over.take()
    }

    /// Waits until the page comes back as it was left.
    pub async fn back(&self) {
        let back = Rc::new(Flag::default());
        self.awaiting_return.borrow_mut().push(back.clone());
        back.raised().await;
    }

    /// What listeners were told last.
    pub fn status(&self) -> Status {
        self.machine.borrow().status().clone()
    }

    /// Calls a listener after each change.
    pub fn on_change(&self, listener: Listener) {
        self.listeners.borrow_mut().push(listener);
    }

    /// The epoch that a sign-in of now begins under: that of a user's own begins here as its answer comes, since until then
    /// the user may be signing in after the sign-out.
    pub fn epoch(&self) -> Option<String> {
        self.shelf.stored().epoch
    }

    /// Finds out whether somebody is signed in, within a time. It is given up when the time of the last one is over who
    /// wants to know: until then it is unknown.
    pub async fn restore(self: &Rc<Self>, timeout_ms: u32) -> Status {
        self.tell(Event::RestoreAsked);
        let waits = self.restoring.clone();
        let settled = race(pin!(self.host.pause(timeout_ms)), pin!(self.settled())).await;
        drop(waits);
        if settled.is_err() && Rc::strong_count(&self.restoring) == 1 {
            self.tell(Event::RestoreTimedOut(self.timed_out(timeout_ms)));
        }
        self.status()
    }

    /// The provider did not answer in time.
    pub(crate) fn timed_out(&self, timeout_ms: u32) -> Error {
        Error::new(ErrorKind::TimedOut).timeout_ms(timeout_ms).at(self.key().issuer.as_str())
    }

    /// Waits until it is known whether somebody is signed in.
    pub async fn settled(&self) {
        self.until(|| !self.is_running.get() && !self.machine.borrow().is_restoring()).await;
    }

    /// Takes an event in, and carries out what follows. An event that comes meanwhile, as a listener's own does, waits for
    /// its turn: whoever wants to know what came of it waits as well.
    pub fn tell(self: &Rc<Self>, event: Event) {
        self.take_turn(Turn::Event(event));
    }

    /// Reads the store when that has its turn: an event before it may change what lies there.
    pub(super) fn check_store(self: &Rc<Self>) {
        self.take_turn(Turn::CheckStore);
    }

    fn take_turn(self: &Rc<Self>, turn: Turn) {
        self.turns.borrow_mut().push_back(turn);
        if self.is_running.replace(true) {
            return;
        }
        while let Some(event) = self.next_event() {
            let effects = self.machine.borrow_mut().on(event, self.host.present());
            for effect in effects {
                self.perform(effect);
            }
            self.follow_family();
        }
        self.is_running.set(false);
        for waiting in self.waiting.take() {
            waiting.raise();
        }
    }

    pub(super) fn publish(&self, status: &Status) {
        let listeners = self.listeners.borrow().clone();
        for listener in listeners {
            listener(status);
        }
    }

    pub(super) fn key(&self) -> ClientKey {
        ClientKey::of(self.client.config())
    }

    /// Waits until something holds after the events of a moment.
    async fn until(&self, holds: impl Fn() -> bool) {
        while !holds() {
            let changed = Rc::new(Flag::default());
            self.waiting.borrow_mut().push(changed.clone());
            changed.raised().await;
        }
    }

    fn next_event(&self) -> Option<Event> {
        let turn = self.turns.borrow_mut().pop_front()?;
        Some(match turn {
            Turn::Event(event) => event,
            Turn::CheckStore => Event::StoreChecked(self.shelf.stored()),
        })
    }
}
