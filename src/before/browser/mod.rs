//! The boundary: what the package calls. Text comes in, one call of the core is made, text goes out.

use core::arch::wasm32::memory_size;

use spin::Mutex;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::before::authorize_url::begin;
use crate::before::callback;
use crate::before::config::ClientConfig;
use crate::before::entropy::Entropy;
use crate::before::error::{Error, ErrorKind};
use crate::before::json::Json;
use crate::before::keys::KeyRing;
use crate::before::options::Options;
use crate::before::prelude::*;
use crate::before::providers::Provider;
use crate::before::request::SignInRequest;
use crate::before::step::{self, Step};
use crate::before::store::TransactionStore;
use crate::before::text::{after_mark, cut, split};
use crate::before::time::Timestamp;
use crate::before::web_url::WebUrl;
use crate::before::{logout, metadata, user_info};

mod convert;
pub(crate) mod page;

use convert::Input;
use page::{Page, PageStorage};

/// Does one of the operations, and gives its result as JSON, or `!` and what to make an error of; with a line end behind
/// it where nothing waits and a new instance should take over.
///
/// `text` has four parts with a `\x01` between two: the operation, a client as the name of its factory and a line with
/// its options, the input, and the page's address, which is empty where there is none. Options and input are objects as
/// `readable` of `page.js` writes them. `now` is in milliseconds, and `web_crypto` says whether the page has
/// `crypto.subtle`.
#[wasm_bindgen]
#[must_use]
pub fn call(text: &str, now: f64, web_crypto: bool) -> String {
    let parts = split(text, b'\x01', 4);
    let [operation, client, input, address] = parts.as_slice() else { return String::new() };
    // No call is made while another is under way.
    let Some(mut module) = MODULE.try_lock() else { return String::new() };
    module.keys.web_crypto = web_crypto;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a date, and `as` saturates")]
    let page = Page { address, now: Timestamp::from_milliseconds(now as u64) };
    let mut answer = match module.call(operation, client, input, &page) {
        Ok(json) => json,
        Err(error) => concat(&["!", &convert::failure(&error)]),
    };
    if module.is_spent(page.now) {
        answer.push('\n');
    }
    answer
}

/// What stays for the life of the page.
struct Module {
    /// The clients, with the texts they were read from.
    clients: Vec<(String, &'static ClientConfig)>,
    keys: KeyRing,
    /// What waits for an answer, secrets included: the page gets its number.
    pending: Vec<Option<Step>>,
}

impl Module {
    fn call(&mut self, operation: &str, client: &str, input: &str, page: &Page<'_>) -> Result<String, Box<Error>> {
        let config = self.client(client)?;
        let input = Input::read(input, matches!(operation, "logoutUrl" | "fetchUserInfo"))?;
        match operation {
            "checkClient" => Ok(convert::flag(config.knows_endpoints())),
            "createAuthorizeUrl" => Ok(convert::text(&create_authorize_url(config, &input.options, page)?)),
            "isCallback" => Ok(convert::flag(is_callback(config, &input.options, page)?)),
            "handleCallback" => self.handle_callback(config, &input.options, page),
            "logoutUrl" => Ok(convert::text(&logout_url(config, &input, page)?)),
            "dropTransactions" => {
                page.url()?;
                TransactionStore::new(&PageStorage).drop_client(config)?;
                Ok(convert::text(&config.identity()))
            }
            "discover" => self.waiting(metadata::discover(config), &input.options),
            "fetchUserInfo" => {
                let step = user_info::fetch_user_info(config, input.token("accessToken"), input.token("idToken"))?;
                self.waiting(step, &input.options)
            }
            _ => self.resume(config, &input.options, page.now),
        }
    }

    // Browsers compile a function when it is first called: kept apart, operations are not compiled for each other.

