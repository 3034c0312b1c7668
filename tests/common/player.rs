//! One tab's machine, whose page and other tabs are played by hand: two clocks that are set, a store, a ledger and a lock.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::{Value, json};
use spa_authorize::config::session_config::SilentFrame;
use spa_authorize::error::error::Error;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::host::fault::LedgerFault;
use spa_authorize::kept::ledger::Ledger;
use spa_authorize::kept::record::{Issue, Record};
use spa_authorize::machine::answer::{Answer, Failure, Renewed};
use spa_authorize::machine::effect::Effect;
use spa_authorize::machine::event::{Caller, Event, FlightId, Need, PageLife, Step, Stored, Wanted};
use spa_authorize::machine::facts::Facts;
use spa_authorize::machine::machine::Session;
use spa_authorize::machine::message::Message;
use spa_authorize::machine::status::Status;
use spa_authorize::protocol::now::Now;
use spa_authorize::protocol::timestamp::Timestamp;
use spa_authorize::protocol::token::Token;
use spa_authorize::protocol::words::Words;
use spa_authorize::sign_in::transaction::ClientKey;
use spa_authorize::wire::json_text::JsonText;

use super::{ISSUER, NOW, change, client};

/// A machine, and what it asked for. What only a page can do is answered at once: reading and writing the store and the
/// ledger, and granting a free lock. Everything else waits for the test.
#[allow(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub struct Player {
    pub session: Session,
    /// The wall clock, in milliseconds.
    pub wall: u64,
    /// The page's own clock.
    pub page: u64,
    /// What the tab's store shows.
    pub stored: Stored,
    pub ledger: BTreeMap<String, Ledger>,
    /// Whether no other tab has the lock.
    pub is_lock_free: bool,
    /// Whether the writing of the ledger takes until the test ends it.
    pub is_ledger_slow: bool,
    /// Whether the reading of the ledger takes until the test ends it.
    pub is_reading_slow: bool,
    /// Whether the reading of the store under the lock takes until the test ends it.
    pub is_store_slow: bool,
    /// Whether the ledger answers nothing but errors.
    pub is_ledger_mute: bool,
    /// Whether the store takes no record any more.
    pub is_full: bool,
    /// What was asked for and not taken yet, in its order.
    pub asked: Vec<Effect>,
    /// The renewal whose lock was asked for last, or whose frame.
    pub flight: FlightId,
    is_visible: bool,
    callers: Caller,
    /// What waits for its turn. Without an event the store is read then.
    events: VecDeque<Option<Event>>,
    is_running: bool,
}

impl Player {
    /// A visible page without a frame and without a session.
    pub fn new() -> Player {
        Player::of(facts())
    }

    pub fn of(facts: Facts) -> Player {
        Player {
            session: Session::new(facts, true),
            wall: NOW,
            page: 5000,
            stored: Stored::default(),
            ledger: BTreeMap::new(),
            is_lock_free: true,
            is_ledger_slow: false,
            is_reading_slow: false,
            is_store_slow: false,
            is_ledger_mute: false,
            is_full: false,
            asked: Vec::new(),
            flight: 0,
            is_visible: true,
            callers: 0,
            events: VecDeque::new(),
            is_running: false,
        }
    }

    /// A page that has just signed in.
    pub fn signed_in(record: Record) -> Player {
        Player::new().signs_in(record)
    }

    /// A page that begins with a session in its store.
    pub fn restored(record: Record) -> Player {
        Player::new().restores(record)
    }

    pub fn signs_in(mut self, record: Record) -> Player {
        self.tell(Event::Adopted(Arc::new(record), self.stored.clone()));
        self.asked.clear();
        self
    }

    pub fn restores(mut self, record: Record) -> Player {
        self.stored.record = Some(Arc::new(record));
        self.tell(Event::Started(self.stored.clone()));
        self
    }

    /// Something happens, and the page does its part. What follows waits for its turn, as on a page.
    pub fn tell(&mut self, event: Event) {
        self.take_up(Some(event));
    }

