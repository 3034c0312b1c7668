//! Whole stories of a session over HTTP, in several tabs of one origin.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;
mod session_origin;

use std::cell::RefCell;
use std::rc::Rc;

use common::player::{HOUR, name_of};
use common::{ISSUER, parameter, parameters};
use serde_json::{Value, json};
use session_origin::app::{App, ask_together, client, new_tab};
use session_origin::origin::Origin;
use spa_authorize::callback::result::CallbackResult;
use spa_authorize::host::session_host::{FrameEvent, PageEvent};
use spa_authorize::kept::ledger::Ledger;
use spa_authorize::machine::event::{Need, TokenKind, Wanted};
use spa_authorize::machine::status::Status;
use spa_authorize::protocol::timestamp::Timestamp;

// SES-19
#[test]
fn a_sign_in_is_kept_and_the_next_page_has_it_without_a_request() {
    for store in ["tab", "device"] {
        let origin = Origin::new();
        let app = App::open(&origin, kept_in(store));
        assert!(matches!(app.sign_in("ada"), CallbackResult::SignedIn(_)));
        assert_eq!((app.status(), app.token()), ("signed-in 1".to_owned(), Ok("AT-1-1".to_owned())));
        origin.sent.take();
        for _ in 0..10 {
            let app = app_again(&app);
            assert_eq!((app.status(), app.token()), ("signed-in 1".to_owned(), Ok("AT-1-1".to_owned())), "{store}");
        }
        assert_eq!(origin.refreshes(), 0);
    }
}

#[test]
fn a_page_that_is_seen_renews_its_token_by_itself_and_a_hidden_one_does_not() {
    for is_hidden in [false, true] {
        let origin = Origin::new();
        let app = App::open(&origin, kept_in("device"));
        app.sign_in("ada");
        app.tab.own.is_hidden.set(is_hidden);
        app.wake();
        origin.pass(10 * 300_000);
        assert_eq!(origin.refreshes(), if is_hidden { 0 } else { 12 });
        app.tab.own.is_hidden.set(false);
        app.wake();
        assert!(app.token().is_ok());
        assert_eq!(origin.provider.borrow().used_twice, [""; 0]);
    }
}

// SES-32
#[test]
fn a_timer_that_was_replaced_rings_in_vain() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.sign_in("ada");
    origin.pass(100_000);
    app.fresh_token().unwrap();
    let reads = origin.reads.get();
    // The one of before would ring after 240 seconds.
    origin.pass(200_000);
    assert_eq!((origin.reads.get(), origin.refreshes()), (reads, 1));
    origin.pass(50_000);
    assert_eq!(origin.refreshes(), 1);
}

// BBA-3, SES-2, SES-4
#[test]
fn two_tabs_whose_callers_ask_together_have_one_refresh() {
    for store in ["device", "tab"] {
        let origin = Origin::new();
        let (one, other) = two_tabs_behind_their_token(&origin, store);
        let answers = ask_together(&[&one, &other], 25, &Wanted::default());
        assert_eq!(answers, vec![Ok("AT-1-2".to_owned()); 50], "{store}");
        assert_eq!((origin.refreshes(), &origin.provider.borrow().used_twice), (1, &vec![]));
        assert_eq!((one.status(), other.status()), ("signed-in 2".to_owned(), "signed-in 2".to_owned()));
    }
}

// BBA-3, SES-3
#[test]
fn eight_tabs_renew_ten_times_by_ten_requests() {
    let origin = Origin::new();
    let first = App::open(&origin, kept_in("device"));
    first.sign_in("ada");
    let others: Vec<App> = (0..7).map(|_| App::open(&origin, kept_in("device"))).collect();
    let apps: Vec<&App> = others.iter().chain([&first]).collect();
    hide(&apps);
    for round in 2..12 {
        origin.pass(300_000);
        let answers = ask_together(&apps, 1, &Wanted::default());
        assert_eq!(answers, vec![Ok(format!("AT-1-{round}")); 8]);
    }
    assert_eq!((origin.refreshes(), &origin.provider.borrow().used_twice), (10, &vec![]));
}

// SES-6
#[test]
fn callers_who_want_a_fresh_token_in_one_tab_have_one_request() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("memory"));
    app.sign_in("ada");
    let fresh = Wanted { need: Need::Fresh, ..Wanted::default() };
    assert_eq!(ask_together(&[&app], 3, &fresh), vec![Ok("AT-1-2".to_owned()); 3]);
    assert_eq!(origin.refreshes(), 1);
}

// SES-14
#[test]
fn a_refused_session_ends_in_every_tab_and_nothing_of_it_is_kept() {
    let origin = Origin::new();
    let (one, other) = two_tabs(&origin, "device");
    origin.provider.borrow_mut().refuses = true;
    assert_eq!(one.fresh_token(), Err("session-refused"));
    origin.pass(10_000);
    for app in [&one, &other] {
        assert_eq!((app.status(), app.kept()), ("signed-out, refused: session-refused".to_owned(), None));
    }
    assert_eq!(origin.refreshes(), 1);
}

// SES-14
#[test]
fn a_frame_saves_a_session_whose_refresh_token_is_refused() {
    let (origin, app) = refused_beside_a_frame("ada");
    assert_eq!(app.fresh_token(), Ok("AT-2-1".to_owned()));
    assert_eq!(*app.told.borrow(), ["signed-in 1", "signed-in 2"]);
    assert_eq!((app.kept().unwrap()["refreshToken"].clone(), origin.open_frames.get()), (json!("RT-2-1"), 0));
    assert_eq!(*origin.sandboxed.borrow(), [true], "the app that the frame comes back to does not run in it");
}

