//! Two to four tabs, a provider that rotates its refresh tokens, and everything that can come between two steps: random
//! orders of events, played to the end.
//!
//! `npm run races` plays more of them, and `SESSION_SEED=17 cargo test --test session_races -- --nocapture` prints one.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]
#![allow(clippy::print_stdout, reason = "a test says what it has found")]

mod common;
mod session_world;

use session_world::world::{Removed, World};

#[test]
fn no_order_of_events_spends_a_token_twice_or_undoes_a_sign_out() {
    if let Some(seed) = number("SESSION_SEED") {
        return World::play_aloud(seed).unwrap();
    }
    let failures: Vec<String> = (0..seeds()).filter_map(|seed| World::play(seed, Removed::Nothing).err()).collect();
    assert!(
        failures.is_empty(),
        "{} of {} seeds:\n{}",
        failures.len(),
        seeds(),
        failures[..failures.len().min(5)].join("\n")
    );
}

#[test]
fn without_the_reading_under_the_lock_it_fails() {
    assert_fails(Removed::Reading);
}

#[test]
fn without_the_comparison_before_the_commit_it_fails() {
    assert_fails(Removed::Comparison);
}

#[test]
fn without_the_epoch_it_fails() {
    assert_fails(Removed::Epoch);
}

#[test]
fn without_the_comparison_of_families_it_fails() {
    assert_fails(Removed::Family);
}

#[test]
fn without_the_ledger_it_fails() {
    assert_fails(Removed::Ledger);
}

#[test]
fn without_the_epoch_of_the_beginning_it_fails() {
    assert_fails(Removed::Beginning);
}

#[test]
fn without_the_end_of_an_idle_session_it_fails() {
    assert_fails(Removed::Idleness);
}

#[test]
fn without_the_activity_of_other_tabs_it_fails() {
    assert_fails(Removed::Activity);
}

#[test]
fn without_a_word_for_a_ledger_that_does_not_answer_it_fails() {
    assert_fails(Removed::Fault);
}

fn assert_fails(removed: Removed) {
    let failure = (0..20_000).find_map(|seed| World::play(seed, removed).err());
    println!("without {removed:?}: {}", failure.unwrap_or_else(|| panic!("it is not missed")));
}

fn seeds() -> u64 {
    number("SESSION_SEEDS").unwrap_or(if cfg!(debug_assertions) { 100 } else { 1000 })
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
