//! What callers get: one renewal for all of them, and the token that it brings.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::Tab;
use common::player::{
    HOUR, MINUTE, Player, SECOND, any, facts, generation, good_for, issue, record, refused, transient,
};
use serde_json::json;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::machine::answer::Renewed;
use spa_authorize::machine::effect::Effect;
use spa_authorize::machine::event::{Event, Need, TokenKind, Wanted};
use spa_authorize::machine::facts::Facts;
use spa_authorize::machine::message::Message;
use spa_authorize::machine::status::SignedOut;
use spa_authorize::protocol::token::Token;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

// SES-1
#[test]
fn a_token_that_is_good_for_long_enough_is_given_without_a_step() {
    let mut tab = Player::of(Facts { renew_before_seconds: 0, ..facts() }).signs_in(good_for(3600));
    tab.sleep(3550 * SECOND, 3550 * SECOND);
    tab.ask_for(30);
    assert_eq!((tab.asked.len(), tab.given()), (1, vec!["AT-1".to_owned()]));
}

// ATK-25, SES-2
#[test]
fn fifty_callers_have_one_request() {
    let mut tab = Player::signed_in(good_for(60));
    tab.sleep(MINUTE, MINUTE);
    for _ in 0..50 {
        tab.ask_for(0);
    }
    assert_eq!((tab.given(), tab.sent()), (vec![], vec!["RT-1".to_owned()]));
    tab.issue(2, 60);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned(); 50], vec![]));
}

// SES-5
#[test]
fn a_short_token_is_renewed_after_half_of_its_life_whatever_a_caller_wants() {
    let mut tab = Player::of(Facts { renew_before_seconds: 600, ..facts() }).signs_in(good_for(20));
    for _ in 0..10 {
        tab.ask_for(60);
        tab.sleep(SECOND, SECOND);
    }
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-1".to_owned(); 10], vec![]));
    tab.sleep(1, 1);
    tab.ask_for(60);
    assert_eq!(tab.sent(), ["RT-1"]);
    tab.issue(2, 20);
    tab.ask_for(60);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned(); 2], vec![]));
}

// SES-6
#[test]
fn callers_who_want_a_fresh_token_have_one_request() {
    let mut tab = Player::signed_in(record(json!({})));
    for _ in 0..3 {
        tab.ask_for_fresh();
    }
    assert_eq!((tab.given(), tab.sent()), (vec![], vec!["RT-1".to_owned()]));
    tab.issue(2, 3600);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned(); 3], vec![]));
}

// SES-2
#[test]
fn a_token_that_was_just_issued_is_given_once_whatever_its_life() {
    let mut tab = Player::signed_in(good_for(60));
    tab.sleep(MINUTE, MINUTE);
    tab.hide();
    tab.ask_for(30);
    // Its request took most of its life.
    tab.sleep(25 * SECOND, 25 * SECOND);
    let issue = Box::new(issue(2, tab.wall - 25 * SECOND, Some(30)));
    tab.answer(Ok(Renewed { issue, subject: None }));
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec!["RT-1".to_owned()]));
}

#[test]
fn a_token_that_has_ended_before_its_answer_was_read_is_not_given() {
    let mut tab = Player::signed_in(good_for(60));
    tab.sleep(MINUTE, MINUTE);
    tab.ask_for(30);
    tab.sleep(8 * HOUR, 0);
    let issue = Box::new(issue(2, tab.wall - 8 * HOUR, Some(30)));
    tab.answer(Ok(Renewed { issue, subject: None }));
    assert_eq!((tab.given(), tab.sent()), (vec![], vec!["RT-1".to_owned(), "RT-2".to_owned()]));
}

