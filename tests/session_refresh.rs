//! The renewal by a refresh token: what is sent, and what each answer means for the session.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{
    ISSUER, LatePage, NOW, Tab, at_hash, at_once, change, good_claims, json_answer, jwt, key, key_set, tab_of,
};
use serde_json::{Value, json};
use spa_authorize::client::client::Client;
use spa_authorize::error::error::Error;
use spa_authorize::error::kind::{ErrorClass, ErrorKind};
use spa_authorize::host::fault::NetworkFault;
use spa_authorize::host::request::HttpRequest;
use spa_authorize::host::response::HttpResponse;
use spa_authorize::host::signature::Verdict;
use spa_authorize::kept::record::{Issue, Record};
use spa_authorize::machine::answer::{Answer, Failure, Renewed};
use spa_authorize::protocol::retry_after::retry_after_seconds;
use spa_authorize::protocol::timestamp::Timestamp;
use spa_authorize::protocol::token::Token;
use spa_authorize::session::refresh::refresh;
use spa_authorize::sign_in::transaction::ClientKey;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const TOKEN_ENDPOINT: &str = "https://op.example/token";
const JWKS: &str = "https://op.example/jwks";
const REFRESH_TOKEN: &str = "RT-1-which-nobody-may-see";
const FORM: &str = "grant_type=refresh_token&client_id=spa&refresh_token=RT-1-which-nobody-may-see";

// O-17
#[test]
fn a_form_has_the_refresh_token_and_the_client_and_no_scope() {
    let tab = Tab::new(json!({}));
    let request =
        sent(&tab, &record(&tab.client, json!({ "asked": [["scope", "openid api"], ["audience", "a"]] })), None);
    assert_eq!((request.url.as_str(), request.method()), (TOKEN_ENDPOINT, "POST"));
    let body = request.body.clone().unwrap();
    assert_eq!((body.media_type, body.text.as_str()), ("application/x-www-form-urlencoded", FORM));
    assert_eq!(request.timeout_ms, 30_000);
    assert!(request.bearer.is_none());
}

// SES-102
#[test]
fn a_single_resource_is_asked_for_again() {
    let tab = Tab::new(json!({}));
    let rows = [
        (json!([["resource", "https://api.example/"]]), "&resource=https%3A%2F%2Fapi.example%2F"),
        (json!([["resource", "https://api.example/"], ["resource", "https://other.example/"]]), ""),
        (json!([]), ""),
    ];
    for (asked, expected) in rows {
        let request = sent(&tab, &record(&tab.client, json!({ "asked": asked })), None);
        assert_eq!(request.body.unwrap().text, format!("{FORM}{expected}"), "{asked}");
    }
}

#[test]
fn microsoft_is_told_what_was_granted() {
    let tab = tab_of("entra", json!({}));
    let url = "https://login.microsoftonline.com/common/oauth2/v2.0/token";
    tab.page.answers(url, [json_answer(400, "{}")]);
    let keys = "https://login.microsoftonline.com/common/discovery/v2.0/keys";
    tab.page.answers(keys, [json_answer(200, key_set(&[key("RSA")]))]);
    let record = record(&tab.client, json!({ "scope": ["openid", "api://x/read"] }));
    tab.page.requests();
    refused(run(&tab, &record, None));
    let request = tab.page.requests().pop().unwrap();
    let scope = "&scope=openid+api%3A%2F%2Fx%2Fread+offline_access";
    assert_eq!((request.url.as_str(), request.body.unwrap().text), (url, format!("{FORM}{scope}")));
}

// SES-65
#[test]
fn authkit_is_asked_by_json_for_the_organization_that_the_session_is_in() {
    let tab = tab_of("authkit", json!({}));
    let user = |organization: Value| answer_with_user(json!({ "organization_id": organization })).to_string();
    let rows = [
        (user(Value::Null), json!([]), None, Value::Null),
        (user(Value::Null), json!([["organizationId", "org_asked"]]), None, json!("org_asked")),
        (user(json!("org_now")), json!([["organizationId", "org_asked"]]), None, json!("org_now")),
        (user(json!("org_now")), json!([]), Some("org_next"), json!("org_next")),
    ];
    for (user, asked, organization, expected) in rows {
        let request = sent(&tab, &authkit_record(&tab, json!({ "user": user, "asked": asked })), organization);
        assert_eq!(request.url, "https://api.workos.com/user_management/authenticate");
        let body = request.body.unwrap();
        assert_eq!(body.media_type, "application/json");
        let mut members = json!({ "grant_type": "refresh_token", "client_id": "spa", "refresh_token": REFRESH_TOKEN });
        change(&mut members, json!({ "organization_id": expected }));
        assert_eq!(serde_json::from_str::<Value>(&body.text).unwrap(), members);
    }
}

