//! Auth0, AuthKit and Connect: their exact URLs, their rules, and the table of them in docs/parameters.md.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]
#![allow(clippy::too_many_lines, reason = "a list has a row for each rule")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use common::{code, jwt, parameter, parameters};
use serde_json::{Value, json};
use spa_authorize::callback::result::{CallbackResult, CodeForServer, Identity, SignedIn};
use spa_authorize::error::error::Error;
use spa_authorize::protocol::token::Token;
use spa_authorize::providers::list::PROVIDERS;
use spa_authorize::sign_out::logout::SessionTokens;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const STATE: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
const NONCE: &str = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE";
const CHALLENGE: &str = "50Wn0R52KmqInsWY5skLHGb-didqvwROVuaKxna3M5g";

#[test]
fn the_whole_url_of_each_provider_and_flow() {
    let client = "&client_id=spa&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback";
    let pkce = format!("&code_challenge={CHALLENGE}&code_challenge_method=S256");
    let auth0 = "https://acme.eu.auth0.com/authorize?response_type=";
    let authkit = "https://api.workos.com/user_management/authorize?response_type=code";
    let connect = "https://acme.authkit.app/oauth2/authorize?response_type=code";
    let rows = [
        ("auth0", json!({}), json!({}), format!("{auth0}code{client}&scope=openid&state={STATE}&nonce={NONCE}{pkce}")),
        (
            "auth0",
            json!({}),
            json!({ "responseType": "token", "connection": "github", "audience": "https://api.example/" }),
            format!("{auth0}token{client}&state={STATE}&connection=github&audience=https%3A%2F%2Fapi.example%2F"),
        ),
        (
            "auth0",
            json!({}),
            json!({ "responseType": "id_token" }),
            format!("{auth0}id_token{client}&scope=openid&state={STATE}&nonce={NONCE}"),
        ),
        (
            "auth0",
            json!({}),
            json!({ "responseType": "id_token token", "scope": "openid offline_access", "device": "kitchen" }),
            format!(
                "{auth0}id_token%20token{client}&scope=openid%20offline_access&state={STATE}&nonce={NONCE}&device=kitchen"
            ),
        ),
        (
            "auth0",
            json!({}),
            json!({ "organization": "org_1", "invitation": "t", "prompt": "login" }),
            format!(
                "{auth0}code{client}&scope=openid&state={STATE}&nonce={NONCE}{pkce}&organization=org_1&invitation=t&prompt=login"
            ),
        ),
        (
            "authkit",
            json!({}),
            json!({ "provider": "authkit", "organizationId": "org_1", "screenHint": "sign-up" }),
            format!("{authkit}{client}&state={STATE}{pkce}&provider=authkit&organization_id=org_1&screen_hint=sign-up"),
        ),
        (
            "authkit",
            json!({ "domain": "auth.example" }),
            json!({ "connectionId": "conn_1" }),
            format!(
                "https://auth.example/user_management/authorize?response_type=code{client}&state={STATE}{pkce}&connection_id=conn_1"
            ),
        ),
        (
            "authkit",
            json!({}),
            json!({ "provider": "GitHubOAuth", "providerScopes": ["repo", "gist"] }),
            format!(
                "{authkit}{client}&state={STATE}{pkce}&provider=GitHubOAuth&provider_scopes=repo&provider_scopes=gist"
            ),
        ),
        (
            "workosConnect",
            json!({}),
            json!({ "scope": "openid email" }),
            format!("{connect}{client}&scope=openid%20email&state={STATE}&nonce={NONCE}{pkce}"),
        ),
        (
            "workosConnect",
            json!({}),
            json!({ "scope": "read" }),
            format!("{connect}{client}&scope=read&state={STATE}&nonce={NONCE}{pkce}"),
        ),
        (
            "workosConnect",
            json!({ "exchange": "server" }),
            json!({}),
            format!("{connect}{client}&scope=openid&state={STATE}&nonce={NONCE}"),
        ),
    ];
    for (provider, client, request, expected) in rows {
        assert_eq!(common::tab_of(provider, client).begin(request).url.as_str(), expected);
    }
}