// SES-101
#[test]
fn a_frame_asks_for_each_api_of_the_sign_in() {
    let origin = Origin::new();
    let app = App::open(&origin, on_device());
    let apis = ["https://a.example/", "https://b.example/"];
    app.sign_in_with("ada", json!({ "resource": apis }));
    origin.provider.borrow_mut().scripted.push_back(common::json_answer(400, r#"{"error":"invalid_grant"}"#));
    let asked: Rc<RefCell<Vec<String>>> = Rc::default();
    origin.frames.borrow_mut().push_back(Box::new({
        let asked = asked.clone();
        move |url| {
            let resources = parameters(url).into_iter().filter(|(name, _)| name == "resource");
            asked.replace(resources.map(|(_, value)| value).collect());
            Vec::new()
        }
    }));
    assert_eq!(app.fresh_token(), Err("session-refused"));
    assert_eq!(*asked.borrow(), apis);
}

// SES-23
#[test]
fn an_attempt_begins_when_all_that_its_request_needs_is_there() {
    let origin = Origin::new();
    App::open(&origin, kept_in("device")).sign_in("ada");
    let app = App::open(&origin, kept_in("device"));
    // The page does not have the keys yet.
    origin.latency.set(9000);
    let began = origin.wall();
    assert_eq!(app.fresh_token(), Err("timed-out"));
    assert_eq!(origin.refreshes(), 1);
    let line: Value = serde_json::from_str(origin.ledger.borrow().values().next().unwrap()).unwrap();
    assert!(line["attempt"]["deadline"].as_u64().unwrap() >= began + 9000 + 30_000, "{line}");
}

// SES-112
#[test]
fn a_renewal_for_which_the_device_has_no_room_is_in_the_memory_of_every_tab() {
    let origin = Origin::new();
    let (one, other) = two_tabs(&origin, "device");
    hide(&[&one, &other]);
    one.tab.own.is_full.set(true);
    other.tab.own.is_full.set(true);
    assert_eq!(one.fresh_token(), Ok("AT-1-2".to_owned()));
    origin.pass(1000);
    assert_eq!((other.token(), other.kept()), (Ok("AT-1-2".to_owned()), None));
    assert_eq!(other.fresh_token(), Ok("AT-1-3".to_owned()));
    assert_eq!(origin.provider.borrow().used_twice, [""; 0]);
}

// SES-94
#[test]
fn a_tab_whose_ledger_does_not_answer_sends_nothing_and_the_session_goes_on() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.sign_in("ada");
    app.tab.own.is_ledger_mute.set(true);
    assert_eq!(app.fresh_token(), Err("session-busy"));
    assert_eq!((origin.refreshes(), app.status()), (0, "signed-in 1".to_owned()));
    app.tab.own.is_ledger_mute.set(false);
    origin.pass(2000);
    assert_eq!(app.fresh_token(), Ok("AT-1-2".to_owned()));
}

// SES-94
#[test]
fn a_session_whose_ledger_never_answers_goes_on() {
    let origin = Origin::new();
    let (one, other) = two_tabs(&origin, "device");
    for app in [&one, &other] {
        app.tab.own.is_ledger_mute.set(true);
    }
    origin.pass(30 * 60_000);
    assert_eq!((one.status(), one.token().is_ok()), (other.status(), true));
    assert_eq!(origin.provider.borrow().used_twice, [""; 0]);
    origin.provider.borrow_mut().refuses = true;
    origin.sent.take();
    assert_eq!(one.fresh_token(), Err("session-refused"));
    assert_eq!(origin.refreshes(), 1);
}

// SES-14
#[test]
fn a_session_that_a_frame_has_saved_is_renewed_by_what_the_frames_id_token_says() {
    let (origin, app) = refused_beside_a_frame("ada");
    assert_eq!(app.fresh_token(), Ok("AT-2-1".to_owned()));
    // The frame's ID token has the nonce of the frame's own request, which a renewed one may repeat.
    let renewed = origin.provider.borrow().with_id_token("AT-2-2", origin.wall());
    origin.provider.borrow_mut().scripted.push_back(renewed);
    assert_eq!(app.fresh_token(), Ok("AT-2-2".to_owned()));
}

// SES-44
#[test]
fn a_frame_that_has_another_user_ends_the_session() {
    let (_, app) = refused_beside_a_frame("grace");
    assert_eq!(app.fresh_token(), Err("user-changed"));
    assert_eq!((app.status(), app.kept()), ("signed-out, user-changed".to_owned(), None));
}

// SES-11
#[test]
fn a_frame_that_has_another_organization_is_no_renewal() {
    let origin = Origin::new();
    let app = App::open(&origin, on_device());
    origin.provider.borrow_mut().organization = Some("org_1");
    app.sign_in("ada");
    origin.provider.borrow_mut().scripted.push_back(common::json_answer(400, r#"{"error":"invalid_scope"}"#));
    origin.provider.borrow_mut().organization = Some("org_2");
    signs_in_by_frame(&origin, "ada");
    origin.pass(310_000);
    assert_eq!((origin.sandboxed.borrow().len(), app.status()), (1, "expired".to_owned()));
}

// SES-18
#[test]
fn an_answer_that_is_lost_is_asked_for_again_and_then_the_frame_helps() {
    let origin = Origin::new();
    let app = App::open(&origin, json!({ "store": "tab" }));
    app.sign_in("ada");
    // The provider rotates, and its answer does not come.
    origin.latency.set(31_000);
    let fresh = Wanted { need: Need::Fresh, ..Wanted::default() };
    assert_eq!(ask_together(&[&app], 1, &fresh), [Err("timed-out")]);
    origin.latency.set(5);
    signs_in_by_frame(&origin, "ada");
    assert_eq!(app.fresh_token(), Ok("AT-2-1".to_owned()));
    assert_eq!(app.status(), "signed-in 2");
}

// SES-21
#[test]
fn a_sign_out_during_a_renewal_keeps_nothing_and_revokes_what_comes() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.sign_in("ada");
    let asked = app.session.clone();
    let wanted = Wanted { need: Need::Fresh, ..Wanted::default() };
    origin.latency.set(500);
    origin.run.spawn(app.tab.number, async move { drop(asked.token(wanted, 10_000).await) });
    origin.pass(100);
    assert_eq!(app.sign_out(), Some("RT-1-1".to_owned()));
    assert_eq!((app.status(), app.kept()), ("signed-out, signed-out".to_owned(), None));
    origin.pass(1000);
    assert_eq!((app.status(), app.kept()), ("signed-out, signed-out".to_owned(), None));
    assert_eq!(origin.provider.borrow().revoked, ["RT-1-2"]);
}

// SES-45
#[test]
fn a_sign_out_reaches_every_tab_and_one_that_is_frozen_when_it_thaws() {
    let origin = Origin::new();
    let (one, other) = two_tabs(&origin, "device");
    let frozen = App::open(&origin, kept_in("device"));
    origin.run.freeze(frozen.tab.number);
    one.sign_out();
    origin.pass(5000);
    assert_eq!((one.status(), other.status()), ("signed-out, signed-out".to_owned(), ELSEWHERE.to_owned()));
    assert_eq!(frozen.status(), "signed-in 1");
    origin.run.thaw(frozen.tab.number);
    frozen.wake();
    assert_eq!((frozen.status(), frozen.token()), (ELSEWHERE.to_owned(), Err("not-signed-in")));
    assert_eq!(origin.refreshes(), 0);
}

// SES-98
#[test]
fn a_sign_out_of_another_tab_ends_a_sign_in_that_a_frame_is_at() {
    for pause in [0, 100, 350] {
        let origin = Origin::new();
        let other = App::open(&origin, kept_in("device"));
        other.sign_in("ada");
        let one = App::open(&origin, json!({ "silentFrame": "always", "shareBetweenTabs": true }));
        signs_in_by_frame(&origin, "ada");
        origin.latency.set(500);
        let session = one.session.clone();
        origin.run.spawn(one.tab.number, async move { drop(session.restore(10_000).await) });
        origin.pass(pause);
        other.sign_out();
        origin.pass(10_000);
        assert_eq!((one.status(), other.status()), (ELSEWHERE.to_owned(), "signed-out, signed-out".to_owned()));
        assert_eq!(origin.provider.borrow().revoked, ["RT-2-1"], "what the frame has brought");
    }
}

#[test]
fn a_listener_that_ends_or_restores_the_session_waits_for_what_comes_of_it() {
    let origin = Origin::new();
    let app = App::open(&origin, json!({ "silentFrame": "always" }));
    let told: Rc<RefCell<Vec<String>>> = Rc::default();
    let (session, run, number, came) = (app.session.clone(), origin.run.clone(), app.tab.number, told.clone());
    app.session.on_change(Rc::new(move |status: &Status| {
        let (session, came, is_first) = (session.clone(), came.clone(), came.borrow().is_empty());
        match status {
            Status::SignedIn(_) if is_first => run.begin(number, async move {
                let token = session.sign_out(true).await.unwrap();
                came.borrow_mut().push(token.as_str().to_owned());
            }),
            Status::SignedOut { .. } => run.begin(number, async move {
                let status = session.restore(10_000).await;
                came.borrow_mut().push(name_of(&status));
            }),
            _ => {}
        }
    }));
    signs_in_by_frame(&origin, "ada");
    app.sign_in("ada");
    origin.pass(5000);
    assert_eq!(*told.borrow(), ["RT-1-1", "signed-in 1"]);
}

// SES-96
#[test]
fn a_sign_out_ends_every_family_of_the_client_and_each_tab_revokes_its_own_token() {
    let origin = Origin::new();
    let apps: Vec<App> = (0..3).map(|_| App::open(&origin, kept_in("memory"))).collect();
    for app in &apps {
        app.sign_in("ada");
    }
    apps[0].sign_out();
    origin.pass(5000);
    assert_eq!((apps[1].status(), apps[2].status()), (ELSEWHERE.to_owned(), ELSEWHERE.to_owned()));
    let mut revoked = origin.provider.borrow().revoked.clone();
    revoked.sort();
    assert_eq!(revoked, ["RT-2-1", "RT-3-1"]);
}

// SES-46
#[test]
fn a_sign_in_of_another_tab_signs_a_signed_out_tab_in_and_ends_that_of_another_user() {
    let origin = Origin::new();
    let (one, other) = two_tabs(&origin, "device");
    let third = App::open(&origin, kept_in("device"));
    one.sign_out();
    origin.pass(5000);
    one.sign_in("ada");
    origin.pass(5000);
    assert_eq!((other.status(), third.status()), ("signed-in 1".to_owned(), "signed-in 1".to_owned()));
    third.sign_in("grace");
    origin.pass(5000);
    assert_eq!((one.status(), third.status()), ("signed-out, user-changed".to_owned(), "signed-in 1".to_owned()));
    assert!(!one.told.borrow().iter().any(|told| told.contains("grace")));
}

// SES-34
#[test]
fn a_new_tab_has_the_session_from_another_one_without_a_request() {
    let origin = Origin::new();
    let shared = json!({ "shareBetweenTabs": true, "silentFrame": "never" });
    let one = App::open(&origin, shared.clone());
    one.sign_in("ada");
    origin.sent.take();
    let other = App::open(&origin, shared);
    assert_eq!((other.restore(), other.token()), ("signed-in 1".to_owned(), Ok("AT-1-1".to_owned())));
    let alone = App::open(&origin, kept_in("memory"));
    assert_eq!(alone.restore(), "signed-out, not-signed-in");
    assert!(origin.sent.borrow().is_empty());
}

// SES-94, SES-95
#[test]
fn a_renewal_reaches_the_tabs_of_the_family_though_its_own_closes_at_once() {
    let origin = Origin::new();
    let one = App::open(&origin, kept_in("tab"));
    one.sign_in("ada");
    let other = one.duplicate(kept_in("tab"));
    assert_eq!(one.fresh_token(), Ok("AT-1-2".to_owned()));
    origin.run.close(one.tab.number);
    assert_eq!(other.fresh_token(), Ok("AT-1-2".to_owned()), "it is another one than before the call");
    assert_eq!((other.fresh_token(), origin.refreshes()), (Ok("AT-1-3".to_owned()), 2));
    assert_eq!(origin.provider.borrow().used_twice, [""; 0]);
}

// SES-94
#[test]
fn a_duplicate_that_was_frozen_never_sends_the_spent_refresh_token() {
    let origin = Origin::new();
    let one = App::open(&origin, kept_in("tab"));
    one.sign_in("ada");
    let other = one.duplicate(kept_in("tab"));
    origin.run.freeze(other.tab.number);
    assert!(one.fresh_token().is_ok());
    // The message was for a page that is loaded anew.
    let record = other.kept();
    let other = other.reload();
    assert_eq!(other.kept(), record);
    origin.run.close(one.tab.number);
    assert_eq!(other.fresh_token(), Err("interaction-required"));
    assert_eq!((other.status(), other.token()), ("signed-in 1".to_owned(), Ok("AT-1-1".to_owned())));
    assert_eq!(origin.provider.borrow().used_twice, [""; 0]);
}

// SES-20
#[test]
fn a_dead_token_of_the_store_is_renewed_at_the_page_load() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("tab"));
    app.sign_in("ada");
    hide(&[&app]);
    origin.pass(400_000);
    let app = app.reload();
    assert_eq!(app.status(), "unknown");
    assert_eq!((app.restore(), app.token()), ("signed-in 2".to_owned(), Ok("AT-1-2".to_owned())));
}

