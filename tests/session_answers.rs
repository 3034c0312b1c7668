//! What each answer of the provider means for a session: the table of answers, row by row.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::player::{
    HOUR, MINUTE, Player, SECOND, dead, facts, family, generation, good_for, issue, needs_user, record, refused,
    transient, with_frames,
};
use serde_json::json;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::kept::ledger::{Ledger, Retry};
use spa_authorize::machine::answer::{Answer, Renewed};
use spa_authorize::machine::effect::Effect;
use spa_authorize::machine::event::{Event, Need, Step, Wanted};
use spa_authorize::machine::facts::Facts;
use spa_authorize::machine::message::{Message, Scope};
use spa_authorize::protocol::timestamp::Timestamp;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

// SES-14
#[test]
fn a_refusal_for_good_ends_the_session_and_its_family_hears_of_it() {
    for (facts, asks_frame) in [(facts(), false), (with_frames(), true)] {
        let mut tab = sending(facts);
        tab.answer(dead());
        if asks_frame {
            assert_eq!((tab.frames(), tab.given()), (1, vec![]));
            tab.step(Step::Framed(needs_user()));
        }
        assert_eq!(tab.given(), ["session-refused"]);
        assert_eq!(tab.status(), "signed-out, refused: session-refused");
        assert_eq!(tab.stored.record, None);
        assert_eq!(tab.posted(), [Message::Ended(Scope::Family(family()))]);
        assert!(tab.line().is_refused);
        assert_eq!(tab.revoked(), [""; 0]);
    }
}

// SES-14
#[test]
fn a_frame_that_helps_after_a_refusal_makes_the_next_generation_and_nobody_sees_a_sign_out() {
    let mut tab = sending(with_frames());
    tab.answer(dead());
    let hint = tab.take(|effect| if let Effect::OpenFrame { record, .. } = effect { record.clone() } else { None });
    assert_eq!(hint[0].issue().refresh_token, None, "a dead one is nowhere any more");
    tab.step(Step::Framed(framed(&tab, "ada")));
    assert_eq!((tab.given(), tab.published()), (vec!["AT-7".to_owned()], vec!["signed-in 2".to_owned()]));
    assert_eq!((tab.line().generation, tab.line().is_refused), (2, false));
}

// SES-44
#[test]
fn a_frame_that_signs_another_user_in_ends_the_session_and_nothing_is_mixed() {
    let mut tab = sending(with_frames());
    tab.answer(dead());
    tab.step(Step::Framed(framed(&tab, "grace")));
    assert_eq!((tab.given(), tab.status()), (vec!["user-changed".to_owned()], "signed-out, user-changed".to_owned()));
    assert_eq!(tab.stored.record, None);
}

// SES-14, SES-68
#[test]
fn a_message_of_a_refusal_asks_no_frame_and_changes_nothing_though_the_ledger_is_ahead() {
    let mut tab = Player::of(with_frames()).signs_in(record(json!({})));
    *tab.line() = Ledger::at(2);
    tab.tell(Event::Heard(Message::Ended(Scope::Family(family()))));
    tab.sleep(500, 500);
    tab.step(Step::Paused);
    assert_eq!((tab.frames(), tab.status()), (0, "signed-in 1".to_owned()));
    // Whoever needs a token has the frame asked.
    tab.ask_for_fresh();
    tab.sleep(500, 500);
    tab.step(Step::Paused);
    assert_eq!(tab.frames(), 1);
}

// SES-15
#[test]
fn a_refusal_says_nothing_of_a_later_generation_in_the_store() {
    let mut tab = sending(facts());
    tab.stored.record = Some(generation(2, tab.wall).into());
    tab.answer(dead());
    assert_eq!((tab.given(), tab.status()), (vec!["AT-2".to_owned()], "signed-in 2".to_owned()));
    assert_eq!(tab.stored.record.as_ref().unwrap().standing().generation, 2);
    assert_eq!((tab.posted(), tab.revoked()), (vec![], vec![]));
}

// SES-15
#[test]
fn a_refusal_says_nothing_of_a_later_generation_in_the_ledger() {
    let mut tab = sending(facts());
    *tab.line() = Ledger::at(2);
    tab.answer(dead());
    assert_eq!(tab.given(), [""; 0]);
    // The store shows it late.
    tab.stored.record = Some(generation(2, tab.wall).into());
    tab.step(Step::Paused);
    assert_eq!((tab.given(), tab.status()), (vec!["AT-2".to_owned()], "signed-in 2".to_owned()));
}

