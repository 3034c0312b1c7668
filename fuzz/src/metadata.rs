//! The provider's metadata: what is found there is what the client's options may be.

use serde_json::{Value, json};
use spa_authorize::before::config::ClientConfig;
use spa_authorize::before::metadata::{Metadata, discover};
use spa_authorize::before::providers::Provider;
use spa_authorize::before::step::{Done, Step};

use super::common::{ISSUER, Tab, change, done, json_answer, options, sent};
use super::explained;

pub fn check(input: &[u8]) -> String {
    let bare = json!({ "issuer": ISSUER, "clientId": "spa", "redirectUri": super::CALLBACK });
    let mut tab = Tab::new(json!({}));
    tab.client = parse(bare.clone());
    let pending = Step::Send(sent(discover(&tab.client)));
    let found = match tab.step(pending, json_answer(200, input)) {
        Ok(step) => match done(step) {
            Done::Metadata(found) => as_options(&found),
            other => panic!("another end: {other:?}"),
        },
        Err(failure) => return explained(&failure),
    };
    for (name, endpoint) in found.as_object().unwrap() {
        let Some(endpoint) = endpoint.as_str() else { continue };
        let url = url::Url::parse(endpoint).unwrap();
        let local = url.host_str().is_some_and(|host| host == "localhost" || host.ends_with(".localhost"));
        let loopback = local || ["127.", "[::1]"].iter().any(|start| url.host_str().unwrap().starts_with(start));
        assert!(url.scheme() == "https" || (url.scheme() == "http" && loopback), "{name}: {endpoint}");
    }
    let mut whole = bare;
    change(&mut whole, found.clone());
    tab.client = parse(whole);
    let begun = tab.try_begin(json!({ "responseType": "token" }));
    let begun = begun.map(|begun| begun.url.to_string()).map_err(|failure| explained(&failure));
    format!("{found} {begun:?}")
}

/// Each endpoint, `null` where there is none.
fn as_options(found: &Metadata) -> Value {
    let mut options: Value = serde_json::from_str(found.json().as_str()).unwrap();
    for name in ["authorizationEndpoint", "tokenEndpoint", "userinfoEndpoint", "endSessionEndpoint", "jwksUri"] {
        options[name] = options.get(name).cloned().into();
    }
    options
}

fn parse(client: Value) -> ClientConfig {
    ClientConfig::parse(Provider::named("oidc").unwrap(), &options(client)).unwrap()
}