// O-17, SES-7
#[test]
fn an_answer_without_a_refresh_token_leaves_the_old_one() {
    let tab = Tab::new(json!({}));
    let before = record(&tab.client, json!({}));
    let (issue, subject) = issued(answer(&tab, &before, 200, &success(json!({}))));
    assert_eq!((issue.access_token.as_ref().map(Token::as_str), issue.refresh_token.as_ref()), (Some("AT-2"), None));
    assert_eq!(subject, None);
    let after = before.renewed(issue);
    assert_eq!(after.issue().refresh_token.as_ref().map(Token::as_str), Some(REFRESH_TOKEN));
    assert_eq!(after.issue().id_token, before.issue().id_token);
    assert_eq!(after.standing().generation, 2);
}

// BBA-3, oidcc-client-test-refresh-token, SES-8
#[test]
fn a_new_refresh_token_takes_the_place_of_the_old_one() {
    let tab = Tab::new(json!({}));
    let before = record(&tab.client, json!({}));
    let (issue, _) = issued(answer(&tab, &before, 200, &success(json!({ "refresh_token": "RT-2" }))));
    let text = before.renewed(issue).text();
    assert!(text.contains("RT-2") && !text.contains(REFRESH_TOKEN), "{text}");
}

// O-17, SES-9
#[test]
fn the_scope_is_that_of_the_answer_or_else_as_before() {
    let tab = Tab::new(json!({}));
    let before = record(&tab.client, json!({ "scope": ["openid", "read", "write"] }));
    for (scope, expected) in [(Value::Null, "openid read write"), (json!("openid read"), "openid read")] {
        let (issue, _) = issued(answer(&tab, &before, 200, &success(json!({ "scope": scope }))));
        assert_eq!(issue.scope.to_string(), expected);
    }
}

// SES-10
#[test]
fn a_token_of_another_type_than_bearer_is_refused() {
    let tab = Tab::new(json!({}));
    let before = record(&tab.client, json!({}));
    issued(answer(&tab, &before, 200, &success(json!({ "token_type": "bEARER" }))));
    for (token_type, expected) in [(json!("mac"), "token-type-unsupported"), (Value::Null, "token-response-invalid")] {
        let found = answer(&tab, &before, 200, &success(json!({ "token_type": token_type })));
        assert_eq!(refused(found).code(), expected);
    }
}

// OIDC-20, oidcc-client-test-refresh-token-invalid-issuer, oidcc-client-test-refresh-token-invalid-sub, SES-11
#[test]
fn a_renewed_id_token_is_of_the_same_sign_in() {
    let tab = Tab::new(json!({}));
    let first = json!({ "auth_time": NOW / 1000 - 60, "azp": "spa", "aud": ["spa", "api"] });
    let rows = [
        (json!({ "sub": "grace" }), "id-token-subject-mismatch"),
        (json!({ "iss": "https://other.example" }), "id-token-issuer-mismatch"),
        (json!({ "aud": ["spa", "other"] }), "id-token-audience-mismatch"),
        (json!({ "aud": ["spa", "api", "other"] }), "id-token-audience-mismatch"),
        (json!({ "aud": "spa" }), "id-token-audience-mismatch"),
        (json!({ "aud": "other" }), "id-token-audience-mismatch"),
        (json!({ "auth_time": NOW / 1000 }), "id-token-auth-time-mismatch"),
        (json!({ "nonce": "another" }), "id-token-nonce-mismatch"),
        (json!({ "azp": "other" }), "id-token-authorized-party-mismatch"),
        (json!({ "iat": NOW / 1000 + 120 }), "id-token-issued-in-future"),
        (json!({ "exp": NOW / 1000 - 120 }), "id-token-expired"),
        (json!({ "nbf": NOW / 1000 + 120 }), "id-token-not-yet-valid"),
        (json!({ "at_hash": at_hash("SHA-256", "another") }), "id-token-at-hash-mismatch"),
        (json!({ "events": {} }), "id-token-type"),
        (json!({ "sub": 7 }), "id-token-claim-malformed"),
        (json!({ "exp": null }), "id-token-claim-missing"),
    ];
    for (changes, expected) in rows {
        let (found, _) = renewed_by(&tab, &first, changes.clone());
        assert_eq!(refused(found).code(), expected, "{changes}");
    }
}

