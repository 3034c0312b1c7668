//! Where the browser comes back to: an absolute URL, or a path of the page's own origin.

#![allow(clippy::unwrap_used, reason = "a test panics to fail")]

mod common;

use common::{ORIGIN, Page, Tab, client, parameter};
use serde_json::json;
use spa_authorize::config::callback_options::CallbackOptions;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn a_path_is_resolved_against_the_origin_of_the_page_that_it_is_used_on() {
    let client = client(json!({ "redirectUri": "/callback?x=%41" })).unwrap();
    for origin in [ORIGIN, "http://192.168.0.7:5173", "https://preview-7.app.example"] {
        let tab = Tab::with(client.clone());
        tab.page.address.replace(Some(format!("{origin}/deep/page?q=1#hash")));
        let begun = tab.begin(json!({}));
        let absolute = format!("{origin}/callback?x=%41");
        assert_eq!(parameter(begun.url.as_str(), "redirect_uri").as_deref(), Some(absolute.as_str()));
        let record = tab.page.storage.entries.borrow().values().next().cloned().unwrap();
        assert!(record.contains(&format!("\"redirectUri\":\"{absolute}\"")), "{record}");

        assert!(!tab.is_callback(&format!("https://other.example/callback?code=C&state={}", begun.state)));
        let back = format!("{absolute}&code=C&state={}", begun.state);
        assert!(tab.is_callback(&back));
        let body = tab.sent(tab.arrive(&back)).body.unwrap();
        assert_eq!(parameter(&format!("?{}", body.text), "redirect_uri"), Some(absolute));
    }
}

#[test]
fn the_shortest_path_is_the_apps_root() {
    let tab = Tab::new(json!({ "redirectUri": "/" }));
    let begun = tab.begin(json!({}));
    assert_eq!(parameter(begun.url.as_str(), "redirect_uri").as_deref(), Some("https://app.example/"));
    assert!(tab.is_callback(&format!("{ORIGIN}/?code=C&state={}", begun.state)));
}

/// A client that a server made at import resolves nothing there, and keeps nothing of it.
#[test]
fn a_client_with_a_path_can_be_made_where_there_is_no_page() {
    let tab = Tab::new(json!({ "redirectUri": "/callback" }));
    let address = tab.page.address.take();
    assert_eq!(tab.try_begin(json!({})).unwrap_err().code(), "not-a-browser");
    assert_eq!(tab.client.arrive_on(&tab.page, &CallbackOptions::default()).unwrap_err().code(), "not-a-browser");
    assert_eq!(tab.client.config().redirect_uri.as_str(), "/callback");
    tab.page.address.replace(address);
    tab.begin(json!({}));
}

#[test]
fn a_path_needs_a_page_on_the_web() {
    for address in ["about:blank", "about:srcdoc", "file:///app/index.html", "capacitor://localhost/"] {
        let tab = Tab::new(json!({ "redirectUri": "/callback" }));
        tab.page.address.replace(Some(address.to_owned()));
        let message = tab.try_begin(json!({})).unwrap_err().to_string();
        let expected = "invalid-option: \"redirectUri\" must be an absolute URL, as this page has no https: or http: \
            address to resolve a path against, found \"/callback\"";
        assert!(message.starts_with(expected), "{address}: {message}");
        assert!(!tab.client.is_callback_on(&tab.page, None));
    }
}

#[test]
fn a_path_begins_with_exactly_one_slash() {
    let rows = [
        ("//evil.example/callback", "an absolute URL, or a path that begins with exactly one slash"),
        ("/\\evil.example/callback", "an absolute URL, or a path that begins with exactly one slash"),
        ("callback", "an absolute https: or http: URL without credentials, or a path such as \"/callback\""),
        ("./callback", "an absolute https: or http: URL without credentials, or a path such as \"/callback\""),
        ("?x=1", "an absolute https: or http: URL without credentials, or a path such as \"/callback\""),
        ("/callback#", "a URL without a fragment"),
        ("/?c%6Fde=1", "a URL whose query has no \"code\""),
    ];
    for (path, expected) in rows {
        let message = client(json!({ "redirectUri": path })).unwrap_err().to_string();
        let expected = format!("invalid-option: \"redirectUri\" must be {expected}, found \"{path}\"");
        assert!(message.starts_with(&expected), "{path}: {message}");
    }
}

/// Whatever stands in a path, the browser comes back to the page's own origin.
#[test]
fn no_path_leads_to_another_origin() {
    for path in ["/@evil.example", "/:80@evil.example/", "/..//evil.example", "/%2F/evil.example", "/a\\evil.example"] {
        let client = client(json!({ "redirectUri": path })).unwrap();
        let page: Page = Tab::with(client.clone()).page;
        let sent = client.create_authorize_url_on(&page, &common::options(json!({}))).unwrap();
        let redirect_uri = parameter(sent.as_str(), "redirect_uri").unwrap();
        let parsed = spa_authorize::wire::url::WebUrl::parse(&redirect_uri).unwrap();
        assert_eq!((redirect_uri, parsed.origin()), (format!("{ORIGIN}{path}"), ORIGIN));
    }
}