    fn take_up(&mut self, event: Option<Event>) {
        self.events.push_back(event);
        if std::mem::replace(&mut self.is_running, true) {
            return;
        }
        let mut events = 0;
        while let Some(event) = self.events.pop_front() {
            events += 1;
            assert!(events < 1000, "one event follows from another for ever");
            let event = event.unwrap_or_else(|| Event::StoreChecked(self.stored.clone()));
            for effect in self.session.on(event, self.now()) {
                self.asked.push(effect.clone());
                self.perform(effect);
            }
        }
        self.is_running = false;
    }

    /// Now, by both clocks.
    pub fn now(&self) -> Now {
        Now { wall: Timestamp::from_milliseconds(self.wall), monotonic_ms: self.page }
    }

    pub fn step(&mut self, step: Step) {
        self.tell(Event::Stepped(self.flight, step));
    }

    /// Another tab gives the lock back, and it is this one's turn.
    pub fn has_lock(&mut self) {
        self.is_lock_free = true;
        self.step(Step::LockHad);
    }

    /// Time passes by both clocks, and the timer rings.
    pub fn pass(&mut self, milliseconds: u64) {
        self.sleep(milliseconds, milliseconds);
        self.wake();
    }

    /// The device sleeps: the wall clock goes on, and the page's own as far as it does.
    pub fn sleep(&mut self, wall: u64, page: u64) {
        (self.wall, self.page) = (self.wall + wall, self.page + page);
    }

    /// The timer rings, or the page is looked at.
    pub fn wake(&mut self) {
        self.lives(self.is_visible, false);
    }

    pub fn hide(&mut self) {
        self.lives(false, false);
    }

    pub fn show(&mut self) {
        self.lives(true, false);
    }

    pub fn come_online(&mut self) {
        self.lives(self.is_visible, true);
    }

    /// Somebody wants an access token that is good for so many seconds.
    pub fn ask_for(&mut self, min_validity_seconds: u32) -> Caller {
        self.ask(Wanted { min_validity_seconds, ..any() })
    }

    /// Somebody wants another access token than the one there is.
    pub fn ask_for_fresh(&mut self) -> Caller {
        self.ask(Wanted { need: Need::Fresh, ..any() })
    }

    pub fn ask(&mut self, wanted: Wanted) -> Caller {
        self.callers += 1;
        self.tell(Event::Asked(self.callers, wanted));
        self.callers
    }

    /// The provider answers the request that is under way.
    pub fn answer(&mut self, answer: Answer) {
        self.step(Step::Answered(answer));
    }

    /// The provider issues the next generation, which is good for so many seconds.
    pub fn issue(&mut self, generation: u64, seconds: u64) {
        let issue = Box::new(issue(generation, self.wall, Some(seconds)));
        self.answer(Ok(Renewed { issue, subject: None }));
    }

    /// The same, for a user who is in an organization by the provider's word.
    pub fn issue_in(&mut self, organization: &str, generation: u64) {
        let answer = json!({ "user": { "id": "ada" }, "organization_id": organization });
        let user = JsonText::write(&answer);
        let issue = Box::new(Issue { user, ..issue(generation, self.wall, Some(3600)) });
        self.answer(Ok(Renewed { issue, subject: Some("ada".into()) }));
    }

    /// What callers were given: an access token, or the code of an error.
    pub fn given(&mut self) -> Vec<String> {
        self.take(|effect| match effect {
            Effect::Give(_, answer) => Some(text_of(answer)),
            _ => None,
        })
    }

    /// The refresh tokens that were sent.
    pub fn sent(&mut self) -> Vec<String> {
        self.take(|effect| match effect {
            Effect::Refresh(_, record, _) => Some(refresh_token(record)),
            _ => None,
        })
    }

    pub fn frames(&mut self) -> usize {
        self.take(|effect| matches!(effect, Effect::OpenFrame { .. }).then_some(())).len()
    }

    pub fn revoked(&mut self) -> Vec<String> {
        self.take(|effect| if let Effect::Revoke(token) = effect { Some(token.as_str().into()) } else { None })
    }

    pub fn posted(&mut self) -> Vec<Message> {
        self.take(|effect| if let Effect::Post(message) = effect { Some(message.clone()) } else { None })
    }