#[test]
fn each_option_of_the_list_sends_its_parameter() {
    for row in options_list() {
        let client = row.get("client").cloned().unwrap_or_else(|| json!({}));
        let mut request = row["request"].clone();
        if let Some(text) = row["request"]["claims"].as_str() {
            // The rows have the option as the text that is sent.
            request["claims"] = serde_json::from_str(text).unwrap();
        }
        let url = common::tab_of(row["provider"].as_str().unwrap(), client).begin(request).url;
        let name = row["parameter"].as_str().unwrap();
        let found: Vec<String> =
            parameters(url.as_str()).into_iter().filter(|(key, _)| key == name).map(|(_, value)| value).collect();
        if row["expected"] == json!(["43 characters"]) {
            assert_eq!((found.len(), found[0].len()), (1, 43), "{row}");
        } else {
            assert_eq!(json!(found), row["expected"], "{row}");
        }
    }
}

#[test]
fn each_option_of_each_provider_is_in_the_list() {
    let list = options_list();
    for provider in PROVIDERS {
        for option in provider.request_options {
            let known = list.iter().any(|row| row["provider"] == provider.name && row["option"] == option.name);
            assert!(known, "{} of {}", option.name, provider.name);
        }
    }
}

#[test]
fn each_option_is_sent_by_its_name_in_snake_case_but_for_the_one_that_warns() {
    for provider in PROVIDERS {
        for option in provider.request_options {
            let expected = match option.name {
                "dangerouslyPutAccessTokenInUrl" => "access_token".to_owned(),
                name => snake_case(name),
            };
            assert_eq!(option.parameter, Some(expected.as_str()), "{} of {}", option.name, provider.name);
        }
        for option in [provider.flow_options, provider.client_options, provider.logout_options].concat() {
            assert_eq!(option.parameter, None, "{} of {}", option.name, provider.name);
        }
    }
}

#[test]
fn the_table_has_a_row_for_each_parameter_of_the_reference_pages_and_no_other() {
    let list = options_list();
    let table = parameters_table();
    for [provider, _, parameter, option] in &table {
        let shown = list
            .iter()
            .any(|row| row["provider"] == **provider && row["parameter"] == **parameter && row["option"] == **option);
        assert!(shown, "no test sends \"{parameter}\" of {provider} by {option}");
    }
    // These two have no reference page.
    for row in list.iter().filter(|row| row["provider"] != "oidc" && row["provider"] != "entra") {
        let written = table
            .iter()
            .any(|[provider, _, parameter, _]| row["provider"] == *provider && row["parameter"] == *parameter);
        assert!(written, "docs/parameters.md has no row for {row}");
    }
    let pages: Value = serde_json::from_str(include_str!("data/reference_pages.json")).unwrap();
    for (page, facts) in pages.as_object().unwrap() {
        for name in facts["parameters"].as_array().unwrap() {
            let written = table.iter().any(|[provider, on, parameter, _]| {
                facts["provider"] == *provider && on.contains(page.as_str()) && name == *parameter
            });
            assert!(written, "docs/parameters.md has no row for \"{name}\" of page {page}");
        }
    }
}

