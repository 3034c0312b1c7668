//! Other tabs: what they say is never believed, and what the store and the ledger show counts.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::NOW;
use common::player::{
    HOUR, MINUTE, Player, SECOND, any, dead, facts, family, generation, good_for, issue, random_text, record,
    transient, with_frames,
};
use serde_json::{Value, json};
use spa_authorize::config::session_config::SilentFrame;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::host::fault::LedgerFault;
use spa_authorize::kept::ledger::{Attempt, Ledger};
use spa_authorize::kept::record::{Record, Standing};
use spa_authorize::machine::answer::Renewed;
use spa_authorize::machine::effect::Effect;
use spa_authorize::machine::event::{Event, Need, Step, Stored, Wanted};
use spa_authorize::machine::facts::Facts;
use spa_authorize::machine::message::{Message, Scope};
use spa_authorize::machine::status::SignedOut;
use spa_authorize::protocol::timestamp::Timestamp;
use spa_authorize::protocol::token::Token;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

// SES-4
#[test]
fn a_tab_that_waited_for_the_lock_takes_what_the_other_one_renewed_and_sends_nothing() {
    let mut tab = waiting_for_the_lock();
    tab.stored.record = Some(generation(2, tab.wall).into());
    *tab.line() = Ledger::at(2);
    tab.has_lock();
    assert_eq!((tab.given(), tab.sent(), tab.status()), (vec!["AT-2".to_owned()], vec![], "signed-in 2".to_owned()));
}

// SES-94
#[test]
fn a_refresh_token_that_the_ledger_calls_spent_is_never_sent() {
    let mut tab = waiting_for_the_lock();
    *tab.line() = Ledger::at(2);
    tab.has_lock();
    for _ in 0..10 {
        tab.sleep(50, 50);
        tab.step(Step::Paused);
    }
    assert_eq!((tab.sent(), tab.given()), (vec![], vec!["interaction-required".to_owned()]));
    assert_eq!(tab.status(), "expired");
}

// SES-94
#[test]
fn a_frame_that_saves_a_tab_behind_the_ledger_makes_a_generation_that_no_tab_has_had() {
    let mut tab = Player::of(with_frames()).signs_in(good_for(60));
    *tab.line() = Ledger::at(3);
    tab.sleep(MINUTE, MINUTE);
    tab.ask(any());
    tab.sleep(500, 500);
    tab.step(Step::Paused);
    assert_eq!((tab.frames(), tab.sent()), (1, vec![]));
    let issue = Box::new(issue(7, tab.wall, Some(3600)));
    tab.step(Step::Framed(Ok(Renewed { issue, subject: Some("ada".into()) })));
    assert_eq!((tab.given(), tab.status()), (vec!["AT-7".to_owned()], "signed-in 4".to_owned()));
    assert_eq!(*tab.line(), Ledger::at(4));
}

// SES-94
#[test]
fn a_store_that_lags_behind_the_ledger_is_waited_for() {
    let mut tab = waiting_for_the_lock();
    *tab.line() = Ledger::at(2);
    tab.has_lock();
    tab.sleep(400, 400);
    tab.stored.record = Some(generation(2, tab.wall).into());
    tab.step(Step::Paused);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec![]));
}

// SES-14
#[test]
fn a_refusal_in_the_ledger_ends_the_session_of_every_tab_of_the_family() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.line().generation = 1;
    tab.line().is_refused = true;
    tab.tell(Event::Heard(Message::Ended(Scope::Family(family()))));
    assert_eq!((tab.status(), tab.sent()), ("signed-out, refused: session-refused".to_owned(), vec![]));
}

// SES-34
#[test]
fn a_tab_hands_its_session_to_a_new_one_that_asks_where_the_app_wants_that() {
    for is_shared in [true, false] {
        let mut tab = Player::of(Facts { is_shared, ..facts() }).signs_in(record(json!({ "store": "memory" })));
        tab.tell(Event::Heard(Message::Ask { asker: random_text(5) }));
        assert_eq!(tab.posted().len(), usize::from(is_shared));
    }
}

// SES-34
#[test]
fn a_new_tab_takes_the_session_that_another_one_hands_over() {
    let mut tab = asking_tabs();
    let record = record(json!({ "store": "memory" })).into();
    tab.tell(Event::Heard(Message::Given { asker: facts().page, record }));
    assert_eq!((tab.status(), tab.frames(), tab.sent()), ("signed-in 1".to_owned(), 0, vec![]));
}

// SES-34, SES-68
#[test]
fn a_session_that_was_handed_to_another_tab_or_not_asked_for_is_not_taken() {
    let record = std::sync::Arc::new(record(json!({ "store": "memory" })));
    let mut tab = asking_tabs();
    tab.tell(Event::Heard(Message::Given { asker: random_text(5), record: record.clone() }));
    assert_eq!(tab.status(), "unknown");
    let mut tab = Player::of(Facts { is_shared: true, ..facts() });
    tab.tell(Event::Heard(Message::Given { asker: facts().page, record }));
    assert_eq!(tab.status(), "unknown");
}

// SES-34
#[test]
fn a_tab_whom_nobody_answers_is_signed_out_after_a_moment() {
    let mut tab = asking_tabs();
    assert_eq!(tab.take(|effect| if let Effect::Pause(_, after) = effect { Some(*after) } else { None }), [300]);
    tab.step(Step::Paused);
    assert_eq!(tab.status(), "signed-out, not-signed-in");
}

// SES-46
#[test]
fn a_tab_without_a_session_takes_the_one_that_another_tab_began() {
    let mut tab = Player::new();
    tab.tell(Event::RestoreAsked);
    tab.stored.record = Some(record(json!({})).into());
    tab.tell(Event::Heard(Message::adopted(&standing(1))));
    assert_eq!(tab.status(), "signed-in 1");
}

