//! What a session needs of a page beyond what a sign-in needs.

use std::future::Future;

use super::fault::{LedgerFault, StorageFault};
use super::host::Host;
use super::request::HttpRequest;
use crate::protocol::now::Now;

/// A page with tabs beside it: their locks, their ledger, their messages, and a life that can be interrupted.
///
/// It is cheap to clone, and each clone is the same page.
pub trait SessionHost: Host + Clone + 'static {
    /// A lock that is held. Dropping it gives it back.
    type Lock: HeldLock;

    /// A hidden frame. Dropping it takes it away.
    type Frame: SilentFrame;

    /// Something that is listened to. Dropping it ends the listening.
    type Listening: 'static;

    /// Milliseconds since the page began, which never go back (High Resolution Time §4).
    fn monotonic_ms(&self) -> u64;

    /// The present, by both clocks.
    fn present(&self) -> Now {
        Now { wall: self.now(), monotonic_ms: self.monotonic_ms() }
    }

    /// Whether the user can see the page.
    fn is_visible(&self) -> bool;

    /// Runs some work beside everything else, to its end.
    fn spawn(&self, work: impl Future<Output = ()> + 'static);

    /// Waits so many milliseconds.
    fn pause(&self, milliseconds: u32) -> impl Future<Output = ()>;

    /// The text that an area of the storage has under a key.
    ///
    /// # Errors
    ///
    /// [`StorageFault`], as with all three.
    fn kept(&self, area: Area, key: &str) -> Result<Option<String>, StorageFault>;

    /// Keeps a text under a key.
    ///
    /// # Errors
    ///
    /// [`StorageFault`].
    fn keep(&self, area: Area, key: &str, text: &str) -> Result<(), StorageFault>;

    /// Removes a key, if it is there.
    ///
    /// # Errors
    ///
    /// [`StorageFault`].
    fn forget(&self, area: Area, key: &str) -> Result<(), StorageFault>;

    /// Waits for a lock among all tabs, or takes it from whoever holds it (Web Locks §3). Dropping the future leaves the
    /// queue. Where a page has no Web Locks, a lease in the ledger stands in for them.
    fn lock(&self, name: &str, steals: bool) -> impl Future<Output = Self::Lock>;

    /// A line of the ledger, which all tabs see in one order; `None` if there is no such line, or no ledger at all.
    ///
    /// # Errors
    ///
    /// [`LedgerFault`].
    fn ledger_line(&self, key: &str) -> impl Future<Output = Result<Option<String>, LedgerFault>>;

    /// Changes a line of the ledger by what it is, and no tab comes between. Whether it was to be changed; the future ends
    /// when that is on disk. Where there is no ledger nobody has changed it, and nobody sees the change.
    ///
    /// # Errors
    ///
    /// [`LedgerFault`].
    fn change_ledger_line(
        &self,
        key: &str,
        by: impl Fn(Option<String>) -> Option<String> + 'static,
    ) -> impl Future<Output = Result<bool, LedgerFault>>;

    /// Removes the lines of the ledger that are over, by their texts.
    fn prune_ledger(&self, is_over: impl Fn(&str) -> bool + 'static) -> impl Future<Output = ()>;

    /// Sends a text to the other tabs that listen on a channel. Where there are no channels, nobody hears it.
    fn post(&self, channel: &str, text: &str);

    /// Hears what other tabs post on a channel.
    fn listen(&self, channel: &str, heard: impl Fn(String) + 'static) -> Self::Listening;

    /// Hears when the page may have slept or been hidden, and when another tab has changed what the device keeps.
    fn watch(&self, happened: impl Fn(PageEvent) + Clone + 'static) -> Self::Listening;

    /// Hears when the user does something on the page: comes to it, points, or types.
    fn watch_activity(&self, acted: impl Fn() + Clone + 'static) -> Self::Listening;

    /// Whether the page is cross-origin isolated: its frames show no page that does not ask for it (HTML, COEP).
    fn is_isolated(&self) -> bool;

    /// Loads an address in a hidden frame.
    ///
    /// `sandboxed`: no script of the page that it comes back to may run (HTML, `allow-same-origin` alone).
    fn open_frame(&self, url: &str, sandboxed: bool) -> Self::Frame;

    /// Leaves for an address that takes the place of this one in the history.
    fn leave_in_place(&self, url: &str);

    /// Sends a request that outlives the page, and tells nobody what came of it.
    fn send_at_last(&self, request: &HttpRequest);
}

/// What happens to a page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PageEvent {
    /// It was shown, hidden, thawed or focused, or the network is back.
    Woke {
        /// Whether the user can see it now.
        is_visible: bool,
        /// Whether the network has just come back.
        came_online: bool,
        /// Whether it comes back as it was, after the browser had left it (HTML, "back/forward cache").
        came_back: bool,
    },
    /// Another tab has changed a key of `localStorage` that begins as all of this library's do.
    StorageChanged,
}

/// A lock that is held.
pub trait HeldLock: 'static {
    /// Waits until another tab has taken it.
    fn lost(&self) -> impl Future<Output = ()>;
}

/// A hidden frame.
pub trait SilentFrame {
    /// Waits for the next thing that the frame shows or says.
    fn next(&self) -> impl Future<Output = FrameEvent>;
}

/// What a frame shows or says.
#[derive(Clone)]
pub enum FrameEvent {
    /// It has loaded a page of our own origin, which has that address.
    CameBack(String),
    /// A message of its window, from that origin: the members of an object, as JSON.
    Said {
        /// Where it is from.
        origin: String,
        /// What it says.
        json: String,
    },
}

/// An area of the storage.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Area {
    /// `sessionStorage`, of this tab.
    Tab,
    /// `localStorage`, of all tabs of the origin.
    Device,
}

impl std::fmt::Debug for FrameEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FrameEvent([redacted])")
    }
}