#[test]
fn each_rule_across_options_refuses_by_the_options_name() {
    let rows = [
        (
            "auth0",
            json!({ "invitation": "t" }),
            "missing-option: \"organization\" is required: \"invitation\" needs it",
        ),
        (
            "auth0",
            json!({ "organization": "org_1\norg_2" }),
            "invalid-option: \"organization\" must be a string of one line that is not blank",
        ),
        ("auth0", json!({ "dangerouslyPutAccessTokenInUrl": "AT" }), "missing-option: \"connection\" is required: "),
        ("auth0", json!({ "requestedConnection": "github" }), "missing-option: \"idTokenHint\" is required: "),
        (
            "auth0",
            json!({ "requestedConnectionScope": "repo" }),
            "missing-option: \"requestedConnection\" is required: ",
        ),
        (
            "auth0",
            json!({ "dpopJkt": "short" }),
            "invalid-option: \"dpopJkt\" must be 43 characters of base64url, found \"short\"",
        ),
        ("auth0", json!({ "domainHint": "x" }), "unknown-option: unknown option \"domainHint\""),
        (
            "auth0",
            json!({ "extraParams": { "access_token": "AT" } }),
            "managed-option: \"extraParams.access_token\" cannot be given here: use the option \"dangerouslyPutAccessTokenInUrl\"",
        ),
        (
            "authkit",
            json!({}),
            "missing-option: \"provider\" is required: it, \"connectionId\" or \"organizationId\" says how to sign in",
        ),
        (
            "authkit",
            json!({ "provider": "GoogleOAuth", "organizationId": "org_1" }),
            "invalid-option: \"provider\" must be alone, or \"authkit\" beside \"organizationId\", found \"organizationId\"",
        ),
        (
            "authkit",
            json!({ "provider": "authkit", "connectionId": "conn_1" }),
            "invalid-option: \"provider\" must be alone, ",
        ),
        (
            "authkit",
            json!({ "connectionId": "conn_1", "organizationId": "org_1" }),
            "invalid-option: \"connectionId\" must be alone, ",
        ),
        (
            "authkit",
            json!({ "provider": "authkit", "connectionId": "conn_1", "organizationId": "org_1" }),
            "invalid-option: \"provider\" must be alone, ",
        ),
        (
            "authkit",
            json!({ "provider": "GoogleOAuth", "screenHint": "sign-up" }),
            "invalid-option: \"screenHint\" must be left out, or beside the provider \"authkit\", found another",
        ),
        ("authkit", json!({ "connectionId": "conn_1", "maxAge": 0 }), "invalid-option: \"maxAge\" must be left out, "),
        (
            "authkit",
            json!({ "provider": "authkit", "screenHint": "signup" }),
            "invalid-option: \"screenHint\" must be one of \"sign-up\", \"sign-in\", found \"signup\"",
        ),
        (
            "authkit",
            json!({ "provider": "authkit", "responseType": "code" }),
            "unknown-option: unknown option \"responseType\"",
        ),
        ("authkit", json!({ "provider": "authkit", "scope": "openid" }), "unknown-option: unknown option \"scope\""),
        (
            "authkit",
            json!({ "provider": "authkit", "state": "mine" }),
            "managed-option: \"state\" cannot be given here: use the option \"appState\"",
        ),
        (
            "authkit",
            json!({ "provider": "authkit", "codeChallenge": "mine" }),
            "managed-option: \"codeChallenge\" cannot be given here: leave it out",
        ),
        (
            "authkit",
            json!({ "provider": "authkit", "codeChallengeMethod": "plain" }),
            "managed-option: \"codeChallengeMethod\" cannot be given here: ",
        ),
        (
            "authkit",
            json!({ "provider": "authkit", "extraParams": { "provider_query_params[x]": "1" } }),
            "managed-option: \"extraParams.provider_query_params[x]\" cannot be given here: use the option \"providerQueryParams\"",
        ),
        ("workosConnect", json!({ "responseType": "token" }), "unknown-option: unknown option \"responseType\""),
        ("workosConnect", json!({ "nonce": "mine" }), "managed-option: \"nonce\" cannot be given here: leave it out"),
    ];
    for (provider, request, message) in rows {
        let tab = common::tab_of(provider, json!({}));
        let error = tab.try_begin(request.clone()).unwrap_err();
        assert!(error.to_string().starts_with(message), "{provider} {request}: {error}");
        assert!(tab.page.storage.entries.borrow().is_empty(), "nothing was stored");
    }
}

// ATK-58
#[test]
fn a_domain_is_a_host_and_nothing_else() {
    let bad = [
        "https://acme.example",
        "acme.example/path",
        "acme.example?x=1",
        "acme.example#",
        "user@acme.example",
        "acme.example\\@evil",
        "acme example",
        "acme.example:port",
        "acme.example/evil?x=",
        "acme.example/evil?x=y#",
        " ",
        "",
    ];
    for domain in bad {
        for provider in ["auth0", "workosConnect"] {
            let error = common::client_of(provider, json!({ "domain": domain })).unwrap_err();
            assert!(error.to_string().contains("-option: \"domain\""), "{domain}: {error}");
        }
    }
    for (domain, expected) in [
        ("acme.example:8443", "https://acme.example:8443/"),
        ("[::1]:4174", "https://[::1]:4174/"),
        ("acme.example.", "https://acme.example./"),
        ("bücher.example", "https://xn--bcher-kva.example/"),
    ] {
        let tab = common::tab_of("auth0", json!({ "domain": domain }));
        assert!(tab.begin(json!({})).url.as_str().starts_with(expected), "{domain}");
    }
}

