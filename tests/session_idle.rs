//! The end of a session whose user does nothing: in no tab, for so long.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::NOW;
use common::player::{
    HOUR, MINUTE, Player, SECOND, any, facts, generation, good_for, random_text, record, refused, transient,
};
use serde_json::json;
use spa_authorize::machine::effect::Effect;
use spa_authorize::machine::event::{Event, Step, Stored};
use spa_authorize::machine::facts::Facts;
use spa_authorize::machine::message::{Message, Scope};
use spa_authorize::protocol::timestamp::Timestamp;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn a_user_who_does_nothing_for_so_long_is_signed_out_in_every_tab() {
    let mut tab = signed_in();
    tab.pass(15 * MINUTE - 1);
    assert_eq!(tab.status(), "signed-in 1");
    tab.pass(1);
    assert_eq!((tab.status(), tab.stored.record.is_none()), (IDLE.to_owned(), true));
    assert_eq!((tab.posted(), tab.revoked()), (vec![Message::Ended(Scope::Client)], vec!["RT-1".to_owned()]));
    assert!(tab.stored.epoch.is_some());
}

#[test]
fn whatever_the_user_does_begins_the_time_anew() {
    let mut tab = signed_in();
    for _ in 0..10 {
        tab.pass(14 * MINUTE);
        tab.tell(Event::Acted);
    }
    assert_eq!(tab.status(), "signed-in 1");
    tab.pass(15 * MINUTE);
    assert_eq!(tab.status(), IDLE);
}

#[test]
fn what_the_user_does_in_another_tab_counts() {
    let mut tab = signed_in();
    tab.sleep(14 * MINUTE, 14 * MINUTE);
    tab.stored.active_at = Some(Timestamp::from_milliseconds(tab.wall));
    tab.pass(MINUTE);
    assert_eq!(tab.status(), "signed-in 1");
    tab.pass(14 * MINUTE);
    assert_eq!(tab.status(), IDLE);
}

#[test]
fn the_timer_rings_when_the_time_is_over_in_a_hidden_page_too() {
    let mut tab = signed_in();
    tab.hide();
    assert_eq!(tab.timers(), [900_000]);
    tab.pass(15 * MINUTE);
    assert_eq!(tab.status(), IDLE);
}

#[test]
fn a_device_that_slept_too_long_finds_out_when_it_wakes() {
    for page in [0, 8 * HOUR] {
        let mut tab = signed_in();
        tab.sleep(8 * HOUR, page);
        tab.wake();
        assert_eq!((tab.status(), tab.sent()), (IDLE.to_owned(), vec![]));
    }
}

#[test]
fn a_caller_after_a_long_sleep_is_given_nothing_and_nothing_is_sent() {
    let mut tab = signed_in();
    tab.sleep(16 * MINUTE, 0);
    tab.ask_for(0);
    assert_eq!((tab.given(), tab.sent(), tab.status()), (vec!["not-signed-in".to_owned()], vec![], IDLE.to_owned()));
}

#[test]
fn nothing_of_a_session_that_was_idle_for_too_long_is_at_hand() {
    let mut tab = signed_in();
    assert!(tab.session.at_hand(&any(), tab.now()).is_some());
    tab.sleep(15 * MINUTE, 15 * MINUTE);
    assert!(tab.session.at_hand(&any(), tab.now()).is_none());
}

#[test]
fn a_caller_of_an_idle_page_is_answered_where_another_tab_is_in_use() {
    let mut tab = signed_in();
    tab.sleep(16 * MINUTE, 0);
    tab.stored.active_at = Some(Timestamp::from_milliseconds(tab.wall));
    tab.ask_for(0);
    assert_eq!(tab.given(), ["AT-1"]);
}

#[test]
fn a_late_message_of_the_family_ends_no_session_that_is_in_use() {
    let next = Message::Renewed(std::sync::Arc::new(generation(2, NOW)));
    for (used_at, status) in [(Some(16 * MINUTE), "signed-in 2"), (None, IDLE)] {
        let mut tab = signed_in();
        tab.sleep(16 * MINUTE, 16 * MINUTE);
        tab.stored.active_at = used_at.map(|after| at(NOW + after));
        tab.tell(Event::Heard(next.clone()));
        assert_eq!(tab.status(), status);
    }
}

