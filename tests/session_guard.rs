//! What guards do: they never leave in a loop.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test panics to fail")]

use spa_authorize::callback::result::NotOurs;
use spa_authorize::error::error::Error;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::machine::guard::{Guard, Required};
use spa_authorize::machine::status::{SignedOut, Status};
use spa_authorize::protocol::timestamp::Timestamp;

#[test]
fn guards_of_nested_routes_leave_once() {
    let mut guard = Guard::default();
    assert_eq!([at(&mut guard, 0), at(&mut guard, 1), at(&mut guard, 2)], ["leave", "left", "left"]);
}

#[test]
fn a_guard_leaves_again_where_the_page_was_not_left() {
    let mut guard = Guard::default();
    assert_eq!(at(&mut guard, 0), "leave");
    guard.left(Timestamp::from_milliseconds(0));
    assert_eq!([at(&mut guard, 2_999), at(&mut guard, 3_000)], ["left", "leave"]);
    guard.stay();
    assert_eq!(at(&mut guard, 3_001), "leave");
}

#[test]
fn guards_leave_once_however_long_it_takes_to_find_the_provider() {
    let mut guard = Guard::default();
    assert_eq!([at(&mut guard, 0), at(&mut guard, 9_000)], ["leave", "left"]);
    guard.left(Timestamp::from_milliseconds(9_500));
    assert_eq!([at(&mut guard, 12_499), at(&mut guard, 12_500)], ["left", "leave"]);
}

#[test]
fn guards_leave_three_times_in_a_minute_at_most() {
    let mut guard = Guard::default();
    let mut left = |milliseconds| {
        let found = at(&mut guard, milliseconds);
        guard.stay();
        found
    };
    assert_eq!(
        [left(0), left(1), left(2), left(3), left(60_000)],
        ["leave", "leave", "leave", "not-signed-in", "leave"]
    );
}

// SES-113
#[test]
fn after_a_failed_sign_in_guards_throw_until_the_user_acts() {
    let mut guard = Guard::default();
    guard.fail(Error::from(ErrorKind::AuthorizationRefused));
    assert_eq!([at(&mut guard, 0), at(&mut guard, 1)], ["authorization-refused"; 2]);
    guard.forgive();
    assert_eq!(at(&mut guard, 2), "leave");
}

// SES-113, SES-114
#[test]
fn another_clients_response_fails_nothing_unless_this_client_has_just_come_back_too() {
    let after = |reason, has_just_come_back| {
        let mut guard = Guard::default();
        guard.see_foreign(reason, has_just_come_back);
        at(&mut guard, 0)
    };
    assert_eq!(after(NotOurs::OtherClient, false), "leave");
    assert_eq!(after(NotOurs::OtherClient, true), "not-signed-in");
    let others = [NotOurs::UnknownState, NotOurs::StateMissing, NotOurs::OtherAddress, NotOurs::TooLarge];
    assert_eq!(others.map(|reason| after(reason, false)), ["not-signed-in"; 4]);
}

/// What a guard does where nobody is signed in.
fn at(guard: &mut Guard, milliseconds: u64) -> &'static str {
    let status = Status::SignedOut { reason: SignedOut::NotSignedIn, error: None };
    match guard.decide(&status, Timestamp::from_milliseconds(milliseconds)) {
        Ok(Required::Now(_)) => "now",
        Ok(Required::Leave) => "leave",
        Ok(Required::Left) => "left",
        Err(error) => error.code(),
    }
}