// SES-110
#[test]
fn a_page_load_without_a_network_shows_the_user_and_is_signed_in_once_it_is_back() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.sign_in("ada");
    hide(&[&app]);
    origin.pass(400_000);
    let tab = new_tab(&origin);
    tab.own.is_offline.set(true);
    let app = App::on(tab, client(kept_in("device"), "spa"));
    assert_eq!((app.restore(), app.token()), ("expired, retrying".to_owned(), Err("network-failed")));
    app.come_online();
    origin.pass(3000);
    assert_eq!((app.status(), app.token()), ("signed-in 2".to_owned(), Ok("AT-1-2".to_owned())));
}

// SES-109
#[test]
fn a_server_that_fails_is_asked_once_by_all_tabs_until_it_may_be_asked_again() {
    let origin = Origin::new();
    let first = App::open(&origin, kept_in("device"));
    first.sign_in("ada");
    let others: Vec<App> = (0..7).map(|_| App::open(&origin, kept_in("device"))).collect();
    let apps: Vec<&App> = others.iter().chain([&first]).collect();
    hide(&apps);
    origin.pass(300_000);
    origin.sent.take();
    let failure = common::json_answer(500, "").map(|mut answer| {
        answer.retry_after = Some("90".into());
        answer
    });
    origin.provider.borrow_mut().scripted.push_back(failure);
    let answers = ask_together(&apps, 6, &Wanted::default());
    assert!(
        answers.iter().all(|answer| *answer == Err("http-status") || *answer == Err("network-failed")),
        "{answers:?}"
    );
    assert_eq!(origin.refreshes(), 1);
    origin.pass(60_000);
    assert_eq!(ask_together(&apps, 6, &Wanted::default()), vec![Ok("AT-1-2".to_owned()); 48]);
    assert_eq!(origin.refreshes(), 1);
}