#[test]
fn a_session_that_was_handed_over_late_ends_no_session_that_is_in_use() {
    for (used_at, status) in [(Some(16 * MINUTE), "signed-in 1"), (None, IDLE)] {
        let mut tab = Player::of(Facts { idle_seconds: Some(900), is_shared: true, ..facts() });
        tab.tell(Event::RestoreAsked);
        tab.sleep(16 * MINUTE, 16 * MINUTE);
        tab.stored.active_at = used_at.map(|after| at(NOW + after));
        let record = std::sync::Arc::new(record(json!({ "expiresAt": null })));
        tab.tell(Event::Heard(Message::Given { asker: facts().page, record }));
        assert_eq!(tab.status(), status);
    }
}

#[test]
fn whoever_comes_back_too_late_does_not_prolong_the_session() {
    let mut tab = signed_in();
    tab.sleep(8 * HOUR, 0);
    tab.tell(Event::Acted);
    assert_eq!(tab.status(), IDLE);
    assert!(notes(&mut tab) == 0, "nothing is noted");
}

#[test]
fn a_wall_clock_that_was_set_back_prolongs_nothing() {
    let mut tab = signed_in();
    tab.stored.active_at = Some(at(tab.wall));
    tab.wall -= 2 * HOUR;
    tab.page += 15 * MINUTE;
    tab.wake();
    assert_eq!(tab.status(), IDLE);
}

#[test]
fn a_page_that_begins_with_a_session_nobody_used_for_so_long_ends_it() {
    let tab = begun_with(Stored { active_at: Some(at(NOW - 15 * MINUTE)), ..stored_at(NOW - HOUR) });
    assert_eq!((tab.status(), tab.stored.record), (IDLE.to_owned(), None));
}

#[test]
fn a_page_that_begins_with_a_session_that_was_just_used_has_it() {
    let tab = begun_with(Stored { active_at: Some(at(NOW - 14 * MINUTE)), ..stored_at(NOW - HOUR) });
    assert_eq!(tab.status(), "signed-in 1");
}

#[test]
fn a_sign_in_counts_though_the_storage_shows_older_activity() {
    let tab = begun_with(Stored { active_at: Some(at(NOW - HOUR)), ..stored_at(NOW - MINUTE) });
    assert_eq!(tab.status(), "signed-in 1");
}

#[test]
fn activity_is_noted_once_in_some_seconds() {
    let mut tab = signed_in();
    tab.pass(MINUTE);
    for _ in 0..100 {
        tab.tell(Event::Acted);
        tab.sleep(100, 100);
    }
    assert_eq!(notes(&mut tab), 2);
}

#[test]
fn a_session_without_the_option_notes_nothing_and_never_ends_for_it() {
    let mut tab = Player::signed_in(record(json!({ "expiresAt": null })));
    tab.tell(Event::Acted);
    tab.pass(30 * 24 * HOUR);
    assert_eq!((tab.status(), notes(&mut tab)), ("signed-in 1".to_owned(), 0));
}

#[test]
fn what_nobody_is_signed_in_to_is_not_prolonged() {
    let mut tab = signed_in();
    tab.tell(Event::SignOutAsked { revokes: true, awaited: false });
    tab.asked.clear();
    tab.tell(Event::Acted);
    assert_eq!(notes(&mut tab), 0);
}

#[test]
fn a_page_that_slept_since_it_read_the_store_ends_no_session_by_that() {
    let mut tab = signed_in();
    tab.is_store_slow = true;
    tab.ask_for_fresh();
    assert_eq!(tab.locks(), [false]);
    let read_before = tab.stored.clone();
    tab.is_lock_free = false;
    tab.sleep(HOUR, HOUR);
    tab.stored.active_at = Some(at(tab.wall));
    tab.step(Step::StoreRead(read_before));
    assert_eq!((tab.status(), tab.posted(), tab.locks()), ("signed-in 1".to_owned(), vec![], vec![false]));
}

#[test]
fn what_a_renewal_read_of_the_store_ends_no_session_that_another_tab_is_using() {
    for (used_at, status) in [(Some(16 * MINUTE), "signed-in 1"), (None, IDLE)] {
        for slow in [looking_slowly as fn() -> Player, restoring_slowly] {
            let mut tab = slow();
            let read_before = tab.stored.clone();
            tab.sleep(20 * SECOND, 20 * SECOND);
            tab.stored.active_at = used_at.map(|after| at(NOW + after));
            tab.step(Step::StoreRead(read_before));
            assert_eq!(tab.status(), status);
        }
    }
}