// SES-16
#[test]
fn a_failure_of_the_network_ends_nothing_and_a_good_token_is_still_given() {
    let mut tab = Player::signed_in(good_for(60));
    tab.pass(31 * SECOND);
    assert_eq!(tab.sent(), ["RT-1"]);
    tab.ask_for(60);
    tab.answer(transient(None));
    tab.ask_for(0);
    assert_eq!((tab.given(), tab.status()), (vec!["AT-1".to_owned(); 2], "signed-in 1".to_owned()));
    assert_eq!(tab.stored.record.as_ref().unwrap().standing().generation, 1);
}

// SES-16
#[test]
fn a_provider_that_says_when_to_come_back_is_not_asked_before() {
    let mut tab = sending(facts());
    tab.answer(transient(Some(7)));
    for _ in 0..6 {
        tab.pass(SECOND);
        tab.ask_for_fresh();
    }
    assert_eq!((tab.sent(), tab.status()), (vec![], "expired, retrying".to_owned()));
    tab.pass(SECOND);
    assert_eq!(tab.sent(), ["RT-1"]);
    tab.issue(2, 3600);
    assert_eq!(tab.status(), "signed-in 2");
}

// SES-16
#[test]
fn failures_are_followed_by_ever_longer_pauses_up_to_a_minute() {
    let mut tab = sending(facts());
    let mut pauses = Vec::new();
    for _ in 0..8 {
        tab.answer(transient(None));
        let failed_at = tab.wall;
        while tab.sent().is_empty() {
            tab.pass(100);
            assert!(tab.wall < failed_at + 2 * MINUTE, "it is never tried again");
        }
        pauses.push((tab.wall - failed_at) / 1000);
    }
    let shortest = [1, 2, 4, 8, 16, 32, 60, 60];
    assert!(pauses.iter().zip(shortest).all(|(pause, least)| (least..=least * 5 / 4).contains(pause)), "{pauses:?}");
}

// SES-16
#[test]
fn a_failure_of_what_somebody_insisted_on_is_tried_again_once_it_is_needed() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask_for_fresh();
    tab.answer(transient(None));
    assert_eq!((tab.given(), tab.sent()), (vec!["network-failed".to_owned()], vec!["RT-1".to_owned()]));
    tab.timers();
    for _ in 0..58 {
        tab.pass(MINUTE);
    }
    assert_eq!((tab.sent(), tab.locks().len()), (vec![], 1), "the lock is not even asked for");
    tab.pass(MINUTE);
    assert_eq!(tab.sent(), ["RT-1"]);
}

// SES-17
#[test]
fn another_refusal_keeps_the_session_and_no_timer_tries_again() {
    let mut tab = Player::signed_in(good_for(60));
    tab.pass(31 * SECOND);
    tab.answer(refused());
    tab.ask_for(0);
    assert_eq!((tab.sent(), tab.given()), (vec!["RT-1".to_owned()], vec!["AT-1".to_owned()]));
    for _ in 0..60 {
        tab.pass(MINUTE);
    }
    tab.ask_for(0);
    assert_eq!((tab.sent(), tab.given()), (vec![], vec!["refresh-refused".to_owned()]));
    assert_eq!(tab.status(), "expired");
    assert!(tab.stored.record.is_some());
}

// SES-17
#[test]
fn whoever_insists_has_a_refused_renewal_tried_once_a_minute() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask_for_fresh();
    tab.answer(refused());
    tab.sent();
    for _ in 0..59 {
        tab.pass(SECOND);
        tab.ask_for_fresh();
    }
    assert_eq!(tab.sent(), [""; 0]);
    tab.pass(SECOND);
    tab.ask_for_fresh();
    assert_eq!(tab.sent(), ["RT-1"]);
}

// SES-17
#[test]
fn an_expired_session_is_expired_until_what_was_tried_once_more_has_succeeded() {
    let mut tab = sending(facts());
    tab.answer(refused());
    tab.pass(MINUTE);
    tab.ask_for_fresh();
    assert_eq!((tab.sent(), tab.status()), (vec!["RT-1".to_owned()], "expired".to_owned()));
    tab.issue(2, 3600);
    assert_eq!(tab.status(), "signed-in 2");
}

