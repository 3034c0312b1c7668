//! The page as a host: its storage, its address, its network and its `WebCrypto`, by `web-sys` and `js-sys`.
//!
//! Objects of the page are taken unchecked, since they may be of another realm: `web_sys::window()` asks for an
//! `instanceof` that fails in frames and in hosts like jsdom.

pub mod abort;
mod beacon;
pub mod cause;
mod channel;
mod clock;
pub mod console;
mod crypto;
mod fetch;
pub mod frame;
mod globals;
mod lease;
mod ledger;
pub mod line;
mod listener;
pub mod locks;
pub mod page;
mod page_life;
pub mod popup;
mod queue;
mod storage;
pub mod timer;
mod web_lock;