// SES-46
#[test]
fn a_tab_that_shares_asks_for_the_session_that_another_tab_began() {
    let mut tab = Player::of(Facts { is_shared: true, frames: SilentFrame::Always, ..facts() });
    tab.tell(Event::SignInFailed(SignedOut::Failed, Some(ErrorKind::NotSignedIn.into())));
    for is_answered in [false, true] {
        tab.tell(Event::Heard(Message::adopted(&standing(1))));
        assert_eq!(tab.posted(), [Message::Ask { asker: facts().page }]);
        if is_answered {
            let given = record(json!({ "store": "memory" })).into();
            tab.tell(Event::Heard(Message::Given { asker: facts().page, record: given }));
        } else {
            tab.step(Step::Paused);
            assert_eq!((tab.status(), tab.frames()), ("signed-out, failed: not-signed-in".to_owned(), 0));
        }
    }
    assert_eq!(tab.status(), "signed-in 1");
}

#[test]
fn a_restore_asks_the_provider_though_the_tab_was_asking_others_alone() {
    let mut tab = Player::of(Facts { is_shared: true, frames: SilentFrame::Always, ..facts() });
    tab.tell(Event::SignInFailed(SignedOut::Failed, None));
    tab.tell(Event::Heard(Message::adopted(&standing(1))));
    tab.tell(Event::RestoreAsked);
    tab.step(Step::Paused);
    assert_eq!(tab.frames(), 1);
}

// SES-46
#[test]
fn a_message_of_what_the_page_does_not_have_yet_makes_it_look() {
    for later in [generation(2, NOW), other_sign_in(json!({ "generation": 1 }))] {
        let mut tab = Player::signed_in(generation(1, NOW));
        tab.stored.record = Some(later.clone().into());
        tab.tell(Event::Heard(Message::adopted(later.standing())));
        assert_eq!(tab.session.record().map(|record| record.standing()), Some(later.standing()));
    }
    let mut tab = Player::signed_in(generation(2, NOW));
    tab.tell(Event::Heard(Message::adopted(&standing(2))));
    assert!(tab.asked.is_empty());
}

// SES-46
#[test]
fn a_tab_never_goes_over_to_another_user_by_itself() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.stored.record = Some(other_sign_in(json!({ "subject": "grace" })).into());
    tab.tell(Event::StoreChecked(tab.stored.clone()));
    assert_eq!((tab.status(), tab.revoked()), ("signed-out, user-changed".to_owned(), vec![]));
    tab.ask_for(0);
    assert_eq!(tab.given(), ["user-changed"]);
    tab.tell(Event::StoreChecked(tab.stored.clone()));
    assert_eq!(tab.status(), "signed-out, user-changed");
    assert_eq!(tab.stored.record.as_ref().unwrap().subject(), Some("grace"), "it is the other tab's");
}

// SES-46
#[test]
fn a_tab_takes_a_later_sign_in_of_its_own_user() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.stored.record = Some(other_sign_in(json!({ "generation": 4 })).into());
    tab.tell(Event::StoreChecked(tab.stored.clone()));
    assert_eq!((tab.status(), tab.revoked()), ("signed-in 4".to_owned(), vec![]));
}

// SES-103
#[test]
fn a_renewal_that_is_under_way_sends_no_refresh_token_of_another_tabs_sign_in() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.is_ledger_slow = true;
    tab.ask_for_fresh();
    let late = other_sign_in(json!({ "accessToken": "AT-9", "refreshToken": "RT-9" }));
    tab.stored.record = Some(late.into());
    tab.tell(Event::StoreChecked(tab.stored.clone()));
    tab.step(Step::LedgerWritten(Ok(true)));
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-9".to_owned()], vec![]));
}

// SES-103
#[test]
fn an_answer_is_kept_though_an_older_sign_in_was_kept_over_its_session() {
    let late = other_sign_in(json!({ "accessToken": "AT-1", "refreshToken": "RT-1" }));
    let mut tab = Player::signed_in(late);
    tab.ask_for_fresh();
    tab.stored.record = Some(generation(7, NOW).into());
    tab.issue(2, 3600);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec!["RT-1".to_owned()]));
    assert_eq!(tab.stored.record.as_ref().unwrap().issue().access_token.as_ref().unwrap().as_str(), "AT-2");
}

// SES-36, SES-103
#[test]
fn an_answer_that_a_full_store_cannot_keep_over_an_older_sign_in_stays_in_memory() {
    let mut tab = Player::signed_in(other_sign_in(json!({ "store": "tab" })));
    tab.ask_for_fresh();
    tab.is_full = true;
    tab.stored.record = Some(generation(7, NOW).into());
    tab.issue(2, 3600);
    assert_eq!((tab.given(), tab.status()), (vec!["AT-2".to_owned()], "signed-in 2".to_owned()));
    assert_eq!(tab.ledger[&random_text(3)], Ledger::at(2));
}

// SES-37, SES-103
#[test]
fn a_sign_in_takes_the_place_of_a_session_and_only_another_users_token_is_revoked() {
    for (subject, revoked) in [("ada", vec![]), ("grace", vec!["RT-1".to_owned()])] {
        let mut tab = Player::signed_in(record(json!({})));
        tab.tell(Event::Adopted(other_sign_in(json!({ "subject": subject })).into(), tab.stored.clone()));
        assert_eq!((tab.revoked(), tab.status()), (revoked, "signed-in 1".to_owned()));
    }
}

// SES-37
#[test]
fn whoever_waits_is_given_no_token_of_another_user_who_signs_in_meanwhile() {
    for (subject, given) in [("ada", "AT-9"), ("grace", "user-changed")] {
        let mut tab = Player::signed_in(record(json!({})));
        tab.ask_for_fresh();
        let other = other_sign_in(json!({ "subject": subject, "accessToken": "AT-9" }));
        tab.tell(Event::Adopted(other.into(), tab.stored.clone()));
        assert_eq!(tab.given(), [given]);
    }
}