// SES-17
#[test]
fn a_frame_that_nobody_asked_for_sends_no_refused_token_again() {
    let mut tab = Player::of(Facts { renew_before_seconds: 100, ..with_frames() }).signs_in(good_for(200));
    tab.pass(100 * SECOND);
    tab.answer(refused());
    assert_eq!(tab.sent(), ["RT-1"]);
    tab.pass(100 * SECOND);
    assert_eq!((tab.sent(), tab.frames()), (vec![], 1));
}

// SES-17
#[test]
fn a_refused_renewal_is_tried_once_more_at_a_page_load() {
    let mut tab = sending(facts());
    tab.answer(refused());
    let record = tab.stored.record.clone().unwrap();
    let mut next = Player::new();
    (next.wall, next.ledger) = (tab.wall, tab.ledger.clone());
    let mut next = next.restores((*record).clone());
    assert_eq!(next.sent(), ["RT-1"]);
}

// SES-43
#[test]
fn a_refused_session_asks_the_frame_at_the_end_of_its_token_and_is_then_expired() {
    let mut tab = Player::of(with_frames()).signs_in(good_for(60));
    tab.pass(31 * SECOND);
    tab.answer(refused());
    assert_eq!((tab.frames(), tab.status()), (0, "signed-in 1".to_owned()));
    tab.pass(29 * SECOND);
    assert_eq!(tab.frames(), 1);
    tab.step(Step::Framed(needs_user()));
    tab.pass(HOUR);
    assert_eq!((tab.frames(), tab.status()), (0, "expired".to_owned()));
}

// SES-43
#[test]
fn a_caller_of_a_hidden_page_has_the_frame_asked_once_the_token_that_was_refused_a_renewal_has_ended() {
    let mut tab = Player::of(with_frames()).signs_in(good_for(60));
    tab.pass(31 * SECOND);
    tab.answer(refused());
    tab.hide();
    tab.pass(29 * SECOND);
    assert_eq!(tab.frames(), 0);
    tab.ask_for(0);
    assert_eq!((tab.frames(), tab.given()), (1, vec![]));
}

// SES-43
#[test]
fn a_frame_that_needs_the_user_ends_no_session_whose_token_is_good() {
    let mut tab = Player::of(with_frames()).signs_in(record(json!({ "refreshToken": null })));
    tab.ask_for_fresh();
    tab.step(Step::Framed(needs_user()));
    assert_eq!((tab.given(), tab.status()), (vec!["interaction-required".to_owned()], "signed-in 1".to_owned()));
}

// SES-21
#[test]
fn an_answer_that_comes_after_the_sign_out_is_dropped_and_its_refresh_token_revoked() {
    let mut tab = sending(facts());
    tab.tell(Event::SignOutAsked { revokes: true, awaited: false });
    assert_eq!((tab.given(), tab.revoked()), (vec!["not-signed-in".to_owned()], vec!["RT-1".to_owned()]));
    tab.issue(2, 3600);
    assert_eq!((tab.revoked(), tab.given()), (vec!["RT-2".to_owned()], vec![]));
    assert_eq!((&tab.stored.record, tab.status()), (&None, "signed-out, signed-out".to_owned()));
}

// SES-21
#[test]
fn what_was_kept_as_the_user_signed_out_is_told_to_nobody() {
    let mut tab = Player::signed_in(record(json!({ "store": "tab" })));
    tab.ask_for_fresh();
    tab.is_ledger_slow = true;
    tab.issue(2, 3600);
    tab.tell(Event::SignOutAsked { revokes: true, awaited: false });
    assert_eq!((tab.revoked(), tab.posted()), (vec!["RT-2".to_owned()], vec![Message::Ended(Scope::Client)]));
    tab.step(Step::LedgerWritten(Ok(true)));
    assert_eq!((tab.posted(), tab.stored.record), (vec![], None));
}

// SES-21
#[test]
fn an_app_that_wants_nothing_revoked_has_its_way() {
    let mut tab = sending(facts());
    tab.tell(Event::SignOutAsked { revokes: false, awaited: false });
    tab.issue(2, 3600);
    assert_eq!((tab.revoked(), tab.stored.record), (vec![], None));
}