// OIDC-20, SES-11
#[test]
fn a_renewed_id_token_gains_no_authorized_party_and_no_nonce() {
    let tab = Tab::new(json!({}));
    let (found, _) = renewed_by(&tab, &json!({}), json!({ "azp": "spa" }));
    assert_eq!(refused(found).code(), "id-token-authorized-party-mismatch");
    let (found, _) = renewed_by(&tab, &json!({ "nonce": null }), json!({ "nonce": "n" }));
    assert_eq!(refused(found).code(), "id-token-nonce-mismatch");
}

// SES-11
#[test]
fn a_renewed_id_token_is_of_the_same_organization() {
    let tab = Tab::new(json!({}));
    for (first, renewed) in [(Some("org_1"), Some("org_2")), (Some("org_1"), None), (None, Some("org_1"))] {
        let found = renewed_from(&tab, &json!({ "org_id": first }), &json!({ "org_id": renewed }));
        let error = refused(found);
        assert_eq!(error.code(), "id-token-organization-mismatch", "{first:?}, {renewed:?}");
        assert_eq!(error.details().claim.as_deref(), Some("org_id"));
    }
    for organization in [json!("org_1"), json!(null), json!(7)] {
        issued(renewed_from(&tab, &json!({ "org_id": organization }), &json!({ "org_id": organization })));
    }
}

// OIDC-20, oidcc-client-test-refresh-token, SES-12
#[test]
fn a_renewed_id_token_may_leave_out_what_the_first_one_said() {
    let tab = Tab::new(json!({}));
    let first = json!({ "auth_time": NOW / 1000 - 60, "azp": "spa", "aud": ["spa", "api"], "name": "Ada" });
    let good = at_hash("SHA-256", "AT-2");
    for changes in [
        json!({}),
        json!({ "nonce": null }),
        json!({ "auth_time": null }),
        json!({ "aud": ["api", "spa"] }),
        json!({ "name": "Countess" }),
        json!({ "at_hash": good }),
        json!({ "iat": NOW / 1000 + 59, "exp": NOW / 1000 - 59 }),
    ] {
        let (found, id_token) = renewed_by(&tab, &first, changes.clone());
        let (issue, subject) = issued(found);
        assert_eq!((issue.id_token, subject), (Some(Token::new(&id_token)), Some("ada".into())), "{changes}");
    }
}

// SES-12
#[test]
fn an_id_token_is_ignored_where_the_session_has_none() {
    let tab = Tab::new(json!({}));
    let nobody = json!({ "subject": null, "idToken": null, "first": null });
    let of_somebody = jwt(&json!({ "alg": "none" }), &json!({ "sub": "grace" }));
    let found = answer(&tab, &record(&tab.client, nobody), 200, &success(json!({ "id_token": of_somebody })));
    let (issue, subject) = issued(found);
    assert_eq!((issue.id_token, subject), (None, None));
    assert_eq!(tab.page.checked.take().len(), 0);
}

// SES-13
#[test]
fn a_renewed_id_token_is_signed_as_that_of_a_sign_in() {
    let rows = [
        (json!({ "alg": "RS256" }), Verdict::Invalid(None), "id-token-signature-invalid"),
        (json!({ "alg": "RS256", "kid": "another" }), Verdict::Valid, "id-token-key-unknown"),
        (json!({ "alg": "RS256" }), Verdict::KeyUnusable(None), "id-token-key-unusable"),
        (json!({ "alg": "none" }), Verdict::Valid, "id-token-algorithm"),
        (json!({ "alg": "HS256" }), Verdict::Valid, "id-token-algorithm"),
        (json!({ "alg": "ES256" }), Verdict::Valid, "id-token-algorithm"),
    ];
    for (header, verdict, expected) in rows {
        let tab = Tab::new(json!({}));
        tab.page.verdict.replace(verdict);
        let id_token = jwt(&header, &first_claims());
        let found = answer(&tab, &record(&tab.client, json!({})), 200, &success(json!({ "id_token": id_token })));
        assert_eq!(refused(found).code(), expected, "{header}");
    }
}