// SES-60
#[test]
fn a_request_of_one_user_is_not_repeated_with_the_token_of_another() {
    let mut tab = Player::signed_in(record(json!({})));
    let began = tab.page;
    let is_the_users = |tab: &Player, token, began| tab.session.is_of_its_user(&Token::new(token), began);
    assert!(is_the_users(&tab, "AT-0", Some(began)) && is_the_users(&tab, "AT-0", None));
    tab.pass(1);
    tab.tell(Event::SignOutAsked { revokes: true, awaited: false });
    let changes = json!({ "subject": "grace", "accessToken": "AT-9", "epoch": tab.stored.epoch.clone() });
    tab.tell(Event::Adopted(other_sign_in(changes).into(), tab.stored.clone()));
    assert!(!is_the_users(&tab, "AT-1", Some(began)) && !is_the_users(&tab, "AT-1", None));
    assert!(is_the_users(&tab, "AT-9", Some(began)) && is_the_users(&tab, "AT-9", None));
    assert!(is_the_users(&tab, "AT-8", Some(tab.page + 1)), "of a request that began since");
}

// SES-103
#[test]
fn a_sign_in_stands_though_an_older_one_was_kept_over_it() {
    let late = other_sign_in(json!({}));
    let mut tab = Player::signed_in(late.clone());
    tab.stored.record = Some(generation(2, NOW).into());
    tab.tell(Event::StoreChecked(tab.stored.clone()));
    assert_eq!(tab.stored.record.as_deref(), Some(&late));
}

// SES-103
#[test]
fn a_store_that_shows_the_pages_own_session_late_is_left_to_itself() {
    let mut tab = Player::signed_in(generation(2, NOW));
    tab.stored.record = Some(generation(1, NOW).into());
    tab.tell(Event::StoreChecked(tab.stored.clone()));
    assert_eq!(tab.stored.record.as_ref().unwrap().standing().generation, 1);
}

// SES-103
#[test]
fn the_answer_to_an_older_sign_in_of_the_user_is_left_to_its_family_and_not_kept_over_the_new_one() {
    let mut tab = Player::signed_in(record(json!({ "store": "tab" })));
    tab.ask_for_fresh();
    let late = other_sign_in(json!({ "store": "tab" }));
    tab.tell(Event::Adopted(late.clone().into(), tab.stored.clone()));
    tab.posted();
    tab.issue(2, 3600);
    assert_eq!(tab.stored.record.as_deref(), Some(&late));
    assert_eq!((tab.line().generation, tab.revoked()), (2, vec![]));
    assert!(matches!(&tab.posted()[..], [Message::Renewed(record)] if record.standing().generation == 2));
}

// SES-103
#[test]
fn an_answer_that_comes_after_another_tabs_sign_in_is_left_to_its_family() {
    let late = other_sign_in(json!({ "accessToken": "AT-9", "refreshToken": "RT-9" }));
    let org_b = Wanted { need: Need::Organization("org_b".into()), ..any() };
    for (wanted, given, locks) in [(any(), 2, vec![]), (org_b, 1, vec![false])] {
        let mut tab = waiting_for_the_lock();
        tab.ask(wanted);
        tab.has_lock();
        tab.stored.record = Some(late.clone().into());
        tab.locks();
        tab.issue(2, 3600);
        assert_eq!(tab.stored.record.as_deref(), Some(&late));
        assert_eq!((tab.line().generation, tab.revoked()), (2, vec![]));
        assert_eq!((tab.given(), tab.locks()), (vec!["AT-9".to_owned(); given], locks));
    }
}

// SES-97
#[test]
fn a_tab_that_slept_through_a_sign_out_sends_nothing_and_revokes_its_own_token() {
    let mut tab = Player::signed_in(record(json!({ "store": "memory" })));
    tab.sleep(3 * 24 * HOUR, 0);
    tab.stored = Stored { epoch: Some(random_text(7)), ..Stored::default() };
    tab.wake();
    assert_eq!((tab.status(), tab.sent()), ("signed-out, signed-out-elsewhere".to_owned(), vec![]));
    assert_eq!(tab.revoked(), ["RT-1"]);
}

// SES-97
#[test]
fn a_caller_after_a_sign_out_elsewhere_is_not_given_a_new_token() {
    let mut tab = Player::signed_in(good_for(60));
    tab.sleep(MINUTE, 0);
    tab.stored = Stored { epoch: Some(random_text(7)), ..Stored::default() };
    tab.ask_for(0);
    assert_eq!((tab.given(), tab.sent()), (vec!["not-signed-in".to_owned()], vec![]));
    assert_eq!(tab.status(), "signed-out, signed-out-elsewhere");
}

// SES-98
#[test]
fn a_record_that_was_kept_as_another_tab_signed_out_is_restored_by_nobody() {
    let stored = Stored { record: Some(generation(2, NOW).into()), epoch: Some(random_text(7)), ..Stored::default() };
    for begins in [true, false] {
        let mut tab = Player::of(Facts { is_shared: true, ..facts() });
        tab.stored = stored.clone();
        tab.tell(if begins { Event::Started(stored.clone()) } else { Event::RestoreAsked });
        tab.tell(Event::StoreChecked(stored.clone()));
        tab.tell(Event::Heard(Message::Given { asker: facts().page, record: generation(2, NOW).into() }));
        assert_eq!(tab.status(), "unknown");
        assert!(tab.session.record().is_none());
    }
}

