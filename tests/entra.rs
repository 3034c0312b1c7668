//! Microsoft: one tenant, several, and the policies of Azure AD B2C. // FLD-8

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{ORIGIN, Tab, at_once, change, good_claims, json_answer, key, key_set, options, parameter};
use serde_json::{Value, json};
use spa_authorize::callback::result::{CallbackResult, SignedIn};
use spa_authorize::client::client::Client;
use spa_authorize::error::error::Error;
use spa_authorize::error::kind::ErrorKind;
use spa_authorize::sign_out::logout::SessionTokens;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const MICROSOFT: &str = "https://login.microsoftonline.com";
const TEMPLATE: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";
const CONTOSO: &str = "11111111-2222-4333-8444-55555555abcd";
const FABRIKAM: &str = "22222222-2222-4333-8444-55555555abcd";
const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
const CALLBACK: &str = "https://app.example/callback";

/// What a provider says of itself.
struct Site {
    client: Value,
    /// Where the metadata is.
    at: String,
    /// What it names.
    issuer: String,
}

// FLD-8
#[test]
fn a_token_is_of_a_tenant_that_may_sign_in() {
    let issuer = |tenant: &str| format!("{MICROSOFT}/{tenant}/v2.0");
    let rows = [
        ("common", TEMPLATE, CONTOSO, None),
        ("common", TEMPLATE, PERSONAL, None),
        ("organizations", TEMPLATE, CONTOSO, None),
        ("organizations", TEMPLATE, PERSONAL, Some("id-token-issuer-mismatch")),
        ("consumers", TEMPLATE, PERSONAL, None),
        ("consumers", &issuer(PERSONAL), PERSONAL, None),
        ("consumers", TEMPLATE, CONTOSO, Some("id-token-issuer-mismatch")),
        (CONTOSO, &issuer(CONTOSO), CONTOSO, None),
        (CONTOSO, TEMPLATE, CONTOSO, None),
        (CONTOSO, &issuer(CONTOSO), FABRIKAM, Some("id-token-issuer-mismatch")),
        ("contoso.onmicrosoft.com", &issuer(CONTOSO), CONTOSO, None),
        ("contoso.onmicrosoft.com", &issuer(CONTOSO), FABRIKAM, Some("id-token-issuer-mismatch")),
    ];
    for (tenant, named, signs_in, expected) in rows {
        let tab = ready(&site(tenant, named));
        let found = sign_in(&tab, json!({ "iss": issuer(signs_in), "tid": signs_in }));
        assert_eq!(found.err().map(|error| error.code()), expected, "{tenant} {named} {signs_in}");
    }
}

// FLD-8
#[test]
fn a_token_whose_tid_is_not_the_one_in_its_issuer_is_refused() {
    let issuer = |tenant: &str| format!("{MICROSOFT}/{tenant}/v2.0");
    let upper = CONTOSO.to_uppercase();
    let rows = [
        (issuer(CONTOSO), json!(FABRIKAM)),
        (issuer(CONTOSO), json!(7)),
        (issuer(CONTOSO), json!("")),
        (issuer(CONTOSO), json!("contoso.onmicrosoft.com")),
        (issuer("contoso.onmicrosoft.com"), json!("contoso.onmicrosoft.com")),
        (issuer("{tenantid}"), json!("{tenantid}")),
        (issuer(&upper), json!(upper)),
        (issuer(CONTOSO), json!(upper)),
        (format!("{}/", issuer(CONTOSO)), json!(CONTOSO)),
        (format!("https://evil.example/{CONTOSO}/v2.0"), json!(CONTOSO)),
        (format!("{MICROSOFT}/x/{CONTOSO}/v2.0"), json!(CONTOSO)),
    ];
    for tenant in ["common", "organizations", CONTOSO] {
        for (iss, tid) in &rows {
            let named = if tenant == CONTOSO { issuer(CONTOSO) } else { TEMPLATE.to_owned() };
            let error = sign_in(&ready(&site(tenant, &named)), json!({ "iss": iss, "tid": tid })).unwrap_err();
            assert_eq!(error.code(), "id-token-issuer-mismatch", "{tenant} {iss} {tid}");
        }
    }
}

