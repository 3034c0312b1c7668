//! The provider's metadata: what is found there is what the client's options may be.

use serde_json::{Value, json};
use spa_authorize::documents::endpoints::NoEndpoint;
use spa_authorize::documents::metadata::ProviderMetadata;
use spa_authorize::protocol::algorithm::Algorithm;
use spa_authorize::protocol::endpoint::{Endpoint, PlainHttp};
use spa_authorize::wire::json_text;

use super::common::{Tab, at_once, client, json_answer};
use super::text::explained;

pub fn check(input: &[u8]) -> String {
    let bare = client(without_endpoints()).unwrap();
    let tab = Tab::with(bare);
    tab.page.answers(METADATA, [json_answer(200, input)]);
    if let Err(error) = at_once(tab.client.ready_on(&tab.page)) {
        assert!(!tab.client.is_ready_on(&tab.page));
        return explained(&error);
    }
    let found = found(&tab, input);
    for endpoint in found.as_object().unwrap().values().filter_map(Value::as_str) {
        let url = url::Url::parse(endpoint).unwrap();
        let local = url.host_str().is_some_and(|host| host == "localhost" || host.ends_with(".localhost"));
        let loopback = local || ["127.", "[::1]"].iter().any(|start| url.host_str().unwrap().starts_with(start));
        assert!(url.scheme() == "https" || (url.scheme() == "http" && loopback), "{endpoint}");
    }
    let given = Tab::new(found.clone());
    let [begun, as_given] = [tab, given].map(|tab| {
        let begun = tab.try_begin(json!({ "responseType": "token" }));
        begun.map(|begun| begun.url.as_str().to_owned()).map_err(|error| explained(&error))
    });
    assert_eq!(begun, as_given, "what is found is as good as what is given");
    format!("{found} {begun:?}")
}

/// What the metadata says, as options; `null` where it says nothing.
fn found(tab: &Tab, input: &[u8]) -> Value {
    let text = std::str::from_utf8(input.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(input)).unwrap();
    let document = json_text::read(text);
    let config = tab.client.config();
    let expected = (&config.issuer, &config.issuer_rule);
    let found = ProviderMetadata::read(document.as_ref(), expected, PlainHttp::Refused).unwrap();
    let optional =
        |endpoint: &Result<Endpoint, NoEndpoint>| endpoint.as_ref().ok().map(|endpoint| endpoint.as_str().to_owned());
    let names = |all: Vec<Algorithm>| all.into_iter().map(Algorithm::name).collect::<Vec<_>>();
    json!({
        "authorizationEndpoint": found.endpoints.authorization.as_str(),
        "tokenEndpoint": optional(&found.endpoints.token),
        "userinfoEndpoint": optional(&found.endpoints.userinfo),
        "endSessionEndpoint": optional(&found.endpoints.end_session),
        "revocationEndpoint": optional(&found.endpoints.revocation),
        "jwksUri": optional(&found.endpoints.jwks),
        "idTokenSigningAlgs": found.signing_algorithms.map(names),
        "authorizationResponseIssParameterSupported": found.promises_iss,
    })
}

fn without_endpoints() -> Value {
    let endpoints = ["authorizationEndpoint", "tokenEndpoint", "userinfoEndpoint", "endSessionEndpoint", "jwksUri"];
    endpoints.into_iter().map(|name| (name.to_owned(), Value::Null)).collect::<serde_json::Map<_, _>>().into()
}

const METADATA: &str = "https://op.example/.well-known/openid-configuration";