// SES-107
#[test]
fn a_renewal_whose_callers_all_went_away_is_kept() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.sign_in("ada");
    let (session, run) = (app.session.clone(), origin.run.clone());
    app.run(async move {
        let wanted = Wanted { need: Need::Fresh, ..Wanted::default() };
        let mut asked = Box::pin(session.token(wanted, 10_000));
        let mut paused = Box::pin(run.pause(4));
        std::future::poll_fn(|context| {
            assert!(asked.as_mut().poll(context).is_pending());
            paused.as_mut().poll(context)
        })
        .await;
    });
    origin.pass(1000);
    assert_eq!((origin.refreshes(), app.token()), (1, Ok("AT-1-2".to_owned())));
    assert_eq!(origin.refreshes(), 0);
}

// SES-107
#[test]
fn a_caller_who_goes_away_takes_nobody_along() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.sign_in("ada");
    let (session, run) = (app.session.clone(), origin.run.clone());
    let token = app.run(async move {
        let wanted = Wanted { need: Need::Fresh, ..Wanted::default() };
        let mut leaves = Box::pin(session.token(wanted.clone(), 10_000));
        let mut stays = Box::pin(session.token(wanted, 10_000));
        let mut paused = Box::pin(run.pause(4));
        std::future::poll_fn(|context| {
            assert!(leaves.as_mut().poll(context).is_pending() && stays.as_mut().poll(context).is_pending());
            paused.as_mut().poll(context)
        })
        .await;
        drop(leaves);
        stays.await
    });
    assert_eq!(token.unwrap().as_str(), "AT-1-2");
}

// SES-107
#[test]
fn what_nobody_waits_for_any_more_when_the_lock_is_free_is_not_asked_for() {
    let origin = Origin::new();
    let (one, other) = two_tabs(&origin, "device");
    let fresh = Wanted { need: Need::Fresh, ..Wanted::default() };
    let (session, wanted) = (one.session.clone(), fresh.clone());
    origin.run.spawn(one.tab.number, async move { drop(session.token(wanted, 10_000).await) });
    origin.pass(1);
    origin.run.freeze(one.tab.number);
    let (session, run) = (other.session.clone(), origin.run.clone());
    other.run(async move {
        let mut asked = Box::pin(session.token(fresh, 10_000));
        let mut paused = Box::pin(run.pause(4));
        std::future::poll_fn(|context| {
            assert!(asked.as_mut().poll(context).is_pending());
            paused.as_mut().poll(context)
        })
        .await;
    });
    origin.run.close(one.tab.number);
    origin.pass(1000);
    assert_eq!(origin.refreshes(), 0);
}

#[test]
fn what_is_at_hand_is_had_without_waiting() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    assert!(app.session.token_at_hand(&Wanted::default()).is_none() && app.session.tokens().is_empty());
    origin.pass(1);
    app.sign_in("ada");
    let token = app.session.token_at_hand(&Wanted::default()).unwrap();
    assert_eq!((token.as_str(), app.session.tokens().access_token.as_deref()), ("AT-1-1", Some("AT-1-1")));
}

#[test]
fn to_look_at_the_tokens_that_are_kept_begins_nothing() {
    for store in ["memory", "tab", "device"] {
        let origin = Origin::new();
        let app = App::open(&origin, kept_in(store));
        app.sign_in("ada");
        origin.sent.take();
        let looking = app.client.session_on(&app.tab).unwrap();
        let tokens = looking.tokens();
        let expected = (store != "memory").then_some("AT-1-1");
        assert_eq!(
            (tokens.access_token.as_deref(), tokens.id_token.is_some()),
            (expected, expected.is_some()),
            "{store}"
        );
        assert!(matches!(looking.status(), Status::Unknown) && origin.sent.take().is_empty());
        app.sign_out();
        assert!(looking.tokens().is_empty(), "{store}");
    }
}

// SES-33, SES-100
#[test]
fn a_reload_asks_the_frame_while_somebody_is_signed_in_on_the_device() {
    let origin = Origin::new();
    let app = App::open(&origin, json!({}));
    app.sign_in("ada");
    signs_in_by_frame(&origin, "ada");
    let app = app.reload();
    assert_eq!(app.restore(), "signed-in 1");
    app.sign_out();
    signs_in_by_frame(&origin, "ada");
    assert_eq!(app.reload().restore(), "signed-out, not-signed-in");
}

