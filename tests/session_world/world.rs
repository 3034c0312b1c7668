//! The tabs, and what comes between their steps.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::json;
use spa_authorize::config::session_config::{SilentFrame, Store};
use spa_authorize::error::error::Error;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::host::fault::LedgerFault;
use spa_authorize::kept::ledger::{Entry, Ledger};
use spa_authorize::kept::record::{Issue, Record, Standing};
use spa_authorize::machine::answer::{Answer, Failure, Renewed};
use spa_authorize::machine::effect::Effect;
use spa_authorize::machine::event::{Event, FlightId, Need, PageLife, Step, Stored, TokenKind, Wanted};
use spa_authorize::machine::facts::Facts;
use spa_authorize::machine::machine::Session;
use spa_authorize::machine::message::Message;
use spa_authorize::machine::status::Status;
use spa_authorize::protocol::now::Now;
use spa_authorize::protocol::timestamp::Timestamp;
use spa_authorize::protocol::token::Token;
use spa_authorize::protocol::words::Words;
use spa_authorize::sign_in::transaction::ClientKey;

use super::provider::{Provider, Verdict, token};
use super::random::Random;
use super::storage::SharedStorage;
use crate::common::{ISSUER, client};

/// A safeguard that is taken away, to see that it is missed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Removed {
    Nothing,
    /// The ledger and the record are not read under the lock.
    Reading,
    /// A new generation is kept whatever the store holds by then.
    Comparison,
    /// A sign-out replaces no epoch.
    Epoch,
    /// A new generation is kept over another sign-in.
    Family,
    /// The ledger says nothing.
    Ledger,
    /// A sign-in stands under the epoch that it ends under.
    Beginning,
    /// No session ends because its user does nothing.
    Idleness,
    /// No tab learns of what the user does in another one.
    Activity,
    /// A ledger that does not answer has no line.
    Fault,
    /// The ledger is written over, whatever it says by then.
    Entry,
    /// No tab hears that its lock was taken.
    Loss,
    /// A tab that was frozen does not see how late it hears that its attempt is on record.
    Sleep,
    /// What a frame brings has the next number of what the tab has, whatever the ledger knows.
    Number,
}

struct Tab {
    session: Session,
    is_frozen: bool,
    is_visible: bool,
    /// Until when it hears no messages.
    deaf_until: u64,
    /// Until when the ledger does not answer it in time.
    mute_until: u64,
    /// What came while it was frozen.
    deferred: Vec<Happening>,
    kept: Option<String>,
    timer: u64,
    /// The refresh tokens whose answers are not on record yet.
    spending: BTreeMap<FlightId, String>,
    /// When each caller asked.
    callers: BTreeMap<u32, u64>,
    signed_out_at: u64,
    shown: Option<String>,
    /// Whether its user signed in by themselves since the last status.
    has_signed_in: bool,
}

#[derive(Clone, Debug)]
enum Happening {
    Happens(usize, Event),
    /// It happens as if it were still then.
    HappensAsOf(Now, usize, Event),
    Rings(usize, u64),
    Looks(usize),
    Peeks(usize, FlightId, String),
    Reads(usize, FlightId, String),
    Writes(usize, FlightId, String, Entry),
    Receives(usize, FlightId, Arc<Record>),
    FrameEnds(usize, FlightId, Option<Arc<Record>>, Beginning),
    SignsIn(usize, u64, Beginning),
    Posted(usize, Message),
}

/// When a sign-in began, and the epoch of then.
#[derive(Clone, Debug)]
struct Beginning {
    at: u64,
    epoch: Option<String>,
}

#[derive(Default)]
struct Lock {
    holder: Option<(usize, FlightId)>,
    queue: VecDeque<(usize, FlightId)>,
}

pub struct World {
    random: Random,
    removed: Removed,
    /// Whether every step is printed.
    is_told: bool,
    store: Store,
    life_seconds: u64,
    idle_seconds: Option<u32>,
    now: u64,
    count: u64,
    /// What was kept, by its text.
    records: BTreeMap<String, Arc<Record>>,
    happenings: BTreeMap<(u64, u64), Happening>,
    tabs: BTreeMap<usize, Tab>,
    opened: usize,
    storage: SharedStorage,
    locks: BTreeMap<String, Lock>,
    ledger: BTreeMap<String, Ledger>,
    provider: Provider,
    is_online: bool,
    /// When the sign-in of each family began.
    began: BTreeMap<String, u64>,
    /// Whether everything is well again: then no page is frozen any more.
    is_at_rest: bool,
    last_sign_in: u64,
    last_sign_out: u64,
    /// When the user did something in any tab that had a session, before that was over.
    last_activity: u64,
    callers: u32,
    /// Renewals that gave their lock back, and with it their frame.
    landed: BTreeSet<(usize, FlightId)>,
    /// Renewals whom the ledger did not answer since they have asked for their lock: they may go on without it.
    blind: BTreeSet<(usize, FlightId)>,
    violation: RefCell<Option<String>>,
}

const START: u64 = 1_800_000_000_000;
const EVENTS: usize = 200;
const RECORD: &str = "record";
const EPOCH: &str = "epoch";
const WAS: &str = "was";
const ACTIVE: &str = "active";

/// The longest that a write takes to reach another tab.
const LAG: u64 = 1000;

