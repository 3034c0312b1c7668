//! The hand-over of a popup's response to the page that opened it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::{Tab, options};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};
use spa_authorize::callback::arrival::Next;
use spa_authorize::callback::result::{CallbackResult, NotOurs};
use spa_authorize::popup::awaiting::{Awaiting, Heard, Sight};
use spa_authorize::popup::message::{Message, ResponseAddress, channel};
use spa_authorize::popup::offering::{Keeper, Offering};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const STATE: &str = "c3RhdGUtc3RhdGUtc3RhdGUtc3RhdGUtc3RhdGUtc3Q";
const OTHER: &str = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItb3I";
const ALONE: Sight = Sight { is_closed: true, has_focus: true };

// SES-51
#[test]
fn what_is_offered_taken_and_confirmed_is_the_openers() {
    let (mut popup, offer) = Offering::new(address());
    let mut opener = Awaiting::default();
    assert_eq!(opener.hear(offer), Heard::Reply(Message::Take));
    assert_eq!(popup.hear(&Message::Take), Some(Message::Confirm));
    assert_eq!(popup.keeper(), Some(Keeper::Opener));
    assert_eq!(opener.hear(Message::Confirm), Heard::Response(address()));
    assert_eq!(popup.time_out(), None);
}

// SES-56
#[test]
fn what_nobody_takes_is_the_popups() {
    let (mut popup, _) = Offering::new(address());
    assert_eq!(popup.time_out(), Some(Message::Withdraw));
    assert_eq!(popup.keeper(), Some(Keeper::Popup));
}

// SES-57
#[test]
fn what_is_taken_after_it_was_withdrawn_stays_the_popups() {
    let (mut popup, offer) = Offering::new(address());
    let mut opener = Awaiting::default();
    popup.time_out();
    assert_eq!(opener.hear(offer), Heard::Reply(Message::Take));
    assert_eq!(popup.hear(&Message::Take), Some(Message::Withdraw));
    assert_eq!(opener.hear(Message::Withdraw), Heard::Nothing);
    assert_eq!(popup.keeper(), Some(Keeper::Popup));
}

#[test]
fn what_was_not_confirmed_is_not_exchanged() {
    let mut opener = Awaiting::default();
    assert_eq!(opener.hear(Message::Confirm), Heard::Nothing);
    assert_eq!(opener.hear(Message::Offer(address())), Heard::Reply(Message::Take));
    assert_eq!(opener.hear(Message::Offer(address())), Heard::Reply(Message::Take));
    assert_eq!(opener.hear(Message::Take), Heard::Nothing);
}

#[test]
fn what_was_confirmed_twice_is_exchanged_once() {
    let mut opener = Awaiting::default();
    opener.hear(Message::Offer(address()));
    assert_eq!(opener.hear(Message::Confirm), Heard::Response(address()));
    for message in [Message::Confirm, Message::Offer(address()), Message::Confirm, Message::Withdraw] {
        assert_eq!(opener.hear(message), Heard::Nothing);
    }
}

#[test]
fn each_sign_in_has_a_channel_of_its_own() {
    assert_ne!(channel(STATE), channel(OTHER));
}

// SES-66
#[test]
fn a_message_that_is_printed_shows_no_code() {
    let shown = format!("{:?}", Message::Offer(address()));
    assert!(shown.contains("[redacted]") && !shown.contains(STATE), "{shown}");
}

/// Messages come late, twice and in any order, and the time to take the offer ends at any of their turns.
// SES-57
#[test]
fn in_any_order_the_code_is_exchanged_exactly_once() {
    check(2000, vec(any::<u8>(), 0..60), |choices| {
        prop_assert_eq!(exchanges(&choices, false), 1);
        Ok(())
    });
}

// SES-57
#[test]
fn even_if_messages_are_lost_the_code_is_not_exchanged_twice() {
    check(2000, vec(any::<u8>(), 0..60), |choices| {
        prop_assert!(exchanges(&choices, true) <= 1);
        Ok(())
    });
}

// SES-54
#[test]
fn a_closed_popup_is_told_after_a_second_in_which_this_page_has_the_focus() {
    let mut opener = Awaiting::default();
    assert!(!opener.look(ALONE, 5_000));
    assert!(!opener.look(ALONE, 5_999));
    assert!(opener.look(ALONE, 6_000));
}