#[test]
fn an_organization_that_was_asked_for_must_be_the_one_in_the_id_token() {
    let rows = [
        ("org_1", json!({ "org_id": "org_1" }), None),
        ("Acme", json!({ "org_name": "acme" }), None),
        ("org_1", json!({ "org_id": "org_2" }), Some("id-token-organization-mismatch")),
        ("org_1", json!({ "org_name": "org_1" }), Some("id-token-organization-mismatch")),
        ("org_1", json!({}), Some("id-token-organization-mismatch")),
        ("acme", json!({ "org_name": "other" }), Some("id-token-organization-mismatch")),
        ("acme", json!({ "org_id": "acme" }), Some("id-token-organization-mismatch")),
        ("acme", json!({ "org_name": 7 }), Some("id-token-organization-mismatch")),
    ];
    for (organization, changes, expected) in rows {
        let tab = common::tab_of("auth0", json!({}));
        let begun = tab.begin(json!({ "organization": organization }));
        let mut claims = common::good_claims(&begun.nonce.unwrap());
        common::change(&mut claims, json!({ "iss": "https://acme.eu.auth0.com/" }));
        common::change(&mut claims, changes);
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
        let body = common::token_response(&jwt(&json!({ "alg": "RS256" }), &claims));
        let found = tab.answer(arrival, 200, &body).err().map(|failure| code(&failure));
        assert_eq!(found, expected, "{organization} {claims}");
    }
}

#[test]
fn authkit_exchanges_as_json_and_says_who_the_user_is() {
    let tab = common::tab_of("authkit", json!({}));
    let begun = tab.begin(json!({ "provider": "authkit", "returnTo": "/inbox" }));
    let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={}", begun.state));
    let answer =
        json!({ "user": { "id": "user_1" }, "organization_id": "org_1", "access_token": "AT", "refresh_token": "RT" });
    let result = tab.answer(arrival, 200, &answer.to_string()).unwrap();

    let requests = tab.page.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(
        (requests[0].method(), requests[0].url.as_str()),
        ("POST", "https://api.workos.com/user_management/authenticate")
    );
    let sent = requests[0].body.as_ref().unwrap();
    assert_eq!(sent.media_type, "application/json");
    let body: Value = serde_json::from_str(&sent.text).unwrap();
    let names: Vec<_> = body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["client_id", "code", "code_verifier", "grant_type"]);
    assert_eq!(
        (&body["client_id"], &body["code"], &body["grant_type"]),
        (&json!("spa"), &json!("C"), &json!("authorization_code"))
    );

    let CallbackResult::SignedIn(SignedIn { tokens, identity: Identity::User(user), app_data, signature, .. }) = result
    else {
        panic!("no user")
    };
    assert_eq!((user.id(), app_data.return_to.as_str(), signature.as_str()), ("user_1", "/inbox", "not-checked"));
    assert_eq!(format!("{user:?}"), r#"User { id: "user_1", .. }"#);
    assert_eq!(tokens.access_token.as_ref().map(Token::as_str), Some("AT"));
    assert_eq!(tokens.refresh_token.as_ref().map(Token::as_str), Some("RT"));
    assert_eq!((tokens.token_type, tokens.expires_at, tokens.id_token), (None, None, None));
    assert!(!format!("{user:?}").contains("RT"));
}

