//! Time: pages that are hidden, devices that sleep, clocks that are set, and tokens of any life.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::NOW;
use common::player::{HOUR, MINUTE, Player, SECOND, generation, good_for, record, transient, with_frames};
use serde_json::json;
use spa_authorize::kept::ledger::Retry;
use spa_authorize::machine::effect::Effect;
use spa_authorize::protocol::timestamp::Timestamp;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

// SES-28
#[test]
fn a_hidden_page_renews_nothing_until_it_is_seen_and_then_before_its_first_call() {
    let mut tab = Player::signed_in(good_for(60));
    tab.hide();
    for _ in 0..90 {
        tab.pass(SECOND);
    }
    assert_eq!(tab.sent(), [""; 0]);
    tab.show();
    tab.ask_for(0);
    assert_eq!((tab.sent(), tab.given()), (vec!["RT-1".to_owned()], vec![]));
    tab.issue(2, 60);
    assert_eq!((tab.sent(), tab.given()), (vec![], vec!["AT-2".to_owned()]));
}

// SES-28
#[test]
fn a_hidden_page_renews_for_whoever_asks() {
    let mut tab = Player::signed_in(good_for(60));
    tab.hide();
    tab.pass(MINUTE);
    tab.ask_for(0);
    assert_eq!(tab.sent(), ["RT-1"]);
}

// SES-28
#[test]
fn a_hidden_page_whose_token_has_ended_goes_on_as_it_was_while_it_can_renew_it() {
    let token_alone = json!({ "subject": null, "idToken": null, "first": null });
    for (changes, status) in [(json!({}), "signed-in 1"), (token_alone, "authorized")] {
        let mut tab = Player::signed_in(record(changes));
        tab.hide();
        tab.pass(2 * HOUR);
        assert_eq!((tab.status(), tab.sent()), (status.to_owned(), vec![]));
        tab.show();
        assert_eq!(tab.sent(), ["RT-1"]);
    }
}

#[test]
fn a_page_that_is_seen_renews_a_minute_before_the_end() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.pass(HOUR - MINUTE - 1);
    assert_eq!(tab.sent(), [""; 0]);
    tab.pass(1);
    assert_eq!(tab.sent(), ["RT-1"]);
}

// SES-29
#[test]
fn a_device_that_slept_gives_no_token_that_has_ended() {
    for page in [0, 8 * HOUR] {
        let mut tab = Player::signed_in(record(json!({})));
        tab.hide();
        tab.sleep(8 * HOUR, page);
        tab.ask_for(0);
        assert_eq!((tab.given(), tab.sent()), (vec![], vec!["RT-1".to_owned()]), "{page}");
        tab.issue(2, 3600);
        assert_eq!(tab.given(), ["AT-2"]);
    }
}

// SES-29
#[test]
fn a_device_that_wakes_without_a_network_shows_that_the_token_has_ended() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.sleep(8 * HOUR, 0);
    tab.wake();
    tab.answer(transient(None));
    assert_eq!(tab.status(), "expired, retrying");
}

// SES-30
#[test]
fn a_wall_clock_that_was_set_back_lengthens_no_life() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.wall -= 2 * HOUR;
    tab.hide();
    tab.sleep(HOUR, HOUR);
    tab.ask_for(0);
    assert_eq!((tab.given(), tab.sent()), (vec![], vec!["RT-1".to_owned()]));
    tab.issue(2, 3600);
    for _ in 0..50 {
        tab.pass(MINUTE);
        tab.ask_for(0);
    }
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned(); 51], vec![]));
}

// SES-30
#[test]
fn a_wall_clock_that_was_set_forward_makes_one_renewal() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.wall += 2 * HOUR;
    tab.wake();
    assert_eq!(tab.sent(), ["RT-1"]);
    tab.issue(2, 3600);
    for _ in 0..50 {
        tab.pass(MINUTE);
        tab.ask_for(0);
    }
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned(); 50], vec![]));
}

// SES-30
#[test]
fn a_failure_of_a_clock_that_was_set_back_since_is_waited_out_by_nobody() {
    for (hours, sent) in [(24, vec!["RT-1".to_owned()]), (1, vec![])] {
        let mut tab = Player::signed_in(good_for(60));
        tab.sleep(MINUTE, MINUTE);
        let at = Timestamp::from_milliseconds(tab.wall + hours * HOUR);
        tab.line().retry = Some(Retry { at, failures: 1 });
        tab.ask_for(0);
        assert_eq!(tab.sent(), sent, "{hours}");
    }
}

// SES-31
#[test]
fn a_record_of_the_future_is_renewed_before_its_use() {
    let mut tab = Player::restored(generation(1, NOW + 1));
    assert_eq!((tab.status(), tab.sent()), ("unknown".to_owned(), vec!["RT-1".to_owned()]));
    tab.ask_for(0);
    assert_eq!(tab.given(), [""; 0]);
    tab.issue(2, 3600);
    assert_eq!((tab.given(), tab.status()), (vec!["AT-2".to_owned()], "signed-in 2".to_owned()));
}

// SES-19
#[test]
fn a_good_token_of_the_store_is_taken_at_once_and_not_renewed() {
    let mut tab = Player::restored(good_for(60));
    assert_eq!((tab.status(), tab.sent()), ("signed-in 1".to_owned(), vec![]));
    tab.ask_for(30);
    assert_eq!(tab.given(), ["AT-1"]);
}

// SES-32
#[test]
fn no_timer_is_longer_than_browsers_can() {
    let mut tab = Player::new().restores(good_for(60 * 24 * 3600));
    assert_eq!(tab.timers(), [2_147_483_647]);
    tab.pass(2_147_483_647);
    assert_eq!(tab.sent(), [""; 0]);
    assert_eq!(tab.timers(), [2_147_483_647]);
}

// SES-32
#[test]
fn a_timer_that_rings_too_early_is_set_again() {
    let mut tab = Player::new().restores(record(json!({})));
    tab.pass(HOUR - MINUTE - 1);
    assert_eq!((tab.sent(), tab.timers().last().copied()), (vec![], Some(1)));
    tab.pass(1);
    assert_eq!(tab.sent(), ["RT-1"]);
}

// SES-121
#[test]
fn a_token_that_a_frame_alone_renews_is_asked_for_once() {
    let mut tab = Player::of(with_frames()).signs_in(record(json!({ "refreshToken": null })));
    tab.pass(HOUR - MINUTE);
    assert_eq!(tab.frames(), 1);
    tab.step(spa_authorize::machine::event::Step::Framed(common::player::needs_user()));
    for _ in 0..90 {
        tab.pass(MINUTE);
    }
    assert_eq!((tab.frames(), tab.status()), (0, "expired".to_owned()));
}

// SES-29
#[test]
fn a_page_that_wakes_reads_the_store_before_it_sends_anything() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.stored.record = Some(generation(2, NOW + 8 * HOUR).into());
    tab.sleep(8 * HOUR, 0);
    tab.wake();
    assert_eq!((tab.status(), tab.sent()), ("signed-in 2".to_owned(), vec![]));
    assert!(tab.take(|effect| matches!(effect, Effect::CheckStore).then_some(())).len() == 1);
}
