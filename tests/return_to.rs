//! Where a sign-in may send the app: nowhere but itself.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics to fail")]

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::Value;
use spa_authorize::protocol::return_to::ReturnTo;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn each_destination_of_the_list_becomes_what_the_list_says() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("data/return_to.json")).unwrap();
    for row in rows {
        let found = ReturnTo::new(row["wanted"].as_str().unwrap(), "https://app.example");
        assert_eq!(found.as_str(), row["expected"].as_str().unwrap(), "{row}");
    }
}

// ATK-54
#[test]
fn a_destination_of_more_than_8_kib_is_the_default() {
    let longest = format!("/{}", "x".repeat(8 * 1024 - 1));
    assert_eq!(ReturnTo::new(&longest, "https://app.example").as_str(), longest);
    assert_eq!(ReturnTo::new(&format!("{longest}x"), "https://app.example").as_str(), "/");
    assert_eq!(ReturnTo::new(&format!("/{}", "x".repeat(1_000_000)), "https://app.example").as_str(), "/");
}

#[test]
fn an_app_without_tls_keeps_its_own_scheme() {
    assert_eq!(ReturnTo::new("http://app.test/inbox", "http://app.test").as_str(), "/inbox");
    assert_eq!(ReturnTo::new("https://app.test/inbox", "http://app.test").as_str(), "/");
}