// SES-65
#[test]
fn a_session_goes_over_to_another_organization_and_stays_there() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask(to_organization("org_b"));
    assert_eq!(organizations(&mut tab), [Some("org_b".to_owned())]);
    tab.issue(2, 3600);
    assert_eq!(tab.given(), ["AT-2"]);
    tab.ask(to_organization("org_b"));
    assert_eq!(tab.given(), ["AT-2"]);
    assert!(tab.stored.record.as_ref().unwrap().text().contains(r#"["organizationId","org_b"]"#));
}

// SES-65
#[test]
fn an_organization_that_is_refused_leaves_the_session_in_its_own() {
    let mut tab = Player::signed_in(record(json!({ "asked": [["organizationId", "org_a"]] })));
    tab.ask(to_organization("org_b"));
    tab.answer(needs_user());
    tab.ask_for(30);
    assert_eq!(
        (tab.given(), tab.status()),
        (vec!["interaction-required".to_owned(), "AT-1".to_owned()], "signed-in 1".to_owned())
    );
    tab.sent();
    tab.ask_for_fresh();
    assert_eq!(organizations(&mut tab), [None], "a renewal for the old one is not refused");
}

// SES-65
#[test]
fn whoever_wants_another_organization_than_the_renewal_under_way_has_one_of_its_own() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask_for_fresh();
    tab.ask(to_organization("org_b"));
    tab.ask(to_organization("org_c"));
    tab.issue(2, 3600);
    assert_eq!(tab.given(), ["AT-2"]);
    tab.issue(3, 3600);
    assert_eq!(tab.given(), ["AT-3"]);
    tab.issue(4, 3600);
    assert_eq!(tab.given(), ["AT-4"]);
    assert_eq!(organizations(&mut tab), [None, Some("org_b".to_owned()), Some("org_c".to_owned())]);
}

// SES-65
#[test]
fn a_session_without_a_refresh_token_goes_over_to_no_organization() {
    let mut tab = Player::of(with_frames()).signs_in(record(json!({ "refreshToken": null })));
    tab.ask(to_organization("org_b"));
    assert_eq!((tab.given(), tab.frames()), (vec!["interaction-required".to_owned()], 0));
}

// SES-65
#[test]
fn whoever_waits_for_another_organization_behind_a_frame_is_told_that_the_user_is_needed() {
    let mut tab = sending(with_frames());
    tab.ask(to_organization("org_b"));
    tab.answer(dead());
    let issue = spa_authorize::kept::record::Issue { refresh_token: None, ..issue(7, tab.wall, Some(3600)) };
    tab.step(Step::Framed(Ok(Renewed { issue: Box::new(issue), subject: Some("ada".into()) })));
    assert_eq!(tab.given(), ["AT-7", "interaction-required"]);
    assert_eq!((tab.frames(), tab.status()), (1, "signed-in 2".to_owned()));
}

// SES-65
#[test]
fn an_answer_for_another_organization_than_was_asked_for_is_no_switch() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask(to_organization("org_b"));
    tab.issue_in("org_a", 2);
    assert_eq!((tab.given(), tab.sent()), (vec!["interaction-required".to_owned()], vec!["RT-1".to_owned()]));
    assert!(!tab.stored.record.as_ref().unwrap().text().contains("org_b"));
    tab.ask(to_organization("org_a"));
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec![]), "it is there already");
}

// SES-108
#[test]
fn a_refusal_that_cannot_be_read_is_asked_for_once_an_hour_and_the_token_given_while_it_is_good() {
    let mut tab = Player::signed_in(good_for(1800));
    for minute in 0..60 {
        tab.pass(MINUTE);
        tab.ask_for(30);
        if !tab.take(|effect| matches!(effect, Effect::Refresh(..)).then_some(())).is_empty() {
            assert_eq!(minute, 28);
            tab.answer(refused());
        }
        let expected = if minute < 29 { "AT-1" } else { "refresh-refused" };
        assert_eq!(tab.given(), [expected], "{minute}");
    }
    assert_eq!(tab.status(), "expired");
}