impl World {
    /// Plays one order of events to its end.
    pub fn play(seed: u64, removed: Removed) -> Result<(), String> {
        World::of(seed, removed, false).play_to_its_end(seed)
    }

    /// The same, and prints every step.
    pub fn play_aloud(seed: u64) -> Result<(), String> {
        World::of(seed, Removed::Nothing, true).play_to_its_end(seed)
    }

    fn of(seed: u64, removed: Removed, is_told: bool) -> World {
        let mut random = Random::new(seed);
        let store = [Store::Memory, Store::Tab, Store::Device][usize::try_from(random.below(3)).unwrap()];
        let life_seconds = [15, 60, 300][usize::try_from(random.below(3)).unwrap()];
        let idle_seconds = [None, None, Some(20), Some(120)][usize::try_from(random.below(4)).unwrap()];
        World {
            random,
            removed,
            is_told,
            store,
            life_seconds,
            idle_seconds,
            now: START,
            count: 0,
            records: BTreeMap::new(),
            happenings: BTreeMap::new(),
            tabs: BTreeMap::new(),
            opened: 0,
            storage: SharedStorage::default(),
            locks: BTreeMap::new(),
            ledger: BTreeMap::new(),
            provider: Provider::default(),
            is_online: true,
            began: BTreeMap::new(),
            is_at_rest: false,
            last_sign_in: 0,
            last_sign_out: 0,
            last_activity: 0,
            callers: 0,
            landed: BTreeSet::new(),
            blind: BTreeSet::new(),
            violation: RefCell::new(None),
        }
    }

    fn play_to_its_end(mut self, seed: u64) -> Result<(), String> {
        self.open_tab();
        let first = self.any_tab();
        let beginning = self.beginning(first);
        self.sign_in(first, 0, beginning);
        for _ in 0..EVENTS {
            self.something_happens();
            self.pass_time();
            if self.violation.borrow().is_some() {
                break;
            }
        }
        if self.violation.borrow().is_none() {
            self.come_to_rest();
        }
        let store = self.store;
        self.violation.take().map_or(Ok(()), |violation| Err(format!("seed {seed}, {store:?}: {violation}")))
    }

    fn something_happens(&mut self) {
        let tab = self.any_tab();
        match self.random.below(100) {
            0..40 => self.ask(tab),
            40..46 => self.show(tab),
            46..52 => self.freeze_or_thaw(tab),
            52..55 => self.kill(tab),
            55..64 if self.tabs.len() < 4 => self.open_tab(),
            64..67 => self.happens(tab, Event::SignOutAsked { revokes: true, awaited: false }),
            67..73 => {
                let (user, after, beginning) =
                    (self.random.below(10) / 9, self.random.below(1000), self.beginning(tab));
                self.schedule(after, Happening::SignsIn(tab, user, beginning));
            }
            73..77 => self.go_on_or_offline(),
            77..80 => self.forge(tab),
            80..84 => self.happens(tab, Event::RestoreAsked),
            84..87 => self.tabs.get_mut(&tab).unwrap().mute_until = self.now + self.random.below(60_000),
            87..90 => self.tabs.get_mut(&tab).unwrap().deaf_until = self.now + self.random.below(600_000),
            90..98 => self.act(tab),
            _ => {}
        }
    }

    fn pass_time(&mut self) {
        let after = match self.random.below(100) {
            0..60 => self.random.below(300),
            60..85 => self.random.below(5000),
            85..97 => self.random.below(70_000),
            97..99 => self.random.below(600_000),
            _ => self.random.below(10_000_000),
        };
        self.run_until(self.now + 1 + after);
    }

    fn run_until(&mut self, end: u64) {
        while let Some((&(at, _), _)) = self.happenings.first_key_value() {
            if at > end || self.violation.borrow().is_some() {
                break;
            }
            let (_, happening) = self.happenings.pop_first().unwrap();
            self.now = self.now.max(at);
            self.let_storage_arrive();
            self.happen(happening);
        }
        self.now = self.now.max(end);
        self.let_storage_arrive();
    }

    fn let_storage_arrive(&mut self) {
        for tab in self.storage.arrive(self.now) {
            // The event comes after the value.
            let after = self.random.below(30);
            self.schedule(after, Happening::Looks(tab));
        }
    }

    /// Everything is well again, for long enough.
    fn come_to_rest(&mut self) {
        (self.is_online, self.is_at_rest) = (true, true);
        for tab in self.tabs.values_mut() {
            (tab.deaf_until, tab.mute_until) = (0, 0);
        }
        for tab in self.tabs.keys().copied().collect::<Vec<_>>() {
            self.tabs.get_mut(&tab).unwrap().is_visible = true;
            self.thaw(tab);
            let life = PageLife { is_visible: true, came_online: true };
            self.happens(tab, Event::Woke(life));
        }
        self.run_until(self.now + 300_000);
        for tab in self.tabs.keys().copied().collect::<Vec<_>>() {
            self.ask(tab);
        }
        self.run_until(self.now + 300_000);
        self.check_rest();
    }

    fn check_rest(&mut self) {
        for (number, tab) in &self.tabs {
            if let Some(record) = tab.session.record() {
                self.assert(self.began[&record.standing().family] >= self.last_sign_out, || {
                    format!("tab {number} is signed in by a sign-in of before the sign-out")
                });
            }
            let is_forgotten = self.idle_seconds.is_some() && tab.session.record().is_some();
            self.assert(!is_forgotten, || format!("tab {number} is signed in, though nobody did anything for so long"));
            self.assert(tab.callers.is_empty(), || format!("tab {number} has not answered {:?}", tab.callers));
        }
        if self.store == Store::Device {
            self.check_store();
        }
    }