// SES-24
#[test]
fn listeners_hear_of_a_renewal_once_its_lock_is_gone_and_may_ask_at_once() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask_for_fresh();
    tab.issue(2, 3600);
    let unlocked = tab.asked.iter().position(|effect| matches!(effect, Effect::Release(_))).unwrap();
    let told = tab.asked.iter().position(|effect| matches!(effect, Effect::Publish(_))).unwrap();
    assert!(unlocked < told);
    tab.asked.clear();
    tab.ask_for(30);
    assert_eq!((tab.asked.len(), tab.given()), (1, vec!["AT-2".to_owned()]));
}

// SES-24
#[test]
fn listeners_hear_of_each_change_once() {
    let alone = json!({ "subject": null, "idToken": null, "first": null });
    for (changes, retries, ends) in
        [(json!({}), vec!["expired, retrying"], "expired"), (alone, vec![], "signed-out, expired")]
    {
        let mut tab = Player::signed_in(record(changes));
        tab.ask_for_fresh();
        tab.answer(transient(Some(60)));
        wakes(&mut tab);
        assert_eq!(tab.published(), [""; 0], "the token is good");
        tab.pass(HOUR);
        tab.answer(transient(Some(60)));
        wakes(&mut tab);
        assert_eq!(tab.published(), retries);
        tab.pass(MINUTE);
        tab.answer(refused());
        wakes(&mut tab);
        assert_eq!(tab.published(), [ends]);
    }
}

// SES-24
#[test]
fn listeners_hear_of_another_reason_and_another_error_of_a_sign_out() {
    let mut tab = Player::new();
    let failures = [
        (SignedOut::Failed, None),
        (SignedOut::Failed, Some(ErrorKind::TimedOut)),
        (SignedOut::Failed, Some(ErrorKind::NetworkFailed)),
        (SignedOut::NotSignedIn, Some(ErrorKind::NetworkFailed)),
    ];
    for (reason, error) in failures {
        for times in [1, 0] {
            tab.tell(Event::SignInFailed(reason, error.map(Into::into)));
            assert_eq!(tab.published().len(), times, "{reason:?}");
        }
    }
}

// SES-24
#[test]
fn listeners_hear_of_another_failure_with_the_code_of_the_one_before() {
    let (mut tab, app) = (Player::new(), Tab::new(json!({})));
    let failed = |app_state: u8, query: &str| {
        let state = app.begin(json!({ "appState": app_state })).state;
        app.come_back(&format!("https://app.example/callback?{query}&state={state}")).unwrap_err()
    };
    let failures = [
        failed(1, "error=access_denied"),
        failed(1, "error=server_error"),
        failed(2, "error=server_error"),
        failed(2, "code=C&code=C"),
        failed(2, "iss=x&iss=x"),
    ];
    for error in failures {
        for times in [1, 0] {
            tab.tell(Event::SignInFailed(SignedOut::Failed, Some(error.clone())));
            assert_eq!(tab.published().len(), times, "{error}");
        }
    }
}

// SES-32
#[test]
fn a_token_of_unknown_life_is_renewed_after_a_refusal_alone() {
    let mut tab = Player::signed_in(record(json!({ "expiresAt": null })));
    tab.pass(400 * 24 * HOUR);
    tab.ask_for(600);
    assert_eq!((tab.given(), tab.sent(), tab.timers()), (vec!["AT-1".to_owned()], vec![], vec![]));
    tab.ask(Wanted { need: Need::OtherThan(Token::new("AT-1")), ..any() });
    assert_eq!((tab.given(), tab.sent()), (vec![], vec!["RT-1".to_owned()]));
}

// SES-32
#[test]
fn a_token_without_a_life_is_given_to_whoever_waited_and_renewed_for_the_next() {
    let mut tab = Player::signed_in(good_for(0));
    tab.pass(MINUTE);
    assert_eq!((tab.status(), tab.sent()), ("signed-in 1".to_owned(), vec![]));
    tab.ask_for(30);
    assert_eq!(tab.sent(), ["RT-1"]);
    tab.issue(2, 0);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec![]));
    tab.ask_for(30);
    assert_eq!(tab.sent(), ["RT-2"]);
}