#[test]
fn a_token_of_any_tenant_has_to_say_which_one() {
    for tenant in ["common", "organizations"] {
        let claims = json!({ "iss": format!("{MICROSOFT}/{CONTOSO}/v2.0") });
        let error = sign_in(&ready(&site(tenant, TEMPLATE)), claims).unwrap_err();
        assert_eq!((error.code(), error.details().claim.as_deref()), ("id-token-claim-missing", Some("tid")));
    }
}

#[test]
fn metadata_that_names_another_tenants_issuer_is_refused() {
    let rows = [
        ("common", format!("{MICROSOFT}/{CONTOSO}/v2.0")),
        ("common", "https://evil.example/{tenantid}/v2.0".to_owned()),
        ("common", "https://login.microsoftonline.com.evil.example/{tenantid}/v2.0".to_owned()),
        ("common", "http://login.microsoftonline.com/{tenantid}/v2.0".to_owned()),
        ("common", "{tenantid}".to_owned()),
        ("common", String::new()),
        ("organizations", format!("{MICROSOFT}/{CONTOSO}/v2.0")),
        ("consumers", format!("{MICROSOFT}/{CONTOSO}/v2.0")),
        (CONTOSO, format!("{MICROSOFT}/{FABRIKAM}/v2.0")),
        (CONTOSO, format!("{MICROSOFT}/common/v2.0")),
        // A domain is one tenant's, and never stands for all of them.
        ("contoso.onmicrosoft.com", TEMPLATE.to_owned()),
        ("contoso.onmicrosoft.com", format!("{MICROSOFT}/contoso.onmicrosoft.com/v2.0")),
    ];
    for (tenant, named) in rows {
        let error = discover(&site(tenant, &named)).unwrap_err();
        assert_eq!(error.code(), "metadata-issuer-mismatch", "{tenant} {named}");
        assert_eq!(error.details().found, Some(format!("\"{named}\"")));
    }
}

#[test]
fn the_client_is_not_ready_before_the_metadata_says_who_the_tenant_is() {
    let tab = Tab::with(Client::entra(&options(given("contoso.onmicrosoft.com"))).unwrap());
    assert!(!tab.client.is_ready_on(&tab.page));
    assert_eq!(tab.try_begin(json!({})).unwrap_err().kind(), ErrorKind::NotReady);
}

#[test]
fn what_one_tenants_client_found_is_not_anothers() {
    let tab = ready(&site("common", TEMPLATE));
    let own = json!({ "issuer": format!("{MICROSOFT}/common/v2.0"), "clientId": "spa", "redirectUri": CALLBACK });
    let other = Client::oidc(&options(own)).unwrap();
    assert!(!other.is_ready_on(&tab.page), "it wants its exact issuer");
    let error = other.create_authorize_url_on(&tab.page, &options(json!({}))).unwrap_err();
    assert_eq!(error.code(), "metadata-issuer-mismatch");
}

#[test]
fn a_tenant_is_an_id_a_domain_or_one_of_three_words() {
    let rows = [
        ("contoso", "invalid-option: \"tenant\" must be a tenant's id or domain"),
        ("Common ", "invalid-option: \"tenant\" must be "),
        ("contoso.com/x", "invalid-option: \"tenant\" must be "),
        ("..", "invalid-option: \"tenant\" must be "),
        ("contoso.com?x", "invalid-option: \"tenant\" must be "),
        ("11111111-2222-4333-8444-55555555abc", "invalid-option: \"tenant\" must be "),
        ("{tenantid}", "invalid-option: \"tenant\" must be "),
        ("", "missing-option: \"tenant\" is required: whose users sign in"),
    ];
    for (tenant, message) in rows {
        let error = Client::entra(&options(given(tenant))).unwrap_err();
        assert!(error.to_string().starts_with(message), "{tenant}: {error}");
    }
    for tenant in ["common", "consumers", "organizations", "contoso.com", CONTOSO, &CONTOSO.to_uppercase()] {
        Client::entra(&options(given(tenant))).unwrap();
    }
}