    fn check_store(&mut self) {
        let epoch = self.storage.kept(EPOCH);
        let Some(record) = self.storage.kept(RECORD).and_then(|text| self.records.get(&text).cloned()) else { return };
        let is_alive = epoch.is_none() || record.standing().epoch == epoch;
        let (signed_in_at, began) = (signed_in_at(&record), self.began[&record.standing().family]);
        self.assert(!is_alive || began >= self.last_sign_out, || {
            "a new tab would be signed in by a sign-in of before the sign-out".into()
        });
        let is_latest = self.last_sign_in < self.last_sign_out || signed_in_at >= self.last_sign_in;
        let somebody_has_latest = self
            .tabs
            .values()
            .any(|tab| tab.session.record().is_some_and(|record| self::signed_in_at(record) >= self.last_sign_in));
        self.assert(is_latest || !somebody_has_latest, || "an older sign-in lies over the last one".into());
    }

    // What happens to a tab.

    fn ask(&mut self, tab: usize) {
        self.callers += 1;
        let caller = self.callers;
        let wanted = Wanted {
            token: TokenKind::Access,
            min_validity_seconds: u32::try_from(self.random.below(60)).unwrap(),
            need: if self.random.percent(20) { Need::Fresh } else { Need::None },
        };
        if self.tabs[&tab].is_frozen {
            return;
        }
        self.tabs.get_mut(&tab).unwrap().callers.insert(caller, self.now);
        self.happens(tab, Event::Asked(caller, wanted));
        if self.random.percent(50) {
            self.schedule(10_000, Happening::Happens(tab, Event::TimedOut(caller)));
        }
    }

    /// The user does something on the page.
    fn act(&mut self, tab: usize) {
        let Some(open) = self.tabs.get(&tab).filter(|tab| !tab.is_frozen) else { return };
        if open.session.record().is_some() && !self.is_idle(self.now) {
            self.last_activity = self.now;
        }
        self.happens(tab, Event::Acted);
    }

    /// Whether nobody had done anything for so long, by then.
    fn is_idle(&self, at: u64) -> bool {
        self.idle_seconds.is_some_and(|idle| at > self.last_activity + u64::from(idle) * 1000)
    }

    fn show(&mut self, tab: usize) {
        let is_visible = self.random.percent(70);
        self.tabs.get_mut(&tab).unwrap().is_visible = is_visible;
        self.happens(tab, Event::Woke(PageLife { is_visible, came_online: false }));
    }

    fn freeze_or_thaw(&mut self, tab: usize) {
        if self.tabs[&tab].is_frozen { self.thaw(tab) } else { self.tabs.get_mut(&tab).unwrap().is_frozen = true }
    }

    fn thaw(&mut self, number: usize) {
        let tab = self.tabs.get_mut(&number).unwrap();
        tab.is_frozen = false;
        let is_visible = tab.is_visible;
        for happening in std::mem::take(&mut tab.deferred) {
            self.schedule(0, happening);
        }
        self.happens(number, Event::Woke(PageLife { is_visible, came_online: false }));
    }

    fn kill(&mut self, number: usize) {
        if self.tabs.len() < 2 {
            return;
        }
        let tab = self.tabs.remove(&number).unwrap();
        for refresh_token in tab.spending.values() {
            self.provider.excuse(refresh_token);
        }
        self.storage.close(number);
        for family in self.locks.keys().cloned().collect::<Vec<_>>() {
            let lock = self.locks.get_mut(&family).unwrap();
            lock.queue.retain(|(waiting, _)| *waiting != number);
            if lock.holder.is_some_and(|(holder, _)| holder == number) {
                lock.holder = None;
                self.grant(&family);
            }
        }
    }

    fn open_tab(&mut self) {
        let number = self.opened;
        self.opened += 1;
        let kept = if self.store == Store::Tab && !self.tabs.is_empty() && self.random.percent(80) {
            let other = self.any_tab();
            self.tabs[&other].kept.clone()
        } else {
            None
        };
        let facts = Facts {
            page: random_text(9_000_000 + number as u64),
            issuer: ISSUER.into(),
            is_shared: self.store == Store::Memory,
            renew_before_seconds: 60,
            frames: if self.random.percent(50) { SilentFrame::AfterSignIn } else { SilentFrame::Never },
            revokes: true,
            idle_seconds: self.idle_seconds.filter(|_| self.removed != Removed::Idleness),
        };
        self.tabs.insert(
            number,
            Tab {
                session: Session::new(facts, true),
                is_frozen: false,
                is_visible: true,
                deaf_until: 0,
                mute_until: 0,
                deferred: Vec::new(),
                kept,
                timer: 0,
                spending: BTreeMap::new(),
                callers: BTreeMap::new(),
                signed_out_at: 0,
                shown: None,
                has_signed_in: false,
            },
        );
        self.storage.open(number);
        let stored = self.stored(number);
        self.happens(number, Event::Started(stored));
        self.happens(number, Event::RestoreAsked);
    }

    fn beginning(&self, tab: usize) -> Beginning {
        Beginning { at: self.now, epoch: self.storage.read(tab, EPOCH) }
    }