// SES-13
#[test]
fn a_page_that_cannot_check_signatures_renews_as_it_signs_in() {
    let tab = Tab::new(json!({}));
    tab.page.can_verify.set(false);
    issued(renewed_by(&tab, &json!({}), json!({})).0);
    assert_eq!(tab.page.requests().len(), 1, "no keys are fetched");
    tab.page.can_verify.set(true);
    tab.page.verdict.replace(Verdict::Unavailable(None));
    issued(renewed_by(&tab, &json!({}), json!({})).0);
}

#[test]
fn the_keys_are_fetched_before_the_refresh_token_is_spent() {
    let tab = Tab::new(json!({}));
    tab.page.answers(JWKS, [json_answer(503, "")]);
    let (error, _) = transient(run(&tab, &record(&tab.client, json!({})), None));
    assert_eq!((error.code(), error.details().endpoint.as_deref()), ("http-status", Some(JWKS)));
    let addresses: Vec<String> = tab.page.requests().into_iter().map(|request| request.url).collect();
    assert_eq!(addresses, [JWKS]);
}

// SES-13
#[test]
fn a_rotated_refresh_token_is_kept_where_new_keys_cannot_be_had() {
    for (status, keys) in [(503, ""), (200, "[]")] {
        let tab = Tab::new(json!({}));
        let record = record(&tab.client, json!({}));
        issued(answer(&tab, &record, 200, &success(json!({ "id_token": first_id_token(&json!({})) }))));
        tab.page.now.set(NOW + 61_000);
        tab.page.answers(JWKS, [json_answer(status, keys)]);
        let rotated = json!({ "refresh_token": "RT-2", "id_token": first_id_token(&json!({ "kid": "new" })) });
        let (issue, subject) = issued(answer(&tab, &record, 200, &success(rotated)));
        assert_eq!((issue.refresh_token, issue.id_token), (Some(Token::new("RT-2")), None), "{status}");
        assert_eq!(subject.as_deref(), Some("ada"));
    }
}

#[test]
fn the_metadata_is_fetched_where_it_is_not_known() {
    let tab = Tab::new(json!({ "authorizationEndpoint": null, "tokenEndpoint": null, "userinfoEndpoint": null,
        "endSessionEndpoint": null, "jwksUri": null }));
    let metadata = json!({ "issuer": ISSUER, "authorization_endpoint": "https://op.example/authorize",
        "token_endpoint": TOKEN_ENDPOINT, "jwks_uri": JWKS });
    let at = "https://op.example/.well-known/openid-configuration";
    let record = record(&tab.client, json!({}));
    tab.page.answers(at, [Err(NetworkFault::Failed(None)), json_answer(200, metadata.to_string())]);
    assert_eq!(transient(run(&tab, &record, None)).0.code(), "network-failed");
    issued(answer(&tab, &record, 200, &success(json!({}))));
}

// SES-14
#[test]
fn a_refused_refresh_token_is_dead() {
    let invalid = r#"{"error":"invalid_grant","error_description":"gone"}"#;
    for (status, body) in [(400, invalid), (401, invalid), (403, invalid), (429, invalid)] {
        let tab = Tab::new(json!({}));
        let error = dead(answer(&tab, &record(&tab.client, json!({})), status, body));
        assert_eq!((error.code(), error.class()), ("session-refused", ErrorClass::Session));
        let refusal = error.refusal().unwrap();
        assert_eq!(
            (refusal.error.as_deref(), refusal.error_description.as_deref()),
            (Some("invalid_grant"), Some("gone"))
        );
    }
}