#[test]
fn a_policy_is_a_name_of_one_tenant_at_a_domain() {
    let rows = [
        (json!({ "policy": "B2C_1_x" }), "missing-option: \"domain\" is required: \"policy\" needs it"),
        (json!({ "policy": "a/b", "domain": "contoso.b2clogin.com" }), "invalid-option: \"policy\" must be a name"),
        (json!({ "policy": "..", "domain": "contoso.b2clogin.com" }), "invalid-option: \"policy\" must be a name"),
        (
            json!({ "policy": "B2C_1_x", "domain": "contoso.b2clogin.com", "tenant": "common" }),
            "invalid-option: \"tenant\" must be one tenant's id or domain beside \"policy\"",
        ),
    ];
    for (changes, message) in rows {
        let mut client = given("contoso.onmicrosoft.com");
        change(&mut client, changes);
        let error = Client::entra(&options(client)).unwrap_err();
        assert!(error.to_string().starts_with(message), "{error}");
    }
}

// FLD-8
#[test]
fn a_policys_token_names_it_or_none() {
    let rows = [
        (json!({}), None),
        (json!({ "tfp": "b2c_1_Sign_In" }), None),
        (json!({ "acr": "b2c_1_sign_in" }), None),
        (json!({ "tfp": "B2C_1_sign_in", "acr": "loa1" }), None),
        (json!({ "tfp": "B2C_1_edit_profile" }), Some("tfp")),
        (json!({ "tfp": null, "acr": "b2c_1_edit_profile" }), Some("acr")),
        (json!({ "tfp": 7 }), Some("tfp")),
    ];
    for (claims, wrong) in rows {
        for site in [b2c(""), b2c("?p=b2c_1_sign_in")] {
            let mut claims = claims.clone();
            change(&mut claims, json!({ "iss": site.issuer }));
            match (sign_in(&ready(&site), claims.clone()), wrong) {
                (Ok(_), None) => {}
                (Err(error), Some(claim)) => {
                    assert_eq!(
                        (error.code(), error.details().claim.as_deref()),
                        ("id-token-acr-mismatch", Some(claim))
                    );
                }
                (found, _) => panic!("{claims}: {found:?}"),
            }
        }
    }
}

#[test]
fn a_policys_endpoints_keep_their_query() {
    let tab = ready(&b2c("?p=b2c_1_sign_in"));
    let begun = tab.begin(json!({}));
    let url = begun.url.as_str();
    assert!(
        url.starts_with("https://contoso.b2clogin.com/contoso.onmicrosoft.com/oauth2/v2.0/authorize?p=b2c_1_sign_in&")
    );
    assert_eq!(parameter(url, "p").as_deref(), Some("b2c_1_sign_in"));
}

#[test]
fn external_id_names_its_issuer_by_another_host() {
    let issuer = format!("https://{CONTOSO}.ciamlogin.com/{CONTOSO}/v2.0");
    let mut site = site(CONTOSO, &issuer);
    site.client["domain"] = json!("login.contoso.com");
    site.at = format!("https://login.contoso.com/{CONTOSO}/v2.0");
    sign_in(&ready(&site), json!({ "iss": issuer, "tid": CONTOSO })).unwrap();
}

#[test]
fn a_national_cloud_is_a_domain() {
    let mut site = site("organizations", "https://login.microsoftonline.us/{tenantid}/v2.0");
    site.client["domain"] = json!("login.microsoftonline.us");
    site.at = String::from("https://login.microsoftonline.us/organizations/v2.0");
    let claims = json!({ "iss": format!("https://login.microsoftonline.us/{CONTOSO}/v2.0"), "tid": CONTOSO });
    sign_in(&ready(&site), claims).unwrap();
}