// SES-109
#[test]
fn a_failure_of_another_tab_is_waited_out_and_then_the_same_token_is_sent_once() {
    let mut tab = Player::signed_in(good_for(60));
    tab.sleep(MINUTE, MINUTE);
    let at = Timestamp::from_milliseconds(tab.wall + 20 * SECOND);
    tab.line().retry = Some(Retry { at, failures: 3 });
    for _ in 0..50 {
        tab.ask_for(30);
    }
    assert_eq!((tab.given(), tab.sent()), (vec!["network-failed".to_owned(); 50], vec![]));
    assert_eq!(tab.locks().len(), 1, "the first has found it out for all");
    assert_eq!(tab.status(), "expired, retrying");
    tab.pass(20 * SECOND);
    assert_eq!(tab.sent(), ["RT-1"]);
}

// SES-109
#[test]
fn a_failure_is_written_for_all_tabs_and_a_success_takes_it_away() {
    let mut tab = sending(facts());
    tab.answer(transient(Some(7)));
    let at = Timestamp::from_milliseconds(tab.wall + 7 * SECOND);
    assert_eq!(*tab.line(), Ledger { generation: 1, retry: Some(Retry { at, failures: 1 }), ..Ledger::default() });
    tab.pass(7 * SECOND);
    tab.issue(2, 3600);
    assert_eq!(*tab.line(), Ledger::at(2));
}

// SES-110
#[test]
fn a_page_that_begins_offline_shows_who_is_signed_in_and_renews_once_it_is_online() {
    let mut tab = Player::new();
    tab.sleep(HOUR, 0);
    let mut tab = tab.restores(record(json!({})));
    assert_eq!(tab.status(), "unknown");
    tab.answer(transient(None));
    assert_eq!(tab.status(), "expired, retrying");
    tab.sent();
    tab.come_online();
    assert_eq!(tab.sent(), ["RT-1"]);
    tab.issue(2, 3600);
    assert_eq!(tab.status(), "signed-in 2");
}

// SES-110
#[test]
fn a_restore_that_takes_too_long_says_where_the_app_stands_and_goes_on() {
    let mut tab = Player::new();
    tab.sleep(HOUR, 0);
    let mut tab = tab.restores(record(json!({})));
    tab.tell(Event::RestoreTimedOut(ErrorKind::TimedOut.into()));
    assert_eq!((tab.status(), tab.session.is_restoring()), ("expired, retrying".to_owned(), false));
    tab.issue(2, 3600);
    assert_eq!((tab.status(), tab.sent()), ("signed-in 2".to_owned(), vec!["RT-1".to_owned()]));
}

// SES-109
#[test]
fn whoever_asks_while_a_failed_renewal_is_tried_again_waits_for_its_answer() {
    let mut tab = sending(facts());
    tab.answer(transient(None));
    assert_eq!((tab.given(), tab.sent()), (vec!["network-failed".to_owned()], vec![]));
    tab.come_online();
    assert_eq!(tab.sent(), ["RT-1"]);
    tab.ask_for(0);
    tab.ask_for_fresh();
    assert_eq!(tab.given(), [""; 0]);
    tab.issue(2, 3600);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned(); 2], vec![]));
}

// SES-109
#[test]
fn a_network_that_came_back_shortens_the_pause_after_one_failure_and_after_no_later_one() {
    let mut tab = sending(facts());
    tab.answer(transient(None));
    tab.hide();
    tab.come_online();
    // Another tab renews, and fails at its next renewal.
    let record = generation(2, tab.wall);
    tab.stored.record = Some(record.into());
    tab.tell(Event::StoreChecked(tab.stored.clone()));
    tab.sleep(HOUR, HOUR);
    let at = Timestamp::from_milliseconds(tab.wall + 20 * SECOND);
    *tab.line() = Ledger { retry: Some(Retry { at, failures: 3 }), ..Ledger::at(2) };
    tab.given();
    tab.ask_for(0);
    assert_eq!((tab.given(), tab.sent()), (vec!["network-failed".to_owned()], vec![]));
}

// SES-110
#[test]
fn a_restore_that_finds_nobody_in_time_has_failed() {
    let mut tab = Player::of(with_frames());
    tab.stored.was_signed_in = true;
    tab.tell(Event::RestoreAsked);
    tab.tell(Event::RestoreTimedOut(ErrorKind::TimedOut.into()));
    assert_eq!(tab.status(), "signed-out, failed: timed-out");
}