// SES-98
#[test]
fn a_session_that_began_after_a_sign_out_is_renewed_like_any_other() {
    let mut tab = Player::new();
    tab.stored.epoch = Some(random_text(7));
    let mut tab = tab.signs_in(record(json!({ "epoch": random_text(7) })));
    tab.ask_for_fresh();
    tab.issue(2, 3600);
    assert_eq!((tab.given(), tab.revoked()), (vec!["AT-2".to_owned()], vec![]));
}

// SES-98
#[test]
fn a_sign_out_between_the_answer_and_the_commit_wins() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask_for_fresh();
    tab.stored = Stored { epoch: Some(random_text(7)), ..Stored::default() };
    tab.issue(2, 3600);
    assert_eq!(
        (tab.given(), tab.status()),
        (vec!["not-signed-in".to_owned()], "signed-out, signed-out-elsewhere".to_owned())
    );
    assert_eq!(tab.stored.record, None);
    let revoked = tab.revoked();
    assert!(revoked.contains(&"RT-2".to_owned()), "{revoked:?}");
}

// SES-68
#[test]
fn a_message_of_a_sign_out_that_was_made_up_ends_nothing() {
    for (scope, locks) in [(Scope::Client, 0), (Scope::Family(family()), 1), (Scope::Family(random_text(7)), 0)] {
        let mut tab = Player::signed_in(record(json!({})));
        tab.tell(Event::Heard(Message::Ended(scope)));
        assert_eq!(tab.locks().len(), locks);
        tab.ask_for(0);
        assert_eq!((tab.status(), tab.given()), ("signed-in 1".to_owned(), vec!["AT-1".to_owned()]));
        assert_eq!((tab.sent(), tab.posted(), tab.revoked()), (vec![], vec![], vec![]));
    }
}

// SES-68
#[test]
fn a_message_of_a_sign_out_begins_nothing_beside_the_renewal_under_way() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask_for_fresh();
    tab.locks();
    tab.tell(Event::Heard(Message::Ended(Scope::Family(family()))));
    assert_eq!(tab.locks(), [false; 0]);
    tab.issue(2, 3600);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec!["RT-1".to_owned()]));
}

// SES-68
#[test]
fn a_message_of_a_generation_that_was_made_up_signs_nobody_in() {
    let mut tab = Player::new();
    tab.tell(Event::RestoreAsked);
    tab.tell(Event::Heard(Message::adopted(&standing(1_000_000_000))));
    assert_eq!(tab.status(), "signed-out, not-signed-in");
    let mut tab = Player::signed_in(record(json!({})));
    tab.tell(Event::Heard(Message::adopted(&standing(1_000_000_000))));
    tab.ask_for_fresh();
    tab.issue(2, 3600);
    assert_eq!((tab.given(), tab.status()), (vec!["AT-2".to_owned()], "signed-in 2".to_owned()));
}

// SES-68, SES-95
#[test]
fn a_tab_takes_the_next_generation_of_its_own_family_and_user_alone() {
    let rows = [
        (json!({ "generation": 2 }), "signed-in 2"),
        (json!({ "generation": 2, "subject": "grace" }), "signed-in 1"),
        (json!({ "generation": 2, "family": random_text(7) }), "signed-in 1"),
        (json!({ "generation": 2, "epoch": random_text(7) }), "signed-in 1"),
        (json!({ "generation": 1, "accessToken": "AT-evil" }), "signed-in 1"),
    ];
    for (changes, status) in rows {
        let mut tab = Player::signed_in(record(json!({ "store": "memory" })));
        let mut said = json!({ "store": "memory" });
        common::change(&mut said, changes);
        tab.tell(Event::Heard(Message::Renewed(record(said).into())));
        assert_eq!(tab.status(), status);
        tab.ask_for(0);
        assert_eq!(tab.given(), ["AT-1"]);
    }
}

// SES-95
#[test]
fn a_renewal_tells_its_family_the_record_where_no_store_of_the_device_has_it() {
    for (store, kinds) in [("memory", 2), ("tab", 2), ("device", 1)] {
        let mut tab = Player::signed_in(record(json!({ "store": store })));
        tab.ask_for_fresh();
        tab.issue(2, 3600);
        let posted = tab.posted();
        assert_eq!(posted.len(), kinds, "{store}");
        let tells_tokens = posted.iter().filter(|message| message.text().contains("RT-2"));
        assert!(tells_tokens.into_iter().all(|message| message.channel_secret().is_some()));
    }
}

// SES-111
#[test]
fn a_lock_that_nothing_happens_under_is_taken_after_three_quarters_of_a_minute() {
    let mut tab = waiting_for_the_lock();
    for _ in 0..8 {
        look(&mut tab, 5 * SECOND);
    }
    assert_eq!(tab.locks(), [false]);
    look(&mut tab, 5 * SECOND);
    assert_eq!(tab.locks(), [true]);
    tab.has_lock();
    assert_eq!(tab.sent(), ["RT-1"]);
}

// SES-111
#[test]
fn a_lock_under_which_something_happened_is_waited_for_anew() {
    let mut tab = waiting_for_the_lock();
    for _ in 0..8 {
        look(&mut tab, 5 * SECOND);
    }
    tab.line().attempt = Some(attempt("another", tab.wall + 30 * SECOND));
    for _ in 0..8 {
        look(&mut tab, 5 * SECOND);
    }
    assert_eq!(tab.locks(), [false]);
}

// SES-111
#[test]
fn an_attempt_long_past_its_deadline_has_its_lock_taken() {
    let mut tab = waiting_for_the_lock();
    tab.line().attempt = Some(attempt("frozen", tab.wall - 31 * SECOND));
    look(&mut tab, 5 * SECOND);
    assert_eq!(tab.locks(), [false], "the clocks may differ: it is looked at twice");
    look(&mut tab, 5 * SECOND);
    assert_eq!(tab.locks(), [true]);
    let mut tab = waiting_for_the_lock();
    tab.line().attempt = Some(attempt("late", tab.wall - 20 * SECOND));
    look(&mut tab, 5 * SECOND);
    look(&mut tab, 5 * SECOND);
    assert_eq!(tab.locks(), [false], "half a minute is not long");
}