    fn sign_in(&mut self, tab: usize, user: u64, beginning: Beginning) {
        if self.tabs.get(&tab).is_none_or(|tab| tab.is_frozen) {
            return;
        }
        self.tabs.get_mut(&tab).unwrap().has_signed_in = true;
        self.adopt(tab, user, beginning);
    }

    fn adopt(&mut self, tab: usize, user: u64, beginning: Beginning) {
        let (record, stored) = (self.first_record(tab, user, beginning), self.stored(tab));
        let is_over = stored.epoch.is_some() && stored.epoch != record.standing().epoch;
        if !is_over {
            (self.last_sign_in, self.last_activity) = (self.now, self.now);
        }
        self.happens(tab, Event::Adopted(record, stored));
    }

    fn go_on_or_offline(&mut self) {
        self.is_online = !self.is_online;
        if self.is_online {
            for (number, tab) in &self.tabs {
                let life = PageLife { is_visible: tab.is_visible, came_online: true };
                self.count += 1;
                self.happenings.insert((self.now, self.count), Happening::Happens(*number, Event::Woke(life)));
            }
        }
    }

    /// Another script of the origin makes a message up.
    fn forge(&mut self, tab: usize) {
        use spa_authorize::machine::message::Scope;
        let family = self.tabs[&tab].session.record().map(|record| record.standing().family.clone());
        let family = family.filter(|_| self.random.percent(70)).unwrap_or_else(|| random_text(77));
        let message = match self.random.below(3) {
            0 => Message::Ended(Scope::Client),
            1 => Message::Ended(Scope::Family(family)),
            _ => Message::Adopted { family, generation: 1_000_000_000 },
        };
        self.happens(tab, Event::Heard(message));
    }

    // The machine.

    fn happens(&mut self, number: usize, event: Event) {
        self.happens_as_of(self.present(), number, event);
    }

    fn happens_as_of(&mut self, now: Now, number: usize, event: Event) {
        let is_attempt = matches!(event, Event::Stepped(_, Step::LedgerWritten(_)));
        let Some(tab) = self.tabs.get_mut(&number) else { return };
        if tab.is_frozen {
            tab.deferred.push(match self.removed {
                Removed::Sleep if is_attempt => Happening::HappensAsOf(now, number, event),
                _ => Happening::Happens(number, event),
            });
            return;
        }
        if self.is_told {
            println!("{:>9} tab {number} hears {event:.300?}", now.monotonic_ms);
        }
        let by_app = matches!(event, Event::SignOutAsked { .. });
        for effect in tab.session.on(event, now) {
            if self.is_told {
                println!("{:>9} tab {number} asks for {effect:.300?}", now.monotonic_ms);
            }
            // A process ends wherever it is.
            if self.random.below(3000) == 0 {
                self.kill(number);
            }
            if !self.tabs.contains_key(&number) {
                return;
            }
            if !by_app && matches!(effect, Effect::SignOut) {
                self.check_idleness(number);
            }
            self.perform(number, effect);
        }
        // A page is frozen wherever it is, once it has done what it was at.
        if !self.is_at_rest
            && self.random.below(1000) == 0
            && let Some(tab) = self.tabs.get_mut(&number)
        {
            tab.is_frozen = true;
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Happens(tab, event) => self.happens(tab, event),
            Happening::HappensAsOf(now, tab, event) => self.happens_as_of(now, tab, event),
            Happening::Rings(tab, timer) => self.ring(tab, timer),
            Happening::Looks(tab) => self.look(tab),
            Happening::Peeks(tab, flight, family) => {
                let step = Step::LedgerPeeked(self.line(tab, &family));
                self.answer_late(tab, flight, step);
            }
            Happening::Reads(tab, flight, family) => {
                let line = self.line(tab, &family);
                self.note_fault(tab, flight, line.is_err());
                self.answer_late(tab, flight, Step::LedgerRead(line));
            }
            Happening::Writes(tab, flight, family, entry) => self.write_ledger(tab, flight, family, &entry),
            Happening::Receives(tab, flight, record) => self.receive(tab, flight, &record),
            Happening::FrameEnds(tab, flight, record, beginning) => {
                self.end_frame(tab, flight, record.as_ref(), beginning);
            }
            Happening::SignsIn(tab, user, beginning) => self.sign_in(tab, user, beginning),
            Happening::Posted(tab, message) => self.hear(tab, message),
        }
    }

    fn ring(&mut self, number: usize, timer: u64) {
        let Some(tab) = self.tabs.get_mut(&number).filter(|tab| tab.timer == timer) else { return };
        if tab.is_frozen {
            tab.deferred.push(Happening::Rings(number, timer));
            return;
        }
        let life = PageLife { is_visible: tab.is_visible, came_online: false };
        self.happens(number, Event::Woke(life));
    }

    fn look(&mut self, number: usize) {
        let Some(tab) = self.tabs.get_mut(&number) else { return };
        if tab.is_frozen {
            tab.deferred.push(Happening::Looks(number));
            return;
        }
        let stored = self.stored(number);
        self.happens(number, Event::StoreChecked(stored));
    }