#[test]
fn a_caller_whose_time_is_over_hears_how_long_it_waited() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.sign_in("ada");
    origin.latency.set(20_000);
    let (session, wanted) = (app.session.clone(), Wanted { need: Need::Fresh, ..Wanted::default() });
    let error = app.run(async move { session.token(wanted, 2_000).await }).unwrap_err();
    assert_eq!((error.code(), error.details().timeout_ms), ("timed-out", Some(2_000)));
}

// SES-46
#[test]
fn a_storage_that_lags_behind_a_message_is_read_again() {
    let elsewhere = App::open(&Origin::new(), kept_in("device"));
    elsewhere.sign_in("ada");
    let record = elsewhere.kept().unwrap();
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.restore();
    let adopted = json!({ "kind": "adopted", "family": record["family"], "generation": 1 }).to_string();
    origin.post(99, &format!("spa-authorize:1:{ISSUER} spa"), &adopted);
    origin.pass(1000);
    origin.device.borrow_mut().insert(format!("spa-authorize:1:{ISSUER} spa:session"), record.to_string());
    assert_eq!(app.status(), "signed-out, not-signed-in");
    origin.pass(1000);
    assert_eq!(app.status(), "signed-in 1");
}

// SES-96
#[test]
fn each_family_has_a_lock_of_its_own() {
    let origin = Origin::new();
    for _ in 0..2 {
        let app = App::open(&origin, kept_in("memory"));
        app.sign_in("ada");
        app.fresh_token().unwrap();
    }
    assert_eq!(origin.locks.borrow().len(), 2);
}

// SES-22, SES-23
#[test]
fn a_lock_of_a_frozen_tab_is_taken_and_its_late_answer_harms_nobody() {
    let origin = Origin::new();
    let (one, other) = two_tabs(&origin, "device");
    hide(&[&one, &other]);
    origin.pass(300_000);
    let session = one.session.clone();
    origin.run.spawn(one.tab.number, async move { drop(session.token(Wanted::default(), 10_000).await) });
    // It has the lock, and is about to write its attempt.
    origin.pass(1);
    origin.run.freeze(one.tab.number);
    assert_eq!(other.token(), Err("session-busy"));
    origin.pass(60_000);
    assert_eq!(other.token(), Ok("AT-1-2".to_owned()));
    origin.run.thaw(one.tab.number);
    one.wake();
    origin.pass(5000);
    assert_eq!((one.token(), other.token()), (Ok("AT-1-2".to_owned()), Ok("AT-1-2".to_owned())));
    assert_eq!((one.status(), other.status()), ("signed-in 2".to_owned(), "signed-in 2".to_owned()));
}

// SES-36
#[test]
fn a_storage_that_is_blocked_leaves_the_session_in_memory() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.tab.own.is_blocked.set(true);
    app.sign_in("ada");
    assert_eq!((app.status(), app.kept()), ("signed-in 1".to_owned(), None));
    assert_eq!((app.fresh_token(), app.status()), (Ok("AT-1-2".to_owned()), "signed-in 2".to_owned()));
}

// SES-36
#[test]
fn a_restore_that_cannot_read_the_storage_says_so() {
    for (store, found, code) in [
        ("memory", "signed-out, not-signed-in", "not-signed-in"),
        ("tab", "signed-out, failed: storage-blocked", "storage-blocked"),
        ("device", "signed-out, failed: storage-blocked", "storage-blocked"),
    ] {
        let app = App::open(&Origin::new(), kept_in(store));
        app.sign_in("ada");
        app.tab.own.is_blocked.set(true);
        let app = app.reload();
        for _ in 0..2 {
            assert_eq!((app.restore(), app.token()), (found.to_owned(), Err(code)), "{store}");
        }
    }
}

// SES-36, SES-112
#[test]
fn a_full_storage_keeps_no_spent_refresh_token() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.sign_in("ada");
    app.tab.own.is_full.set(true);
    assert_eq!(app.fresh_token(), Ok("AT-1-2".to_owned()));
    assert_eq!((app.status(), app.kept()), ("signed-in 2".to_owned(), None));
    let app = app.reload();
    assert_eq!(app.restore(), "signed-out, not-signed-in");
    assert_eq!(origin.provider.borrow().used_twice, [""; 0]);
}

// SES-37
#[test]
fn a_session_that_a_later_sign_in_took_off_the_device_goes_on_in_its_tabs_alone() {
    let origin = Origin::new();
    let (one, other) = two_tabs(&origin, "device");
    let third = App::open(&origin, kept_in("device"));
    one.sign_in_with("ada", json!({ "keep": "tab" }));
    origin.pass(2_000);
    for tab in [&other, &third, &other] {
        assert!(tab.fresh_token().is_ok());
        origin.pass(2_000);
        let next = App::open(&origin, kept_in("device"));
        assert_eq!((next.restore(), next.kept()), ("signed-out, not-signed-in".to_owned(), None));
    }
    assert_eq!((other.status(), third.status()), ("signed-in 4".to_owned(), "signed-in 4".to_owned()));
    assert_eq!(origin.provider.borrow().used_twice, [""; 0]);
}

// SES-37
#[test]
fn a_sign_in_that_is_kept_in_the_tab_alone_leaves_none_of_before_on_the_device() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    for is_full in [false, true] {
        app.sign_in("ada");
        app.tab.own.is_full.set(is_full);
        app.sign_in_with("ada", json!({ "keep": "tab" }));
        let next = App::open(&origin, kept_in("device"));
        assert_eq!((next.restore(), next.kept()), ("signed-out, not-signed-in".to_owned(), None), "{is_full}");
    }
}

// SES-38
#[test]
fn two_clients_of_one_page_share_nothing() {
    let origin = Origin::new();
    let one = App::open(&origin, kept_in("device"));
    one.sign_in("ada");
    let other = App::on(one.tab.clone(), client(kept_in("device"), "another"));
    assert_eq!(other.status(), "unknown");
    let record = one.kept();
    other.sign_out();
    origin.pass(5000);
    assert_eq!((one.status(), one.kept()), ("signed-in 1".to_owned(), record));
    assert_eq!(one.fresh_token(), Ok("AT-1-2".to_owned()));
}

