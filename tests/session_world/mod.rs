//! A world for the session's machine: tabs, their storage and their locks, and a provider.

#![allow(unreachable_pub, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

pub mod provider;
pub mod random;
pub mod storage;
pub mod world;
