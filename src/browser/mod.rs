//! The page as a host: its storage, its address, its network and its `WebCrypto`, by `web-sys` and `js-sys`.
//!
//! Objects of the page are taken unchecked, since they may be of another realm: `web_sys::window()` asks for an
//! `instanceof` that fails in frames and in hosts like jsdom.

pub mod abort;
pub mod cause;
mod crypto;
mod fetch;
mod globals;
pub mod page;
mod storage;
pub mod timer;