// FLD-8
#[test]
fn a_key_signs_for_its_own_issuer() {
    let own = |tenant: &str| format!("{MICROSOFT}/{tenant}/v2.0");
    let rows = [
        (json!(null), CONTOSO, None),
        (json!(TEMPLATE), CONTOSO, None),
        (json!(TEMPLATE), PERSONAL, None),
        (json!(own(PERSONAL)), PERSONAL, None),
        (json!(own(PERSONAL)), CONTOSO, Some("id-token-key-unknown")),
        (json!(own(CONTOSO)), PERSONAL, Some("id-token-key-unknown")),
        (json!("https://evil.example/{tenantid}/v2.0"), CONTOSO, Some("id-token-key-unknown")),
    ];
    for (issuer, tenant, expected) in rows {
        let tab = ready(&site("common", TEMPLATE));
        let mut key = key("RSA");
        change(&mut key, json!({ "issuer": issuer }));
        tab.page.answers(&format!("{MICROSOFT}/common/v2.0/keys"), [json_answer(200, key_set(&[key]))]);
        let found = sign_in(&tab, json!({ "iss": own(tenant), "tid": tenant })).err();
        assert_eq!(found.as_ref().map(Error::code), expected, "{issuer} {tenant}");
        if let Some(error) = found {
            assert_eq!(error.details().member.as_deref(), Some("issuer"), "{issuer} {tenant}");
        }
    }
}

// FLD-8
#[test]
fn an_iss_parameter_fits_the_template() {
    let own = |tenant: &str| format!("{MICROSOFT}/{tenant}/v2.0");
    let rows = [
        ("common", own(CONTOSO), true),
        ("common", own(PERSONAL), true),
        ("organizations", own(PERSONAL), false),
        ("consumers", own(CONTOSO), false),
        ("common", TEMPLATE.to_owned(), false),
        ("common", own("common"), false),
        ("common", format!("https://evil.example/{CONTOSO}/v2.0"), false),
        (CONTOSO, own(CONTOSO), true),
        (CONTOSO, own(FABRIKAM), false),
    ];
    for (tenant, iss, fits) in rows {
        let named = if tenant == CONTOSO { own(CONTOSO) } else { TEMPLATE.to_owned() };
        let tab = ready(&site(tenant, &named));
        let state = tab.begin(json!({})).state;
        let iss: String = url::form_urlencoded::byte_serialize(iss.as_bytes()).collect();
        let error = tab.come_back(&format!("{CALLBACK}?error=access_denied&iss={iss}&state={state}")).unwrap_err();
        let expected = if fits { "authorization-refused" } else { "issuer-mismatch" };
        assert_eq!(error.code(), expected, "{tenant} {iss}");
    }
}

// FLD-9
#[test]
fn an_answer_without_an_access_token_signs_in() {
    let site = b2c("");
    let tab = ready(&site);
    let begun = tab.begin(json!({}));
    let token = id_token(&begun.nonce.unwrap(), json!({ "iss": site.issuer }));
    let answer = json!({
        "id_token": token, "token_type": "Bearer", "not_before": 1, "id_token_expires_in": 3600, "profile_info": "e30",
        "scope": "openid",
    });
    tab.page.answers(&format!("{}/token", site.at), [json_answer(200, answer.to_string())]);
    let result = tab.come_back(&format!("{CALLBACK}?code=C&state={}", begun.state)).unwrap();
    let CallbackResult::SignedIn(SignedIn { tokens, .. }) = result else { panic!("not signed in") };
    assert_eq!((tokens.access_token, tokens.expires_at), (None, None));
}

