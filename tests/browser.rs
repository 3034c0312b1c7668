//! The boundary on a real page: `sessionStorage`, `location` and `history` as the browser has them.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

use js_sys::{JSON, Reflect};
use serde_json::{Value, json};
use spa_authorize::browser::{
    check_client, create_authorize_url, discover, drop_transactions, fetch_user_info, handle_callback, is_callback,
    knows_endpoints, logout_url, resume, timeout,
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

// P-34
#[test]
fn a_sign_in_is_found_again_in_session_storage_and_cleaned_from_the_address_bar() {
    reset();
    let state = begin("{ responseType: 'token', returnTo: '/inbox', appState: { draft: 'é' } }");
    let before = href();
    history_state("{ router: { position: 7 } }");
    show(&format!("?tab=2#/route?access_token=AT&token_type=Bearer&state={state}"));
    let length = window().history().unwrap().length().unwrap();

    assert!(is_callback("oidc", client(), None));
    let arrival = callback(None);
    assert_eq!(member(&arrival, "step.done.kind"), json!("authorized"));
    assert_eq!(member(&arrival, "step.done.tokens.accessToken"), json!("AT"));
    assert_eq!(member(&arrival, "step.done.tokens.expiresAt"), json!(null));
    assert_eq!(member(&arrival, "step.done.appState.draft"), json!("é"));
    assert_eq!(member(&arrival, "step.done.returnTo"), json!("/inbox"));
    assert_eq!(member(&arrival, "state"), json!(state));

    assert_eq!(href(), format!("{before}?tab=2#/route"));
    let kept = window().history().unwrap().state().unwrap();
    assert_eq!(plain(&kept), json!({ "router": { "position": 7 } }));
    assert_eq!(window().history().unwrap().length().unwrap(), length);
    assert_eq!((stored("open"), stored("used")), (0, 1));
    assert_eq!(member(&callback(None), "step.done.kind"), json!("none"));
}

#[test]
fn an_answer_that_is_not_ours_leaves_everything_as_it_was() {
    reset();
    begin("{ responseType: 'token' }");
    show(&format!("?code=C&state={}", "A".repeat(43)));
    let before = href();
    let arrival = callback(None);
    assert_eq!(member(&arrival, "step.done"), json!({ "kind": "not-ours", "reason": "unknown-state" }));
    assert_eq!(href(), before);
    assert_eq!((stored("open"), stored("used")), (1, 0));
}

#[test]
fn a_code_asks_for_its_exchange_and_takes_the_answer() {
    reset();
    let state = begin("{ scope: 'read', appState: [1] }");
    let arrival = callback(Some(&format!("?code=C&state={state}")));
    assert_eq!(member(&arrival, "step.request.method"), json!("POST"));
    assert_eq!(member(&arrival, "step.request.url"), json!("https://op.example/token"));
    assert_eq!(member(&arrival, "step.request.maxBytes"), json!(256 * 1024));
    let pending = number(&at(&arrival, "step.pending"));
    let body = r#"{"access_token":"AT","token_type":"bearer","__proto__":{"admin":true}}"#;
    let step = resume("oidc", client(), pending, &response(200, body)).unwrap();
    assert_eq!(member(&step, "done.kind"), json!("authorized"));
    assert_eq!(member(&step, "done.appState"), json!([1]));
    assert_eq!(member(&step, "done.tokens.scope"), json!(["read"]));
    let raw = at(&step, "done.tokens.raw");
    assert!(Reflect::get(&raw, &"admin".into()).unwrap().is_undefined());
    assert_eq!(plain(&raw), json!({ "access_token": "AT", "token_type": "bearer", "__proto__": { "admin": true } }));
}

#[test]
fn a_failure_keeps_what_the_app_wants_back() {
    reset();
    let state = begin("{ returnTo: '/inbox', appState: { draft: '\\ud800' } }");
    let arrival = callback(Some(&format!("?code=C&state={state}")));
    let answer = value("{ fault: 'timed-out', limit: 5 }");
    let failure = resume("oidc", client(), number(&at(&arrival, "step.pending")), &answer).unwrap_err();
    let message = "no answer within 5 ms: try again, or allow more by \"timeoutMs\"";
    let expected = json!({ "group": "network", "code": "timed-out", "message": message, "returnTo": "/inbox" });
    Reflect::delete_property(&failure.clone().into(), &"appState".into()).unwrap();
    assert_eq!(plain(&failure), expected);
}

#[test]
fn a_lone_surrogate_comes_home_in_app_state() {
    reset();
    let state = begin("{ appState: '\\ud800' }");
    let arrival = callback(Some(&format!("?error=access_denied&state={state}")));
    let app_state = String::from(JSON::stringify(&at(&arrival, "failure.appState")).unwrap());
    assert_eq!(app_state, r#""\ud800""#);
}

#[test]
fn values_that_cannot_be_sent_are_refused_by_the_options_name() {
    reset();
    for (request, option) in [
        ("{ loginHint: '\\ud800' }", "loginHint"),
        ("{ extraParams: { x: '\\ud800' } }", "extraParams"),
        ("{ loginHint: () => 1 }", "loginHint"),
        ("{ loginHint: Symbol('x') }", "loginHint"),
        ("{ maxAge: NaN }", "maxAge"),
        ("{ scope: new Map() }", "scope"),
        ("(() => { const loop = {}; loop.loop = loop; return { extraParams: loop } })()", "extraParams"),
        ("(() => { const loop = {}; loop.loop = loop; return { appState: loop } })()", "appState"),
        ("{ appState: () => 1 }", "appState"),
        ("{ appState: 10n }", "appState"),
        ("'a string'", "options"),
        ("7", "options"),
    ] {
        let Err(thrown) = create_authorize_url("oidc", client(), value(request)) else { panic!("{request}: taken") };
        assert_eq!(member(&thrown, "code"), json!("invalid-option"), "{request}");
        assert_eq!(member(&thrown, "option"), json!(option), "{request}");
    }
    assert_eq!(stored("open"), 0);
}

#[test]
fn values_that_are_not_given_do_not_matter() {
    reset();
    for request in ["undefined", "null", "{}", "{ loginHint: undefined, appState: undefined, extraParams: null }"] {
        create_authorize_url("oidc", client(), value(request)).unwrap();
    }
    assert_eq!(stored("open"), 4);
}

// ATK-54
#[test]
fn a_return_to_with_a_lone_surrogate_is_the_default() {
    reset();
    let state = begin("{ responseType: 'token', returnTo: '/\\ud800' }");
    let arrival = callback(Some(&format!("#access_token=AT&token_type=Bearer&state={state}")));
    assert_eq!(member(&arrival, "step.done.returnTo"), json!("/"));
}

#[test]
fn every_value_arrives_at_the_provider_as_the_same_value() {
    reset();
    for text in ["a b", "+", "&x=1", "#", "\"'<>", "100%", "%41", "é", "😀", "\u{0}\n", "日本"] {
        let request = format!("{{ loginHint: {} }}", Value::from(text));
        let url = create_authorize_url("oidc", client(), value(&request)).unwrap();
        let parsed = web_sys::Url::new(&url).unwrap();
        let found = value(&format!("new URL({}).searchParams.get('login_hint')", Value::from(parsed.href())));
        assert_eq!(found.as_string().unwrap(), text);
    }
}

#[test]
fn generated_values_arrive_as_they_were_or_are_refused() {
    reset();
    let alphabet = [
        "a", "Z", "0", " ", "+", "&", "=", "#", "?", "%", "%41", "\"", "'", "<", "\\\\", "\\n", "é", "日", "😀",
        "\\ud800", "\\udc00",
    ];
    let mut seed = 1_u32;
    let mut next = |below: usize| {
        // Numerical Recipes' linear congruential generator: the same values in each run.
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) as usize % below
    };
    let mut refused = 0;
    for _ in 0..3000 {
        let text: String =
            (0..=next(8)).map(|_| alphabet[next(alphabet.len())]).map(|part| part.replace('"', "\\\"")).collect();
        let wanted = value(&format!("\"{text}\""));
        let request = value("{}");
        Reflect::set(&request, &"connection".into(), &wanted).unwrap();
        match create_authorize_url("auth0", auth0(), request) {
            Ok(url) => {
                let params = web_sys::Url::new(&url).unwrap().search_params();
                assert!(JsValue::from(params.get("connection")) == wanted, "{text}");
            }
            Err(thrown) => {
                assert_eq!(member(&thrown, "option"), json!("connection"));
                assert!(!wanted.dyn_into::<js_sys::JsString>().unwrap().is_valid_utf16(), "{text}");
                refused += 1;
            }
        }
    }
    assert!((300..2700).contains(&refused), "{refused}");
}

#[test]
fn authkit_says_who_the_user_is_as_workos_returns_it() {
    reset();
    let client = || value("{ clientId: 'spa', redirectUri: location.origin + location.pathname }");
    let url = create_authorize_url("authkit", client(), value("{ provider: 'authkit' }")).unwrap();
    let state = value(&format!("new URL({}).searchParams.get('state')", Value::from(url))).as_string().unwrap();
    let arrival = handle_callback("authkit", client(), Some(format!("?code=C&state={state}"))).unwrap();
    let body = r#"{"user":{"id":"user_1","first_name":"Ada"},"organization_id":"org_1","access_token":"AT","impersonator":null}"#;
    let done = resume("authkit", client(), number(&at(&arrival, "step.pending")), &response(200, body)).unwrap();
    assert_eq!(member(&done, "done.user"), json!({ "id": "user_1", "first_name": "Ada" }));
    assert_eq!(member(&done, "done.organizationId"), json!("org_1"));
    assert_eq!(at(&done, "done.impersonator"), JsValue::UNDEFINED);
    assert_eq!(at(&done, "done.claims"), JsValue::UNDEFINED);
    assert_eq!(member(&done, "done.tokens.expiresAt"), json!(null));
}

#[test]
fn logging_out_drops_what_is_open() {
    reset();
    begin("{}");
    drop_transactions("oidc", client()).unwrap();
    assert_eq!(stored("open"), 0);
    let url = logout_url("oidc", client(), Some("a.b.c".into()), None, value("{ returnTo: '/bye' }")).unwrap();
    let origin = js_sys::encode_uri_component(&window().location().origin().unwrap());
    let expected =
        format!("https://op.example/logout?id_token_hint=a.b.c&client_id=spa&post_logout_redirect_uri={origin}%2Fbye");
    assert_eq!(url, expected);
}

#[test]
fn discovery_gives_options_that_complete_the_clients_own() {
    let alone = || value("{ issuer: 'https://op.example', clientId: 'spa', redirectUri: location.origin + '/' }");
    assert!(!knows_endpoints("oidc", alone()).unwrap());
    let thrown = create_authorize_url("oidc", alone(), JsValue::UNDEFINED).unwrap_err();
    assert_eq!(member(&thrown, "code"), json!("not-ready"));
    let step = discover("oidc", alone()).unwrap();
    let document = r#"{"issuer":"https://op.example","authorization_endpoint":"https://op.example/auth","token_endpoint":"https://op.example/token","jwks_uri":"https://op.example/jwks"}"#;
    let done = resume("oidc", alone(), number(&at(&step, "pending")), &response(200, document)).unwrap();
    let found = plain(&at(&done, "done"));
    let whole = value(&format!(
        "({{ issuer: 'https://op.example', clientId: 'spa', redirectUri: location.origin + '/', ...{found} }})"
    ));
    assert!(knows_endpoints("oidc", whole.clone()).unwrap());
    create_authorize_url("oidc", whole, JsValue::UNDEFINED).unwrap();
}

// O-20
#[test]
fn userinfo_is_asked_for_with_the_token_in_a_header() {
    let step =
        fetch_user_info("oidc", client(), Some("AT".into()), Some("e30.eyJzdWIiOiJhZGEifQ.c2ln".into())).unwrap();
    assert_eq!(member(&step, "request.authorization"), json!("Bearer AT"));
    let done = resume("oidc", client(), number(&at(&step, "pending")), &response(200, r#"{"sub":"ada"}"#)).unwrap();
    assert_eq!(plain(&at(&done, "done")), json!({ "sub": "ada" }));
}

#[test]
fn an_unknown_client_option_is_thrown_with_its_name() {
    let thrown = check_client("oidc", value("{ clientID: 'spa' }")).unwrap_err();
    assert_eq!(member(&thrown, "group"), json!("usage"));
    assert_eq!(member(&thrown, "option"), json!("clientID"));
}

#[test]
fn a_time_to_wait_is_ten_seconds_unless_it_is_given() {
    assert_eq!(timeout(JsValue::UNDEFINED).unwrap(), 10_000);
    assert_eq!(timeout(value("{ timeoutMs: 5, url: 'x', signal: new AbortController().signal }")).unwrap(), 5);
    for (options, option) in
        [("{ timeoutMs: 0 }", "timeoutMs"), ("{ timeout: 5 }", "timeout"), ("{ signal: 'x' }", "signal")]
    {
        assert_eq!(member(&timeout(value(options)).unwrap_err(), "option"), json!(option));
    }
}

fn window() -> web_sys::Window {
    web_sys::window().unwrap()
}

/// Each test begins at a clean address with an empty storage.
fn reset() {
    storage().clear().unwrap();
    history_state("null");
    show("");
}

fn storage() -> web_sys::Storage {
    window().session_storage().unwrap().unwrap()
}

/// How many sign-ins are that.
fn stored(status: &str) -> usize {
    let storage = storage();
    let record = |index| storage.get_item(&storage.key(index).unwrap().unwrap()).unwrap().unwrap();
    (0..storage.length().unwrap()).filter(|index| record(*index).starts_with(status)).count()
}

fn href() -> String {
    window().location().href().unwrap()
}

/// Puts a query and a fragment behind the page's path, as a provider's redirect would.
fn show(tail: &str) {
    let history = window().history().unwrap();
    let state = history.state().unwrap();
    let path = window().location().pathname().unwrap();
    history.replace_state_with_url(&state, "", Some(&format!("{path}{tail}"))).unwrap();
}

fn history_state(state: &str) {
    window().history().unwrap().replace_state_with_url(&value(state), "", None).unwrap();
}

fn client() -> JsValue {
    value(
        "({ issuer: 'https://op.example', clientId: 'spa', redirectUri: location.origin + location.pathname,
            authorizationEndpoint: 'https://op.example/authorize', tokenEndpoint: 'https://op.example/token',
            userinfoEndpoint: 'https://op.example/userinfo', endSessionEndpoint: 'https://op.example/logout', jwksUri: 'https://op.example/jwks' })",
    )
}

fn auth0() -> JsValue {
    value("{ domain: 'acme.eu.auth0.com', clientId: 'spa', redirectUri: location.origin + location.pathname }")
}

fn begin(request: &str) -> String {
    let url = create_authorize_url("oidc", client(), value(request)).unwrap();
    let found = value(&format!("new URL({}).searchParams.get('state')", Value::from(url)));
    found.as_string().unwrap()
}

fn callback(url: Option<&str>) -> JsValue {
    handle_callback("oidc", client(), url.map(str::to_owned)).unwrap()
}

fn response(status: u16, body: &str) -> JsValue {
    value(&format!(
        "({{ status: {status}, contentType: 'application/json', body: new TextEncoder().encode({}) }})",
        Value::from(body)
    ))
}

/// A JavaScript expression's value.
fn value(expression: &str) -> JsValue {
    js_sys::eval(&format!("({expression})")).unwrap()
}

fn at(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, name| Reflect::get(&value, &name.into()).unwrap())
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it counts from 0")]
fn number(value: &JsValue) -> u32 {
    value.as_f64().unwrap() as u32
}

fn member(value: &JsValue, path: &str) -> Value {
    plain(&at(value, path))
}

fn plain(value: &JsValue) -> Value {
    serde_wasm_bindgen::from_value(value.clone()).unwrap()
}
