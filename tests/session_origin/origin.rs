//! What the tabs of an origin share: storage, locks, ledger, channels, network.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use spa_authorize::host::request::HttpRequest;
use spa_authorize::host::session_host::{FrameEvent, PageEvent};

use super::executor::Executor;
use super::provider::Provider;
use crate::common::NOW;

#[derive(Default)]
pub struct Origin {
    pub run: Rc<Executor>,
    /// `localStorage`.
    pub device: RefCell<BTreeMap<String, String>>,
    pub ledger: RefCell<BTreeMap<String, String>>,
    pub locks: RefCell<BTreeMap<String, Lock>>,
    pub provider: RefCell<Provider>,
    /// How long an answer takes, in milliseconds.
    pub latency: Cell<u32>,
    /// The requests that were sent, and by which tab.
    pub sent: RefCell<Vec<(usize, HttpRequest)>>,
    /// What was posted, and on which channel.
    pub posted: RefCell<Vec<(String, String)>>,
    /// What each frame to come shows and says.
    pub frames: RefCell<VecDeque<FrameScript>>,
    /// How many times a storage was read.
    pub reads: Cell<usize>,
    /// Whether each frame was sandboxed.
    pub sandboxed: RefCell<Vec<bool>>,
    pub open_frames: Cell<usize>,
    channels: RefCell<Vec<(u64, usize, String, Hears)>>,
    watchers: RefCell<Vec<(u64, usize, Watches)>>,
    pub(super) actors: RefCell<Vec<(u64, usize, Acts)>>,
    ids: Cell<u64>,
}

/// A frame's part, by the address that it was opened with.
pub type FrameScript = Box<dyn FnOnce(&str) -> Vec<FrameEvent>>;

#[derive(Default)]
pub struct Lock {
    pub holder: Option<u64>,
    pub queue: VecDeque<u64>,
}

type Hears = Rc<dyn Fn(String)>;
type Watches = Rc<dyn Fn(PageEvent)>;
type Acts = Rc<dyn Fn()>;

/// Something that is listened to.
pub struct Listening {
    origin: Rc<Origin>,
    id: u64,
}

impl Origin {
    pub fn new() -> Rc<Origin> {
        let origin = Origin::default();
        origin.latency.set(5);
        Rc::new(origin)
    }

    pub fn next_id(&self) -> u64 {
        self.ids.set(self.ids.get() + 1);
        self.ids.get()
    }

    /// Time passes, for everybody.
    pub fn pass(&self, milliseconds: u64) {
        self.run.pass(milliseconds);
    }

    pub fn wall(&self) -> u64 {
        NOW + self.run.now()
    }

    /// The requests to the token endpoint that were refreshes, since this was last asked.
    pub fn refreshes(&self) -> usize {
        let is_refresh = |request: &HttpRequest| {
            request.body.as_ref().is_some_and(|body| body.text.contains("grant_type=refresh_token"))
        };
        self.sent.take().iter().filter(|(_, request)| is_refresh(request)).count()
    }

    pub fn listen(self: &Rc<Self>, tab: usize, channel: &str, heard: impl Fn(String) + 'static) -> Listening {
        let id = self.next_id();
        self.channels.borrow_mut().push((id, tab, channel.into(), Rc::new(heard)));
        Listening { origin: self.clone(), id }
    }

    pub fn watch(self: &Rc<Self>, tab: usize, happened: impl Fn(PageEvent) + 'static) -> Listening {
        let id = self.next_id();
        self.watchers.borrow_mut().push((id, tab, Rc::new(happened)));
        Listening { origin: self.clone(), id }
    }

    pub fn watch_activity(self: &Rc<Self>, tab: usize, acted: impl Fn() + 'static) -> Listening {
        let id = self.next_id();
        self.actors.borrow_mut().push((id, tab, Rc::new(acted)));
        Listening { origin: self.clone(), id }
    }

    /// Every other tab that listens hears it, a moment later.
    pub fn post(self: &Rc<Self>, from: usize, channel: &str, text: &str) {
        self.posted.borrow_mut().push((channel.into(), text.into()));
        for (_, tab, name, heard) in self.channels.borrow().iter() {
            if *tab != from && name == channel {
                let (origin, heard, text) = (self.clone(), heard.clone(), text.to_owned());
                self.run.spawn(*tab, async move {
                    origin.run.pause(1).await;
                    heard(text);
                });
            }
        }
    }

    /// Every other tab hears that the storage of the device has changed.
    pub fn storage_changed(self: &Rc<Self>, from: usize) {
        for tab in self.watchers.borrow().iter().map(|(_, tab, _)| *tab).filter(|tab| *tab != from) {
            let origin = self.clone();
            self.run.spawn(tab, async move {
                origin.run.pause(1).await;
                origin.happens(tab, PageEvent::StorageChanged);
            });
        }
    }

    /// Something happens to a page.
    pub fn happens(&self, tab: usize, event: PageEvent) {
        let watchers: Vec<_> = self.watchers.borrow().iter().filter(|(_, of, _)| *of == tab).cloned().collect();
        for (.., happened) in watchers {
            happened(event);
        }
    }

    /// The user does something on a page.
    pub fn act(&self, tab: usize) {
        let actors: Vec<_> = self.actors.borrow().iter().filter(|(_, of, _)| *of == tab).cloned().collect();
        for (.., acted) in actors {
            acted();
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.origin.channels.borrow_mut().retain(|(id, ..)| *id != self.id);
        self.origin.watchers.borrow_mut().retain(|(id, ..)| *id != self.id);
        self.origin.actors.borrow_mut().retain(|(id, ..)| *id != self.id);
    }
}
