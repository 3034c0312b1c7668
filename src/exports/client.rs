//! A client, as the package holds it.

#![allow(clippy::missing_errors_doc, reason = "each throws what the package makes an error of")]

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::arguments::{
    address, callback_options, logout_options, options, popup_options, tokens_of_result, wait_options,
};
use super::failure::failure;
use super::promise::{promise, unless_fired, until_aborted};
use super::results::{callback_result, user_claims};
use super::session::ExportedSession;
use crate::browser::console::warn;
use crate::client::answer::Answer;
use crate::client::client::Client;
use crate::error::error::Error;
use crate::error::quote::quoted;
use crate::providers::list::named;

/// A client of one provider.
#[wasm_bindgen(js_name = Client)]
#[derive(Debug)]
pub struct ExportedClient(Client);

#[wasm_bindgen(js_class = Client)]
impl ExportedClient {
    /// Makes a client by the name of its provider's factory. Throws what the package makes an error of, as all of these.
    #[wasm_bindgen(constructor)]
    pub fn new(provider: &str, given: &JsValue) -> Result<ExportedClient, JsValue> {
        let provider = named(provider).ok_or_else(|| failure(&unknown(provider)))?;
        let client = options(given).and_then(|options| Client::of(provider, &options));
        client.map(ExportedClient).map_err(|error| failure(&error))
    }

    /// Finds the provider's endpoints, if they are not known.
    pub fn ready(&self) -> Promise {
        let client = self.0.clone();
        promise(async move { client.ready().await.map(|()| JsValue::UNDEFINED) })
    }

    /// Builds an authorize URL, synchronously, and stores what the return needs.
    #[wasm_bindgen(js_name = createAuthorizeUrl)]
    pub fn create_authorize_url(&self, request: &JsValue) -> Result<String, JsValue> {
        let url = options(request).and_then(|options| self.0.create_authorize_url(&options));
        url.map(String::from).map_err(|error| failure(&error))
    }

    /// Leaves for the provider.
    #[wasm_bindgen(js_name = signIn)]
    pub fn sign_in(&self, request: &JsValue) -> Promise {
        let (client, options) = (self.0.clone(), options(request));
        promise(async move { client.sign_in(&options?).await.map(|()| JsValue::UNDEFINED) })
    }

    /// Signs in in a popup, whose window is open when this returns.
    #[wasm_bindgen(js_name = signInPopup)]
    pub fn sign_in_popup(&self, request: &JsValue, given: &JsValue) -> Promise {
        let (client, request, given) = (self.0.clone(), options(request), popup_options(given));
        promise(async move {
            let (request, (popup, signal)) = (request?, given?);
            unless_fired(signal.as_ref())?;
            let signed_in = client.open_popup(&request, &popup)?.outcome(signal).await;
            signed_in.as_ref().map(callback_result).map_err(Error::clone)
        })
    }

    /// Whether an address, or the page's own, answers a sign-in of this client.
    #[wasm_bindgen(js_name = isCallback)]
    #[must_use]
    pub fn is_callback(&self, url: &JsValue) -> bool {
        if url.is_falsy() {
            return self.0.is_callback(None);
        }
        address(url).is_some_and(|url| self.0.is_callback(Some(&url)))
    }

    /// The whole way back. The address is clean when this returns; the same answer is the same promise. A signal that has
    /// fired touches nothing.
    ///
    /// A call that came before the module did says whether its address was the page's own, `was_shown`. Its signal may have
    /// fired since then, which ends nothing that others wait for.
    #[wasm_bindgen(js_name = handleCallback)]
    pub fn handle_callback(&self, given: &JsValue, was_shown: Option<bool>) -> Result<Promise, JsValue> {
        let (options, signal) = callback_options(given).map_err(|error| failure(&error))?;
        if let Err(error) = unless_fired(signal.as_ref().filter(|_| was_shown.is_none())) {
            return Ok(Promise::reject(&failure(&error)));
        }
        let answer = self.0.answer(&options, was_shown.unwrap_or_default()).map_err(|error| failure(&error))?;
        answer.join(signal);
        if let Some(session) = self.0.session() {
            session.start();
        }
        Ok(answer.promise.get_or_init(|| promise_of(answer.clone())).clone())
    }

    /// The address of the provider's own logout.
    #[wasm_bindgen(js_name = logoutUrl)]
    pub fn logout_url(&self, request: &JsValue) -> Result<String, JsValue> {
        let url = logout_options(request).and_then(|(options, tokens)| self.0.logout_url(&options, &tokens));
        url.map_err(|error| failure(&error))
    }

    /// Ends the sign-ins of this client here, and leaves for the provider's own logout.
    #[wasm_bindgen(js_name = signOut)]
    pub fn sign_out(&self, request: &JsValue) -> Promise {
        let (client, given) = (self.0.clone(), logout_options(request));
        promise(async move {
            let (options, tokens) = given?;
            client.sign_out(&options, &tokens).await.map(|()| JsValue::UNDEFINED)
        })
    }

    /// The session, if the options ask for one: the same object for the same session.
    #[must_use]
    pub fn session(&self) -> JsValue {
        let Some(session) = self.0.session() else { return JsValue::UNDEFINED };
        if self.0.config().session.as_deref() != Some(session.config()) {
            warn(MADE_BEFORE);
        }
        ExportedSession::of(session)
    }

    /// Asks the userinfo endpoint.
    #[wasm_bindgen(js_name = fetchUserInfo)]
    pub fn fetch_user_info(&self, tokens: &JsValue, given: &JsValue) -> Promise {
        let (client, tokens, given) =
            (self.0.clone(), tokens_of_result(tokens, self.0.config().session.is_some()), wait_options(given));
        promise(async move {
            let (tokens, (options, signal)) = (tokens?, given?);
            let fetched = until_aborted(signal, client.fetch_user_info(&tokens, &options)).await;
            fetched.map(|claims| user_claims(claims.json(), claims.mistyped()))
        })
    }
}

fn promise_of(answer: Rc<Answer>) -> Promise {
    promise(async move {
        let outcome = answer.outcome().await;
        outcome.as_ref().as_ref().map(callback_result).map_err(Error::clone)
    })
}

/// The package names a provider that the module does not have: the two are of different builds.
fn unknown(provider: &str) -> Error {
    Error::invalid_option("provider", "one that this build of the module has", &quoted(provider))
}

const MADE_BEFORE: &str = "this page has a session of this client already, with other options: those count";