// SES-60
#[test]
fn a_token_that_an_api_refused_is_not_given_again_and_any_other_one_is() {
    let mut tab = Player::signed_in(generation(2, common::NOW));
    tab.ask(Wanted { need: Need::OtherThan(Token::new("AT-1")), ..any() });
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec![]));
    tab.ask(Wanted { need: Need::OtherThan(Token::new("AT-2")), ..any() });
    assert_eq!((tab.given(), tab.sent()), (vec![], vec!["RT-2".to_owned()]));
}

// SES-60
#[test]
fn a_token_that_was_asked_for_after_a_request_began_is_told_apart() {
    let mut tab = Player::signed_in(record(json!({})));
    let began = tab.page;
    tab.pass(1);
    tab.ask_for_fresh();
    tab.issue(2, 3600);
    let was_issued_since = |token, moment| tab.session.was_issued_since(&Token::new(token), moment, tab.now());
    assert!(was_issued_since("AT-2", began));
    // Within one millisecond nobody can tell: one more try does no harm.
    assert!(!was_issued_since("AT-2", tab.page));
    assert!(!was_issued_since("AT-1", began));
}

// SES-107
#[test]
fn a_renewal_that_nobody_waits_for_any_more_is_kept_all_the_same() {
    let mut tab = Player::signed_in(record(json!({})));
    let callers = [tab.ask_for_fresh(), tab.ask_for_fresh()];
    for caller in callers {
        tab.tell(Event::Left(caller));
    }
    tab.issue(2, 3600);
    assert_eq!((tab.given(), tab.sent()), (vec![], vec!["RT-1".to_owned()]));
    assert_eq!((tab.stored.record.as_ref().unwrap().standing().generation, tab.line().generation), (2, 2));
    tab.ask_for(30);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec![]));
}

// SES-107
#[test]
fn a_caller_who_has_left_is_not_answered_and_the_others_are() {
    let mut tab = Player::signed_in(record(json!({})));
    let left = tab.ask_for_fresh();
    let stays = tab.ask_for_fresh();
    tab.tell(Event::Left(left));
    tab.issue(2, 3600);
    assert_eq!(tab.take(|effect| if let Effect::Give(caller, _) = effect { Some(*caller) } else { None }), [stays]);
}

// SES-22
#[test]
fn a_caller_whose_time_is_over_has_the_token_that_is_still_good() {
    let mut tab = Player::signed_in(good_for(60));
    tab.is_lock_free = false;
    tab.sleep(45 * SECOND, 45 * SECOND);
    let caller = tab.ask_for(30);
    tab.tell(Event::TimedOut(caller));
    assert_eq!(tab.given(), ["AT-1"]);
}

// SES-22
#[test]
fn a_caller_who_waited_for_the_lock_in_vain_hears_that_the_session_is_busy() {
    let mut tab = Player::signed_in(good_for(60));
    tab.is_lock_free = false;
    tab.sleep(MINUTE, MINUTE);
    let caller = tab.ask_for(30);
    tab.tell(Event::TimedOut(caller));
    assert_eq!((tab.given(), tab.sent()), (vec!["session-busy".to_owned()], vec![]));
}

#[test]
fn a_caller_who_waited_for_the_provider_in_vain_hears_that_and_the_answer_counts() {
    let mut tab = Player::signed_in(good_for(60));
    tab.sleep(MINUTE, MINUTE);
    let caller = tab.ask_for(30);
    tab.tell(Event::TimedOut(caller));
    assert_eq!(tab.given(), ["timed-out"]);
    tab.issue(2, 60);
    tab.ask_for(30);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec!["RT-1".to_owned()]));
}

#[test]
fn whoever_asks_where_nobody_is_signed_in_is_told_why() {
    let mut tab = Player::new();
    tab.ask_for(0);
    assert_eq!((tab.given(), tab.status()), (vec!["not-signed-in".to_owned()], "signed-out, not-signed-in".to_owned()));
}

