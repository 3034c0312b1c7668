//! Each error of the catalogue, made to happen: its details are what its message says, and nothing shows a secret.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]
#![allow(clippy::too_many_lines, reason = "a list has a row for each error")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{
    ISSUER, NOW, ORIGIN, Tab, at_hash, at_once, client, good_claims, json_answer, jwt, key, key_set, options, parameter,
};
use serde_json::{Value, json};
use spa_authorize::api::api_request::may_carry_token;
use spa_authorize::callback::result::CallbackResult;
use spa_authorize::client::client::Client;
use spa_authorize::config::callback_options::CallbackOptions;
use spa_authorize::config::option_row::OptionRow;
use spa_authorize::config::options::Options;
use spa_authorize::config::wait_options::WaitOptions;
use spa_authorize::error::error::Error;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::error::refusal::Refusal;
use spa_authorize::host::fault::{NetworkFault, RandomUnavailable};
use spa_authorize::host::host::Host as _;
use spa_authorize::host::signature::Verdict;
use spa_authorize::protocol::token::Token;
use spa_authorize::providers::list::{PROVIDERS, named};
use spa_authorize::sign_in::authorize_url::begin;
use spa_authorize::sign_in::entropy::Entropy;
use spa_authorize::sign_out::logout::SessionTokens;
use spa_authorize::sign_out::revocation::Revoked;
use spa_authorize::wire::url::WebUrl;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn the_details_of_each_error_are_those_that_its_message_says() {
    let catalogue = catalogue();
    let mut untold: BTreeSet<&str> = catalogue.keys().copied().collect();
    for error in one_of_each() {
        let told = &catalogue[error.code()];
        let details = serde_json::to_value(error.details()).unwrap();
        let details: BTreeSet<String> = details.as_object().unwrap().keys().map(|name| snake_case(name)).collect();
        let mut expected: BTreeSet<String> = told.iter().map(|name| (*name).to_owned()).collect();
        // The provider's own words stand beside the details.
        assert!(expected.remove("refusal") == error.refusal().is_some() || told.contains(&"answer"), "{error}");
        // Said where it was the provider that said so.
        if expected.remove("answer") {
            assert_eq!(error.to_string().contains("The provider answered"), error.refusal().is_some(), "{error}");
        }
        // By how much a time was missed says who is likely wrong.
        expected.remove("suspect");
        for (name, is_told) in
            [("nearest", error.details().nearest.is_some()), ("belongs_to", error.details().belongs_to.is_some())]
        {
            if !is_told {
                expected.remove(name);
            }
        }
        // Said where there is more to say.
        if expected.remove("unusable") && error.details().found.is_some() {
            expected.extend(["expected", "found"].map(str::to_owned));
        }
        if expected.remove("perhaps") && error.details().expected.is_some() {
            expected.insert("expected".to_owned());
        }
        if expected.remove("unfit") && error.details().member.is_some() {
            expected.insert("member".to_owned());
        }
        assert_eq!(details, expected, "{error}");
        untold.remove(error.code());
    }
    assert!(untold.is_empty(), "no test makes these happen: {untold:?}");
}

#[test]
fn no_message_has_a_gap() {
    for error in one_of_each() {
        let message = error.to_string();
        assert!(message.starts_with(&format!("{}: ", error.code())), "{message}");
        assert!(!message.contains(['{', '}']) && !message.contains("  ") && !message.contains("\"\""), "{message}");
        assert_eq!(message.trim_end(), message);
        assert!(message.ends_with(&format!(" See spa-authorize/docs/errors.md#{}", error.code())), "{message}");
    }
}