// SES-14
#[test]
fn a_refusal_is_read_under_any_media_type() {
    let tab = Tab::new(json!({}));
    for media_type in [None, Some("text/html"), Some("application/problem+json")] {
        let mut response = json_answer(400, r#"{"error":"invalid_grant"}"#).unwrap();
        response.media_type = media_type.map(str::to_owned);
        tab.page.answers(TOKEN_ENDPOINT, [Ok(response)]);
        dead(run(&tab, &record(&tab.client, json!({})), None));
    }
}

// SES-14
#[test]
fn authkit_may_refuse_by_a_code() {
    let rows = [
        (r#"{"code":"invalid_grant","message":"gone"}"#, Some("invalid_grant")),
        (r#"{"error":"invalid_grant","error_description":"gone"}"#, Some("invalid_grant")),
        (r#"{"error":"Bad Request","code":"invalid_grant"}"#, Some("Bad Request")),
    ];
    for (body, expected) in rows {
        let tab = tab_of("authkit", json!({}));
        let error = dead(answer(&tab, &authkit_record(&tab, json!({})), 400, body));
        assert_eq!(error.refusal().unwrap().error.as_deref(), expected);
    }
    // Nobody else's `code` says anything.
    let tab = Tab::new(json!({}));
    let error = refused(answer(&tab, &record(&tab.client, json!({})), 400, r#"{"code":"invalid_grant"}"#));
    assert_eq!(error.code(), "refresh-refused");
}

// SES-16
#[test]
fn the_network_and_the_server_may_be_better_later() {
    let plain = |status, body: &str| json_answer(status, body);
    let html = || Ok(HttpResponse { media_type: Some("text/html".into()), ..json_answer(200, "<p>").unwrap() });
    let rows: [(&str, Result<HttpResponse, NetworkFault>, &str); 14] = [
        ("500", plain(500, r#"{"error":"server_error"}"#), "http-status"),
        ("500 with a refusal", plain(500, r#"{"error":"invalid_grant"}"#), "http-status"),
        ("503", plain(503, ""), "http-status"),
        ("408", plain(408, ""), "http-status"),
        ("429", plain(429, r#"{"error":"too_many_requests"}"#), "http-status"),
        ("204", plain(204, ""), "http-status"),
        ("304", plain(304, ""), "http-status"),
        ("HTML", html(), "response-not-json"),
        ("no JSON", plain(200, "{"), "response-not-json"),
        ("nothing", plain(200, ""), "response-not-json"),
        ("no CORS", Err(NetworkFault::Failed(None)), "network-failed"),
        ("time-out", Err(NetworkFault::TimedOut(None)), "timed-out"),
        ("redirect", Err(NetworkFault::Redirected), "response-redirected"),
        ("300 KiB", Err(NetworkFault::TooLarge), "response-too-large"),
    ];
    for (name, response, expected) in rows {
        let tab = Tab::new(json!({}));
        tab.page.answers(TOKEN_ENDPOINT, [response]);
        let (error, wait) = transient(run(&tab, &record(&tab.client, json!({})), None));
        assert_eq!((error.code(), error.class(), wait), (expected, ErrorClass::Network, None), "{name}");
        let status = name[..3].parse().ok().filter(|_| expected == "http-status");
        let details = error.details();
        assert_eq!((details.endpoint.as_deref(), details.status), (Some(TOKEN_ENDPOINT), status), "{name}");
    }
}

// SES-16
#[test]
fn an_endpoint_says_when_to_ask_again() {
    for status in [408, 429, 503, 200] {
        let tab = Tab::new(json!({}));
        let mut response = json_answer(status, "").unwrap();
        response.retry_after = Some("7".into());
        tab.page.answers(TOKEN_ENDPOINT, [Ok(response)]);
        assert_eq!(transient(run(&tab, &record(&tab.client, json!({})), None)).1, Some(7), "{status}");
    }
}

// SES-16
#[test]
fn a_wait_is_a_number_of_seconds_or_a_date() {
    // Fri, 15 Jan 2027 08:00:00 GMT
    let now = Timestamp::from_milliseconds(1_800_000_000_000);
    let rows = [
        ("0", Some(0)),
        (" 120 ", Some(120)),
        ("3601", Some(3600)),
        ("99999999999999999999999", Some(3600)),
        ("Fri, 15 Jan 2027 08:00:07 GMT", Some(7)),
        ("Fri, 15 Jan 2027 08:02:00 GMT", Some(120)),
        ("Fri, 15 Jan 2027 07:59:59 GMT", Some(0)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
        ("Tue, 29 Feb 2028 08:00:00 GMT", Some(3600)),
        ("Fri, 31 Dec 9999 23:59:60 GMT", Some(3600)),
        ("", None),
        ("-1", None),
        ("+7", None),
        ("1.5", None),
        ("soon", None),
        ("Fri, 15 Jan 2027 08:00:07", None),
        ("Fri, 00 Jan 2027 08:00:07 GMT", None),
        ("Fri, 15 jan 2027 08:00:07 GMT", None),
        ("Fri, 15 Jan 2027 24:00:07 GMT", None),
        ("Fri, 15 Jan 1969 08:00:07 GMT", None),
        ("Fri, 15 Jan 2027 08:00:07:00 GMT", None),
        ("Friday, 15-Jan-27 08:00:07 GMT", None),
    ];
    for (text, expected) in rows {
        assert_eq!(retry_after_seconds(text, now), expected, "{text:?}");
    }
    let leap_day = Timestamp::from_milliseconds(1_835_424_000_000);
    assert_eq!(retry_after_seconds("Tue, 29 Feb 2028 08:00:01 GMT", leap_day), Some(1));
    let day_after = Timestamp::from_milliseconds(1_835_424_000_000 + 86_400_000);
    assert_eq!(retry_after_seconds("Wed, 01 Mar 2028 08:00:01 GMT", day_after), Some(1));
}

// SES-17, SES-108
#[test]
fn any_other_refusal_leaves_the_session() {
    let rows = [
        (400, r#"{"error":"invalid_client"}"#, Some("invalid_client")),
        (401, r#"{"error":"unauthorized_client","error_description":"no"}"#, Some("unauthorized_client")),
        (400, r#"{"error":"invalid_scope"}"#, Some("invalid_scope")),
        (400, r#"{"error":"invalid_request"}"#, Some("invalid_request")),
        (400, "", None),
        (403, "<html><p>Forbidden", None),
        (404, "[]", None),
        (400, r#"{"error":7}"#, None),
        (200, r#"{"error":"invalid_grant"}"#, Some("invalid_grant")),
    ];
    for (status, body, expected) in rows {
        let tab = Tab::new(json!({}));
        let error = refused(answer(&tab, &record(&tab.client, json!({})), status, body));
        assert_eq!(error.code(), "refresh-refused", "{status} {body}");
        assert_eq!(error.refusal().unwrap().error.as_deref(), expected, "{status} {body}");
    }
}

// SES-65
#[test]
fn what_only_the_user_can_do_is_told_apart() {
    let words = [
        "interaction_required",
        "login_required",
        "consent_required",
        "account_selection_required",
        "mfa_required",
        "mfa_enrollment",
        "sso_required",
        "organization_selection_required",
    ];
    for word in words {
        let tab = Tab::new(json!({}));
        let error = refused(answer(&tab, &record(&tab.client, json!({})), 403, &json!({ "error": word }).to_string()));
        assert_eq!((error.code(), error.refusal().unwrap().error.as_deref()), ("interaction-required", Some(word)));
        let tab = tab_of("authkit", json!({}));
        let body = json!({ "code": word, "message": "Please." }).to_string();
        let error = refused(answer(&tab, &authkit_record(&tab, json!({})), 403, &body));
        assert_eq!((error.code(), error.refusal().unwrap().error.as_deref()), ("interaction-required", Some(word)));
    }
}

#[test]
fn a_success_that_is_broken_is_refused() {
    let tab = Tab::new(json!({}));
    let rows = [
        ("[]".to_owned(), "token-response-invalid"),
        ("{}".to_owned(), "token-response-invalid"),
        (success(json!({ "access_token": null })), "token-response-invalid"),
        (success(json!({ "access_token": 7 })), "token-response-invalid"),
        (success(json!({ "refresh_token": 7 })), "token-response-invalid"),
        (success(json!({ "expires_in": "soon" })), "token-response-invalid"),
        (success(json!({ "id_token": "abc" })), "id-token-malformed"),
    ];
    for (body, expected) in rows {
        assert_eq!(refused(answer(&tab, &record(&tab.client, json!({})), 200, &body)).code(), expected, "{body}");
    }
}

#[test]
fn a_session_without_a_refresh_token_needs_the_user() {
    let tab = Tab::new(json!({}));
    let error = refused(run(&tab, &record(&tab.client, json!({ "refreshToken": null })), None));
    assert_eq!(error.kind(), ErrorKind::InteractionRequired);
    assert!(tab.page.requests().is_empty());
}

#[test]
fn a_token_lasts_from_when_its_request_was_sent() {
    let tab = Tab::new(json!({}));
    let record = record(&tab.client, json!({}));
    sent(&tab, &record, None);
    tab.page.answers(TOKEN_ENDPOINT, [json_answer(200, success(json!({ "expires_in": 3600 })))]);
    let answer = at_once(refresh(tab.client.config(), &LatePage { page: &tab.page }, &record, None));
    let (issue, _) = issued(answer);
    assert_eq!(issue.sent_at.milliseconds(), NOW);
    assert_eq!(issue.expires_at.unwrap().milliseconds(), NOW + 3_600_000);
}

// SES-120
#[test]
fn authkit_says_in_the_token_how_long_it_lasts() {
    let tab = tab_of("authkit", json!({}));
    // By a clock that is an hour off.
    let now = NOW / 1000 - 3600;
    let access_token = jwt(&json!({ "alg": "RS256" }), &json!({ "iat": now, "exp": now + 300 }));
    let changes =
        json!({ "access_token": access_token, "organization_id": "org_2", "impersonator": { "email": "b@x" } });
    let body = answer_with_user(changes);
    let (issue, subject) = issued(answer(&tab, &authkit_record(&tab, json!({})), 200, &body.to_string()));
    assert_eq!(issue.expires_at.unwrap().milliseconds(), NOW + 300_000);
    assert_eq!(subject.as_deref(), Some("user_1"));
    let expected = json!({ "user": body["user"], "organization_id": "org_2", "impersonator": { "email": "b@x" } });
    assert_eq!(serde_json::from_str::<Value>(issue.user.unwrap().as_str()).unwrap(), expected);
}

// SES-120
#[test]
fn another_user_is_refused() {
    let tab = tab_of("authkit", json!({}));
    let body = answer_with_user(json!({ "user": { "id": "user_2" } })).to_string();
    let error = refused(answer(&tab, &authkit_record(&tab, json!({})), 200, &body));
    assert_eq!(error.code(), "user-mismatch");
}

// SES-66
#[test]
fn no_message_shows_the_refresh_token() {
    let bodies = [
        json!({ "error": "invalid_grant", "error_description": format!("{REFRESH_TOKEN} is gone") }),
        json!({ "error": REFRESH_TOKEN, "error_description": "what?" }),
        json!({ "error": "mfa_required", "error_uri": format!("https://op.example/?t={REFRESH_TOKEN}") }),
        json!({ "code": "x", "message": format!("not {REFRESH_TOKEN}") }),
    ];
    for (provider, body) in ["oidc", "authkit"].into_iter().flat_map(|name| bodies.iter().map(move |body| (name, body)))
    {
        let tab = tab_of(provider, json!({}));
        let record = if provider == "oidc" { record(&tab.client, json!({})) } else { authkit_record(&tab, json!({})) };
        for status in [200, 400, 500] {
            let found = answer(&tab, &record, status, &body.to_string());
            let printed = format!("{found:?} {:?}", tab.page.requests());
            let printed = format!("{} {printed}", found.unwrap_err().error());
            assert!(!printed.contains(REFRESH_TOKEN), "{printed}");
        }
    }
}

/// The claims of the first ID token of [`record`].
fn first_claims() -> Value {
    good_claims("n")
}

/// A session that began with an ID token.
fn record(client: &Client, changes: Value) -> Record {
    let random = URL_SAFE_NO_PAD.encode([7; 32]);
    let mut record = json!({
        "version": 1,
        "clientId": "spa",
        "issuer": client.config().issuer.as_str(),
        "store": "memory",
        "family": random,
        "generation": 1,
        "secret": random,
        "subject": "ada",
        "signedInAt": NOW - 60_000,
        "sentAt": NOW - 60_000,
        "accessToken": "AT-1",
        "expiresAt": NOW,
        "scope": ["openid"],
        "refreshToken": REFRESH_TOKEN,
        "idToken": jwt(&json!({ "alg": "RS256" }), &first_claims()),
        "asked": [],
        "first": { "issuer": ISSUER, "audience": ["spa"], "nonce": "n" },
    });
    change(&mut record, changes);
    Record::read(&record.to_string(), &ClientKey::of(client.config())).unwrap()
}

fn authkit_record(tab: &Tab, changes: Value) -> Record {
    let user = answer_with_user(json!({ "access_token": null, "refresh_token": null, "oauth_tokens": null }));
    let mut of_authkit = json!({
        "subject": "user_1", "scope": [], "idToken": null, "first": null, "user": user.to_string()
    });
    change(&mut of_authkit, changes);
    record(&tab.client, of_authkit)
}

fn answer_with_user(changes: Value) -> Value {
    let mut answer = json!({
        "user": { "id": "user_1", "email": "ada@example.com" },
        "access_token": "AT-2",
        "refresh_token": "RT-2",
        "oauth_tokens": { "access_token": "of Google" },
    });
    change(&mut answer, changes);
    answer
}

fn success(changes: Value) -> String {
    let mut answer = json!({ "access_token": "AT-2", "token_type": "Bearer", "expires_in": 3600 });
    change(&mut answer, changes);
    answer.to_string()
}

/// A session whose first ID token differs so from [`first_claims`] gets one that differs so from its first.
fn renewed_by(tab: &Tab, first: &Value, changes: Value) -> (Answer, String) {
    let mut claims = first_claims();
    change(&mut claims, first.clone());
    let audience = if claims["aud"].is_array() { claims["aud"].clone() } else { json!([claims["aud"]]) };
    let mut said = json!({ "issuer": claims["iss"], "audience": audience });
    let texts = [("nonce", "nonce"), ("azp", "authorizedParty")];
    for (claim, member) in texts.into_iter().filter(|(claim, _)| claims.get(claim).is_some()) {
        change(&mut said, json!({ member: claims[claim] }));
    }
    if let Some(seconds) = claims["auth_time"].as_u64() {
        change(&mut said, json!({ "authTime": seconds * 1000 }));
    }
    let record = record(&tab.client, json!({ "first": said }));
    change(&mut claims, changes);
    let id_token = jwt(&json!({ "alg": "RS256" }), &claims);
    (answer(tab, &record, 200, &success(json!({ "id_token": id_token }))), id_token)
}

/// The first ID token once more, by a header that says this as well.
fn first_id_token(header: &Value) -> String {
    let mut own = json!({ "alg": "RS256" });
    change(&mut own, header.clone());
    jwt(&own, &first_claims())
}

/// A session whose ID token has these claims as well gets one that has those.
fn renewed_from(tab: &Tab, claims: &Value, renewed: &Value) -> Answer {
    let id_token = |changes: &Value| {
        let mut claims = first_claims();
        change(&mut claims, changes.clone());
        jwt(&json!({ "alg": "RS256" }), &claims)
    };
    let record = record(&tab.client, json!({ "idToken": id_token(claims) }));
    answer(tab, &record, 200, &success(json!({ "id_token": id_token(renewed) })))
}

fn run(tab: &Tab, record: &Record, organization: Option<&str>) -> Answer {
    at_once(refresh(tab.client.config(), &tab.page, record, organization))
}

/// Plays the token endpoint.
fn answer(tab: &Tab, record: &Record, status: u16, body: &str) -> Answer {
    let token = tab
        .client
        .config()
        .endpoints
        .as_ref()
        .map_or(TOKEN_ENDPOINT.to_owned(), |endpoints| endpoints.token.as_ref().unwrap().as_str().to_owned());
    tab.page.answers(&token, [json_answer(status, body)]);
    run(tab, record, None)
}

/// The request with the refresh token.
fn sent(tab: &Tab, record: &Record, organization: Option<&str>) -> HttpRequest {
    let token = tab.client.config().endpoints.as_ref().unwrap().token.clone().unwrap();
    tab.page.answers(token.as_str(), [json_answer(400, r#"{"error":"invalid_grant"}"#)]);
    tab.page.requests();
    dead(run(tab, record, organization));
    tab.page.requests().pop().unwrap()
}

fn issued(answer: Answer) -> (Issue, Option<String>) {
    let Ok(Renewed { issue, subject }) = answer else { panic!("{answer:?}") };
    (*issue, subject)
}

fn dead(answer: Answer) -> Error {
    let Err(Failure::Dead(error)) = answer else { panic!("{answer:?}") };
    error
}

fn refused(answer: Answer) -> Error {
    let Err(Failure::Refused(error)) = answer else { panic!("{answer:?}") };
    error
}

fn transient(answer: Answer) -> (Error, Option<u32>) {
    let Err(Failure::Transient { error, retry_after_seconds }) = answer else { panic!("{answer:?}") };
    (error, retry_after_seconds)
}
