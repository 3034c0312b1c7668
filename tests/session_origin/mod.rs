//! One origin of a browser, played natively: its tabs run beside each other, on a clock that waits for nobody.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

pub mod app;
pub mod executor;
pub mod origin;
pub mod provider;
pub mod tab;
