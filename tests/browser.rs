//! What the npm package calls, on a real page: `sessionStorage`, `location`, `history` and timers as the browser has them.
//! A `fetch` of the test's own plays the provider.

#![cfg(all(target_arch = "wasm32", feature = "npm"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

use js_sys::{JSON, JsString, Object, Promise, Reflect};
use serde_json::{Value, json};
use spa_authorize::exports::client::ExportedClient as Client;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

// P-34
#[test]
async fn a_sign_in_is_found_again_in_session_storage_and_leaves_a_clean_address() {
    reset();
    let state = begin("{ responseType: 'token', returnTo: '/inbox', appState: { draft: 'é' } }");
    let before = href();
    value("history.replaceState({ scroll: 7 }, '')");
    show(&format!("?theirs=1#/route?access_token=AT&token_type=Bearer&state={state}"));

    assert!(client().is_callback(&JsValue::UNDEFINED));
    let promise = handle("{}");
    assert_eq!(href(), format!("{before}#/route"), "the address is clean before the promise settles");
    assert_eq!(read(&value("history.state")), json!({ "scroll": 7 }));
    assert_eq!((stored("open"), stored("used")), (0, 1));
    let result = settled(&promise).await.unwrap();
    assert_eq!(at(&result, "kind"), json!("authorized"));
    assert_eq!(at(&result, "tokens.accessToken"), json!("AT"));
    assert_eq!(result["tokens"].get("expiresAt"), Some(&json!(null)));
    assert_eq!(at(&result, "appState.draft"), json!("é"));
    assert_eq!(at(&result, "returnTo"), json!("/inbox"));

    assert!(!client().is_callback(&JsValue::UNDEFINED));
    assert_eq!(called("{ url: '?tab=3#/route' }").await.unwrap(), json!({ "kind": "none" }));
    assert_eq!(href(), format!("{before}#/route"));
}

#[test]
async fn an_answer_that_is_not_ours_leaves_everything_as_it_was() {
    reset();
    begin("{ responseType: 'token' }");
    show(&format!("?code=C&state={}", "A".repeat(43)));
    let before = href();
    assert_eq!(called("{}").await.unwrap(), json!({ "kind": "not-ours", "reason": "unknown-state" }));
    assert_eq!(href(), before);
    assert_eq!((stored("open"), stored("used")), (1, 0));
}