    /// The locks that were asked for, and whether each is to be taken from its holder.
    pub fn locks(&mut self) -> Vec<bool> {
        self.take(|effect| if let Effect::Lock { steals, .. } = effect { Some(*steals) } else { None })
    }

    /// What listeners were told.
    pub fn published(&mut self) -> Vec<String> {
        self.take(|effect| if let Effect::Publish(status) = effect { Some(name_of(status)) } else { None })
    }

    pub fn timers(&mut self) -> Vec<u32> {
        self.take(|effect| if let Effect::WakeIn(after) = effect { Some(*after) } else { None })
    }

    pub fn status(&self) -> String {
        name_of(self.session.status())
    }

    /// The line of the ledger that the tests' family has.
    pub fn line(&mut self) -> &mut Ledger {
        self.ledger.entry(family()).or_default()
    }

    /// Takes out of what was asked for what a test looks for.
    pub fn take<T>(&mut self, wanted: impl Fn(&Effect) -> Option<T>) -> Vec<T> {
        let (found, left): (Vec<_>, Vec<_>) = std::mem::take(&mut self.asked)
            .into_iter()
            .map(|effect| (wanted(&effect), effect))
            .partition(|(found, _)| found.is_some());
        self.asked = left.into_iter().map(|(_, effect)| effect).collect();
        found.into_iter().filter_map(|(found, _)| found).collect()
    }

    fn lives(&mut self, is_visible: bool, came_online: bool) {
        self.is_visible = is_visible;
        self.tell(Event::Woke(PageLife { is_visible, came_online }));
    }

    fn line_of(&self, family: &str) -> Result<Ledger, LedgerFault> {
        if self.is_ledger_mute { Err(LedgerFault) } else { Ok(self.ledger.get(family).cloned().unwrap_or_default()) }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Lock { flight, .. } => {
                self.flight = flight;
                if self.is_lock_free {
                    self.tell(Event::Stepped(flight, Step::LockHad));
                }
            }
            Effect::OpenFrame { flight, .. } => self.flight = flight,
            Effect::Prepare(flight, _) => self.tell(Event::Stepped(flight, Step::Prepared(Ok(())))),
            Effect::PeekLedger(flight, family) => {
                let line = self.line_of(&family);
                self.tell(Event::Stepped(flight, Step::LedgerPeeked(line)));
            }
            Effect::ReadLedger(flight, family) => {
                let line = self.line_of(&family);
                if !self.is_reading_slow {
                    self.tell(Event::Stepped(flight, Step::LedgerRead(line)));
                }
            }
            Effect::WriteLedger(flight, family, entry) => {
                let is_written = self.line_of(&family).map(|found| {
                    let ledger = entry.over(&found);
                    ledger.map(|ledger| self.ledger.insert(family, ledger)).is_some()
                });
                if !self.is_ledger_slow {
                    self.tell(Event::Stepped(flight, Step::LedgerWritten(is_written)));
                }
            }
            Effect::ReadStore(flight) => {
                self.flight = flight;
                if !self.is_store_slow {
                    self.tell(Event::Stepped(flight, Step::StoreRead(self.stored.clone())));
                }
            }
            Effect::CheckStore => self.take_up(None),
            Effect::Commit { flight, expected, record } => {
                let stands = self.stored.stands_at(&expected);
                let kept = if stands { Ok(()) } else { Err(self.stored.clone()) };
                if stands {
                    self.stored.record = Some(record);
                }
                self.tell(Event::Stepped(flight, Step::Committed(kept)));
            }
            Effect::Keep(_) | Effect::KeepHere(_) if self.is_full => {}
            Effect::Keep(record) | Effect::KeepHere(record) => self.stored.record = Some(record),
            Effect::Forget(standing) => {
                self.stored.record.take_if(|record| *record.standing() == standing);
            }
            Effect::SignOut => self.stored = Stored { epoch: Some(random_text(99)), ..Stored::default() },
            _ => {}
        }
    }
}

/// A page that asks no frame and shares nothing.
pub fn facts() -> Facts {
    Facts {
        page: random_text(9),
        issuer: ISSUER.into(),
        is_shared: false,
        renew_before_seconds: 60,
        frames: SilentFrame::Never,
        revokes: true,
        idle_seconds: None,
    }
}