    fn perform(&mut self, tab: usize, effect: Effect) {
        match effect {
            Effect::Give(caller, answer) => self.give(tab, caller, answer),
            Effect::Publish(status) => self.publish(tab, &status),
            Effect::WakeIn(after) => {
                self.count += 1;
                let timer = self.count;
                self.tabs.get_mut(&tab).unwrap().timer = timer;
                self.schedule(after.into(), Happening::Rings(tab, timer));
            }
            Effect::Lock { flight, family, steals } => self.lock(tab, flight, &family, steals),
            Effect::Release(flight) => self.unlock(tab, flight),
            Effect::Pause(flight, after) => {
                self.schedule(after.into(), Happening::Happens(tab, Event::Stepped(flight, Step::Paused)));
            }
            Effect::PeekLedger(flight, family) => {
                let after = self.disk();
                self.schedule(after, Happening::Peeks(tab, flight, family));
            }
            Effect::ReadLedger(flight, family) => {
                let after = self.disk();
                self.schedule(after, Happening::Reads(tab, flight, family));
            }
            Effect::WriteLedger(flight, family, entry) => {
                let after = self.disk();
                self.schedule(after, Happening::Writes(tab, flight, family, entry));
            }
            Effect::ReadStore(flight) => {
                let mut stored = self.stored(tab);
                if self.removed == Removed::Reading {
                    let epoch = self.tabs[&tab].session.record().and_then(|record| record.standing().epoch.clone());
                    stored = Stored { record: None, epoch, ..stored };
                }
                let after = self.random.below(3);
                self.schedule(after, Happening::Happens(tab, Event::Stepped(flight, Step::StoreRead(stored))));
            }
            Effect::Prepare(flight, _) => self.prepare(tab, flight),
            Effect::Refresh(flight, record, _) => {
                let refresh_token = record.issue().refresh_token.as_ref().unwrap().as_str().to_owned();
                if self.blind.contains(&(tab, flight)) {
                    self.provider.excuse(&refresh_token);
                }
                self.tabs.get_mut(&tab).unwrap().spending.insert(flight, refresh_token);
                let after = self.random.below(200);
                self.schedule(after, Happening::Receives(tab, flight, record));
            }
            Effect::OpenFrame { flight, record, epoch } => {
                self.landed.remove(&(tab, flight));
                let (after, beginning) = (self.random.below(1500), Beginning { at: self.now, epoch });
                self.schedule(after, Happening::FrameEnds(tab, flight, record, beginning));
            }
            Effect::Commit { flight, expected, record } => self.commit(tab, flight, &expected, &record),
            Effect::CheckStore => self.schedule(0, Happening::Looks(tab)),
            Effect::CheckStoreIn(after) => self.schedule(after.into(), Happening::Looks(tab)),
            Effect::Keep(record) => {
                self.keep(tab, Some(&record));
                self.write(tab, WAS, Some("1".into()));
                let standing = record.standing();
                self.ledger.insert(standing.family.clone(), Ledger::at(standing.generation));
            }
            Effect::KeepHere(record) => self.keep(tab, Some(&record)),
            Effect::Forget(standing) => {
                let stored = self.stored(tab).record;
                if stored.is_some_and(|record| *record.standing() == standing) {
                    self.keep(tab, None);
                }
            }
            Effect::SignOut => self.sign_out(tab),
            Effect::NoteActivity => self.write(tab, ACTIVE, Some(self.now.to_string())),
            Effect::Post(message) => self.post(tab, &message),
            Effect::Revoke(refresh_token) | Effect::HandOver(refresh_token) => {
                self.provider.revoke(refresh_token.as_str());
            }
        }
    }

    fn give(&mut self, number: usize, caller: u32, answer: Result<Arc<Record>, Error>) {
        let now = self.now;
        let Some(asked_at) = self.tabs.get_mut(&number).unwrap().callers.remove(&caller) else { return };
        let Ok(record) = answer else { return };
        self.assert(!self.is_idle(asked_at), || {
            format!("tab {number} gave a token, though nobody did anything for so long")
        });
        let issue = record.issue();
        let is_good = issue.expires_at.is_none_or(|at| at.milliseconds() > now);
        let is_new = issue.sent_at.milliseconds() >= asked_at || issue.sent_at.milliseconds() + 60_000 > now;
        self.assert(is_good || is_new, || format!("tab {number} gave a token that has ended"));
    }

    /// A tab ends a session whose user does nothing, as far as every tab can see by now.
    fn check_idleness(&self, number: usize) {
        let idle_ms = u64::from(self.idle_seconds.unwrap_or_default()) * 1000;
        let noted = self.storage.kept(ACTIVE).map_or(0, |at| at.parse().unwrap());
        let can_be_seen = noted + LAG < self.now;
        self.assert(!can_be_seen || noted + idle_ms <= self.now, || {
            format!("tab {number} ended a session that is in use")
        });
    }

    fn publish(&mut self, number: usize, status: &Status) {
        let Status::SignedIn(record) = status else {
            self.tabs.get_mut(&number).unwrap().shown = None;
            return;
        };
        let tab = &self.tabs[&number];
        self.assert(self.began[&record.standing().family] >= tab.signed_out_at, || {
            format!("tab {number} is signed in again after its sign-out")
        });
        let is_same_user = tab.shown.as_deref().is_none_or(|shown| Some(shown) == record.subject());
        self.assert(is_same_user || tab.has_signed_in, || format!("tab {number} went over to another user"));
        let tab = self.tabs.get_mut(&number).unwrap();
        tab.shown = record.subject().map(str::to_owned);
        tab.has_signed_in = false;
    }

    // Locks.

