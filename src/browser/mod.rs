//! The boundary: what the package calls. Each function converts in, makes one call of the core, and converts out.
//!
//! `provider` is the name of a factory, `client` and `request` are the app's options objects. Whatever is thrown is
//! `{ group, code, message, … }`.

#![allow(clippy::missing_errors_doc, reason = "the module says it for all")]
#![allow(clippy::needless_pass_by_value, reason = "the generated code hands over owned values")]

use wasm_bindgen::JsValue;

use spin::Mutex;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::authorize_url::begin;
use crate::callback;
use crate::config::ClientConfig;
use crate::entropy::Entropy;
use crate::error::Error;
use crate::keys::Verifier;
use crate::logout::SessionTokens;
use crate::prelude::*;
use crate::providers::Provider;
use crate::request::SignInRequest;
use crate::step::{self, Pending};
use crate::store::TransactionStore;
use crate::{logout, metadata, user_info};

pub(crate) mod convert;
mod page;

use page::{Page, now};

type Converted<T> = Result<T, JsValue>;

/// Checks a client's options; they are handed in again with each call.
#[wasm_bindgen(js_name = checkClient)]
pub fn check_client(provider: &str, client: JsValue) -> Converted<()> {
    config(provider, client).map(drop)
}

/// Begins a sign-in and stores its transaction.
#[wasm_bindgen(js_name = createAuthorizeUrl)]
pub fn create_authorize_url(provider: &str, client: JsValue, request: JsValue) -> Converted<String> {
    let config = config(provider, client)?;
    thrown((|| {
        let page = Page::open()?;
        let request = SignInRequest::parse(&config, &convert::options(request)?, &page.origin())?;
        let now = now();
        let (url, transaction) = begin(&config, &request, Entropy::draw()?, now)?;
        TransactionStore::new(&page.storage()).open(&transaction, now)?;
        Ok(url.into())
    })())
}

/// Whether the address answers a sign-in that this client began in this tab.
#[wasm_bindgen(js_name = isCallback)]
#[must_use]
pub fn is_callback(provider: &str, client: JsValue, url: Option<String>) -> bool {
    let Ok(config) = config(provider, client) else { return false };
    let answers =
        |page: Page| Ok(callback::is_callback(&config, &page.address(url.as_deref()), &page.storage(), now()));
    Page::open().and_then(answers).unwrap_or(false)
}

/// Reads the address, ends the sign-in that it answers, and cleans the address bar.
///
/// `{ client, state?, replay, step | failure }`
#[wasm_bindgen(js_name = handleCallback)]
pub fn handle_callback(provider: &str, client: JsValue, url: Option<String>) -> Converted<JsValue> {
    let config = config(provider, client)?;
    thrown((|| {
        let page = Page::open()?;
        let address = page.address(url.as_deref());
        let arrival =
            with_verifier(|verifier| callback::handle_callback(&config, &address, &page.storage(), verifier, now()))?;
        if let Some(cleaned) = &arrival.cleaned {
            page.replace(&address, cleaned);
        }
        Ok(convert::arrival(&config, arrival, keep))
    })())
}

/// How long to wait for each answer, in milliseconds, from the options of a call that waits.
#[wasm_bindgen]
pub fn timeout(options: JsValue) -> Converted<u32> {
    thrown(convert::options(options).and_then(|options| callback::timeout(&options)))
}

/// Whether the client's endpoints were given, or found.
#[wasm_bindgen(js_name = knowsEndpoints)]
pub fn knows_endpoints(provider: &str, client: JsValue) -> Converted<bool> {
    Ok(config(provider, client)?.knows_endpoints())
}

/// Asks for the metadata of the client's issuer: `{ request, pending }`.
#[wasm_bindgen]
pub fn discover(provider: &str, client: JsValue) -> Converted<JsValue> {
    Ok(convert::step(metadata::discover(&config(provider, client)?), keep))
}

/// Goes on with what came of a step, `{ status, body }`, `{ fault, url, limit }` or `{ verdict }`: another step,
/// `{ request, pending }` or `{ check, pending }`, or `{ done }`.
#[wasm_bindgen]
pub fn resume(provider: &str, client: JsValue, pending: u32, answer: &JsValue) -> Converted<JsValue> {
    let config = config(provider, client)?;
    let pending = PENDING.lock().get_mut(pending as usize).and_then(Option::take).ok_or(JsValue::UNDEFINED)?;
    let step = with_verifier(|verifier| step::resume(&config, pending, convert::answer(answer), verifier, now()));
    step.map(|step| convert::step(step, keep)).map_err(convert::failure)
}

/// The address that ends the provider's session.
#[wasm_bindgen(js_name = logoutUrl)]
pub fn logout_url(
    provider: &str,
    client: JsValue,
    id_token: Option<String>,
    access_token: Option<String>,
    request: JsValue,
) -> Converted<String> {
    let config = config(provider, client)?;
    let origin = Page::open().map(|page| page.origin()).ok();
    let tokens = SessionTokens { id_token: id_token.as_deref(), access_token: access_token.as_deref() };
    thrown(
        convert::options(request).and_then(|options| logout::logout_url(&config, &options, tokens, origin.as_deref())),
    )
}

/// Drops every open sign-in of the client, and says who that is.
#[wasm_bindgen(js_name = dropTransactions)]
pub fn drop_transactions(provider: &str, client: JsValue) -> Converted<String> {
    let config = config(provider, client)?;
    thrown((|| {
        TransactionStore::new(&Page::open()?.storage()).drop_client(&config)?;
        Ok(config.identity())
    })())
}

/// Asks for the claims of the user whose tokens these are: `{ request, pending }`.
#[wasm_bindgen(js_name = fetchUserInfo)]
pub fn fetch_user_info(
    provider: &str,
    client: JsValue,
    access_token: Option<String>,
    id_token: Option<String>,
) -> Converted<JsValue> {
    let config = config(provider, client)?;
    let step = user_info::fetch_user_info(&config, &access_token.unwrap_or_default(), &id_token.unwrap_or_default());
    thrown(step.map(|step| convert::step(step, keep)))
}

/// The keys stay for the life of the page, and so of the module.
static VERIFIER: Mutex<Verifier> = Mutex::new(Verifier::new());

/// What waits for an answer stays here, secrets included: the page gets its number.
static PENDING: Mutex<Vec<Option<Pending>>> = Mutex::new(Vec::new());

fn keep(pending: Pending) -> u32 {
    let mut all = PENDING.lock();
    #[allow(clippy::cast_possible_truncation, reason = "the sign-ins of one page")]
    if let Some((number, free)) = all.iter_mut().enumerate().find(|(_, kept)| kept.is_none()) {
        *free = Some(pending);
        number as u32
    } else {
        all.push(Some(pending));
        all.len() as u32 - 1
    }
}

fn with_verifier<T>(act: impl FnOnce(&mut Verifier) -> T) -> T {
    let mut verifier = VERIFIER.lock();
    verifier.available = page::has_web_crypto();
    act(&mut verifier)
}

fn config(provider: &str, client: JsValue) -> Converted<ClientConfig> {
    let provider = Provider::named(provider).ok_or(JsValue::UNDEFINED)?;
    thrown(convert::options(client).and_then(|options| ClientConfig::parse(provider, &options)))
}

fn thrown<T>(result: Result<T, Box<Error>>) -> Converted<T> {
    result.map_err(|error| convert::failure(error.into()))
}