#[test]
fn the_options_are_sent_under_microsofts_names() {
    let request = json!({
        "prompt": "select_account", "loginHint": "ada@contoso.com", "domainHint": "contoso.com", "maxAge": 0,
        "claims": { "id_token": { "acrs": { "essential": true, "value": "c1" } } },
    });
    let begun = ready(&site("common", TEMPLATE)).begin(request);
    let sent =
        ["prompt", "login_hint", "domain_hint", "max_age", "claims"].map(|name| parameter(begun.url.as_str(), name));
    let claims = r#"{"id_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    assert_eq!(sent.map(Option::unwrap), ["select_account", "ada@contoso.com", "contoso.com", "0", claims]);
}

#[test]
fn a_logout_says_where_to_go() {
    let tab = ready(&site("common", TEMPLATE));
    let url = tab
        .client
        .logout_url_on(&tab.page, &options(json!({ "returnTo": "/bye" })), &SessionTokens::default())
        .unwrap();
    let at = format!(
        "{MICROSOFT}/common/v2.0/logout?client_id=spa&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye"
    );
    assert_eq!((url, ORIGIN), (at, "https://app.example"));
}

fn given(tenant: &str) -> Value {
    json!({ "tenant": tenant, "clientId": "spa", "redirectUri": CALLBACK })
}

fn site(tenant: &str, issuer: &str) -> Site {
    Site { client: given(tenant), at: format!("{MICROSOFT}/{tenant}/v2.0"), issuer: issuer.to_owned() }
}

/// A policy of Azure AD B2C, whose endpoints are below it or have it in their query.
fn b2c(query: &str) -> Site {
    let mut client = given("contoso.onmicrosoft.com");
    change(&mut client, json!({ "domain": "contoso.b2clogin.com", "policy": "B2C_1_sign_in" }));
    let at = "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_sign_in/v2.0";
    client["query"] = json!(query);
    Site { client, at: at.to_owned(), issuer: format!("https://contoso.b2clogin.com/{CONTOSO}/v2.0/") }
}

fn ready(site: &Site) -> Tab {
    discover(site).unwrap()
}

fn discover(site: &Site) -> Result<Tab, Error> {
    let mut client = site.client.clone();
    let query = client.as_object_mut().unwrap().remove("query").unwrap_or_default();
    let tab = Tab::with(Client::entra(&options(client)).unwrap());
    let authorize = match query.as_str().unwrap_or_default() {
        "" => format!("{}/authorize", site.at),
        query => format!("https://contoso.b2clogin.com/contoso.onmicrosoft.com/oauth2/v2.0/authorize{query}"),
    };
    let document = json!({
        "issuer": site.issuer,
        "authorization_endpoint": authorize,
        "token_endpoint": format!("{}/token", site.at),
        "jwks_uri": format!("{}/keys", site.at),
        "end_session_endpoint": format!("{}/logout", site.at),
        "id_token_signing_alg_values_supported": ["RS256"],
    });
    tab.page
        .answers(&format!("{}/.well-known/openid-configuration", site.at), [json_answer(200, document.to_string())]);
    tab.page.answers(&format!("{}/keys", site.at), [json_answer(200, key_set(&[key("RSA")]))]);
    at_once(tab.client.ready_on(&tab.page))?;
    Ok(tab)
}

/// A whole sign-in, in which the exchange answers with these claims.
fn sign_in(tab: &Tab, claims: Value) -> Result<CallbackResult, Error> {
    let begun = tab.begin(json!({ "responseType": "id_token" }));
    let token = id_token(&begun.nonce.unwrap(), claims);
    let response = format!("#id_token={token}&state={}&client_info=e30&session_state=s", begun.state);
    tab.come_back(&format!("{CALLBACK}{response}"))
}

fn id_token(nonce: &str, changes: Value) -> String {
    let mut claims = good_claims(nonce);
    change(&mut claims, changes);
    let header = json!({ "alg": "RS256", "kid": "k" });
    let parts = [header.to_string(), claims.to_string(), "s".repeat(256)];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}