/// A page with `Cross-Origin-Opener-Policy` makes its window seem closed.
// SES-54
#[test]
fn a_popup_that_has_the_focus_is_not_closed() {
    let mut opener = Awaiting::default();
    for now in 0..10 {
        assert!(!opener.look(Sight { is_closed: true, has_focus: false }, now * 1_000));
        assert!(!opener.look(Sight { is_closed: false, has_focus: true }, now * 1_000));
    }
    assert!(!opener.look(ALONE, 10_000));
    assert!(!opener.look(Sight { is_closed: true, has_focus: false }, 10_500));
    assert!(!opener.look(ALONE, 11_400));
    assert!(opener.look(ALONE, 12_400));
}

// SES-54
#[test]
fn a_popup_that_has_just_said_something_is_not_closed() {
    let mut opener = Awaiting::default();
    assert!(!opener.look(ALONE, 0));
    opener.hear(Message::Offer(address()));
    assert!(!opener.look(ALONE, 1_500));
    opener.hear(Message::Confirm);
    assert!(!opener.look(ALONE, 9_000));
    assert!(!opener.look(ALONE, 99_000));
}

// SES-55
#[test]
fn a_popup_that_seemed_closed_may_still_offer() {
    let mut opener = Awaiting::default();
    opener.look(ALONE, 0);
    assert!(opener.look(ALONE, 1_000));
    assert_eq!(opener.hear(Message::Offer(address())), Heard::Reply(Message::Take));
    assert_eq!(opener.hear(Message::Confirm), Heard::Response(address()));
}

#[test]
fn a_message_is_read_as_it_was_written() {
    for message in [Message::Offer(address()), Message::Take, Message::Confirm, Message::Withdraw] {
        assert_eq!(Message::read(&message.text(STATE), STATE), Some(message));
    }
}

#[test]
fn a_message_about_another_sign_in_is_dropped() {
    for message in [Message::Offer(address()), Message::Take, Message::Confirm, Message::Withdraw] {
        assert_eq!(Message::read(&message.text(STATE), OTHER), None);
    }
    assert_eq!(Message::read(&json!({ "kind": "take" }).to_string(), STATE), None);
}

#[test]
fn a_message_that_does_not_parse_is_dropped() {
    for text in ["", "take", "null", "[]", "{}", r#"{"kind":"take"#] {
        assert_eq!(Message::read(text, STATE), None, "{text}");
    }
    let with = |kind: Value, address: Value| json!({ "kind": kind, "state": STATE, "address": address }).to_string();
    assert_eq!(Message::read(&with(json!("give"), Value::Null), STATE), None);
    assert_eq!(Message::read(&with(json!(1), Value::Null), STATE), None);
    assert_eq!(Message::read(&with(json!("offer"), Value::Null), STATE), None);
    assert_eq!(Message::read(&with(json!("offer"), json!("javascript:alert(1)")), STATE), None);
}

#[test]
fn an_address_that_answers_another_sign_in_too_is_not_handed_over() {
    let parse = |query: &str| ResponseAddress::parse(&format!("https://app.example/callback{query}"), STATE);
    assert!(parse(&format!("?code=c&state={STATE}")).is_some());
    assert!(parse(&format!("?error=access_denied&state={STATE}")).is_some());
    assert_eq!(parse(&format!("?code=c&state={OTHER}")), None);
    assert_eq!(parse(&format!("?code=c&state={STATE}&state={OTHER}")), None);
    assert_eq!(parse("?code=c"), None);
    let under_another_name = format!("&session_state={OTHER}");
    assert!(parse(&format!("?code=c&state={STATE}{under_another_name}")).is_some());
    assert!(parse(&format!("?code=c&amp;state={STATE}{under_another_name}")).is_some(), "to be refused by the opener");
    assert_eq!(parse(&format!("?code=c{under_another_name}")), None);
}

// SES-51
#[test]
fn an_address_that_holds_a_token_is_not_handed_over() {
    for token in ["access_token", "id_token"] {
        for mark in ["?", "#"] {
            let address = format!("https://app.example/callback{mark}{token}=t&state={STATE}");
            assert_eq!(ResponseAddress::parse(&address, STATE), None, "{address}");
        }
    }
}

#[test]
fn a_message_shows_no_code_in_its_debug() {
    let shown = format!("{:?}{:?}", Message::Offer(address()), Offering::new(address()));
    assert!(!shown.contains("code=") && !shown.contains(STATE), "{shown}");
}

#[test]
fn a_sign_in_in_a_popup_is_marked_and_another_is_not() {
    let tab = Tab::new(json!({}));
    let begun = tab.client.begin_in_popup_on(&tab.page, &options(json!({ "appState": 1 }))).unwrap();
    assert_eq!(begun.record.0, format!("spa-authorize:2:{}", begun.state));
    let popup = Tab::new(json!({}));
    popup.page.storage.entries.borrow_mut().insert(begun.record.0, begun.record.1);
    assert_eq!(offered(&popup, &begun.state), Some(callback(&begun.state)));
    let usual = tab.begin(json!({})).state;
    assert_eq!(offered(&tab, &usual), None);
}

