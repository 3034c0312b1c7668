//! A session as a machine: what happens goes in, what is to be done comes out. It has no clock, no storage, no network.
//!
//! `event` and `effect` are its two sides, `machine` is its one type, `Session`. Each other file has the rules of one
//! theme for it, and `dispatch` says which event is whose: the start (`restoring`), the renewal from its lock to its end
//! (`under_way`, `flight`, `locking`, `steps`, `silent_ledger`, `framing`, `failing`), whoever waits for it (`callers`), the
//! end (`ending`, `late_answers`), the other tabs (`message`, `tabs`), the times (`renewal`, `idleness`), and what the app
//! sees (`status`, `outlook`, `guard`).

mod activity;
pub mod answer;
mod callers;
mod dispatch;
pub mod effect;
mod ending;
pub mod event;
pub mod facts;
mod failing;
mod flight;
mod framing;
pub mod guard;
mod idleness;
mod late_answers;
mod locking;
pub mod machine;
pub mod message;
mod outlook;
mod renewal;
mod restoring;
mod silent_ledger;
pub mod status;
mod steps;
mod tabs;
mod under_way;