#[test]
fn a_restore_that_finds_nobody_leaves_the_reason_of_the_sign_out() {
    let signed_out = Event::SignOutAsked { revokes: true, awaited: false };
    let refused = Event::Stepped(1, Step::Answered(dead()));
    for (ends, status, error) in
        [(signed_out, "signed-out, signed-out", "not-signed-in"), (refused, "signed-out, refused", "session-refused")]
    {
        let mut tab = sending(facts());
        tab.tell(ends);
        tab.tell(Event::RestoreAsked);
        tab.given();
        tab.ask_for(0);
        assert_eq!((tab.status(), tab.given()), (status.to_owned(), vec![error.to_owned()]));
    }
}

// SES-110
#[test]
fn a_frame_that_had_no_network_is_asked_again_once_there_is_one() {
    for (answer, frames) in [(transient(None), 1), (needs_user(), 0)] {
        let mut tab = Player::of(with_frames()).signs_in(record(json!({ "refreshToken": null })));
        tab.pass(HOUR);
        tab.step(Step::Framed(answer));
        tab.frames();
        tab.come_online();
        assert_eq!(tab.frames(), frames);
    }
}

// SES-12
#[test]
fn an_answer_without_new_tokens_of_a_kind_leaves_the_old_ones() {
    let mut tab = sending(facts());
    let issue = spa_authorize::kept::record::Issue { refresh_token: None, ..issue(2, tab.wall, Some(3600)) };
    tab.answer(Ok(Renewed { issue: Box::new(issue), subject: None }));
    let kept = tab.stored.record.as_ref().unwrap();
    let texts =
        (kept.issue().refresh_token.as_ref().unwrap().as_str(), kept.issue().id_token.as_ref().unwrap().as_str());
    assert_eq!(texts, ("RT-1", "e30.e30.c2ln"));
}

// SES-100
#[test]
fn a_stranger_is_signed_out_at_once_and_no_frame_is_asked() {
    let mut tab = Player::of(with_frames());
    tab.tell(Event::RestoreAsked);
    assert_eq!((tab.frames(), tab.status()), (0, "signed-out, not-signed-in".to_owned()));
}

// SES-33
#[test]
fn a_frame_finds_out_who_is_signed_in_where_somebody_was() {
    let mut tab = Player::of(with_frames());
    tab.stored.was_signed_in = true;
    tab.tell(Event::RestoreAsked);
    assert_eq!((tab.frames(), tab.status()), (1, "unknown".to_owned()));
    tab.step(Step::Framed(needs_user()));
    assert_eq!(tab.status(), "signed-out, not-signed-in");
}

// SES-42
#[test]
fn a_frame_that_shows_nothing_is_a_failure_and_no_sign_out() {
    let mut tab = Player::of(with_frames());
    tab.stored.was_signed_in = true;
    tab.tell(Event::RestoreAsked);
    tab.step(Step::Framed(transient(None)));
    assert_eq!(tab.status(), "signed-out, failed: network-failed");
}

// SES-100
#[test]
fn no_frame_is_asked_where_the_app_wants_none() {
    let mut tab = Player::new();
    tab.stored.was_signed_in = true;
    tab.tell(Event::RestoreAsked);
    assert_eq!((tab.frames(), tab.status()), (0, "signed-out, not-signed-in".to_owned()));
}

/// A page whose token has ended, and whose refresh token was just sent.
fn sending(facts: Facts) -> Player {
    let mut tab = Player::of(facts).signs_in(good_for(60));
    tab.sleep(MINUTE, MINUTE);
    tab.ask_for(0);
    assert_eq!(tab.sent(), ["RT-1"]);
    tab.asked.clear();
    tab
}

fn to_organization(name: &str) -> Wanted {
    Wanted { need: Need::Organization(name.into()), ..Wanted::default() }
}

/// The organizations that renewals were sent for.
fn organizations(tab: &mut Player) -> Vec<Option<String>> {
    tab.take(|effect| if let Effect::Refresh(_, _, organization) = effect { Some(organization.clone()) } else { None })
}

fn framed(tab: &Player, subject: &str) -> Answer {
    Ok(Renewed { issue: Box::new(issue(7, tab.wall, Some(3600))), subject: Some(subject.into()) })
}