// ATK-6
#[test]
fn an_address_other_than_the_redirect_uri_answers_no_popup() {
    let tab = Tab::new(json!({}));
    let begun = tab.client.begin_in_popup_on(&tab.page, &options(json!({}))).unwrap();
    let elsewhere = format!("https://app.example/callback/of-another?code=THEIRS&state={}", begun.state);
    let other_address =
        |arrived: &Next| matches!(arrived, Next::Done(Ok(CallbackResult::NotOurs(NotOurs::OtherAddress))));
    assert!(other_address(&tab.arrive(&elsewhere).next), "neither where it comes back nor where it is handed over");
    assert_eq!(offered(&tab, &begun.state), Some(callback(&begun.state)));
}

// SES-105
#[test]
fn a_popup_hands_over_no_token_so_only_a_code_may_be_asked_for() {
    let tab = Tab::new(json!({}));
    let check = |request| tab.client.check_popup_request_on(&tab.page, &options(request));
    assert_eq!(check(json!({})).map_err(|error| error.code()), Ok(()));
    for response_type in ["token", "id_token", "id_token token"] {
        let error = check(json!({ "responseType": response_type })).unwrap_err();
        assert_eq!(error.code(), "invalid-option");
        assert_eq!(error.details().option.as_deref(), Some("responseType"));
    }
    assert_eq!(check(json!({ "promt": "none" })).unwrap_err().code(), "unknown-option");
}

#[test]
fn a_popup_sign_in_that_was_dropped_is_unknown() {
    let tab = Tab::new(json!({}));
    let begun = tab.client.begin_in_popup_on(&tab.page, &options(json!({}))).unwrap();
    tab.client.drop_popup_sign_in_on(&tab.page, &begun.state);
    assert!(!tab.is_callback(&callback(&begun.state)));
}

/// What a tab would offer of the response to a sign-in.
fn offered(tab: &Tab, state: &str) -> Option<String> {
    let Next::Complete(ended) = tab.arrive(&callback(state)).next else { panic!("not recognised") };
    ResponseAddress::of(&ended).map(|address| address.as_str().to_owned())
}

fn address() -> ResponseAddress {
    ResponseAddress::parse(&callback(STATE), STATE).unwrap()
}

fn callback(state: &str) -> String {
    format!("https://app.example/callback?code=c&state={state}")
}

/// Plays one hand-over: each choice delivers a message, once more or for good, loses one, or ends the popup's patience.
/// Then everything that is under way arrives. How often the code was exchanged.
fn exchanges(choices: &[u8], loses: bool) -> usize {
    let (mut popup, offer) = Offering::new(address());
    let mut opener = Awaiting::default();
    let (mut to_opener, mut to_popup) = (vec![offer], Vec::new());
    let mut exchanged = 0;
    let endings = std::iter::repeat_n(0, 1000);
    for choice in choices.iter().copied().chain([3]).chain(endings) {
        let is_sent_twice = choice & 0b1000 != 0;
        let turn = usize::from(choice >> 4);
        match choice & 0b111 {
            3 => to_opener.extend(popup.time_out()),
            4 if loses => drop(picked(&mut to_opener, turn, false)),
            5 if loses => drop(picked(&mut to_popup, turn, false)),
            kind if kind & 1 == 0 && !to_opener.is_empty() => {
                let Some(message) = picked(&mut to_opener, turn, is_sent_twice) else { continue };
                match opener.hear(message) {
                    Heard::Nothing => {}
                    Heard::Reply(reply) => to_popup.push(reply),
                    Heard::Response(_) => exchanged += 1,
                }
            }
            _ => {
                let Some(message) = picked(&mut to_popup, turn, is_sent_twice) else { continue };
                to_opener.extend(popup.hear(&message));
            }
        }
    }
    exchanged + usize::from(popup.keeper() == Some(Keeper::Popup))
}

/// Takes one of the messages that are under way, or reads it and leaves it to come again.
fn picked(messages: &mut Vec<Message>, turn: usize, stays: bool) -> Option<Message> {
    let at = turn.checked_rem(messages.len())?;
    Some(if stays { messages[at].clone() } else { messages.remove(at) })
}

fn check<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner.run(&strategy, test).unwrap_or_else(|error| panic!("{error}"));
}