#[test]
fn a_caller_of_an_idle_session_is_given_no_answer_that_comes_before_the_store_was_read() {
    for (used_at, given) in [(Some(16 * MINUTE), "AT-2"), (None, "not-signed-in")] {
        let mut tab = signed_in();
        tab.ask_for_fresh();
        tab.sleep(16 * MINUTE, 16 * MINUTE);
        tab.stored.active_at = used_at.map(|after| at(NOW + after));
        tab.issue(2, 3600);
        assert_eq!(tab.given(), [given]);
        assert_eq!(tab.revoked().is_empty(), used_at.is_some());
    }
}

#[test]
fn an_answer_that_is_on_record_when_its_session_is_idle_is_given_to_nobody() {
    let mut tab = signed_in();
    tab.ask_for_fresh();
    tab.is_ledger_slow = true;
    tab.issue(2, 3600);
    tab.sleep(16 * MINUTE, 16 * MINUTE);
    tab.step(Step::LedgerWritten(Ok(true)));
    assert_eq!((tab.given(), tab.status()), (vec!["not-signed-in".to_owned()], IDLE.to_owned()));
}

#[test]
fn a_caller_behind_a_renewal_that_failed_has_no_token_of_an_idle_session() {
    let mut tab = waiting_a_little_before_it_is_idle();
    tab.sleep(20 * SECOND, 20 * SECOND);
    tab.answer(transient(None));
    assert_eq!((tab.given(), tab.status()), (vec!["not-signed-in".to_owned()], IDLE.to_owned()));
}

#[test]
fn whoever_waits_behind_an_idle_session_has_the_failure_of_its_renewal_where_another_tab_is_in_use() {
    let mut tab = signed_in();
    tab.ask_for_fresh();
    tab.sleep(16 * MINUTE, 16 * MINUTE);
    tab.stored.active_at = Some(at(NOW + 16 * MINUTE));
    tab.answer(refused());
    assert_eq!((tab.given(), tab.status()), (vec!["refresh-refused".to_owned()], "signed-in 1".to_owned()));
}

#[test]
fn a_caller_whose_time_is_over_has_no_token_of_an_idle_session() {
    let mut tab = waiting_a_little_before_it_is_idle();
    tab.sleep(20 * SECOND, 20 * SECOND);
    tab.tell(Event::TimedOut(1));
    assert_eq!((tab.given(), tab.status()), (vec!["timed-out".to_owned()], IDLE.to_owned()));
}

#[test]
fn a_page_shows_no_session_before_it_knows_that_somebody_uses_it() {
    let mut tab = begun_with(Stored { active_at: Some(at(NOW - 15 * MINUTE)), ..stored_at(NOW - HOUR) });
    assert_eq!(tab.published(), [IDLE]);
}

/// A page whose caller waits for a new token, 20 s before its session is idle, and 40 s before its token ends.
fn waiting_a_little_before_it_is_idle() -> Player {
    let mut tab = Player::of(Facts { idle_seconds: Some(900), ..facts() }).signs_in(good_for(920));
    tab.sleep(880 * SECOND, 880 * SECOND);
    assert_eq!(tab.ask_for(60), 1);
    tab
}

/// A page that has the lock and reads the store, a little before its session is idle.
fn looking_slowly() -> Player {
    let mut tab = signed_in();
    tab.is_store_slow = true;
    tab.sleep(15 * MINUTE - SECOND, 15 * MINUTE - SECOND);
    tab.ask_for_fresh();
    tab
}

/// A page that finds out who is signed in.
fn restoring_slowly() -> Player {
    let mut tab = Player::of(Facts { idle_seconds: Some(900), ..facts() });
    tab.stored = Stored { record: Some(record(json!({ "expiresAt": null })).into()), ..Stored::default() };
    tab.is_store_slow = true;
    tab.sleep(15 * MINUTE - SECOND, 15 * MINUTE - SECOND);
    tab.tell(Event::RestoreAsked);
    tab
}

/// A page that has just signed in, whose app wants a quarter of an hour.
fn signed_in() -> Player {
    Player::of(Facts { idle_seconds: Some(900), ..facts() }).signs_in(record(json!({ "expiresAt": null })))
}

fn begun_with(stored: Stored) -> Player {
    let mut tab = Player::of(Facts { idle_seconds: Some(900), ..facts() });
    tab.stored = stored.clone();
    tab.tell(Event::Started(stored));
    tab
}

fn stored_at(signed_in_at: u64) -> Stored {
    let record = record(json!({ "signedInAt": signed_in_at, "family": random_text(3) }));
    Stored { record: Some(record.into()), ..Stored::default() }
}

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_milliseconds(milliseconds)
}

fn notes(tab: &mut Player) -> usize {
    tab.take(|effect| matches!(effect, Effect::NoteActivity).then_some(())).len()
}

const IDLE: &str = "signed-out, expired";