// BBA-6, SEC-12, ATK-23, SES-41
#[test]
fn a_frame_is_believed_from_the_provider_with_its_own_state_and_once() {
    let origin = Origin::new();
    let app = App::open(&origin, json!({ "silentFrame": "always" }));
    origin.frames.borrow_mut().push_back(Box::new({
        let origin = origin.clone();
        move |url| {
            let (state, nonce) = (parameter(url, "state").unwrap(), parameter(url, "nonce"));
            origin.provider.borrow_mut().next = ("ada".into(), nonce);
            let came_back = |query: &str| FrameEvent::CameBack(format!("https://app.example/callback?{query}"));
            vec![
                said("https://evil.example", &state),
                said(ISSUER, &state[1..]),
                FrameEvent::Said { origin: ISSUER.into(), json: "null".into() },
                FrameEvent::Said {
                    origin: "null".into(),
                    json: json!({ "type": "authorization_response" }).to_string(),
                },
                came_back("code=C"),
                came_back("code=C&state=another"),
                FrameEvent::CameBack("https://app.example/".into()),
                came_back(&format!("code=C&state={state}&session_state={}", "A".repeat(43))),
                came_back(&format!("code=C&state={state}")),
            ]
        }
    }));
    assert_eq!(app.restore(), "signed-in 1");
    origin.pass(60_000);
    let sent = origin.sent.borrow();
    let exchanges: Vec<_> = sent.iter().filter(|(_, request)| request.url.ends_with("/token")).collect();
    assert!(exchanges.len() == 1 && exchanges[0].1.body.as_ref().unwrap().text.contains("&code=C&"));
    assert_eq!((origin.open_frames.get(), app.status()), (0, "signed-in 1".to_owned()));
}

// ATK-6
#[test]
fn a_frame_that_comes_back_to_the_redirect_uri_of_another_provider_answers_nothing() {
    let origin = Origin::new();
    let app = App::open(&origin, json!({ "silentFrame": "always" }));
    origin.frames.borrow_mut().push_back(Box::new({
        let origin = origin.clone();
        move |url| {
            origin.provider.borrow_mut().next = ("ada".into(), parameter(url, "nonce"));
            let state = parameter(url, "state").unwrap();
            let came_back = |path: &str, code: &str| {
                FrameEvent::CameBack(format!("https://app.example{path}?code={code}&state={state}"))
            };
            vec![came_back("/callback/of-another", "THEIRS"), came_back("/", "THEIRS"), came_back("/callback/", "C")]
        }
    }));
    assert_eq!(app.restore(), "signed-in 1");
    let bodies: Vec<_> = origin.sent.borrow().iter().filter_map(|(_, request)| request.body.clone()).collect();
    assert!(bodies.len() == 1 && bodies[0].text.contains("&code=C&"), "another provider's code was sent");
}

// SEC-12, SES-40
#[test]
fn a_message_of_a_frame_is_checked_as_an_answer_in_the_address_is() {
    let auth0 = json!({ "clientId": "spa", "session": { "silentFrame": "always" } });
    let origin = Origin::new();
    let app = App::on(new_tab(&origin), common::client_of("auth0", auth0).unwrap());
    origin.frames.borrow_mut().push_back(Box::new(|url| {
        assert_eq!(parameter(url, "response_mode").as_deref(), Some("web_message"));
        let state = parameter(url, "state").unwrap();
        let response = json!({ "state": state, "error": "login_required" });
        let json = json!({ "type": "authorization_response", "response": response }).to_string();
        vec![FrameEvent::Said { origin: "https://acme.eu.auth0.com".into(), json }]
    }));
    assert_eq!(app.restore(), "signed-out, not-signed-in");
    assert_eq!(origin.open_frames.get(), 0);
}

#[test]
fn whoever_has_less_time_for_a_restore_leaves_it_to_the_others() {
    let origin = Origin::new();
    let app = App::open(&origin, json!({ "silentFrame": "always" }));
    origin.latency.set(500);
    signs_in_by_frame(&origin, "ada");
    let restored: Rc<RefCell<Vec<(u64, String)>>> = Rc::default();
    for time in [10_000, 100, 300] {
        let (session, run, restored) = (app.session.clone(), origin.run.clone(), restored.clone());
        origin.run.spawn(app.tab.number, async move {
            let status = session.restore(time).await;
            restored.borrow_mut().push((run.now(), name_of(&status)));
        });
    }
    origin.pass(5000);
    let restored = restored.take();
    assert_eq!(restored[..2], [(100, "unknown".to_owned()), (300, "unknown".to_owned())]);
    assert_eq!(restored[2].1, "signed-in 1");
    assert_eq!(*app.told.borrow(), ["signed-in 1"]);
}

// SES-40
#[test]
fn a_message_of_a_frame_brings_the_code_that_is_exchanged() {
    let auth0 = json!({ "clientId": "spa", "session": { "silentFrame": "always" } });
    let origin = Origin::new();
    let app = App::on(new_tab(&origin), common::client_of("auth0", auth0).unwrap());
    origin.frames.borrow_mut().push_back(Box::new(|url| {
        assert_eq!(parameter(url, "prompt").as_deref(), Some("none"));
        let response = json!({ "state": parameter(url, "state"), "code": "C" });
        let json = json!({ "type": "authorization_response", "response": response }).to_string();
        vec![FrameEvent::Said { origin: "https://acme.eu.auth0.com".into(), json }]
    }));
    // Neither the keys nor the tokens come: what counts is what was sent.
    origin.provider.borrow_mut().scripted.extend([500, 500].map(|status| common::json_answer(status, "")));
    app.restore();
    assert_eq!(*origin.sandboxed.borrow(), [false], "what is sandboxed posts nothing");
    let sent = origin.sent.borrow();
    assert!(sent.iter().any(|(_, request)| request.body.as_ref().is_some_and(|body| body.text.contains("&code=C&"))));
}

// ATK-24, SES-42
#[test]
fn a_frame_that_shows_nothing_times_out_with_its_causes_and_is_taken_away() {
    let origin = Origin::new();
    let app = App::open(&origin, json!({ "silentFrame": "always" }));
    let session = app.session.clone();
    app.run(async move { session.restore(60_000).await });
    assert_eq!((app.status(), origin.open_frames.get()), ("signed-out, failed: timed-out".to_owned(), 0));
    let Status::SignedOut { error: Some(error), .. } = app.session.status() else { panic!("it failed") };
    let text = error.to_string();
    assert!(
        ["waits for the user", "X-Frame-Options", "cross-origin isolated"].iter().all(|cause| text.contains(cause)),
        "{text}"
    );
}