/// A page that may ask a silent frame.
pub fn with_frames() -> Facts {
    Facts { frames: SilentFrame::AfterSignIn, ..facts() }
}

/// An access token, however long it is good.
pub fn any() -> Wanted {
    Wanted::default()
}

/// The first generation of a session, which was issued just now and is good for an hour.
pub fn record(changes: Value) -> Record {
    let mut record = json!({
        "version": 1, "clientId": "spa", "issuer": ISSUER, "store": "device", "family": family(), "generation": 1,
        "secret": random_text(2), "subject": "ada", "signedInAt": NOW, "sentAt": NOW, "accessToken": "AT-1",
        "expiresAt": NOW + HOUR, "scope": ["openid"], "refreshToken": "RT-1", "idToken": "e30.e30.c2ln", "asked": [],
        "first": { "issuer": ISSUER, "audience": ["spa"] },
    });
    change(&mut record, changes);
    Record::read(&record.to_string(), &ClientKey::of(client(json!({})).unwrap().config())).unwrap()
}

/// The same, good for so many seconds.
pub fn good_for(seconds: u64) -> Record {
    record(json!({ "expiresAt": NOW + seconds * 1000 }))
}

/// A later generation of the same session, good for an hour from then.
pub fn generation(number: u64, sent_at: u64) -> Record {
    record(json!({
        "generation": number, "sentAt": sent_at, "expiresAt": sent_at + HOUR,
        "accessToken": format!("AT-{number}"), "refreshToken": format!("RT-{number}"),
    }))
}

pub fn issue(generation: u64, sent_at: u64, seconds: Option<u64>) -> Issue {
    Issue {
        sent_at: Timestamp::from_milliseconds(sent_at),
        access_token: Some(Token::new(&format!("AT-{generation}"))),
        expires_at: seconds.map(|seconds| Timestamp::from_milliseconds(sent_at + seconds * 1000)),
        scope: Words::split("openid"),
        refresh_token: Some(Token::new(&format!("RT-{generation}"))),
        id_token: None,
        user: None,
    }
}

/// The network, or the server, has failed.
pub fn transient(retry_after_seconds: Option<u32>) -> Answer {
    Err(Failure::Transient { error: ErrorKind::NetworkFailed.into(), retry_after_seconds })
}

/// `invalid_grant`.
pub fn dead() -> Answer {
    Err(Failure::Dead(ErrorKind::SessionRefused.into()))
}

/// Another refusal, which may not even be readable.
pub fn refused() -> Answer {
    Err(Failure::Refused(ErrorKind::RefreshRefused.into()))
}

/// `login_required`, as a silent frame says it.
pub fn needs_user() -> Answer {
    Err(Failure::Refused(ErrorKind::InteractionRequired.into()))
}

pub fn family() -> String {
    random_text(1)
}

/// 43 characters of base64url, the same for the same number.
pub fn random_text(number: u64) -> String {
    use base64::Engine as _;
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// A status, with what else an app would see of it.
pub fn name_of(status: &Status) -> String {
    match status {
        Status::Unknown => "unknown".into(),
        Status::SignedOut { reason, error: None } => format!("signed-out, {}", reason.as_str()),
        Status::SignedOut { reason, error: Some(error) } => {
            format!("signed-out, {}: {}", reason.as_str(), error.code())
        }
        Status::SignedIn(record) => format!("signed-in {}", record.standing().generation),
        Status::Expired { retrying: true, .. } => "expired, retrying".into(),
        Status::Expired { retrying: false, .. } => "expired".into(),
        Status::Authorized(_) => "authorized".into(),
    }
}

fn text_of(answer: &Result<Arc<Record>, Error>) -> String {
    match answer {
        Ok(record) => record.issue().access_token.as_ref().map_or_else(String::new, |token| token.as_str().into()),
        Err(error) => error.code().into(),
    }
}

fn refresh_token(record: &Record) -> String {
    record.issue().refresh_token.as_ref().unwrap().as_str().into()
}

pub const SECOND: u64 = 1000;
pub const MINUTE: u64 = 60 * SECOND;
pub const HOUR: u64 = 60 * MINUTE;