// SES-111
#[test]
fn whoever_took_a_lock_sends_nothing_before_what_its_holder_had_begun_meanwhile_has_ended() {
    let mut tab = waiting_for_the_lock();
    for _ in 0..9 {
        look(&mut tab, 5 * SECOND);
    }
    assert_eq!(tab.locks(), [false, true]);
    tab.line().attempt = Some(attempt("the other stealer's", tab.wall + 30 * SECOND));
    tab.step(Step::LockHad);
    look(&mut tab, 5 * SECOND);
    assert_eq!((tab.locks(), tab.sent()), (vec![], vec![]));
    (tab.stored.record, *tab.line()) = (Some(generation(2, tab.wall).into()), Ledger::at(2));
    look(&mut tab, 5 * SECOND);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec![]));
}

// SES-111
#[test]
fn an_attempt_of_whoever_lost_the_lock_is_heeded_for_three_quarters_of_a_minute() {
    let mut tab = taking_the_lock_of_a_living_tab();
    for _ in 0..8 {
        look(&mut tab, 5 * SECOND);
    }
    assert_eq!(tab.sent(), [""; 0]);
    look(&mut tab, 5 * SECOND);
    assert_eq!((tab.sent(), tab.locks()), (vec!["RT-1".to_owned()], vec![]));
}

// SES-111
#[test]
fn a_caller_who_waits_for_the_attempt_of_another_tab_in_vain_hears_that_the_session_is_busy() {
    let mut tab = taking_the_lock_of_a_living_tab();
    tab.tell(Event::TimedOut(1));
    assert_eq!(tab.given(), ["session-busy"]);
}

// SES-23
#[test]
fn a_tab_over_whose_reading_another_one_has_begun_waits_for_the_end_of_that() {
    let mut tab = reading_the_ledger();
    tab.line().attempt = Some(attempt("the robbed one's", tab.wall + 30 * SECOND));
    tab.is_reading_slow = false;
    tab.step(Step::LedgerRead(Ok(Ledger::default())));
    assert_eq!((tab.locks(), tab.sent()), (vec![], vec![]), "nobody else gets the lock");
    *tab.line() = Ledger::at(2);
    tab.stored.record = Some(generation(2, tab.wall).into());
    look(&mut tab, 5 * SECOND);
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec![]));
}

// SES-23
#[test]
fn a_robbed_tab_over_whose_reading_another_one_has_begun_asks_for_the_lock_anew() {
    let mut tab = reading_the_ledger();
    tab.is_reading_slow = false;
    tab.is_ledger_slow = true;
    tab.step(Step::LedgerRead(Ok(Ledger::default())));
    tab.step(Step::LockLost);
    tab.is_lock_free = false;
    tab.step(Step::LedgerWritten(Ok(false)));
    assert_eq!((tab.locks(), tab.sent()), (vec![false], vec![]));
    tab.line().attempt = Some(attempt("the robber's", tab.wall + 30 * SECOND));
    tab.is_ledger_slow = false;
    tab.has_lock();
    assert_eq!(tab.sent(), [""; 0], "the robber may have been robbed itself");
}

// SES-23
#[test]
fn an_answer_is_compared_with_the_ledger_of_now_by_a_page_that_slept() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask_for_fresh();
    tab.is_reading_slow = true;
    tab.issue(2, 3600);
    tab.sleep(HOUR, HOUR);
    (tab.stored.record, *tab.line()) = (None, Ledger { is_refused: true, ..Ledger::at(5) });
    tab.is_reading_slow = false;
    tab.step(Step::LedgerRead(Ok(Ledger::at(1))));
    assert_eq!(tab.take(|effect| matches!(effect, Effect::Commit { .. }).then_some(())), []);
    assert_eq!((tab.status(), tab.stored.record.is_none()), ("signed-out, refused: session-refused".to_owned(), true));
}

// SES-23
#[test]
fn a_reading_of_the_ledger_counts_for_half_a_minute() {
    for (slept, times_read_again) in [(30 * SECOND, 0), (30 * SECOND + 1, 1), (31 * SECOND, 1)] {
        let mut tab = Player::signed_in(record(json!({})));
        tab.ask_for_fresh();
        tab.is_reading_slow = true;
        tab.issue(2, 3600);
        tab.sleep(slept, slept);
        tab.take(|_| Some(()));
        tab.step(Step::LedgerRead(Ok(Ledger::at(1))));
        let read = tab.take(|effect| matches!(effect, Effect::ReadLedger(..)).then_some(()));
        assert_eq!(read.len(), times_read_again, "{slept}");
    }
}

// SES-111
#[test]
fn an_attempt_says_of_which_page_it_is() {
    let [one, other] = ["one", "other"].map(|page| {
        let mut tab = Player::of(Facts { page: page.into(), ..facts() }).signs_in(record(json!({})));
        tab.ask_for_fresh();
        tab.line().attempt.clone().unwrap().id
    });
    assert_ne!(one, other);
}

// SES-23
#[test]
fn a_tab_that_begins_again_is_not_kept_waiting_by_its_own_attempt() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.is_ledger_slow = true;
    tab.ask_for_fresh();
    tab.sleep(31 * SECOND, 0);
    tab.step(Step::LedgerWritten(Ok(true)));
    tab.step(Step::LedgerWritten(Ok(true)));
    assert_eq!((tab.locks(), tab.sent()), (vec![false, false], vec!["RT-1".to_owned()]));
}