#[test]
fn whoever_asks_while_it_is_found_out_who_is_signed_in_waits_for_that() {
    let mut tab = Player::of(Facts { is_shared: true, ..facts() });
    tab.tell(Event::SignInFailed(SignedOut::Failed, None));
    tab.tell(Event::RestoreAsked);
    tab.ask_for(0);
    assert_eq!((tab.given(), tab.session.is_restoring()), (vec![], true));
    let record = record(json!({ "store": "memory" })).into();
    tab.tell(Event::Heard(Message::Given { asker: facts().page, record }));
    assert_eq!(tab.given(), ["AT-1"]);
}

#[test]
fn a_sign_in_that_failed_is_told_and_ends_no_session_that_was_there_before() {
    for (mut tab, status) in [
        (Player::new(), "signed-out, failed: authorization-refused"),
        (Player::signed_in(record(json!({}))), "signed-in 1"),
    ] {
        tab.tell(Event::SignInFailed(SignedOut::Failed, Some(ErrorKind::AuthorizationRefused.into())));
        assert_eq!(tab.status(), status);
    }
}

#[test]
fn a_token_that_the_sign_in_did_not_bring_is_missing_at_once() {
    let mut tab = Player::signed_in(record(json!({ "subject": null, "idToken": null, "first": null })));
    tab.ask(Wanted { token: TokenKind::Id, ..any() });
    assert_eq!((tab.given(), tab.sent()), (vec!["no-access-token".to_owned()], vec![]));
}

// SES-121
#[test]
fn what_nothing_renews_is_given_while_it_is_good_and_then_the_user_is_needed() {
    let mut tab = Player::signed_in(record(json!({ "refreshToken": null, "expiresAt": common::NOW + MINUTE })));
    tab.ask_for(0);
    tab.pass(MINUTE);
    tab.ask_for(0);
    assert_eq!(
        (tab.given(), tab.status()),
        (vec!["AT-1".to_owned(), "interaction-required".to_owned()], "expired".to_owned())
    );
    assert_eq!(tab.locks(), [false; 0], "there is nothing to lock");
}

#[test]
fn an_access_token_alone_leaves_nobody_when_nothing_renews_it() {
    let alone = json!({ "refreshToken": null, "subject": null, "idToken": null, "first": null, "expiresAt": common::NOW + MINUTE });
    let mut tab = Player::signed_in(record(alone));
    assert_eq!(tab.status(), "authorized");
    tab.pass(MINUTE);
    assert_eq!(tab.status(), "signed-out, expired");
}

// SES-110
#[test]
fn an_access_token_alone_identifies_nobody_while_its_renewal_is_tried_again() {
    let alone =
        || record(json!({ "subject": null, "idToken": null, "first": null, "expiresAt": common::NOW + MINUTE }));
    let mut seen = Player::signed_in(alone());
    seen.pass(MINUTE);
    seen.answer(transient(None));
    let mut loaded = Player::new();
    loaded.sleep(HOUR, 0);
    let mut loaded = loaded.restores(alone());
    loaded.answer(transient(None));
    for tab in [&mut seen, &mut loaded] {
        assert_eq!(tab.status(), "authorized");
        tab.ask_for(0);
        assert_eq!(tab.given(), ["network-failed"]);
    }
}

#[test]
fn callers_have_the_failure_of_their_renewal_or_the_token_that_is_still_good() {
    for (answer, error) in [(transient(None), "network-failed"), (refused(), "refresh-refused")] {
        let mut tab = Player::signed_in(record(json!({})));
        tab.ask_for_fresh();
        tab.sleep(HOUR, HOUR);
        tab.answer(answer);
        assert_eq!(tab.given(), [error]);
    }
}

fn wakes(tab: &mut Player) {
    for _ in 0..3 {
        tab.wake();
    }
}