#[test]
fn an_error_carries_what_the_app_wants_back_once_its_sign_in_was_found() {
    let app_data = |error: &Error| error.app_data().map(|data| data.return_to.clone());
    let tab = Tab::new(json!({}));
    let state = tab.begin(json!({ "returnTo": "/inbox", "appState": { "draft": 1 } })).state;
    let error = tab.come_back(&format!("{CALLBACK}?error=access_denied&state={state}")).unwrap_err();
    assert_eq!(app_data(&error).as_deref(), Some("/inbox"));
    assert_eq!(error.app_data().unwrap().app_state.as_ref().unwrap().as_str(), r#"{"draft":1}"#);
    assert_eq!(app_data(&client(json!({ "clientId": null })).unwrap_err()), None);
}

#[test]
fn what_is_shown_for_debugging_holds_no_secret() {
    let tab = Tab::new(json!({}));
    let secrets = json!({ "loginHint": "SECRET", "idTokenHint": "SECRET", "appState": { "draft": "SECRET" } });
    let given = options(secrets.clone());
    assert_eq!(format!("{given:?}"), r#"["appState", "idTokenHint", "loginHint"]"#);

    let request = named("oidc").unwrap().sign_in_request(tab.client.config(), &given, ORIGIN).unwrap();
    let entropy = Entropy::draw(&tab.page).unwrap();
    assert_eq!(format!("{entropy:?}"), "Entropy([redacted])");
    let (url, transaction) = begin(tab.client.config(), &request, entropy, tab.page.now()).unwrap();
    assert_eq!(format!("{url:?}"), "AuthorizeUrl([redacted])");
    let shown = format!("{transaction:?}");
    for newtype in ["State([redacted])", "Nonce([redacted])", "CodeVerifier([redacted])", "JsonText([redacted])"] {
        assert!(shown.contains(newtype), "{shown}");
    }
    for offset in [0, 64, 128] {
        let secret = URL_SAFE_NO_PAD.encode([1 + offset; 32]);
        assert!(!shown.contains(&secret), "{shown}");
    }
    assert!(!shown.contains("SECRET"), "{shown}");

    let begun = tab.begin(secrets);
    let claims = good_claims(&begun.nonce.unwrap());
    let body = tokens(&json!({ "alg": "RS256" }), &claims, json!({ "refresh_token": "SECRET" }));
    tab.page.answers(TOKEN, [json_answer(200, body.clone())]);
    let arrival = tab.arrive(&format!("{CALLBACK}?code=SECRET&state={}", begun.state));
    let shown = format!("{arrival:?}");
    assert!(shown.contains("EndedSignIn") && !shown.contains("SECRET"), "{shown}");
    let result = tab.finish(arrival).unwrap();
    let shown = format!("{result:?}");
    let CallbackResult::SignedIn(signed_in) = result else { panic!("not signed in") };
    let id_token = signed_in.tokens.id_token.as_ref().map(Token::as_str).unwrap();
    assert!(!shown.contains("SECRET") && !shown.contains(id_token), "{shown}");
    assert_eq!(format!("{:?}", signed_in.tokens.refresh_token.unwrap()), "[redacted]");

    let exchange = tab.page.requests().remove(0);
    assert_eq!(format!("{exchange:?}"), r#"HttpRequest { method: "POST", url: "https://op.example/token", .. }"#);
    let sent = exchange.body.unwrap();
    assert_eq!(format!("{sent:?}"), r#"Body { media_type: "application/x-www-form-urlencoded", .. }"#);
    let answer = json_answer(200, body).unwrap();
    assert_eq!(format!("{answer:?}"), "HttpResponse { status: 200, .. }");

    tab.page.answers(USERINFO, [json_answer(200, r#"{"sub":"ada","email":"SECRET"}"#)]);
    let session = SessionTokens { id_token: Some(id_token.to_owned()), access_token: Some("SECRET".to_owned()) };
    let wait = WaitOptions::default();
    let user_info = at_once(tab.client.fetch_user_info_on(&tab.page, &session, &wait)).unwrap();
    assert!(!format!("{user_info:?}").contains("SECRET"));
    let request = tab.page.requests().pop().unwrap();
    assert_eq!(format!("{request:?}"), r#"HttpRequest { method: "GET", url: "https://op.example/userinfo", .. }"#);
}

#[test]
fn what_holds_a_secret_of_its_callers_does_not_show_it() {
    let tab = Tab::new(json!({}));
    let given = options(json!({ "loginHint": "SECRET", "idTokenHint": "SECRET", "extraParams": { "x": "SECRET" } }));
    let request = named("oidc").unwrap().sign_in_request(tab.client.config(), &given, ORIGIN).unwrap();
    let session = SessionTokens { id_token: Some("SECRET".to_owned()), access_token: Some("SECRET".to_owned()) };
    let given = CallbackOptions { url: Some(format!("{CALLBACK}#access_token=SECRET")), ..CallbackOptions::default() };
    let shown = [
        ("SignInRequest", format!("{request:?}")),
        ("SessionTokens", format!("{session:?}")),
        ("CallbackOptions", format!("{given:?}")),
    ];
    let leaks: Vec<_> = shown.iter().filter(|(_, shown)| shown.contains("SECRET")).collect();
    assert!(leaks.is_empty(), "{leaks:?}");
}

/// The nonce that goes to the app's server is a secret like the code beside it.
#[test]
fn a_code_for_the_server_shows_neither_itself_nor_its_nonce() {
    let options = options(
        json!({ "clientId": "spa", "domain": "acme.authkit.app", "exchange": "server", "redirectUri": CALLBACK }),
    );
    let tab = Tab::with(Client::workos_connect(&options).unwrap());
    let begun = tab.begin(json!({}));
    let result = tab.come_back(&format!("{CALLBACK}?code=SECRET&state={}", begun.state)).unwrap();
    let shown = format!("{result:?}");
    assert!(!shown.contains("SECRET") && !shown.contains(&begun.nonce.unwrap()), "{shown}");
}

/// Names are what a message quotes and a program looks for, so that no two options of one call share one.
#[test]
fn no_two_options_of_a_provider_share_a_name() {
    for provider in PROVIDERS {
        let names = |tables: &[&[OptionRow]]| -> Vec<&str> { tables.concat().iter().map(|row| row.name).collect() };
        for names in [
            names(&[provider.flow_options, provider.client_options, provider.request_options]),
            names(&[provider.logout_options]),
        ] {
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}: {names:?}", provider.name);
        }
    }
}

/// An error of each kind; of some kinds, one for each form of it.
fn one_of_each() -> Vec<Error> {
    let mut errors = vec![
        client(json!({ "clientId": null })).unwrap_err(),
        client(json!({ "clientID": "spa" })).unwrap_err(),
        client(json!({ "theirs": "spa" })).unwrap_err(),
        client(json!({ "returnTo": "/" })).unwrap_err(),
        begun_with(json!({ "state": "mine" })),
        begun_with(json!({ "extraParams": { "prompt": "login" } })),
        begun_with(json!({ "display": "tv" })),
        begun_with(json!({ "appState": "x".repeat(65_536) })),
        without_endpoints().try_begin(json!({})).unwrap_err(),
        Tab::new(json!({ "jwksUri": null })).try_begin(json!({})).unwrap_err(),
        with_relative_endpoints().try_begin(json!({})).unwrap_err(),
        // What a page in a browser alone does, and what this page never does.
        ErrorKind::Aborted.into(),
        RandomUnavailable.into(),
    ];
    errors.extend(of_metadata());
    errors.extend(of_user_info());
    errors.extend(of_a_response());
    errors.extend(of_an_exchange());
    errors.extend(of_an_id_token());
    errors.extend(of_the_environment());
    errors.extend(of_a_session());
    errors
}

fn begun_with(request: Value) -> Error {
    Tab::new(json!({})).try_begin(request).unwrap_err()
}

fn without_endpoints() -> Tab {
    let names = ["authorizationEndpoint", "tokenEndpoint", "userinfoEndpoint", "endSessionEndpoint", "jwksUri"];
    Tab::new(names.into_iter().map(|name| (name.to_owned(), Value::Null)).collect())
}

fn with_relative_endpoints() -> Tab {
    let tab = without_endpoints();
    let document =
        json!({ "issuer": ISSUER, "authorization_endpoint": "https://op.example/a", "token_endpoint": "/t" });
    let answer = json_answer(200, document.to_string());
    tab.page.answers("https://op.example/.well-known/openid-configuration", [answer]);
    at_once(tab.client.ready_on(&tab.page)).unwrap();
    tab
}

fn of_metadata() -> Vec<Error> {
    let documents = [json!([]), json!({ "issuer": "https://other.example" }), json!({ "issuer": ISSUER })];
    let answers = documents.map(|document| json_answer(200, document.to_string()));
    let html = json_answer(200, "").map(|mut response| {
        response.media_type = Some("text/html".to_owned());
        response
    });
    let faults =
        [NetworkFault::Failed(None), NetworkFault::TimedOut(None), NetworkFault::TooLarge, NetworkFault::Redirected];
    let answers = answers.into_iter().chain([html, json_answer(503, "{}")]).chain(faults.map(Err));
    answers
        .map(|answer| {
            let tab = without_endpoints();
            tab.page.answers("https://op.example/.well-known/openid-configuration", [answer]);
            at_once(tab.client.ready_on(&tab.page)).unwrap_err()
        })
        .collect()
}

fn of_user_info() -> Vec<Error> {
    let answers = [(401, "{}"), (200, "{}"), (200, "[]"), (200, r#"{"sub":"eve"}"#)];
    let session = SessionTokens {
        id_token: Some(jwt(&json!({}), &json!({ "sub": "ada" }))),
        access_token: Some("AT".to_owned()),
    };
    answers
        .into_iter()
        .map(|(status, body)| {
            let tab = Tab::new(json!({}));
            tab.page.answers(USERINFO, [json_answer(status, body)]);
            at_once(tab.client.fetch_user_info_on(&tab.page, &session, &WaitOptions::default())).unwrap_err()
        })
        .collect()
}

fn of_a_response() -> Vec<Error> {
    let promising = json!({ "authorizationResponseIssParameterSupported": true });
    let rows = [
        ("code", json!({}), "?error=access_denied"),
        ("code", json!({}), "?error=%C3%A9"),
        ("code", json!({}), "?code=C&code=D"),
        ("code", json!({}), "?code=%zz"),
        ("token", json!({}), "#access_token=AT"),
        ("code", json!({}), "?code=C&access_token=AT"),
        ("code", json!({}), "#code=C"),
        ("code", json!({}), "?code=C&iss=https%3A%2F%2Fother.example"),
        ("code", promising, "?code=C"),
        ("token", json!({}), "#access_token=AT&token_type=DPoP"),
    ];
    let refused = |(flow, changes, response): (&str, Value, &str)| {
        let tab = Tab::new(changes);
        let state = tab.begin(json!({ "responseType": flow })).state;
        tab.come_back(&format!("{CALLBACK}{response}&state={state}")).unwrap_err()
    };
    rows.into_iter().map(refused).collect()
}

fn of_an_exchange() -> Vec<Error> {
    let answers = [
        (400, r#"{"error":"invalid_grant","error_description":"used"}"#),
        (500, "{}"),
        (200, "[]"),
        (200, r#"{"access_token":7,"token_type":"Bearer"}"#),
        (200, r#"{"access_token":"AT","token_type":"DPoP"}"#),
        (200, r#"{"access_token":"AT","token_type":"Bearer"}"#),
    ];
    let refused = |(status, body): (u16, &str)| {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({})).state;
        let arrival = tab.arrive(&format!("{CALLBACK}?code=C&state={state}"));
        tab.answer(arrival, status, body).unwrap_err()
    };
    answers.into_iter().map(refused).collect()
}

fn of_an_id_token() -> Vec<Error> {
    let seconds = NOW / 1000;
    let acr = json!({ "claims": { "id_token": { "acr": { "essential": true, "value": "gold" } } } });
    let rows = [
        (json!({}), json!({ "typ": "at+jwt" }), json!({})),
        (json!({}), json!({ "alg": "HS256" }), json!({})),
        (json!({}), json!({ "crit": ["b64"] }), json!({})),
        (json!({}), json!({ "kid": "other" }), json!({})),
        (json!({}), json!({ "kid": 7 }), json!({})),
        (json!({}), json!({ "kid": null }), json!({})),
        (json!({}), json!({}), json!({ "sub": null })),
        (json!({}), json!({}), json!({ "sub": 7 })),
        (json!({}), json!({}), json!({ "nonce": null })),
        (json!({}), json!({}), json!({ "nonce": "other" })),
        (json!({}), json!({}), json!({ "iss": "https://other.example" })),
        (json!({}), json!({}), json!({ "aud": "other" })),
        (json!({}), json!({}), json!({ "azp": "other" })),
        (json!({}), json!({}), json!({ "exp": seconds - 100 })),
        (json!({}), json!({}), json!({ "iat": seconds + 100 })),
        (json!({}), json!({}), json!({ "nbf": seconds + 100 })),
        (json!({ "maxAge": 1 }), json!({}), json!({ "auth_time": seconds - 100 })),
        (acr, json!({}), json!({ "acr": "bronze" })),
        (json!({}), json!({}), json!({ "at_hash": at_hash("SHA-256", "XT") })),
    ];
    let mut errors: Vec<Error> = rows
        .into_iter()
        .map(|(request, header, claims)| {
            let tab = Tab::new(json!({}));
            tab.page.answers(JWKS, [json_answer(200, key_set(&[key("RSA"), twin()]))]);
            refused_token(&tab, request, header, claims)
        })
        .collect();

    for id_token in ["a.b.c", "a.b.c.d.e"] {
        let tab = Tab::new(json!({}));
        let state = tab.begin(json!({})).state;
        let arrival = tab.arrive(&format!("{CALLBACK}?code=C&state={state}"));
        errors.push(tab.answer(arrival, 200, &common::token_response(id_token)).unwrap_err());
    }
    let tab = Tab::new(json!({}));
    tab.page.answers(JWKS, [json_answer(200, "{}")]);
    errors.push(refused_token(&tab, json!({}), json!({}), json!({})));

    let tab = Tab::new(json!({}));
    for verdict in [Verdict::Invalid(None), Verdict::KeyUnusable(None)] {
        tab.page.verdict.replace(verdict);
        errors.push(refused_token(&tab, json!({}), json!({}), json!({})));
    }

    let tab = Tab::new(json!({}));
    tab.page.answers(JWKS, [json_answer(200, key_set(&[json!({ "kty": "RSA", "kid": "k" })]))]);
    errors.push(refused_token(&tab, json!({}), json!({}), json!({})));

    let options = json!({ "clientId": "spa", "domain": "op.example", "redirectUri": CALLBACK });
    let tab = Tab::with(Client::auth0(&common::options(options)).unwrap());
    tab.page.answers("https://op.example/.well-known/jwks.json", [json_answer(200, key_set(&[]))]);
    for theirs in [json!(null), json!(7), json!("org_2")] {
        let claims = json!({ "iss": "https://op.example/", "org_id": theirs });
        errors.push(refused_token(&tab, json!({ "organization": "org_1" }), json!({}), claims));
    }
    errors
}

fn of_the_environment() -> Vec<Error> {
    let expired = Tab::new(json!({}));
    let state = expired.begin(json!({})).state;
    expired.page.now.set(NOW + 600_001);
    let expired = expired.come_back(&format!("{CALLBACK}?code=C&state={state}")).unwrap_err();

    let tampered = Tab::new(json!({}));
    let state = tampered.begin(json!({})).state;
    tampered.page.storage.entries.borrow_mut().values_mut().for_each(|record| record.push('x'));
    let tampered = tampered.come_back(&format!("{CALLBACK}?code=C&state={state}")).unwrap_err();

    let server = Tab::new(json!({}));
    server.page.address.replace(None);
    let mut blocked = Tab::new(json!({}));
    blocked.page.storage.blocked = true;
    let mut full = Tab::new(json!({}));
    full.page.storage.room = Some(0);
    let insecure = Tab::new(json!({}));
    insecure.page.can_verify.set(false);
    let insecure = insecure.try_begin(json!({ "responseType": "id_token" })).unwrap_err();

    let at_a_loss =
        [server, blocked, full].map(|tab| tab.client.create_authorize_url_on(&tab.page, &Options::new()).unwrap_err());
    at_a_loss.into_iter().chain([expired, tampered, insecure]).collect()
}

/// Those that no call of this page makes, built as the session builds them.
fn of_a_session() -> Vec<Error> {
    use ErrorKind as Kind;
    let refusal = Refusal { error: Some("invalid_client".to_owned()), error_description: None, error_uri: None };
    let unreadable = Refusal { error: None, ..refusal.clone() };
    let refused = [Kind::RefreshRefused, Kind::InteractionRequired, Kind::SessionRefused]
        .map(|kind| Error::refused(kind, refusal.clone()));
    let plain = [
        Kind::NotSignedIn,
        Kind::InteractionRequired,
        Kind::SessionRefused,
        Kind::UserChanged,
        Kind::SessionBusy,
        Kind::PopupClosed,
        Kind::PopupBlocked,
        Kind::NoAccessToken,
        Kind::UserMismatch,
        Kind::IdTokenSubjectMismatch,
        Kind::IdTokenAuthTimeMismatch,
    ];
    let elsewhere = WebUrl::parse("https://other.example/orders").unwrap();
    let revoked = Revoked::read(Ok(json_answer(401, "{}").unwrap()), TOKEN, &Token::new("RT"));
    let of_requests = [
        may_carry_token(&elsewhere, &[], ORIGIN).unwrap_err(),
        Error::refused(Kind::RefreshRefused, unreadable),
        revoked.error().unwrap().clone(),
    ];
    plain.map(Error::from).into_iter().chain(refused).chain(of_requests).collect()
}

/// The error of a code whose ID token differs from a good one.
fn refused_token(tab: &Tab, request: Value, header: Value, changes: Value) -> Error {
    let begun = tab.begin(request);
    let mut claims = good_claims(&parameter(begun.url.as_str(), "nonce").unwrap());
    common::change(&mut claims, changes);
    let mut whole_header = json!({ "alg": "RS256", "kid": "k" });
    common::change(&mut whole_header, header);
    let arrival = tab.arrive(&format!("{CALLBACK}?code=C&state={}", begun.state));
    tab.answer(arrival, 200, &tokens(&whole_header, &claims, json!({}))).unwrap_err()
}

fn tokens(header: &Value, claims: &Value, more: Value) -> String {
    let mut body = json!({ "access_token": "AT", "token_type": "Bearer", "id_token": jwt(header, claims) });
    common::change(&mut body, more);
    body.to_string()
}

/// A second key of the same type.
fn twin() -> Value {
    let mut twin = key("RSA");
    common::change(&mut twin, json!({ "kid": "twin" }));
    twin
}

/// The codes of the catalogue, and the details that their messages name.
fn catalogue() -> BTreeMap<&'static str, Vec<&'static str>> {
    let source = include_str!("../src/error/catalogue.rs");
    let rows = source.split("Kind::").skip(1).map(|row| {
        let mut literals = row.splitn(3, '"').skip(1);
        let (code, message) = (literals.next().unwrap(), literals.next().unwrap());
        let names = message.split('{').skip(1).filter_map(|piece| Some(piece.split_once('}')?.0));
        (code, names.filter(|name| !name.is_empty() && name.chars().all(is_name)).collect())
    });
    rows.collect()
}

fn is_name(char: char) -> bool {
    char.is_ascii_lowercase() || char == '_'
}

fn snake_case(name: &str) -> String {
    name.chars().fold(String::new(), |text, char| match char {
        'A'..='Z' => format!("{text}_{}", char.to_ascii_lowercase()),
        _ => format!("{text}{char}"),
    })
}

const CALLBACK: &str = "https://app.example/callback";
const TOKEN: &str = "https://op.example/token";
const USERINFO: &str = "https://op.example/userinfo";
const JWKS: &str = "https://op.example/jwks";
