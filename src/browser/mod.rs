//! The boundary: what the package calls. Text comes in, one call of the core is made, text goes out.

use alloc::sync::Arc;

use spin::Mutex;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::authorize_url::begin;
use crate::callback::{self, Failure};
use crate::config::ClientConfig;
use crate::entropy::Entropy;
use crate::error::Error;
use crate::json::Json;
use crate::keys::Verifier;
use crate::options::Options;
use crate::prelude::*;
use crate::providers::Provider;
use crate::request::SignInRequest;
use crate::step::{self, Pending, Step};
use crate::store::TransactionStore;
use crate::text::{after_mark, cut};
use crate::web_url::WebUrl;
use crate::{logout, metadata, user_info};

pub(crate) mod convert;
mod page;

use convert::Input;
use page::{Page, PageStorage, now};

/// Does one of the operations, and gives its result as JSON, or `!` and what to make an error of.
///
/// `client` is the name of a factory and, like `input`, an options object: for each member a line with its name in JSON
/// and a line with its value in JSON, empty where JSON cannot hold it. `web_crypto` is whether the page has
/// `crypto.subtle`.
#[wasm_bindgen]
#[must_use]
pub fn call(operation: &str, client: &str, input: &str, web_crypto: bool) -> String {
    // No call is made while another is under way. After a trap, which no input makes, nothing is worth an answer.
    let Some(mut module) = MODULE.try_lock() else { return String::new() };
    module.verifier.available = web_crypto;
    match module.call(operation, client, input) {
        Ok(json) => json,
        Err(failure) => concat(&["!", &convert::failure(&failure)]),
    }
}

/// What stays for the life of the page.
struct Module {
    /// The clients that were read last, with the texts they were read from.
    clients: Vec<(String, Arc<ClientConfig>)>,
    verifier: Verifier,
    /// What waits for an answer, secrets included: the page gets its number.
    pending: Vec<Option<Pending>>,
}

impl Module {
    fn call(&mut self, operation: &str, client: &str, input: &str) -> Result<String, Failure> {
        let config = self.client(client)?;
        let input = Input::read(input, matches!(operation, "logoutUrl" | "fetchUserInfo"))?;
        match operation {
            "checkClient" => Ok(convert::flag(config.knows_endpoints())),
            "createAuthorizeUrl" => Ok(convert::text(&create_authorize_url(&config, &input.options)?)),
            "isCallback" => Ok(convert::flag(is_callback(&config, &input.options)?)),
            "handleCallback" => self.handle_callback(&config, &input.options),
            "logoutUrl" => Ok(convert::text(&logout_url(&config, &input)?)),
            "dropTransactions" => {
                TransactionStore::new(&PageStorage).drop_client(&config)?;
                Ok(convert::text(&config.identity()))
            }
            "discover" => self.waiting(metadata::discover(&config), &input.options),
            "fetchUserInfo" => {
                let step = user_info::fetch_user_info(&config, input.token("accessToken"), input.token("idToken"))?;
                self.waiting(step, &input.options)
            }
            _ => self.resume(&config, &input.options),
        }
    }

    fn client(&mut self, text: &str) -> Result<Arc<ClientConfig>, Box<Error>> {
        if let Some((_, known)) = self.clients.iter().find(|(known, _)| known == text) {
            return Ok(known.clone());
        }
        let parts = cut(text, b"\n");
        let provider = Provider::named(parts.0).ok_or(Error::NotReady)?;
        let config = Arc::new(ClientConfig::parse(provider, &Input::read(after_mark(parts), false)?.options)?);
        if self.clients.len() == CLIENTS_LIMIT {
            self.clients.remove(0);
        }
        self.clients.push((text.to_owned(), config.clone()));
        Ok(config)
    }

    /// Ends the sign-in that the address answers.
    fn handle_callback(&mut self, config: &ClientConfig, options: &Options) -> Result<String, Failure> {
        let timeout = callback::timeout(options)?;
        let page = Page::open()?;
        let given = given_address(&page, options)?;
        let address = given.as_ref().unwrap_or(&page.url);
        let mut arrival = callback::end(config, address, &PageStorage, &self.verifier, now())?;
        // What was handed in may not be what the address bar shows.
        arrival.cleaned = arrival.cleaned.filter(|_| address.as_str() == page.url.as_str());
        Ok(convert::arrival(config, arrival, timeout, &mut self.pending))
    }

    /// Goes on with what came of a step.
    fn resume(&mut self, config: &ClientConfig, answer: &Options) -> Result<String, Failure> {
        let pending = self.pending.get_mut(convert::number(answer, "pending") as usize).and_then(Option::take);
        let pending = pending.ok_or_else(|| Box::new(Error::Aborted))?;
        let step = step::resume(config, pending, convert::answer(answer), &mut self.verifier, now())?;
        Ok(convert::step(step, &mut self.pending))
    }

    /// A first step, with how long to wait for each answer.
    fn waiting(&mut self, step: Step, options: &Options) -> Result<String, Failure> {
        let timeout = callback::timeout(options)?;
        Ok(convert::first_step(step, timeout, &mut self.pending))
    }
}

/// Begins a sign-in and stores its transaction.
fn create_authorize_url(config: &ClientConfig, options: &Options) -> Result<String, Box<Error>> {
    let page = Page::open()?;
    let request = SignInRequest::parse(config, options, page.origin())?;
    let now = now();
    let (url, transaction) = begin(config, &request, Entropy::draw()?, now)?;
    TransactionStore::new(&PageStorage).open(&transaction, now)?;
    Ok(url.into())
}

fn is_callback(config: &ClientConfig, options: &Options) -> Result<bool, Box<Error>> {
    let page = Page::open()?;
    let given = given_address(&page, options)?;
    Ok(callback::is_own_callback(config, given.as_ref().unwrap_or(&page.url), &PageStorage, now()))
}

fn given_address(page: &Page, options: &Options) -> Result<Option<WebUrl>, Box<Error>> {
    options.get("url").and_then(Json::as_text).map(|given| page.address(given)).transpose()
}

fn logout_url(config: &ClientConfig, input: &Input) -> Result<String, Box<Error>> {
    let page = Page::open().ok();
    logout::logout_url(config, &input.options, input.session_tokens(), page.as_ref().map(Page::origin))
}

static MODULE: Mutex<Module> =
    Mutex::new(Module { clients: Vec::new(), verifier: Verifier::new(), pending: Vec::new() });

const CLIENTS_LIMIT: usize = 8;