// SES-111
#[test]
fn a_lock_that_is_being_taken_is_not_taken_again() {
    let mut tab = waiting_for_the_lock();
    for _ in 0..12 {
        look(&mut tab, 5 * SECOND);
    }
    assert_eq!(tab.locks(), [false, true]);
}

// SES-111
#[test]
fn a_waiter_that_was_frozen_itself_has_seen_nobody_hold_on() {
    for (pause, locks) in [(15 * SECOND, vec![false, true]), (15 * SECOND + 1, vec![false])] {
        let mut tab = waiting_for_the_lock();
        for _ in 0..4 {
            look(&mut tab, pause);
        }
        assert_eq!(tab.locks(), locks);
    }
}

// SES-23
#[test]
fn a_robbed_tab_whose_answer_comes_late_keeps_it_unless_the_robber_has_renewed() {
    for (renewed, status) in [(false, "signed-in 2"), (true, "signed-in 3")] {
        let mut tab = Player::signed_in(record(json!({})));
        tab.ask_for_fresh();
        tab.step(Step::LockLost);
        if renewed {
            tab.stored.record = Some(generation(3, tab.wall).into());
            *tab.line() = Ledger::at(3);
        }
        tab.issue(2, 3600);
        assert_eq!(tab.status(), status);
    }
}

// SES-23
#[test]
fn a_late_answer_is_not_kept_where_the_ledger_alone_knows_of_the_robbers_renewal() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask_for_fresh();
    tab.step(Step::LockLost);
    *tab.line() = Ledger::at(3);
    tab.issue(2, 3600);
    assert_eq!((tab.given(), tab.stored.record.as_ref().unwrap().standing().generation), (vec![], 1));
    // The store shows it late.
    tab.stored.record = Some(generation(3, tab.wall).into());
    tab.step(Step::Paused);
    assert_eq!((tab.given(), tab.status()), (vec!["AT-3".to_owned()], "signed-in 3".to_owned()));
}

// SES-23
#[test]
fn a_late_answer_is_not_kept_where_the_store_alone_shows_the_robbers_renewal() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask_for_fresh();
    tab.step(Step::LockLost);
    tab.stored.record = Some(generation(3, tab.wall).into());
    tab.issue(2, 3600);
    assert_eq!((tab.given(), tab.status()), (vec!["AT-3".to_owned()], "signed-in 3".to_owned()));
    assert_eq!(tab.stored.record.as_ref().unwrap().standing().generation, 3);
    assert_eq!((tab.line().generation, tab.revoked()), (1, vec![]));
}

// SES-23
#[test]
fn a_tab_that_was_robbed_before_it_sent_sends_nothing() {
    let mut tab = Player::signed_in(record(json!({})));
    // The page is frozen while its attempt is written.
    tab.is_ledger_slow = true;
    tab.ask_for_fresh();
    tab.step(Step::LockLost);
    tab.is_lock_free = false;
    tab.is_ledger_slow = false;
    tab.step(Step::LedgerWritten(Ok(true)));
    assert_eq!(tab.sent(), [""; 0]);
}

// SES-23
#[test]
fn a_tab_that_slept_under_the_lock_asks_for_it_anew_before_it_sends() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.is_ledger_slow = true;
    tab.ask_for_fresh();
    tab.locks();
    tab.sleep(MINUTE, 0);
    tab.is_ledger_slow = false;
    tab.is_lock_free = false;
    tab.step(Step::LedgerWritten(Ok(true)));
    assert_eq!((tab.sent(), tab.locks()), (vec![], vec![false]));
    tab.stored.record = Some(generation(2, tab.wall).into());
    tab.has_lock();
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec![]));
}

// SES-23
#[test]
fn an_attempt_that_took_half_a_minute_to_write_is_still_sent_and_no_later_one() {
    for (slept, sent, locks) in [(30 * SECOND, vec!["RT-1".to_owned()], vec![]), (30 * SECOND + 1, vec![], vec![false])]
    {
        let mut tab = Player::signed_in(record(json!({})));
        tab.is_ledger_slow = true;
        tab.ask_for_fresh();
        tab.locks();
        tab.sleep(slept, slept);
        tab.is_lock_free = false;
        tab.step(Step::LedgerWritten(Ok(true)));
        assert_eq!((tab.sent(), tab.locks()), (sent, locks));
    }
}

// SES-23
#[test]
fn a_tab_that_slept_while_it_waited_for_the_record_asks_for_the_lock_anew_and_then_sends() {
    for (slept, is_robbed) in [(30 * SECOND, false), (30 * SECOND + 1, false), (30 * SECOND + 1, true)] {
        let mut tab = waiting_for_the_lock();
        *tab.line() = Ledger::at(2);
        tab.has_lock();
        if is_robbed {
            tab.step(Step::LockLost);
        }
        tab.locks();
        tab.is_lock_free = false;
        tab.sleep(slept, 0);
        tab.stored.record = Some(generation(2, tab.wall - HOUR).into());
        tab.step(Step::Paused);
        if slept > 30 * SECOND {
            assert_eq!((tab.sent(), tab.locks()), (vec![], vec![false]));
            tab.has_lock();
        }
        assert_eq!((tab.sent(), tab.locks()), (vec!["RT-2".to_owned()], vec![]));
    }
}

// SES-23
#[test]
fn a_robbed_tab_leaves_the_ledger_to_its_robber() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask_for_fresh();
    tab.step(Step::LockLost);
    let line = Ledger { attempt: Some(attempt("the robber's", tab.wall + 30 * SECOND)), ..Ledger::at(1) };
    *tab.line() = line.clone();
    tab.answer(transient(None));
    assert_eq!(*tab.line(), line);
}

// SES-23
#[test]
fn a_tab_that_slept_before_it_read_the_ledger_asks_for_the_lock_anew() {
    let mut tab = reading_the_ledger();
    tab.sleep(MINUTE, 0);
    tab.is_lock_free = false;
    tab.step(Step::LedgerRead(Ok(Ledger::default())));
    assert_eq!((tab.sent(), tab.locks()), (vec![], vec![false]));
}

