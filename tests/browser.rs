//! The boundary on a real page: `sessionStorage`, `location` and `history` as the browser has them.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

use js_sys::Reflect;
use serde_json::{Value, json};
use spa_authorize::before::browser::call;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/src/before/browser/page.js")]
extern "C" {
    fn readable(options: &JsValue, replaced: &JsValue) -> String;
}

// P-34
#[test]
fn a_sign_in_is_found_again_in_session_storage_and_leaves_a_clean_address() {
    reset();
    let state = begin("{ responseType: 'token', returnTo: '/inbox', appState: { draft: 'é' } }");
    let before = href();
    show(&format!("?tab=2#/route?access_token=AT&token_type=Bearer&state={state}"));

    assert!(oidc("isCallback", &client(), "{}").unwrap() == json!(true));
    let arrival = callback(None);
    assert_eq!(at(&arrival, "done.kind"), json!("authorized"));
    assert_eq!(at(&arrival, "done.tokens.accessToken"), json!("AT"));
    assert_eq!(at(&arrival, "done.tokens.expiresAt"), json!(null));
    assert_eq!(at(&arrival, "done.appState.draft"), json!("é"));
    assert_eq!(at(&arrival, "done.returnTo"), json!("/inbox"));
    assert_eq!(at(&arrival, "state"), json!(state));

    assert_eq!(at(&arrival, "cleaned"), json!(format!("{before}?tab=2#/route")));
    assert_eq!((stored("open"), stored("used")), (0, 1));
    let again = callback(Some("?tab=2#/route"));
    assert_eq!(at(&again, "done.kind"), json!("none"));
    assert_eq!(again.get("cleaned"), None);
}

#[test]
fn an_answer_that_is_not_ours_leaves_everything_as_it_was() {
    reset();
    begin("{ responseType: 'token' }");
    show(&format!("?code=C&state={}", "A".repeat(43)));
    let before = href();
    let arrival = callback(None);
    assert_eq!(at(&arrival, "done"), json!({ "kind": "not-ours", "reason": "unknown-state" }));
    assert_eq!(href(), before);
    assert_eq!((stored("open"), stored("used")), (1, 0));
}

#[test]
fn a_code_asks_for_its_exchange_and_takes_the_answer() {
    reset();
    let state = begin("{ scope: 'read', appState: [1] }");
    let arrival = callback(Some(&format!("?code=C&state={state}")));
    assert_eq!(at(&arrival, "request.method"), json!("POST"));
    assert_eq!(at(&arrival, "request.url"), json!("https://op.example/token"));
    assert_eq!(at(&arrival, "request.maxBytes"), json!(256 * 1024));
    let body = r#"{"access_token":"AT","token_type":"bearer","__proto__":{"admin":true}}"#;
    let step = resume(&arrival, &response(200, body)).unwrap();
    assert_eq!(at(&step, "done.kind"), json!("authorized"));
    assert_eq!(at(&step, "done.appState"), json!([1]));
    assert_eq!(at(&step, "done.tokens.scope"), json!(["read"]));
    let raw = json!({ "access_token": "AT", "token_type": "bearer", "__proto__": { "admin": true } });
    assert_eq!(at(&step, "done.tokens.raw"), raw);
}

#[test]
fn a_failure_keeps_what_the_app_wants_back() {
    reset();
    let state = begin("{ returnTo: '/inbox', appState: { draft: 'x' } }");
    let arrival = callback(Some(&format!("?code=C&state={state}")));
    let failure = resume(&arrival, "{ fault: 'timed-out', limit: 5 }").unwrap_err();
    let message = "timed-out: no answer from \"https://op.example/token\" within 5 ms";
    let expected = json!({
        "group": "network", "code": "timed-out", "message": message, "returnTo": "/inbox", "appState": { "draft": "x" },
    });
    assert_eq!(failure, expected);
}