    fn lock(&mut self, tab: usize, flight: FlightId, family: &str, steals: bool) {
        let lock = self.locks.entry(family.to_owned()).or_default();
        self.blind.remove(&(tab, flight));
        if !steals {
            lock.queue.push_back((tab, flight));
            return self.grant(family);
        }
        lock.queue.retain(|waiting| *waiting != (tab, flight));
        let robbed = lock.holder.replace((tab, flight));
        if let Some((robbed, robbed_flight)) = robbed {
            for refresh_token in self.tabs.get(&robbed).into_iter().flat_map(|tab| tab.spending.values()) {
                self.provider.excuse(refresh_token);
            }
            let after = if self.random.percent(30) { self.random.below(2000) } else { 0 };
            if self.removed != Removed::Loss {
                self.schedule(after, Happening::Happens(robbed, Event::Stepped(robbed_flight, Step::LockLost)));
            }
        }
        self.schedule(1, Happening::Happens(tab, Event::Stepped(flight, Step::LockHad)));
    }

    fn unlock(&mut self, tab: usize, flight: FlightId) {
        self.landed.insert((tab, flight));
        for family in self.locks.keys().cloned().collect::<Vec<_>>() {
            let lock = self.locks.get_mut(&family).unwrap();
            lock.queue.retain(|waiting| *waiting != (tab, flight));
            if lock.holder == Some((tab, flight)) {
                lock.holder = None;
                self.grant(&family);
            }
        }
    }

    fn grant(&mut self, family: &str) {
        let lock = self.locks.get_mut(family).unwrap();
        if lock.holder.is_none()
            && let Some((tab, flight)) = lock.queue.pop_front()
        {
            lock.holder = Some((tab, flight));
            let after = self.random.below(4);
            self.schedule(after, Happening::Happens(tab, Event::Stepped(flight, Step::LockHad)));
        }
    }

    // The ledger and the stores.

    /// A line, as a tab is told it: the ledger may not answer.
    fn line(&self, tab: usize, family: &str) -> Result<Ledger, LedgerFault> {
        if !self.is_mute(tab) {
            return Ok(self.seen_line(family));
        }
        if self.removed == Removed::Fault { Ok(Ledger::default()) } else { Err(LedgerFault) }
    }

    fn note_fault(&mut self, tab: usize, flight: FlightId, is_fault: bool) {
        if is_fault {
            self.blind.insert((tab, flight));
        }
    }

    fn is_mute(&self, tab: usize) -> bool {
        self.tabs.get(&tab).is_some_and(|tab| self.now < tab.mute_until)
    }

    fn seen_line(&self, family: &str) -> Ledger {
        let is_blind = [Removed::Reading, Removed::Ledger].contains(&self.removed);
        self.ledger.get(family).filter(|_| !is_blind).cloned().unwrap_or_default()
    }

    /// What was read may be old when it is heard.
    fn answer_late(&mut self, tab: usize, flight: FlightId, step: Step) {
        let after = self.disk();
        self.schedule(after, Happening::Happens(tab, Event::Stepped(flight, step)));
    }

    fn write_ledger(&mut self, number: usize, flight: FlightId, family: String, entry: &Entry) {
        let Some(tab) = self.tabs.get_mut(&number) else { return };
        let is_attempt = matches!(entry, Entry::Changed { to, .. } if to.attempt.is_some());
        if !is_attempt {
            tab.spending.remove(&flight);
        }
        let is_mute = self.is_mute(number);
        if is_mute && is_attempt && self.removed == Removed::Fault {
            return self.answer_late(number, flight, Step::LedgerWritten(Ok(true)));
        }
        let ledger = match entry {
            Entry::Issued(generation) if self.removed == Removed::Entry => Some(Ledger::at(*generation)),
            Entry::Changed { to, .. } if self.removed == Removed::Entry => Some(to.clone()),
            entry => entry.over(&self.seen_line(&family)),
        };
        let is_written = ledger.map(|ledger| self.ledger.insert(family, ledger)).is_some();
        // A ledger that answers too late for whoever waits writes all the same.
        let written = if is_mute { Err(LedgerFault) } else { Ok(is_written) };
        self.note_fault(number, flight, written.is_err());
        self.answer_late(number, flight, Step::LedgerWritten(written));
    }

    fn commit(&mut self, tab: usize, flight: FlightId, expected: &Standing, record: &Arc<Record>) {
        let stored = self.stored(tab);
        let record = &match self.removed {
            Removed::Number => numbered(record, expected.generation + 1),
            _ => record.clone(),
        };
        let stands = match self.removed {
            Removed::Comparison => true,
            Removed::Family => stored.epoch.is_none() || stored.epoch == expected.epoch,
            _ => stored.stands_at(expected),
        };
        let kept = if stands {
            self.check_commit(tab, &stored, record);
            self.check_number(tab, flight, record);
            self.keep(tab, Some(record));
            Ok(())
        } else {
            Err(stored)
        };
        self.schedule(0, Happening::Happens(tab, Event::Stepped(flight, Step::Committed(kept))));
    }

    /// What a tab sees as it keeps a renewal is neither the end of that session nor a later one.
    fn check_commit(&self, tab: usize, seen: &Stored, record: &Record) {
        let has_ended = seen.epoch.is_some() && seen.epoch != record.standing().epoch;
        self.assert(!has_ended, || format!("tab {tab} kept a renewal over a sign-out that it could see"));
        let is_later = |other: &Arc<Record>| signed_in_at(other) > signed_in_at(record);
        self.assert(!seen.record.as_ref().is_some_and(is_later), || {
            format!("tab {tab} kept a renewal over a later sign-in that it could see")
        });
    }