// SES-23
#[test]
fn an_attempt_is_made_only_if_the_ledger_is_as_it_was_read() {
    for line in [Ledger::at(3), Ledger { attempt: Some(attempt("the robber's", NOW)), ..Ledger::at(1) }] {
        let mut tab = reading_the_ledger();
        tab.is_lock_free = false;
        *tab.line() = line.clone();
        tab.step(Step::LedgerRead(Ok(Ledger::default())));
        assert_eq!((tab.sent(), tab.locks()), (vec![], vec![]));
        assert_eq!(*tab.line(), line);
    }
}

// SES-23
#[test]
fn a_late_answer_sets_the_ledger_back_to_no_earlier_generation() {
    let mut tab = Player::signed_in(record(json!({ "store": "tab" })));
    tab.ask_for_fresh();
    tab.tell(Event::Adopted(other_sign_in(json!({ "store": "tab" })).into(), tab.stored.clone()));
    *tab.line() = Ledger::at(5);
    tab.issue(2, 3600);
    assert_eq!(*tab.line(), Ledger::at(5));
}

// SES-23
#[test]
fn a_refusal_of_a_token_that_another_tab_has_sent_as_well_ends_nothing() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.ask_for_fresh();
    tab.step(Step::LockLost);
    tab.is_lock_free = false;
    let line = Ledger { attempt: Some(attempt("the robber's", tab.wall + 30 * SECOND)), ..Ledger::at(1) };
    *tab.line() = line.clone();
    tab.answer(dead());
    assert_eq!((tab.status(), tab.posted(), tab.given()), ("signed-in 1".to_owned(), vec![], vec![]));
    assert_eq!(*tab.line(), line);
}

// SES-4
#[test]
fn what_the_ledger_said_before_the_lock_was_granted_does_not_count_under_it() {
    let mut tab = waiting_for_the_lock();
    tab.is_reading_slow = true;
    tab.has_lock();
    tab.step(Step::LedgerPeeked(Ok(Ledger::default())));
    assert_eq!(tab.sent(), [""; 0]);
    tab.stored.record = Some(generation(2, tab.wall).into());
    tab.step(Step::LedgerRead(Ok(Ledger::at(2))));
    assert_eq!((tab.given(), tab.sent()), (vec!["AT-2".to_owned()], vec![]));
}

// SES-94
#[test]
fn a_refresh_token_is_not_sent_where_the_ledger_does_not_answer_and_that_is_tried_again() {
    let mut tab = Player::signed_in(good_for(60));
    tab.is_ledger_mute = true;
    tab.sleep(MINUTE, MINUTE);
    tab.ask(any());
    assert_eq!((tab.sent(), tab.given()), (vec![], vec!["session-busy".to_owned()]));
    assert_eq!(tab.status(), "expired, retrying");
    tab.is_ledger_mute = false;
    tab.pass(2 * SECOND);
    assert_eq!(tab.sent(), ["RT-1"]);
}

// SES-94
#[test]
fn a_refresh_token_is_not_sent_where_its_attempt_may_not_be_on_record() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.is_ledger_slow = true;
    tab.ask_for_fresh();
    tab.step(Step::LedgerWritten(Err(LedgerFault)));
    assert_eq!((tab.sent(), tab.given()), (vec![], vec!["session-busy".to_owned()]));
}

// SES-94
#[test]
fn a_session_whose_ledger_never_answers_goes_on_after_three_faults() {
    let mut tab = Player::signed_in(good_for(60));
    tab.is_ledger_mute = true;
    tab.sleep(MINUTE, MINUTE);
    tab.ask(any());
    tab.pass(2 * SECOND);
    assert_eq!((tab.sent(), tab.given()), (vec![], vec!["session-busy".to_owned()]));
    tab.pass(3 * SECOND);
    assert_eq!(tab.sent(), ["RT-1"]);
    tab.issue(2, 60);
    assert_eq!(tab.status(), "signed-in 2");
    // The next renewal waits for nothing.
    tab.pass(MINUTE);
    assert_eq!(tab.sent(), ["RT-2"]);
}

// SES-94
#[test]
fn a_session_whose_attempts_are_never_written_goes_on_after_three_faults() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.is_ledger_slow = true;
    for sent in [vec![], vec![], vec!["RT-1".to_owned()]] {
        tab.sleep(MINUTE, MINUTE);
        tab.ask_for_fresh();
        tab.step(Step::LedgerWritten(Err(LedgerFault)));
        assert_eq!(tab.sent(), sent);
    }
}

// SES-94
#[test]
fn a_ledger_that_has_answered_meanwhile_is_missed_anew() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.is_ledger_slow = true;
    for written in [Err(LedgerFault), Err(LedgerFault), Ok(true)] {
        tab.sleep(MINUTE, MINUTE);
        tab.ask_for_fresh();
        tab.step(Step::LedgerWritten(written));
    }
    assert_eq!(tab.sent(), ["RT-1"]);
    tab.is_ledger_slow = false;
    tab.issue(2, 3600);
    tab.is_ledger_mute = true;
    tab.ask_for_fresh();
    assert_eq!(tab.sent(), [""; 0]);
}

// SES-94
#[test]
fn a_ledger_is_missed_anew_where_another_tab_has_renewed_meanwhile() {
    let mut tab = Player::signed_in(record(json!({})));
    tab.is_ledger_mute = true;
    let try_once = |tab: &mut Player| {
        tab.sleep(MINUTE, MINUTE);
        tab.ask_for_fresh();
        tab.sent()
    };
    assert_eq!([try_once(&mut tab), try_once(&mut tab)], [[""; 0]; 2]);
    tab.stored.record = Some(generation(2, tab.wall).into());
    tab.wake();
    assert_eq!([try_once(&mut tab), try_once(&mut tab)], [[""; 0]; 2]);
    assert_eq!(try_once(&mut tab), ["RT-2"]);
}