#[test]
fn authkits_access_token_says_how_long_it_lasts_where_the_answer_does_not() {
    let expires_at = |claims: Value, more: Value| {
        let tab = common::tab_of("authkit", json!({}));
        let state = tab.begin(json!({ "provider": "authkit" })).state;
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={state}"));
        let mut answer = json!({ "user": { "id": "user_1" }, "access_token": jwt(&json!({}), &claims) });
        common::change(&mut answer, more);
        let CallbackResult::SignedIn(SignedIn { tokens, .. }) = tab.answer(arrival, 200, &answer.to_string()).unwrap()
        else {
            panic!("no user")
        };
        tokens.expires_at.map(|at| at.milliseconds() - common::NOW)
    };
    // Its clock may be another.
    assert_eq!(expires_at(json!({ "iat": 1000, "exp": 1300 }), json!({})), Some(300_000));
    assert_eq!(expires_at(json!({ "iat": 1000, "exp": 1300 }), json!({ "expires_in": 60 })), Some(60_000));
    for claims in [json!({}), json!({ "exp": 1300 }), json!({ "iat": 1000 }), json!({ "iat": 1300, "exp": 1000 })] {
        assert_eq!(expires_at(claims.clone(), json!({})), None, "{claims}");
    }
}

#[test]
fn authkits_answers_that_are_none_are_refused() {
    let rows = [
        (400, r#"{"error":"invalid_grant","error_description":"used"}"#, "exchange-refused"),
        (400, r#"{"code":"invalid_grant","message":"used"}"#, "exchange-refused"),
        (500, r#"{"code":"oops","message":"down"}"#, "http-status"),
        (200, r#"{"user":{"id":"user_1"}}"#, "token-response-invalid"),
        (200, r#"{"access_token":"AT"}"#, "token-response-invalid"),
        (200, r#"{"access_token":"AT","user":null}"#, "token-response-invalid"),
        (200, r#"{"access_token":"AT","user":{"id":""}}"#, "token-response-invalid"),
        (200, r#"{"access_token":"AT","user":{"id":7}}"#, "token-response-invalid"),
        (200, r#"{"access_token":"AT","user":{"id":"user_1"},"token_type":"DPoP"}"#, "token-type-unsupported"),
    ];
    for (status, body, expected) in rows {
        let tab = common::tab_of("authkit", json!({}));
        let state = tab.begin(json!({ "provider": "authkit" })).state;
        let arrival = tab.arrive(&format!("https://app.example/callback?code=C&state={state}"));
        assert_eq!(code(&tab.answer(arrival, status, body).unwrap_err()), expected, "{status} {body}");
    }
}

#[test]
fn a_server_gets_the_code_and_what_its_id_token_must_say() {
    let tab =
        common::tab_of("workosConnect", json!({ "exchange": "server", "redirectUri": "https://app.example/callback" }));
    let begun = tab.begin(json!({ "returnTo": "/inbox" }));
    assert_eq!(parameter(begun.url.as_str(), "code_challenge"), None);
    let result = tab.come_back(&format!("https://app.example/callback?code=C&state={}", begun.state)).unwrap();
    assert!(format!("{result:?}").starts_with("Code(CodeForServer { app_data: "));
    let CallbackResult::Code(CodeForServer { code, nonce, app_data }) = result else { panic!("no code") };
    assert!(tab.page.requests().is_empty());
    assert_eq!((code.as_str(), nonce, app_data.return_to.as_str()), ("C", begun.nonce, "/inbox"));
}

#[test]
fn a_servers_redirect_uri_may_be_on_its_own_origin() {
    let elsewhere = json!({ "exchange": "server", "redirectUri": "https://api.example/callback" });
    common::tab_of("workosConnect", elsewhere).begin(json!({}));
    let here = common::tab_of("workosConnect", json!({ "redirectUri": "https://api.example/callback" }));
    assert!(
        here.try_begin(json!({}))
            .unwrap_err()
            .to_string()
            .starts_with("invalid-option: \"redirectUri\" must be on this page's origin")
    );
}

#[test]
fn a_record_of_the_other_kind_of_exchange_counts_as_tampered_with() {
    let mut server = common::tab_of("workosConnect", json!({ "exchange": "server" }));
    let state = server.begin(json!({})).state;
    server.client = common::client_of("workosConnect", json!({})).unwrap();
    let failure = server.come_back(&format!("https://app.example/callback?code=C&state={state}")).unwrap_err();
    assert_eq!(code(&failure), "transaction-tampered");
    assert!(server.page.requests().is_empty());
}

// OIDC-30
#[test]
fn the_logout_url_of_each_provider() {
    let session = jwt(&json!({}), &json!({ "sid": "session_1" }));
    let rows = [
        ("auth0", json!({}), "https://acme.eu.auth0.com/v2/logout?client_id=spa"),
        (
            "auth0",
            json!({ "returnTo": "https://app.example", "federated": true }),
            "https://acme.eu.auth0.com/v2/logout?client_id=spa&returnTo=https%3A%2F%2Fapp.example&federated",
        ),
        (
            "auth0",
            json!({ "returnTo": "/bye", "federated": false }),
            "https://acme.eu.auth0.com/v2/logout?client_id=spa&returnTo=https%3A%2F%2Fapp.example%2Fbye",
        ),
        (
            "authkit",
            json!({ "returnTo": "/bye" }),
            "https://api.workos.com/user_management/sessions/logout?session_id=session_1&return_to=https%3A%2F%2Fapp.example%2Fbye",
        ),
    ];
    for (provider, request, expected) in rows {
        assert_eq!(logout(provider, request, Some(&session)).unwrap(), expected);
    }
}

#[test]
fn a_logout_that_cannot_be_is_refused_by_name() {
    let no_session = jwt(&json!({}), &json!({ "sub": "user_1" }));
    let rows = [
        (
            "authkit",
            json!({ "returnTo": "/bye" }),
            None,
            "missing-option: \"tokens\" is required: the access token says which session ends",
        ),
        (
            "authkit",
            json!({}),
            Some(no_session.as_str()),
            "invalid-option: \"tokens\" must be those of a sign-in, with a \"sid\", found others",
        ),
        ("authkit", json!({}), Some("opaque"), "invalid-option: \"tokens\" must be those of a sign-in"),
        ("authkit", json!({ "federated": true }), None, "unknown-option: unknown option \"federated\""),
        (
            "auth0",
            json!({ "federated": "yes" }),
            None,
            "invalid-option: \"federated\" must be true or false, found a string",
        ),
        ("workosConnect", json!({}), None, "endpoint-missing: no \"endSessionEndpoint\" in "),
    ];
    for (provider, request, access_token, message) in rows {
        let error = logout(provider, request, access_token).unwrap_err();
        assert!(error.to_string().starts_with(message), "{provider}: {error}");
    }
}

/// What Auth0's metadata says too, which its clients do not fetch.
#[test]
fn auth0_answers_by_messages() {
    let by_message = |provider: &str| common::client_of(provider, json!({})).unwrap().config().web_message;
    let found: Vec<_> = PROVIDERS.iter().map(|provider| provider.name).filter(|name| by_message(name)).collect();
    assert_eq!(found, ["auth0"]);
}

fn logout(provider: &str, request: Value, access_token: Option<&str>) -> Result<String, Error> {
    let tokens = SessionTokens { id_token: None, access_token: access_token.map(str::to_owned) };
    let tab = common::tab_of(provider, json!({}));
    tab.client.logout_url_on(&tab.page, &common::options(request), &tokens)
}

fn snake_case(name: &str) -> String {
    name.chars().fold(String::new(), |text, char| match char {
        'A'..='Z' => format!("{text}_{}", char.to_ascii_lowercase()),
        _ => format!("{text}{char}"),
    })
}

fn options_list() -> Vec<Value> {
    serde_json::from_str(include_str!("data/provider_options.json")).unwrap()
}

/// The rows of docs/parameters.md: provider, pages, parameter, option.
fn parameters_table() -> Vec<[&'static str; 4]> {
    let bare = |cell: &'static str| cell.trim().trim_matches('`');
    let of_a_provider =
        |line: &&str| PROVIDERS.iter().any(|provider| line.starts_with(&format!("| `{}` |", provider.name)));
    let rows = include_str!("../docs/parameters.md").lines().filter(of_a_provider);
    rows.map(|line| {
        let cells: Vec<_> = line.split('|').map(bare).collect();
        [cells[1], cells[2], cells[3], cells[4]]
    })
    .collect()
}