#[test]
async fn a_code_asks_for_its_exchange_and_takes_the_answer() {
    reset();
    answer(200, r#"{"access_token":"AT","token_type":"bearer","__proto__":{"admin":true}}"#);
    let result = exchanged("{ scope: 'read', appState: [1] }").await.unwrap();
    let [request] = &requests()[..] else { panic!("one request") };
    assert_eq!((at(request, "method"), at(request, "url")), (json!("POST"), json!("https://op.example/token")));
    assert_eq!(at(request, "headers.content-type"), json!("application/x-www-form-urlencoded"));
    assert_eq!(at(request, "headers.accept"), json!("application/json"));
    assert_eq!(
        ["credentials", "redirect", "cache", "referrerPolicy"].map(|name| request[name].clone()),
        ["omit", "manual", "no-store", "no-referrer"]
    );
    assert_eq!(at(&result, "kind"), json!("authorized"));
    assert_eq!(at(&result, "appState"), json!([1]));
    assert_eq!(at(&result, "tokens.scope"), json!(["read"]));
    let raw = json!({ "access_token": "AT", "token_type": "bearer", "__proto__": { "admin": true } });
    assert_eq!(at(&result, "tokens.raw"), raw);

    answer(200, &format!("{{\"access_token\":\"AT\",\"token_type\":\"bearer\",\"x\":\"{}\"}}", "x".repeat(256 * 1024)));
    let failure = exchanged("{ scope: 'read' }").await.unwrap_err();
    assert_eq!(
        (at(&failure, "code"), at(&failure, "details.maxBytes")),
        (json!("response-too-large"), json!(256 * 1024))
    );
}

#[test]
async fn a_failure_keeps_what_the_app_wants_back() {
    reset();
    answer_never();
    let state = begin("{ returnTo: '/inbox', appState: { draft: 'x' } }");
    let mut failure = called(&format!("{{ url: '?code=C&state={state}', timeoutMs: 5 }}")).await.unwrap_err();
    assert!(failure.as_object_mut().unwrap().remove("cause").is_some());
    let expected = json!({
        "class": "NetworkError",
        "code": "timed-out",
        "message": "timed-out: no answer from \"https://op.example/token\" within 5 ms. See spa-authorize/docs/errors.md#timed-out",
        "details": { "endpoint": "https://op.example/token", "timeoutMs": 5 },
        "returnTo": "/inbox",
        "appState": { "draft": "x" },
    });
    assert_eq!(failure, expected);
    assert_eq!(value("fetched[0].signal.aborted"), JsValue::TRUE);
}

#[test]
async fn the_same_answer_is_the_same_promise() {
    reset();
    answer(200, r#"{"access_token":"AT","token_type":"bearer"}"#);
    let url = format!("{{ url: '?code=C&state={}' }}", begin("{ scope: 'read' }"));
    let promise = handle(&url);
    assert!(Object::is(&promise, &handle(&url)));
    let other = format!("{{ url: '?code=C&state={}' }}", begin("{ scope: 'read' }"));
    assert!(!Object::is(&promise, &handle(&other)));
    assert_eq!(at(&settled(&promise).await.unwrap(), "kind"), json!("authorized"));
    assert_eq!(at(&called(&url).await.unwrap(), "kind"), json!("authorized"));
    assert!(Object::is(&promise, &handle(&url)), "once it has settled as well");
    assert_eq!(requests().len(), 2, "each code is redeemed once");
}

#[test]
async fn a_lone_surrogate_comes_home_in_app_state() {
    reset();
    let state = begin("{ appState: '\\ud800' }");
    let failure =
        JsFuture::from(handle(&format!("{{ url: '?error=access_denied&state={state}' }}"))).await.unwrap_err();
    let app_state = Reflect::get(&failure, &"appState".into()).unwrap();
    assert!(Object::is(&app_state, &value("'\\ud800'")));
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
        ("{ appState: { toJSON() { throw new Error('no') } } }", "appState"),
        ("{ get loginHint() { throw new Error('no') } }", "loginHint"),
        ("new Proxy({}, { ownKeys() { throw new Error('no') } })", "options"),
        ("'a string'", "options"),
        ("7", "options"),
    ] {
        let Err(thrown) = created(request) else { panic!("{request}: taken") };
        assert_eq!(at(&thrown, "code"), json!("invalid-option"), "{request}");
        assert_eq!(at(&thrown, "details.option"), json!(option), "{request}");
    }
    assert_eq!(stored("open"), 0);
}

#[test]
fn values_that_are_not_given_do_not_matter() {
    reset();
    for request in ["undefined", "null", "{}", "{ loginHint: undefined, appState: undefined, extraParams: null }"] {
        created(request).unwrap();
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
    let url = format!("?{}", "%41&%zz&%73tate=x&".repeat(1000));
    assert!(!client().is_callback(&url.as_str().into()));
    assert_eq!(value("decoded").as_f64(), Some(0.0));
}

// ATK-54
#[test]
async fn a_return_to_with_a_lone_surrogate_is_the_default() {
    reset();
    let state = begin("{ responseType: 'token', returnTo: '/\\ud800' }");
    let result = called(&format!("{{ url: '#access_token=AT&token_type=Bearer&state={state}' }}")).await.unwrap();
    assert_eq!(at(&result, "returnTo"), json!("/"));
}

#[test]
fn every_value_arrives_at_the_provider_as_the_same_value() {
    reset();
    for text in ["a b", "+", "&x=1", "#", "\"'<>", "100%", "%41", "é", "😀", "\u{0}\u{1}\n", "日本"] {
        let url = created(&format!("{{ loginHint: {} }}", Value::from(text))).unwrap();
        assert_eq!(parameter(&url, "login_hint").as_deref(), Some(text));
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
    let auth0 = "{ domain: 'acme.eu.auth0.com', clientId: 'spa', redirectUri: location.origin + location.pathname }";
    let auth0 = Client::new("auth0", &value(auth0)).unwrap();
    let mut refused = 0;
    for _ in 0..3000 {
        let text: String =
            (0..=next(8)).map(|_| alphabet[next(alphabet.len())]).map(|part| part.replace('"', "\\\"")).collect();
        let wanted = value(&format!("\"{text}\""));
        let request = value("{}");
        Reflect::set(&request, &"connection".into(), &wanted).unwrap();
        match auth0.create_authorize_url(&request) {
            Ok(url) => assert!(JsValue::from(parameter(&url, "connection")) == wanted, "{text}"),
            Err(thrown) => {
                assert_eq!(at(&read(&thrown), "details.option"), json!("connection"));
                assert!(!wanted.dyn_into::<JsString>().unwrap().is_valid_utf16(), "{text}");
                refused += 1;
            }
        }
    }
    assert!((300..2700).contains(&refused), "{refused}");
}

#[test]
async fn authkit_says_who_the_user_is_as_workos_returns_it() {
    reset();
    let body = r#"{"user":{"id":"user_1","first_name":"Ada","last_name":null,"email":7,"email_verified":"true","__proto__":1},
        "organization_id":"org_1","authentication_method":7,"access_token":"AT","impersonator":null}"#;
    answer(200, body);
    let options = value("{ clientId: 'spa', redirectUri: location.origin + location.pathname }");
    let authkit = Client::new("authkit", &options).unwrap();
    let url = authkit.create_authorize_url(&value("{ provider: 'authkit' }")).unwrap();
    let state = parameter(&url, "state").unwrap();
    let promise = authkit.handle_callback(&value(&format!("{{ url: '?code=C&state={state}' }}")), None).unwrap();
    let result = settled(&promise).await.unwrap();
    assert_eq!(at(&requests()[0], "headers.content-type"), json!("application/json"));
    assert_eq!(at(&result, "kind"), json!("signed-in"));
    assert_eq!(at(&result, "user"), json!({ "id": "user_1", "first_name": "Ada", "last_name": null, "__proto__": 1 }));
    assert_eq!(at(&result, "organizationId"), json!("org_1"));
    assert_eq!((result.get("impersonator"), result.get("authenticationMethod")), (None, None));
    assert_eq!(at(&result, "tokens.raw.user.email"), json!(7), "the whole answer has what came");
    assert_eq!(result.get("claims"), None);
    assert_eq!(result["tokens"].get("expiresAt"), Some(&json!(null)));
}

#[test]
async fn logging_out_drops_what_is_open() {
    reset();
    begin("{}");
    // Its endpoints are not known, and are not found either: so this page stays here.
    answer(404, "{}");
    let alone = alone("https://op.example");
    let failure = settled(&alone.sign_out(&value("{}"))).await.unwrap_err();
    assert_eq!(at(&failure, "code"), json!("http-status"));
    assert_eq!(stored("open"), 0);
    let request = value("{ returnTo: '/bye', tokens: { idToken: 'a.b.c' } }");
    let url = client().logout_url(&request).unwrap();
    let origin = js_sys::encode_uri_component(&value("location.origin").as_string().unwrap());
    let expected =
        format!("https://op.example/logout?id_token_hint=a.b.c&client_id=spa&post_logout_redirect_uri={origin}%2Fbye");
    assert_eq!(url, expected);
}

#[test]
async fn discovery_gives_options_that_complete_the_clients_own() {
    reset();
    watch_timers();
    let document = r#"{"issuer":"https://found.example","authorization_endpoint":"https://found.example/auth","token_endpoint":"https://found.example/token","jwks_uri":"https://found.example/jwks"}"#;
    answer(200, document);
    let thrown = alone("https://found.example").create_authorize_url(&JsValue::UNDEFINED).unwrap_err();
    assert_eq!(at(&read(&thrown), "code"), json!("not-ready"));
    let both = [alone("https://found.example").ready(), alone("https://found.example").ready()];
    for promise in both {
        assert!(JsFuture::from(promise).await.unwrap().is_undefined());
    }
    assert_eq!(requests().len(), 1, "one request for both");
    assert_eq!(at(&requests()[0], "url"), json!("https://found.example/.well-known/openid-configuration"));
    assert_eq!(timers(), [10_000]);
    let url = alone("https://found.example").create_authorize_url(&JsValue::UNDEFINED).unwrap();
    assert!(url.starts_with("https://found.example/auth?"), "{url}");
}

// O-20
#[test]
async fn userinfo_is_asked_for_with_the_token_in_a_header() {
    reset();
    answer(200, r#"{"sub":"ada"}"#);
    let tokens = value("{ accessToken: 'AT', idToken: 'e30.eyJzdWIiOiJhZGEifQ.c2ln' }");
    let claims = settled(&client().fetch_user_info(&tokens, &JsValue::UNDEFINED)).await.unwrap();
    assert_eq!(claims, json!({ "sub": "ada" }));
    let [request] = &requests()[..] else { panic!("one request") };
    assert_eq!(at(request, "headers.authorization"), json!("Bearer AT"));
    assert_eq!((at(request, "method"), at(request, "url")), (json!("GET"), json!("https://op.example/userinfo")));
}

#[test]
fn an_unknown_client_option_is_thrown_with_its_name() {
    let thrown = read(&Client::new("oidc", &value("{ clientID: 'spa' }")).unwrap_err());
    assert_eq!(at(&thrown, "class"), json!("UsageError"));
    assert_eq!(at(&thrown, "code"), json!("unknown-option"));
    assert_eq!(at(&thrown, "details.option"), json!("clientID"));
    assert_eq!(at(&thrown, "details.nearest"), json!("clientId"));
}

#[test]
fn tokens_are_no_option_but_where_they_are_taken() {
    reset();
    let thrown = created("{ tokens: { idToken: 'a.b.c' } }").unwrap_err();
    assert_eq!((at(&thrown, "code"), at(&thrown, "details.option")), (json!("unknown-option"), json!("tokens")));
    let thrown = read(&Client::new("oidc", &value("{ clientId: 'spa', tokens: {} }")).unwrap_err());
    assert_eq!((at(&thrown, "code"), at(&thrown, "details.option")), (json!("unknown-option"), json!("tokens")));
}

#[test]
async fn a_time_to_wait_is_ten_seconds_unless_it_is_given() {
    reset();
    watch_timers();
    answer(200, r#"{"access_token":"AT","token_type":"bearer"}"#);
    for (rest, expected) in [("", 10_000), (", timeoutMs: 5000, signal: new AbortController().signal", 5000)] {
        let state = begin("{ scope: 'read' }");
        called(&format!("{{ url: '?code=C&state={state}'{rest} }}")).await.unwrap();
        assert_eq!(timers(), [expected]);
    }
    for (options, option) in
        [("{ timeoutMs: 0 }", "timeoutMs"), ("{ timeout: 5 }", "timeout"), ("{ signal: 'x' }", "signal")]
    {
        let thrown = client().handle_callback(&value(options), None).unwrap_err();
        assert_eq!(at(&read(&thrown), "details.option"), json!(option));
    }
}

#[test]
fn clients_are_told_apart_by_all_of_their_options() {
    reset();
    for round in 0..3 {
        for number in 0..10 {
            let options =
                format!("{{ domain: 'acme.example', clientId: 'spa-{number}', redirectUri: location.origin + '/' }}");
            let url = Client::new("auth0", &value(&options)).unwrap().create_authorize_url(&value("{}")).unwrap();
            assert!(url.contains(&format!("client_id=spa-{number}&")), "{round}: {url}");
        }
    }
}

/// Each test begins at a clean address with an empty storage, and with nobody who answers.
fn reset() {
    value("sessionStorage.clear()");
    show("");
    value("globalThis.ownTimer ??= setTimeout");
    value("globalThis.setTimeout = ownTimer");
    value("globalThis.fetched = []");
    answers_with("Promise.reject(new TypeError('nobody answers'))");
}

fn stored(status: &str) -> usize {
    let records = read(&value("Object.values(sessionStorage).map((record) => JSON.parse(record).status)"));
    records.as_array().unwrap().iter().filter(|record| **record == status).count()
}

fn href() -> String {
    value("location.href").as_string().unwrap()
}

/// Puts a query and a fragment behind the page's path, as a provider's redirect would.
fn show(tail: &str) {
    value(&format!("history.replaceState(history.state, '', location.pathname + {})", Value::from(tail)));
}

/// Has every endpoint answer so.
fn answer(status: u16, body: &str) {
    let init = json!({ "status": status, "headers": { "Content-Type": "application/json" } });
    answers_with(&format!("Promise.resolve(new Response({}, {init}))", Value::from(body)));
}

fn answer_never() {
    answers_with("new Promise(() => {})");
}

fn answers_with(answer: &str) {
    value(&format!("globalThis.fetch = (url, init) => {{ fetched.push({{ url, ...init }}); return {answer}; }}"));
}

/// What was asked of the provider since the reset.
fn requests() -> Vec<Value> {
    let shown = "fetched.map((request) => ({ ...request, headers: Object.fromEntries(request.headers) }))";
    read(&value(shown)).as_array().unwrap().clone()
}

fn watch_timers() {
    value("globalThis.timed = []");
    value("globalThis.setTimeout = (callback, time) => { timed.push(time); return ownTimer(callback, time) }");
}

/// The times that were set since this was last asked.
fn timers() -> Vec<u64> {
    let times = read(&value("timed.splice(0)"));
    times.as_array().unwrap().iter().map(|time| time.as_u64().unwrap()).collect()
}

fn client() -> Client {
    let options = value(
        "{ issuer: 'https://op.example', clientId: 'spa', redirectUri: location.origin + location.pathname,
            authorizationEndpoint: 'https://op.example/authorize', tokenEndpoint: 'https://op.example/token',
            userinfoEndpoint: 'https://op.example/userinfo', endSessionEndpoint: 'https://op.example/logout',
            jwksUri: 'https://op.example/jwks' }",
    );
    Client::new("oidc", &options).unwrap()
}

/// A client that knows no endpoints.
fn alone(issuer: &str) -> Client {
    let options =
        format!("{{ issuer: '{issuer}', clientId: 'spa', redirectUri: location.origin + location.pathname }}");
    Client::new("oidc", &value(&options)).unwrap()
}

fn created(request: &str) -> Result<String, Value> {
    client().create_authorize_url(&value(request)).map_err(|thrown| read(&thrown))
}

fn begin(request: &str) -> String {
    parameter(&created(request).unwrap(), "state").unwrap()
}

/// The decoded value of a URL's query parameter.
fn parameter(url: &str, name: &str) -> Option<String> {
    web_sys::Url::new(url).unwrap().search_params().get(name)
}

fn handle(options: &str) -> Promise {
    client().handle_callback(&value(options), None).unwrap()
}

async fn called(options: &str) -> Result<Value, Value> {
    settled(&handle(options)).await
}

/// A sign-in by a code, from the click to its end.
async fn exchanged(request: &str) -> Result<Value, Value> {
    let state = begin(request);
    called(&format!("{{ url: '?code=C&state={state}' }}")).await
}

/// The result, or what the package makes an error of.
async fn settled(promise: &Promise) -> Result<Value, Value> {
    JsFuture::from(promise.clone()).await.map(|result| read(&result)).map_err(|thrown| read(&thrown))
}

/// A JavaScript expression's value.
fn value(expression: &str) -> JsValue {
    js_sys::eval(&format!("({expression})")).unwrap()
}

/// A JavaScript value, by its JSON.
fn read(value: &JsValue) -> Value {
    serde_json::from_str(&String::from(JSON::stringify(value).unwrap())).unwrap()
}

fn at(value: &Value, path: &str) -> Value {
    path.split('.').fold(value, |value, name| &value[name]).clone()
}