    /// No answer is kept under a number that the ledger has had, unless it did not answer.
    fn check_number(&self, tab: usize, flight: FlightId, record: &Record) {
        let Standing { family, generation, .. } = record.standing();
        let is_new = self.ledger.get(family).is_none_or(|ledger| ledger.generation < *generation);
        self.assert(is_new || self.blind.contains(&(tab, flight)), || {
            format!("tab {tab} kept another generation {generation}")
        });
    }

    fn keep(&mut self, tab: usize, record: Option<&Arc<Record>>) {
        if self.store == Store::Memory {
            return;
        }
        let text = record.map(|record| record.text());
        if let (Some(text), Some(record)) = (&text, record) {
            self.records.insert(text.clone(), record.clone());
        }
        match self.store {
            Store::Memory => {}
            Store::Tab => self.tabs.get_mut(&tab).unwrap().kept = text,
            Store::Device => self.write(tab, RECORD, text),
        }
    }

    fn sign_out(&mut self, tab: usize) {
        self.keep(tab, None);
        self.write(tab, WAS, None);
        self.write(tab, ACTIVE, None);
        if self.removed != Removed::Epoch {
            self.count += 1;
            let epoch = random_text(self.count);
            self.write(tab, EPOCH, Some(epoch));
        }
        self.last_sign_out = self.now;
        self.tabs.get_mut(&tab).unwrap().signed_out_at = self.now;
    }

    fn write(&mut self, tab: usize, key: &str, value: Option<String>) {
        let (now, random) = (self.now, &mut self.random);
        self.storage
            .write(tab, key, value, || now + if random.percent(10) { random.below(700) } else { random.below(60) });
    }

    fn stored(&self, tab: usize) -> Stored {
        let text = match self.store {
            Store::Memory => None,
            Store::Tab => self.tabs[&tab].kept.clone(),
            Store::Device => self.storage.read(tab, RECORD),
        };
        let is_watched = self.idle_seconds.is_some() && self.removed != Removed::Activity;
        let active_at = self.storage.read(tab, ACTIVE).filter(|_| is_watched);
        Stored {
            record: text.and_then(|text| self.records.get(&text).cloned()),
            epoch: self.storage.read(tab, EPOCH),
            was_signed_in: self.storage.read(tab, WAS).is_some(),
            active_at: active_at.map(|at| Timestamp::from_milliseconds(at.parse().unwrap())),
            fault: None,
        }
    }

    // The provider.

    /// The provider's metadata and keys are fetched, if the page does not have them.
    fn prepare(&mut self, tab: usize, flight: FlightId) {
        let after = if self.random.percent(3) { self.random.below(20_000) } else { self.random.below(20) };
        let fails = !self.is_online || self.random.percent(1);
        let transient = Failure::Transient { error: ErrorKind::NetworkFailed.into(), retry_after_seconds: None };
        let step = Step::Prepared(if fails { Err(transient) } else { Ok(()) });
        self.schedule(after, Happening::Happens(tab, Event::Stepped(flight, step)));
    }

    fn receive(&mut self, tab: usize, flight: FlightId, record: &Arc<Record>) {
        let sent_at = record_sent(self.now);
        let refresh_token = record.issue().refresh_token.as_ref().unwrap().as_str().to_owned();
        let fails = self.random.below(100);
        if !self.is_online || fails < 6 {
            let answer = Err(Failure::Transient { error: ErrorKind::NetworkFailed.into(), retry_after_seconds: None });
            return self.answer(tab, flight, 50, answer);
        }
        let verdict = self.provider.refresh(&refresh_token);
        self.assert(verdict != Verdict::UsedTwice, || format!("tab {tab} sent {refresh_token} once more"));
        let is_cut = fails < 12;
        if is_cut {
            self.provider.excuse(&refresh_token);
            let answer = Err(Failure::Transient { error: ErrorKind::NetworkFailed.into(), retry_after_seconds: None });
            return self.answer(tab, flight, 30_000, answer);
        }
        let answer = match verdict {
            Verdict::Rotated { grant, number } => Ok(Renewed {
                issue: Box::new(self.issue(sent_at, &token(grant, number))),
                subject: record.subject().map(str::to_owned),
            }),
            _ => Err(Failure::Dead(ErrorKind::SessionRefused.into())),
        };
        let after = if self.random.percent(3) { self.random.below(25_000) } else { self.random.below(300) };
        self.answer(tab, flight, after, answer);
    }

    fn answer(&mut self, tab: usize, flight: FlightId, after: u64, answer: Answer) {
        self.schedule(after, Happening::Happens(tab, Event::Stepped(flight, Step::Answered(answer))));
    }