    /// For good, since nothing gives memory back: an instance with many of them ends the sooner.
    #[inline(never)]
    fn client(&mut self, text: &str) -> Result<&'static ClientConfig, Box<Error>> {
        if let Some((_, known)) = self.clients.iter().find(|(known, _)| known == text) {
            return Ok(known);
        }
        let parts = cut(text, b'\n');
        let provider = Provider::named(parts.0).ok_or(ErrorKind::NotReady)?;
        let config = ClientConfig::parse(provider, &Input::read(after_mark(parts), false)?.options)?;
        let config: &ClientConfig = Box::leak(Box::new(config));
        self.clients.push((text.to_owned(), config));
        Ok(config)
    }

    /// Ends the sign-in that the address answers.
    #[inline(never)]
    fn handle_callback(
        &mut self,
        config: &ClientConfig,
        options: &Options,
        page: &Page<'_>,
    ) -> Result<String, Box<Error>> {
        let timeout = callback::timeout(options)?;
        let address = callback_address(options, page)?;
        let mut arrival = callback::end(config, &address, &PageStorage, &self.keys, page.now)?;
        // What was handed in may not be what the address bar shows, or be that without its fragment.
        let rest = page.address.strip_prefix(address.as_str()).filter(|rest| rest.is_empty() || rest.starts_with("#"));
        arrival.replay &= rest.is_some() || arrival.state.is_some();
        arrival.cleaned = arrival.cleaned.zip(rest).map(|(cleaned, rest)| cleaned + rest);
        Ok(convert::arrival(config, arrival, timeout, &mut self.pending))
    }

    /// Goes on with what came of a step.
    #[inline(never)]
    fn resume(&mut self, config: &ClientConfig, answer: &Options, now: Timestamp) -> Result<String, Box<Error>> {
        let place = convert::number(answer, "pending").checked_sub(1).and_then(|at| self.pending.get_mut(at as usize));
        let pending = place.and_then(Option::take);
        let pending = pending.ok_or(ErrorKind::Aborted)?;
        let step = step::resume(config, pending, convert::answer(answer), &mut self.keys, now)?;
        Ok(convert::step(step, &mut self.pending))
    }

    /// Whether so much memory is used up, which nothing gives back, that a new instance is due; not while a step waits,
    /// and not while a new one would fetch keys too soon again.
    fn is_spent(&self, now: Timestamp) -> bool {
        memory_size::<0>() > PAGES_LIMIT && self.pending.iter().all(Option::is_none) && !self.keys.has_refetched(now)
    }

    /// A first step, with how long to wait for each answer.
    fn waiting(&mut self, step: Step, options: &Options) -> Result<String, Box<Error>> {
        let timeout = callback::timeout(options)?;
        Ok(convert::first_step(step, timeout, &mut self.pending))
    }
}

/// Begins a sign-in and stores its transaction.
#[inline(never)]
fn create_authorize_url(config: &ClientConfig, options: &Options, page: &Page<'_>) -> Result<String, Box<Error>> {
    let request = SignInRequest::parse(config, options, page.url()?.origin())?;
    let (url, transaction) = begin(config, &request, Entropy::draw()?, page.now)?;
    TransactionStore::new(&PageStorage).open(&transaction, page.now)?;
    Ok(url.into())
}

fn is_callback(config: &ClientConfig, options: &Options, page: &Page<'_>) -> Result<bool, Box<Error>> {
    Ok(callback::is_own_callback(config, &callback_address(options, page)?, &PageStorage, page.now))
}

/// The address that is handed in, else the page's own.
fn callback_address(options: &Options, page: &Page<'_>) -> Result<WebUrl, Box<Error>> {
    let own = page.url()?;
    match options.get("url").and_then(Json::as_text) {
        Some(given) => page.join(given),
        None => Ok(own),
    }
}

fn logout_url(config: &ClientConfig, input: &Input, page: &Page<'_>) -> Result<String, Box<Error>> {
    let url = page.url().ok();
    let origin = url.as_ref().map(WebUrl::origin);
    logout::logout_url(config, &input.options, input.session_tokens(), origin)
}

static MODULE: Mutex<Module> = Mutex::new(Module { clients: Vec::new(), keys: KeyRing::new(), pending: Vec::new() });

/// 4 MiB, the memory that the module begins with: most calls use a few kilobytes of it, and only the largest inputs more
/// than all.
const PAGES_LIMIT: usize = 64;