#[test]
fn a_step_is_resumed_once() {
    reset();
    let state = begin("{}");
    let arrival = callback(Some(&format!("?code=C&state={state}")));
    resume(&arrival, "{ fault: 'aborted' }").unwrap_err();
    assert_eq!(at(&resume(&arrival, &response(200, "{}")).unwrap_err(), "code"), json!("aborted"));
    let other = callback(Some(&format!("?code=C&state={}", begin("{}"))));
    assert_ne!(at(&other, "pending"), at(&arrival, "pending"));
}

#[test]
fn a_lone_surrogate_comes_home_in_app_state() {
    reset();
    let state = begin("{ appState: '\\ud800' }");
    let url = value(&format!("{{ url: '?error=access_denied&state={state}' }}"));
    let arrival = ask("handleCallback", "oidc", &client(), &url);
    assert!(arrival.contains(r#""appState":"\ud800""#), "{arrival}");
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
        ("{ appState: NaN }", "appState"),
        ("{ appState: -Infinity }", "appState"),
        ("{ claims: NaN }", "claims"),
        ("{ get loginHint() { throw new Error('no') } }", "options"),
        ("'a string'", "options"),
        ("7", "options"),
    ] {
        let Err(thrown) = oidc("createAuthorizeUrl", &client(), request) else { panic!("{request}: taken") };
        assert_eq!(at(&thrown, "code"), json!("invalid-option"), "{request}");
        assert_eq!(at(&thrown, "option"), json!(option), "{request}");
    }
    assert_eq!(stored("open"), 0);
}

#[test]
fn values_that_are_not_given_do_not_matter() {
    reset();
    for request in ["undefined", "null", "{}", "{ loginHint: undefined, appState: undefined, extraParams: null }"] {
        oidc("createAuthorizeUrl", &client(), request).unwrap();
    }
    assert_eq!(stored("open"), 4);
}

// ATK-49
#[test]
fn names_with_escapes_are_read_without_the_page() {
    reset();
    value("globalThis.decoded = 0");
    value("globalThis.ownDecoder ??= decodeURIComponent");
    value("globalThis.decodeURIComponent = (text) => { decoded += 1; return ownDecoder(text) }");
    let url = value(&format!("{{ url: '?{}' }}", "%41&%zz&%73tate=x&".repeat(1000)));
    assert_eq!(ask("isCallback", "oidc", &client(), &url), "false");
    assert_eq!(value("decoded").as_f64(), Some(0.0));
}

// ATK-54
#[test]
fn a_return_to_with_a_lone_surrogate_is_the_default() {
    reset();
    let state = begin("{ responseType: 'token', returnTo: '/\\ud800' }");
    let arrival = callback(Some(&format!("#access_token=AT&token_type=Bearer&state={state}")));
    assert_eq!(at(&arrival, "done.returnTo"), json!("/"));
}

#[test]
fn every_value_arrives_at_the_provider_as_the_same_value() {
    reset();
    for text in ["a b", "+", "&x=1", "#", "\"'<>", "100%", "%41", "é", "😀", "\u{0}\u{1}\n", "日本"] {
        let request = format!("{{ loginHint: {} }}", Value::from(text));
        let parsed = web_sys::Url::new(&authorize_url(&request)).unwrap();
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
        match read(&ask("createAuthorizeUrl", "auth0", &auth0(), &request)) {
            Ok(url) => {
                let params = web_sys::Url::new(url.as_str().unwrap()).unwrap().search_params();
                assert!(JsValue::from(params.get("connection")) == wanted, "{text}");
            }
            Err(thrown) => {
                assert_eq!(at(&thrown, "option"), json!("connection"));
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
    let authkit = |operation, input: &str| read(&ask(operation, "authkit", &client(), &value(input))).unwrap();
    let url = authkit("createAuthorizeUrl", "{ provider: 'authkit' }");
    let state = value(&format!("new URL({url}).searchParams.get('state')")).as_string().unwrap();
    let arrival = authkit("handleCallback", &format!("{{ url: '?code=C&state={state}' }}"));
    let body = r#"{"user":{"id":"user_1","first_name":"Ada"},"organization_id":"org_1","access_token":"AT","impersonator":null}"#;
    let done = authkit("resume", &answering(&arrival, &response(200, body)));
    assert_eq!(at(&done, "done.user"), json!({ "id": "user_1", "first_name": "Ada" }));
    assert_eq!(at(&done, "done.organizationId"), json!("org_1"));
    assert_eq!(at(&done, "done.impersonator"), json!(null));
    assert_eq!(at(&done, "done").get("impersonator"), None);
    assert_eq!(at(&done, "done").get("claims"), None);
    assert_eq!(at(&done, "done").get("tokens").unwrap().get("expiresAt"), Some(&json!(null)));
}

#[test]
fn logging_out_drops_what_is_open() {
    reset();
    begin("{}");
    oidc("dropTransactions", &client(), "{}").unwrap();
    assert_eq!(stored("open"), 0);
    let request = "{ returnTo: '/bye', tokens: { idToken: 'a.b.c' } }";
    let url = oidc("logoutUrl", &client(), request).unwrap();
    let origin = js_sys::encode_uri_component(&window().location().origin().unwrap());
    let expected =
        format!("https://op.example/logout?id_token_hint=a.b.c&client_id=spa&post_logout_redirect_uri={origin}%2Fbye");
    assert_eq!(url, json!(expected));
}

#[test]
fn discovery_gives_options_that_complete_the_clients_own() {
    let alone = || value("{ issuer: 'https://op.example', clientId: 'spa', redirectUri: location.origin + '/' }");
    assert_eq!(oidc("checkClient", &alone(), "{}").unwrap(), json!(false));
    let thrown = oidc("createAuthorizeUrl", &alone(), "{}").unwrap_err();
    assert_eq!(at(&thrown, "code"), json!("not-ready"));
    let step = oidc("discover", &alone(), "{}").unwrap();
    assert_eq!(at(&step, "timeoutMs"), json!(10_000));
    let document = r#"{"issuer":"https://op.example","authorization_endpoint":"https://op.example/auth","token_endpoint":"https://op.example/token","jwks_uri":"https://op.example/jwks"}"#;
    let done = oidc("resume", &alone(), &answering(&step, &response(200, document))).unwrap();
    let found = at(&done, "done");
    let whole = value(&format!(
        "({{ issuer: 'https://op.example', clientId: 'spa', redirectUri: location.origin + '/', ...{found} }})"
    ));
    assert_eq!(oidc("checkClient", &whole, "{}").unwrap(), json!(true));
    oidc("createAuthorizeUrl", &whole, "{}").unwrap();
}

// O-20
#[test]
fn userinfo_is_asked_for_with_the_token_in_a_header() {
    let tokens = "{ accessToken: 'AT', idToken: 'e30.eyJzdWIiOiJhZGEifQ.c2ln' }";
    let step = oidc("fetchUserInfo", &client(), &format!("{{ tokens: {tokens} }}")).unwrap();
    assert_eq!(at(&step, "request.headers.Authorization"), json!("Bearer AT"));
    let done = resume(&step, &response(200, r#"{"sub":"ada"}"#)).unwrap();
    assert_eq!(at(&done, "done"), json!({ "sub": "ada" }));
}

#[test]
fn an_unknown_client_option_is_thrown_with_its_name() {
    let thrown = oidc("checkClient", &value("{ clientID: 'spa' }"), "{}").unwrap_err();
    assert_eq!(at(&thrown, "group"), json!("usage"));
    assert_eq!(at(&thrown, "option"), json!("clientID"));
}

#[test]
fn tokens_are_no_option_but_where_they_are_taken() {
    reset();
    let thrown = oidc("createAuthorizeUrl", &client(), "{ tokens: { idToken: 'a.b.c' } }").unwrap_err();
    assert_eq!((at(&thrown, "code"), at(&thrown, "option")), (json!("unknown-option"), json!("tokens")));
    let thrown = oidc("checkClient", &value("{ clientId: 'spa', tokens: {} }"), "{}").unwrap_err();
    assert_eq!((at(&thrown, "code"), at(&thrown, "option")), (json!("unknown-option"), json!("tokens")));
}

#[test]
fn a_time_to_wait_is_ten_seconds_unless_it_is_given() {
    reset();
    let timeout = |options: &str| oidc("handleCallback", &client(), options);
    assert_eq!(at(&timeout("undefined").unwrap(), "timeoutMs"), json!(10_000));
    let given = timeout("{ timeoutMs: 5, url: 'x', signal: new AbortController().signal }").unwrap();
    assert_eq!(at(&given, "timeoutMs"), json!(5));
    for (options, option) in
        [("{ timeoutMs: 0 }", "timeoutMs"), ("{ timeout: 5 }", "timeout"), ("{ signal: 'x' }", "signal")]
    {
        assert_eq!(at(&timeout(options).unwrap_err(), "option"), json!(option));
    }
}

#[test]
fn clients_are_told_apart_by_all_of_their_options() {
    reset();
    for round in 0..3 {
        for number in 0..10 {
            let client = value(&format!(
                "({{ domain: 'acme.example', clientId: 'spa-{number}', redirectUri: location.origin + '/' }})"
            ));
            let url = read(&ask("createAuthorizeUrl", "auth0", &client, &value("{}"))).unwrap();
            assert!(url.as_str().unwrap().contains(&format!("client_id=spa-{number}&")), "{round}: {url}");
        }
    }
}

fn window() -> web_sys::Window {
    web_sys::window().unwrap()
}

/// Each test begins at a clean address with an empty storage.
fn reset() {
    storage().clear().unwrap();
    show("");
}

fn storage() -> web_sys::Storage {
    window().session_storage().unwrap().unwrap()
}

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
    let url = authorize_url(request);
    let found = value(&format!("new URL({}).searchParams.get('state')", Value::from(url)));
    found.as_string().unwrap()
}

fn authorize_url(request: &str) -> String {
    oidc("createAuthorizeUrl", &client(), request).unwrap().as_str().unwrap().to_owned()
}

fn callback(url: Option<&str>) -> Value {
    let url = url.map_or("undefined".into(), |url| Value::from(url).to_string());
    oidc("handleCallback", &client(), &format!("{{ url: {url} }}")).unwrap()
}

/// Goes on from a step, or from what a callback came to.
fn resume(step: &Value, answer: &str) -> Result<Value, Value> {
    oidc("resume", &client(), &answering(step, answer))
}

fn answering(step: &Value, answer: &str) -> String {
    format!("{{ pending: {}, ...{answer} }}", at(step, "pending"))
}

fn response(status: u16, body: &str) -> String {
    format!("{{ status: {status}, contentType: 'application/json', body: {} }}", Value::from(body))
}

fn oidc(operation: &str, client: &JsValue, input: &str) -> Result<Value, Value> {
    read(&ask(operation, "oidc", client, &value(input)))
}

fn ask(operation: &str, provider: &str, client: &JsValue, input: &JsValue) -> String {
    let client = readable(client, &JsValue::UNDEFINED);
    let input = readable(input, &JsValue::UNDEFINED);
    call(&format!("{operation}\x01{provider}\n{client}\x01{input}\x01{}", href()), js_sys::Date::now(), true)
}

/// The result, or what the package makes an error of.
fn read(answer: &str) -> Result<Value, Value> {
    match answer.strip_prefix('!') {
        Some(failure) => Err(serde_json::from_str(failure).unwrap()),
        None => Ok(serde_json::from_str(answer).unwrap()),
    }
}

/// A JavaScript expression's value.
fn value(expression: &str) -> JsValue {
    js_sys::eval(&format!("({expression})")).unwrap()
}

fn at(value: &Value, path: &str) -> Value {
    path.split('.').fold(value, |value, name| &value[name]).clone()
}