    fn end_frame(&mut self, tab: usize, flight: FlightId, record: Option<&Arc<Record>>, beginning: Beginning) {
        let Some(open) = self.tabs.get(&tab).filter(|_| !self.landed.contains(&(tab, flight))) else { return };
        let subject = record.and_then(|record| record.subject()).map(str::to_owned);
        let is_frozen = open.is_frozen;
        let answer = match self.random.below(100) {
            _ if !self.is_online => {
                Err(Failure::Transient { error: ErrorKind::TimedOut.into(), retry_after_seconds: None })
            }
            0..60 => Err(Failure::Refused(ErrorKind::InteractionRequired.into())),
            60..85 if record.is_some() => {
                let refresh_token = self.provider.sign_in();
                Ok(Renewed { issue: Box::new(self.issue(record_sent(self.now), &refresh_token)), subject })
            }
            85..90 if record.is_some() => {
                let refresh_token = self.provider.sign_in();
                let issue = Box::new(self.issue(record_sent(self.now), &refresh_token));
                Ok(Renewed { issue, subject: Some("mallory".into()) })
            }
            60..90 if !is_frozen => return self.adopt(tab, 0, beginning),
            _ => Err(Failure::Transient { error: ErrorKind::TimedOut.into(), retry_after_seconds: None }),
        };
        self.happens(tab, Event::Stepped(flight, Step::Framed(answer)));
    }

    fn issue(&self, sent_at: Timestamp, refresh_token: &str) -> Issue {
        Issue {
            sent_at,
            access_token: Some(Token::new(&format!("at-{refresh_token}"))),
            expires_at: Some(Timestamp::from_milliseconds(sent_at.milliseconds() + self.life_seconds * 1000)),
            scope: Words::split("openid"),
            refresh_token: Some(Token::new(refresh_token)),
            id_token: None,
            user: None,
        }
    }

    fn first_record(&mut self, tab: usize, user: u64, beginning: Beginning) -> Arc<Record> {
        self.count += 1;
        let epoch = if self.removed == Removed::Beginning { self.storage.read(tab, EPOCH) } else { beginning.epoch };
        self.began.insert(random_text(self.count), beginning.at);
        let refresh_token = self.provider.sign_in();
        let subject = ["ada", "grace"][usize::try_from(user).unwrap()];
        let mut record = json!({
            "version": 1, "clientId": "spa", "issuer": ISSUER, "store": self.store.name(),
            "family": random_text(self.count), "generation": 1, "secret": random_text(1_000_000 + self.count),
            "subject": subject, "signedInAt": self.now, "sentAt": self.now,
            "accessToken": format!("at-{refresh_token}"), "expiresAt": self.now + self.life_seconds * 1000,
            "scope": ["openid"], "refreshToken": refresh_token, "idToken": "e30.e30.c2ln", "asked": [],
            "first": { "issuer": ISSUER, "audience": ["spa"] },
        });
        if let Some(epoch) = epoch {
            record["epoch"] = json!(epoch);
        }
        Arc::new(Record::read(&record.to_string(), &key()).unwrap())
    }

    // Messages.

    fn post(&mut self, from: usize, message: &Message) {
        for tab in self.tabs.keys().copied().filter(|tab| *tab != from).collect::<Vec<_>>() {
            // A page that the browser keeps for a way back hears nothing, and a new one listens once it has begun.
            if self.now < self.tabs[&tab].deaf_until {
                continue;
            }
            let after = if self.random.percent(5) { self.random.below(2000) } else { self.random.below(40) };
            self.schedule(after, Happening::Posted(tab, message.clone()));
        }
    }

    fn hear(&mut self, number: usize, message: Message) {
        let Some(tab) = self.tabs.get_mut(&number) else { return };
        if tab.is_frozen {
            tab.deferred.push(Happening::Posted(number, message));
            return;
        }
        if let Message::Renewed(record) = &message {
            let listens = tab.session.record().is_some_and(|own| own.standing().family == record.standing().family);
            if !listens {
                return;
            }
        }
        self.happens(number, Event::Heard(message));
    }

    // Odds and ends.

    fn schedule(&mut self, after: u64, happening: Happening) {
        self.count += 1;
        self.happenings.insert((self.now + after, self.count), happening);
    }

    fn disk(&mut self) -> u64 {
        if self.random.percent(5) { self.random.below(900) } else { self.random.below(8) }
    }

    fn any_tab(&mut self) -> usize {
        let tabs: Vec<usize> = self.tabs.keys().copied().collect();
        tabs[usize::try_from(self.random.below(tabs.len() as u64)).unwrap()]
    }

    fn present(&self) -> Now {
        Now { wall: Timestamp::from_milliseconds(self.now), monotonic_ms: self.now - START }
    }

    fn assert(&self, holds: bool, violation: impl FnOnce() -> String) {
        if !holds && self.violation.borrow().is_none() {
            self.violation.replace(Some(format!("at {}: {}", self.now - START, violation())));
        }
    }
}

fn key() -> ClientKey {
    thread_local! {
        static KEY: ClientKey = ClientKey::of(client(json!({})).unwrap().config());
    }
    KEY.with(Clone::clone)
}

fn record_sent(now: u64) -> Timestamp {
    Timestamp::from_milliseconds(now)
}

/// The same record with another number.
fn numbered(record: &Record, generation: u64) -> Arc<Record> {
    let mut text: serde_json::Value = serde_json::from_str(&record.text()).unwrap();
    text["generation"] = json!(generation);
    Arc::new(Record::read(&text.to_string(), &key()).unwrap())
}

fn signed_in_at(record: &Record) -> u64 {
    record.signed_in_at().milliseconds()
}

/// 43 characters of base64url, the same for the same number.
fn random_text(number: u64) -> String {
    use base64::Engine as _;
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}