// SES-66
#[test]
fn no_token_is_in_an_error_a_status_or_a_message_but_that_of_the_family() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("tab"));
    app.sign_in("ada");
    let secret = app.kept().unwrap()["secret"].as_str().unwrap().to_owned();
    let mut said = Vec::new();
    let mut note = |app: &App| said.push(format!("{:?} {:?}", app.session.status(), app.told.borrow()));
    note(&app);
    app.fresh_token().unwrap();
    note(&app);
    let refusals = [
        (500, "RT-1-2 AT-1-2"),
        (400, r#"{"error":"invalid_client","error_description":"RT-1-2"}"#),
        (400, r#"{"error":"invalid_grant","error_description":"RT-1-2"}"#),
    ];
    for (status, body) in refusals {
        origin.provider.borrow_mut().scripted.push_back(common::json_answer(status, body));
        let wanted = Wanted { need: Need::Fresh, ..Wanted::default() };
        let error = app.token_that(wanted).unwrap_err();
        note(&app);
        let text = format!("{error} {error:?}");
        assert!(!has_token(&text), "{text}");
        origin.pass(120_000);
    }
    for text in said {
        assert!(!has_token(&text), "{text}");
    }
    let posted = origin.posted.borrow();
    assert!(posted.iter().any(|(_, text)| has_token(text)), "the family hears its record");
    for (channel, text) in posted.iter().filter(|(channel, _)| !channel.contains(&secret)) {
        assert!(!has_token(text), "{channel}: {text}");
    }
}

#[test]
fn a_user_who_is_active_in_one_tab_is_signed_in_in_all_and_who_is_in_none_in_none() {
    let origin = Origin::new();
    let idle = json!({ "store": "device", "dangerouslyKeepBearerTokens": true, "idleSeconds": 600 });
    let (one, other) = (App::open(&origin, idle.clone()), App::open(&origin, idle));
    one.sign_in("ada");
    origin.pass(5000);
    for _ in 0..10 {
        origin.pass(400_000);
        origin.act(one.tab.number);
    }
    assert!(one.token().is_ok() && other.token().is_ok());
    origin.pass(600_000);
    let ends = ["signed-out, expired", ELSEWHERE];
    assert!(ends.contains(&one.status().as_str()) && ends.contains(&other.status().as_str()));
    assert_eq!((one.kept(), one.token(), other.token()), (None, Err("not-signed-in"), Err("not-signed-in")));
}

#[test]
fn a_store_is_read_when_its_turn_has_come_so_that_an_idle_session_ends_once() {
    let origin = Origin::new();
    let idle = json!({ "store": "device", "dangerouslyKeepBearerTokens": true, "idleSeconds": 600 });
    let app = App::open(&origin, idle);
    app.sign_in("ada");
    hide(&[&app]);
    origin.pass(600_000);
    assert_eq!(*app.told.borrow(), ["signed-in 1", "signed-out, expired"]);
    assert_eq!(origin.provider.borrow().revoked.len(), 1);
}

#[test]
fn activity_writes_the_storage_once_in_some_seconds_and_never_without_the_option() {
    let origin = Origin::new();
    for (idle, writes) in [(json!(600), 2), (Value::Null, 0)] {
        let app = App::open(&origin, json!({ "idleSeconds": idle }));
        app.sign_in("ada");
        let before = app.tab.own.writes.get();
        for _ in 0..110 {
            origin.pass(100);
            origin.act(app.tab.number);
        }
        assert_eq!(app.tab.own.writes.get() - before, writes);
    }
}

// SES-60
#[test]
fn an_api_that_refuses_each_token_has_the_session_renewed_once_a_minute_and_no_more() {
    for tells_when in [true, false] {
        let origin = Origin::new();
        let app = App::open(&origin, kept_in("device"));
        app.sign_in("ada");
        origin.sent.take();
        for _ in 0..36 {
            origin.pass(5_000);
            let began = tells_when.then(|| origin.run.now());
            origin.pass(10);
            if app.is_worth_a_repeat(&app.token().unwrap(), began) && tells_when {
                assert!(!app.is_worth_a_repeat(&app.token().unwrap(), None), "of the repeat");
            }
        }
        let refreshes = origin.refreshes();
        assert!((2..=3).contains(&refreshes), "{refreshes}");
    }
}

// SES-60
#[test]
fn refusals_that_new_tokens_help_against_each_have_the_session_renewed() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.sign_in("ada");
    for _ in 0..3 {
        origin.pass(100);
        assert!(app.is_worth_a_repeat(&app.token().unwrap(), Some(origin.run.now())));
    }
    assert_eq!(app.token(), Ok("AT-1-4".to_owned()));
}

// SES-60
#[test]
fn a_token_at_hand_that_is_refused_like_the_one_before_renews_nothing_for_a_minute() {
    let renewals: [fn(&App, &App, &str); 3] = [
        |app, _, before| assert!(app.is_worth_a_repeat(before, Some(0)), "for a call that was refused first"),
        |app, _, _| assert!(app.fresh_token().is_ok(), "for a caller who insists"),
        |_, other, _| assert!(other.fresh_token().is_ok(), "by another tab"),
    ];
    for renew in renewals {
        let origin = Origin::new();
        let (app, other) = two_tabs(&origin, "device");
        let (before, began) = (app.token().unwrap(), origin.run.now());
        origin.pass(100);
        renew(&app, &other, &before);
        origin.pass(100);
        assert!(app.is_worth_a_repeat(&before, Some(began)), "there is another one");
        assert!(!app.is_worth_a_repeat(&app.token().unwrap(), None), "of the repeat");
        origin.pass(100);
        assert!(!app.is_worth_a_repeat(&app.token().unwrap(), Some(origin.run.now())), "of the next call");
        assert_eq!(origin.refreshes(), 1);
    }
}

// SES-60
#[test]
fn a_token_that_another_tab_has_had_issued_for_a_call_that_waited_is_not_renewed_once_more() {
    for store in ["device", "tab"] {
        let origin = Origin::new();
        let (one, other) = two_tabs_behind_their_token(&origin, store);
        let began = origin.run.now();
        origin.pass(1);
        let renewed = other.token().unwrap();
        origin.pass(2_000);
        assert_eq!((one.token().unwrap(), origin.refreshes()), (renewed.clone(), 1), "{store}");
        assert!(!one.is_worth_a_repeat(&renewed, Some(began)), "{store}");
        assert_eq!(origin.refreshes(), 0, "{store}");
    }
}