// SES-14
#[test]
fn a_refusal_for_good_ends_the_session_where_there_is_no_ledger() {
    let mut tab = Player::signed_in(record(json!({})));
    for answer in [Ok(Ledger::default()), Err(LedgerFault)] {
        tab.is_reading_slow = false;
        tab.ask_for_fresh();
        assert_eq!(tab.sent(), ["RT-1"]);
        tab.is_reading_slow = true;
        tab.answer(dead());
        tab.step(Step::LedgerRead(answer));
        assert_eq!((tab.status(), tab.sent()), ("signed-out, refused: session-refused".to_owned(), vec![]));
        tab = Player::signed_in(record(json!({})));
    }
}

// SES-111
#[test]
fn a_lock_is_taken_after_a_minute_and_a_half_where_the_ledger_does_not_answer() {
    let mut tab = waiting_for_the_lock();
    tab.line().attempt = Some(attempt("another", tab.wall));
    look(&mut tab, 5 * SECOND);
    tab.is_ledger_mute = true;
    for _ in 0..17 {
        look(&mut tab, 5 * SECOND);
    }
    assert_eq!(tab.locks(), [false]);
    look(&mut tab, 5 * SECOND);
    assert_eq!(tab.locks(), [true]);
}

// SES-111
#[test]
fn a_waiter_that_was_frozen_itself_has_heard_no_silence() {
    let mut tab = waiting_for_the_lock();
    tab.is_ledger_mute = true;
    for _ in 0..20 {
        look(&mut tab, 16 * SECOND);
    }
    assert_eq!(tab.locks(), [false]);
}

// SES-111
#[test]
fn a_ledger_that_answers_again_says_who_holds_the_lock() {
    let mut tab = waiting_for_the_lock();
    tab.is_ledger_mute = true;
    for _ in 0..10 {
        look(&mut tab, 5 * SECOND);
    }
    tab.is_ledger_mute = false;
    tab.line().attempt = Some(attempt("another", tab.wall + 30 * SECOND));
    for _ in 0..9 {
        look(&mut tab, 5 * SECOND);
    }
    assert_eq!(tab.locks(), [false]);
    look(&mut tab, 5 * SECOND);
    assert_eq!(tab.locks(), [true]);
}

// SES-99
#[test]
fn a_sign_out_gives_up_the_lock_that_nothing_was_sent_under() {
    let mut tab = waiting_for_the_lock();
    tab.tell(Event::SignOutAsked { revokes: true, awaited: false });
    assert_eq!(tab.take(|effect| matches!(effect, Effect::Release(_)).then_some(())).len(), 1);
    tab.has_lock();
    assert_eq!(tab.sent(), [""; 0]);
}

// SES-99
#[test]
fn a_sign_out_is_told_and_replaces_the_epoch_before_anything_else() {
    let mut tab = Player::of(with_frames()).signs_in(record(json!({})));
    tab.tell(Event::SignOutAsked { revokes: true, awaited: false });
    assert!(matches!(tab.asked[0], Effect::SignOut));
    assert_eq!((tab.posted(), tab.revoked()), (vec![Message::Ended(Scope::Client)], vec!["RT-1".to_owned()]));
    assert!(tab.stored.epoch.is_some());
    // The next page load asks no frame, as nobody is signed in here any more.
    let mut next = Player::of(with_frames());
    next.stored = tab.stored;
    next.tell(Event::RestoreAsked);
    assert_eq!((next.frames(), next.status()), (0, "signed-out, not-signed-in".to_owned()));
}

/// A page whose token has ended, and which waits for a lock that another tab has.
fn waiting_for_the_lock() -> Player {
    let mut tab = Player::signed_in(good_for(60));
    tab.is_lock_free = false;
    tab.sleep(MINUTE, MINUTE);
    tab.ask(any());
    tab
}

/// A page that has taken the lock of a tab that is at a renewal.
fn taking_the_lock_of_a_living_tab() -> Player {
    let mut tab = waiting_for_the_lock();
    for _ in 0..9 {
        look(&mut tab, 5 * SECOND);
    }
    tab.line().attempt = Some(attempt("the robbed one's", tab.wall + 30 * SECOND));
    tab.step(Step::LockHad);
    tab.locks();
    tab
}

/// A page that has the lock, and waits for what the ledger says.
fn reading_the_ledger() -> Player {
    let mut tab = Player::signed_in(record(json!({})));
    tab.is_reading_slow = true;
    tab.ask_for_fresh();
    assert_eq!(tab.locks(), [false]);
    tab
}

/// A page without a session that has asked the other tabs for theirs.
fn asking_tabs() -> Player {
    let mut tab = Player::of(Facts { is_shared: true, ..facts() });
    tab.tell(Event::RestoreAsked);
    assert_eq!(tab.posted(), [Message::Ask { asker: facts().page }]);
    tab
}

/// Time passes, and the waiting tab looks into the ledger.
fn look(tab: &mut Player, after: u64) {
    tab.sleep(after, after);
    tab.step(Step::Paused);
}

/// A sign-in after that of the other records.
fn other_sign_in(changes: Value) -> Record {
    let mut other = json!({ "family": random_text(3), "secret": random_text(4), "signedInAt": NOW + 1 });
    common::change(&mut other, changes);
    record(other)
}

fn standing(generation: u64) -> Standing {
    Standing { family: family(), generation, epoch: None }
}

fn attempt(id: &str, deadline: u64) -> Attempt {
    Attempt { id: id.into(), deadline: Timestamp::from_milliseconds(deadline) }
}
