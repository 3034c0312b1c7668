//! An app in Rust: on each load its page asks who signed in, and on a click it begins a sign-in.

use serde::Deserialize;
use spa_authorize::{CallbackResult, Client, Error, Options, wasm_bindgen, wasm_bindgen_futures};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

#[derive(Deserialize)]
struct User {
    email: String,
}

#[wasm_bindgen]
pub async fn user(issuer: String, client_id: String, redirect_uri: String) -> Result<Option<String>, JsError> {
    let client = client(issuer, client_id, redirect_uri)?;
    let CallbackResult::SignedIn(signed_in) = client.handle_callback().await? else { return Ok(None) };
    Ok(signed_in.claims::<User>().map(|user| user.email))
}

#[wasm_bindgen(js_name = signIn)]
pub async fn sign_in(issuer: String, client_id: String, redirect_uri: String) -> Result<(), JsError> {
    let client = client(issuer, client_id, redirect_uri)?;
    Ok(client.sign_in(&Options::new().with("scope", "openid email")).await?)
}

fn client(issuer: String, client_id: String, redirect_uri: String) -> Result<Client, Error> {
    let options = Options::new().with("issuer", issuer).with("clientId", client_id);
    Client::oidc(&options.with("redirectUri", redirect_uri))
}