// SES-60
#[test]
fn of_calls_that_overlap_the_first_to_be_refused_twice_ends_the_renewals() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.sign_in("ada");
    origin.sent.take();
    let refused = |token: &str| app.is_worth_a_repeat(token, Some(origin.run.now()));
    assert!(refused("AT-1-1"));
    origin.pass(100);
    assert!(refused("AT-1-2"), "of another call, which began meanwhile");
    assert!(!app.is_worth_a_repeat("AT-1-2", None), "of the first call's repeat");
    origin.pass(100);
    assert!(!refused("AT-1-3"), "of the next call");
    assert_eq!(origin.refreshes(), 2);
}

#[test]
fn an_id_token_is_had_as_an_access_token_is() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("memory"));
    app.sign_in("ada");
    let wanted = Wanted { token: TokenKind::Id, ..Wanted::default() };
    assert_eq!(app.token_that(wanted).unwrap().split('.').count(), 3);
}

// SES-65
#[test]
fn a_provider_that_renews_for_no_organization_is_not_asked_for_one() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("device"));
    app.sign_in("ada");
    origin.sent.take();
    let there = Wanted { need: Need::Organization("org_b".into()), ..Wanted::default() };
    assert_eq!(app.token_that(there).map_err(|error| error.code()), Err("invalid-option"));
    assert!(origin.sent.borrow().is_empty() && !app.kept().unwrap()["asked"].to_string().contains("org_b"));
}

// SES-94
#[test]
fn a_sign_in_clears_away_the_lines_of_families_that_nobody_renews() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("memory"));
    app.sign_in("ada");
    origin.pass(6000);
    let own = origin.ledger.borrow().keys().next().cloned().unwrap();
    let line = |days_ago: u64| {
        let written_at = Some(Timestamp::from_milliseconds(origin.wall() - days_ago * 24 * HOUR));
        Ledger { written_at, ..Ledger::at(7) }.text()
    };
    let lines = [("old", line(91)), ("lately", line(89)), ("lock:old", "1 x".into()), ("later", "{\"a\":1}".into())];
    origin.ledger.borrow_mut().extend(lines.map(|(key, text)| (key.to_owned(), text)));
    assert_eq!(app.fresh_token(), Ok("AT-1-2".to_owned()));
    assert_eq!(origin.ledger.borrow().len(), 5, "a renewal clears nothing away");
    app.sign_in("ada");
    origin.pass(6000);
    let ledger = origin.ledger.borrow();
    let left: Vec<&str> = ledger.keys().map(String::as_str).filter(|key| !key.starts_with("spa-")).collect();
    assert_eq!((left, ledger.contains_key(&own), ledger.len()), (vec!["lately", "later", "lock:old"], true, 5));
}

#[test]
fn whoever_waits_for_the_page_to_come_back_hears_of_it() {
    let origin = Origin::new();
    let app = App::open(&origin, kept_in("memory"));
    let (session, run, number) = (app.session.clone(), origin.clone(), app.tab.number);
    app.run(async move {
        let mut back = Box::pin(session.back());
        std::future::poll_fn(|context| {
            assert!(back.as_mut().poll(context).is_pending());
            std::task::Poll::Ready(())
        })
        .await;
        run.happens(number, PageEvent::Woke { is_visible: true, came_online: false, came_back: true });
        back.await;
    });
}

const ELSEWHERE: &str = "signed-out, signed-out-elsewhere";

fn on_device() -> Value {
    json!({ "store": "device", "dangerouslyKeepBearerTokens": true })
}

/// A tab of ada's whose refresh token is refused next, while the provider would sign somebody in by a frame.
fn refused_beside_a_frame(user: &'static str) -> (Rc<Origin>, App) {
    let origin = Origin::new();
    let app = App::open(&origin, on_device());
    app.sign_in("ada");
    origin.provider.borrow_mut().scripted.push_back(common::json_answer(400, r#"{"error":"invalid_grant"}"#));
    signs_in_by_frame(&origin, user);
    (origin, app)
}

fn kept_in(store: &str) -> Value {
    match store {
        "device" => json!({ "store": store, "dangerouslyKeepBearerTokens": true, "silentFrame": "never" }),
        _ => json!({ "store": store, "silentFrame": "never" }),
    }
}

/// Two tabs of one session.
fn two_tabs(origin: &Rc<Origin>, store: &str) -> (App, App) {
    let one = App::open(origin, kept_in(store));
    one.sign_in("ada");
    let other = App::open(origin, kept_in(store));
    assert_eq!(other.status(), "signed-in 1");
    origin.sent.take();
    (one, other)
}

/// A tab and its copy, hidden, so that nothing has renewed the token that has ended.
fn two_tabs_behind_their_token(origin: &Rc<Origin>, store: &str) -> (App, App) {
    let one = App::open(origin, kept_in(store));
    one.sign_in("ada");
    let other = one.duplicate(kept_in(store));
    hide(&[&one, &other]);
    origin.pass(300_000);
    origin.sent.take();
    (one, other)
}

/// The same tab, after another page load.
fn app_again(app: &App) -> App {
    App::on(app.tab.clone(), app.client.clone())
}

fn hide(apps: &[&App]) {
    for app in apps {
        app.tab.own.is_hidden.set(true);
        app.wake();
    }
}

/// The next frame comes back with a code, for a user who is signed in at the provider.
fn signs_in_by_frame(origin: &Rc<Origin>, user: &'static str) {
    let own = origin.clone();
    origin.frames.borrow_mut().push_back(Box::new(move |url| {
        own.provider.borrow_mut().next = (user.into(), parameter(url, "nonce"));
        let state = parameter(url, "state").unwrap();
        vec![FrameEvent::CameBack(format!("https://app.example/callback?code=C&state={state}"))]
    }));
}

fn said(origin: &str, state: &str) -> FrameEvent {
    let response = json!({ "code": "evil", "state": state });
    let json = json!({ "type": "authorization_response", "response": response }).to_string();
    FrameEvent::Said { origin: origin.into(), json }
}

fn has_token(text: &str) -> bool {
    ["AT-1-", "RT-1-", "eyJ"].iter().any(|token| text.contains(token))
}
