//! The way back: what the address bar holds, and whether it answers a sign-in of this client.

use crate::before::address::{
    ACCESS_TOKEN, Address, CODE, ERROR, ERROR_DESCRIPTION, ERROR_URI, EXPIRES_IN, ID_TOKEN, ISS, Place, READ,
    RESPONSE_PARAMETERS, Response, SCOPE, STATE, TOKEN_TYPE,
};
use crate::before::config::{ClientConfig, ResponseType};
use crate::before::decimal;
use crate::before::entropy::is_random;
use crate::before::error::{Error, ErrorKind, invalid, invalid_text, quoted};
use crate::before::exchange::exchange;
use crate::before::form;
use crate::before::json::{JsonText, Members};
use crate::before::keys::KeyRing;
use crate::before::options::{Kind, Known, Options};
use crate::before::outcome::{CallbackResult, NotOurs};
use crate::before::prelude::*;
use crate::before::signature::finish;
use crate::before::step::{Done, Step};
use crate::before::store::{Entry, SessionStorage, StorageFault, TransactionStore, key};
use crate::before::text::{cut, has_control, has_mark};
use crate::before::time::Timestamp;
use crate::before::tokens::{self, TokenParts, check_token_type, expiry};
use crate::before::transaction::{EXPIRED, Transaction, USED};
use crate::before::web_url::WebUrl;

/// What a callback comes to before its first asynchronous step.
#[derive(Debug)]
pub struct Arrival {
    /// The `state` of the sign-in that ended here, or had ended before.
    pub state: Option<String>,
    /// What the address bar shall show from now on, when it changes.
    pub cleaned: Option<String>,
    /// Whether an answer that this page already gave to this client, by its state or else the last one, still stands.
    pub replay: bool,
    /// What to do next.
    pub step: Result<Step, Box<Error>>,
}

/// Whether an address answers a sign-in that this client began in this tab. Reads only.
///
/// Whatever prevents an answer counts as no.
pub fn is_callback<S: SessionStorage>(config: &ClientConfig, url: &str, storage: &S, now: Timestamp) -> bool {
    !is_too_large(url) && WebUrl::parse(url).is_some_and(|url| is_own_callback(config, &url, storage, now))
}

/// The same of an address that is parsed, or too large to be.
pub(crate) fn is_own_callback<S: SessionStorage>(
    config: &ClientConfig,
    url: &WebUrl,
    storage: &S,
    now: Timestamp,
) -> bool {
    if is_too_large(url.as_str()) {
        return false;
    }
    let response = Address::read(url).response;
    let entry = recognise(config, url, &response, &response.state(), &TransactionStore::new(storage), now);
    matches!(entry, Ok(Some(Entry::Own(_) | Entry::Tampered)))
}

/// Reads an address. If it answers a sign-in of this client, that sign-in ends here, whatever the verdict.
///
/// # Errors
///
/// Those that touched nothing: a `url` that is none, and a storage that is blocked.
pub fn handle_callback<S: SessionStorage>(
    config: &ClientConfig,
    url: &str,
    storage: &S,
    keys: &KeyRing,
    now: Timestamp,
) -> Result<Arrival, Box<Error>> {
    if is_too_large(url) {
        return Ok(untouched(CallbackResult::NotOurs(NotOurs::TooLarge)));
    }
    let url = WebUrl::parse(url).ok_or_else(|| no_address(url))?;
    end(config, &url, storage, keys, now)
}

/// The same of an address that is parsed, or too large to be.
pub(crate) fn end<S: SessionStorage>(
    config: &ClientConfig,
    url: &WebUrl,
    storage: &S,
    keys: &KeyRing,
    now: Timestamp,
) -> Result<Arrival, Box<Error>> {
    if is_too_large(url.as_str()) {
        return Ok(untouched(CallbackResult::NotOurs(NotOurs::TooLarge)));
    }
    let mut address = Address::read(url);
    let response = &mut address.response;
    let state = response.state();
    let store = TransactionStore::new(storage);
    let mut replay = false;
    let step = match recognise(config, url, response, &state, &store, now)? {
        None => return Ok(Arrival { replay: true, ..untouched(CallbackResult::None) }),
        Some(Entry::NotOurs(reason)) => return Ok(untouched(CallbackResult::NotOurs(reason))),
        Some(Entry::Tampered) => {
            store.discard(&key(&state))?;
            Err(ErrorKind::TransactionTampered.into())
        }
        Some(Entry::Own(transaction)) if transaction.is_open() => {
            let app_data = Some(transaction.app_data());
            let expired = transaction.expires_at() <= now;
            store.close(&key(&state), &transaction, if expired { EXPIRED } else { USED }, now)?;
            let step = if expired {
                Err(ErrorKind::TransactionExpired.into())
            } else {
                accept(config, transaction, response, keys, now)
            };
            step.map_err(|error| error.of_sign_in(app_data))
        }
        Some(Entry::Own(marker)) => {
            replay = true;
            over(&marker)
        }
    };
    Ok(Arrival { state: Some(state), cleaned: Some(address.cleaned), replay, step })
}

/// How long to wait for each answer, in milliseconds: the one option of a call that the core reads.
///
/// # Errors
///
/// Those of the options.
pub fn timeout(options: &Options) -> Result<u32, Box<Error>> {
    let values = options.read(&[&OPTIONS])?;
    if let Some(signal) = options.get("signal").filter(|signal| !signal.is(SIGNAL)) {
        return Err(invalid("signal", "an AbortSignal", signal.kind()));
    }
    Ok(values.number("timeoutMs", DEFAULT_TIMEOUT))
}

/// What storage has of the sign-in that an address answers; `None` where it holds no response.
fn recognise<S: SessionStorage>(
    config: &ClientConfig,
    url: &WebUrl,
    response: &Response<'_>,
    state: &str,
    store: &TransactionStore<'_, S>,
    now: Timestamp,
) -> Result<Option<Entry>, StorageFault> {
    if !response.is_one() {
        return Ok(None);
    }
    if state.is_empty() {
        return Ok(Some(Entry::NotOurs(NotOurs::UnknownState)));
    }
    Ok(Some(match store.find(config, state, now)? {
        Entry::Tampered | Entry::Own(_) if !config.redirect_uri.matches(url) => Entry::NotOurs(NotOurs::UnknownState),
        entry => entry,
    }))
}

/// What cannot be parsed may hold a response all the same, and is quoted without it.
pub(crate) fn no_address(text: &str) -> Box<Error> {
    invalid_text("url", "an address", cut(cut(text, b'#').0, b'?').0)
}

/// What is too large to be read.
pub(crate) fn is_too_large(url: &str) -> bool {
    url.len() > URL_LIMIT
}

fn untouched(result: CallbackResult) -> Arrival {
    Arrival { state: None, cleaned: None, replay: false, step: Ok(Step::result(result)) }
}

fn over(marker: &Transaction) -> Result<Step, Box<Error>> {
    if marker.status() == USED {
        return Ok(Step::result(CallbackResult::AlreadyHandled));
    }
    Err(ErrorKind::TransactionExpired.into())
}

/// The checks of a response whose `state` is known, in the order of the design.
fn accept(
    config: &ClientConfig,
    transaction: Transaction,
    response: &mut Response<'_>,
    keys: &KeyRing,
    now: Timestamp,
) -> Result<Step, Box<Error>> {
    response.decode()?;
    response.check_issuer(&transaction)?;
    if response.has(ERROR) {
        return response.refused(&transaction);
    }
    response.check_shape(transaction.response_type())?;
    if !response.has(CODE) {
        let tokens = response.tokens(&transaction, now)?;
        return finish(config, transaction, tokens, keys, now);
    }
    let code = response.get(CODE);
    if config.server_exchange {
        return Ok(handed_over(&transaction, code));
    }
    exchange(config, transaction, code, keys)
}

/// A code for the app's server, which needs the nonce to check the ID token that it gets.
fn handed_over(transaction: &Transaction, code: &str) -> Step {
    Step::result(CallbackResult::Code {
        code: code.into(),
        nonce: transaction.nonce().map(str::to_owned),
        app_data: transaction.app_data(),
    })
}

impl Response<'_> {
    /// A token says so by itself; a code or an error may be the app's own and needs a `state` beside it.
    fn is_one(&self) -> bool {
        self.has(ACCESS_TOKEN) || self.has(ID_TOKEN) || (self.has(STATE) && (self.has(CODE) || self.has(ERROR)))
    }

    fn has(&self, index: usize) -> bool {
        self.0.get(index).is_some_and(|parameter| parameter.times > 0)
    }

    /// The one `state`; empty when there is none. It has no character that needs an escape, and may come with some.
    fn state(&self) -> String {
        let state = &self.0[STATE];
        let text = if state.times == 1 { form::decode_ascii(state.raw) } else { None };
        text.filter(|text| is_random(text)).unwrap_or_default()
    }

    /// RFC 6749 §3.1: no parameter more than once. A value's every escape is one, in UTF-8.
    fn decode(&mut self) -> Result<(), Box<Error>> {
        for (index, (parameter, name)) in self.0.iter_mut().zip(&RESPONSE_PARAMETERS).enumerate().take(READ) {
            if parameter.times > 1 {
                return Err(ErrorKind::ParameterRepeated.about(name));
            }
            let value = form::decode(parameter.raw).filter(|text| is_displayable(index, text));
            let expected = match value {
                None => "form-encoded UTF-8 without control characters",
                Some(text) if matches!(index, ACCESS_TOKEN | ID_TOKEN) && text.len() > TOKEN_LIMIT => {
                    "at most 65536 bytes"
                }
                Some(text) => {
                    parameter.value = text;
                    continue;
                }
            };
            return Err(ErrorKind::ParameterMalformed.of(name, expected, ""));
        }
        Ok(())
    }

    /// A decoded value; one that is absent is empty.
    fn get(&self, index: usize) -> &str {
        self.0.get(index).map_or("", |parameter| &parameter.value)
    }

    /// RFC 9207 §2.4. An ID token of the same response says who the issuer is, and is checked for it.
    fn check_issuer(&self, transaction: &Transaction) -> Result<(), Box<Error>> {
        let (iss, issuer) = (self.get(ISS), transaction.issuer());
        if iss == issuer {
            return Ok(());
        }
        if !iss.is_empty() {
            return Err(ErrorKind::IssuerMismatch.of("iss", &quoted(issuer), &quoted(iss)));
        }
        if !self.has(ERROR) && transaction.iss_promised() && !transaction.response_type().has_id_token() {
            return Err(ErrorKind::IssuerMissing.into());
        }
        Ok(())
    }

    /// RFC 6749 §4.1.2.1 and §4.2.2.1; providers send it in either part of the address. OpenID Connect Core §3.1.2.6: a
    /// silent request expects four of them.
    fn refused(&self, transaction: &Transaction) -> Result<Step, Box<Error>> {
        let error = self.get(ERROR);
        if transaction.silent() && EXPECTED_REFUSALS.contains(&error) {
            let app_data = transaction.app_data();
            return Ok(Step::result(CallbackResult::InteractionRequired { error: error.into(), app_data }));
        }
        let (description, uri) = (self.get(ERROR_DESCRIPTION), self.get(ERROR_URI));
        Err(ErrorKind::AuthorizationRefused.refused(error, description, uri))
    }

    /// OAuth 2.0 Multiple Response Types §3 and §5: what was asked for, all of it, nothing else, in its place.
    fn check_shape(&self, flow: ResponseType) -> Result<(), Box<Error>> {
        let code = flow == ResponseType::Code;
        let wanted = |index| match index {
            CODE => code,
            ACCESS_TOKEN => flow.has_access_token(),
            _ => flow.has_id_token(),
        };
        for &index in &GRANTED {
            if self.has(index) && !wanted(index) {
                return Err(ErrorKind::ParameterUnexpected.about(name(index)));
            }
        }
        for &index in &GRANTED {
            if wanted(index) && !self.has(index) {
                return Err(ErrorKind::ParameterMissing.about(name(index)));
            }
        }
        let (place, expected) = if code { (Place::Query, "query") } else { (Place::Fragment, "fragment") };
        for &index in &BOUND_TO_PLACE {
            if self.0.get(index).is_some_and(|found| found.times > 0 && found.place != place) {
                return Err(ErrorKind::ParameterMisplaced.of(name(index), expected, ""));
            }
        }
        Ok(())
    }

    /// RFC 6749 §4.2.2 and OpenID Connect Core §3.2.2.5.
    fn tokens(&self, transaction: &Transaction, now: Timestamp) -> Result<Box<TokenParts>, Box<Error>> {
        let mut tokens = TokenParts::new(self.raw(), transaction.scope());
        tokens.set(tokens::ID_TOKEN, self.get(ID_TOKEN));
        if !self.has(ACCESS_TOKEN) {
            return Ok(tokens);
        }
        if !self.has(TOKEN_TYPE) {
            return Err(ErrorKind::ParameterMissing.about("token_type"));
        }
        let token_type = self.get(TOKEN_TYPE);
        check_token_type(token_type)?;
        tokens.set(tokens::ACCESS_TOKEN, self.get(ACCESS_TOKEN));
        tokens.set(tokens::TOKEN_TYPE, token_type);
        tokens.expires_at = fragment_expiry(self.get(EXPIRES_IN), now)?;
        tokens.set_scope(self.get(SCOPE));
        Ok(tokens)
    }

    /// What is read, as JSON.
    fn raw(&self) -> JsonText {
        let mut members = Members::default();
        for (parameter, name) in self.0.iter().zip(&RESPONSE_PARAMETERS) {
            if !parameter.value.is_empty() {
                members.text(name, &parameter.value);
            }
        }
        JsonText::known(members.finish())
    }
}

fn fragment_expiry(text: &str, now: Timestamp) -> Result<Option<Timestamp>, Box<Error>> {
    if text.is_empty() {
        return Ok(None);
    }
    match decimal::read(text).and_then(|seconds| expiry(seconds, now)) {
        None => {
            let expected = "a number of seconds in digits";
            Err(ErrorKind::ParameterMalformed.of("expires_in", expected, ""))
        }
        found => Ok(found),
    }
}

/// Without control characters; text for people may have lines.
fn is_displayable(index: usize, text: &str) -> bool {
    if matches!(index, ERROR_DESCRIPTION | ERROR_URI) { !has_mark(text, b"\0") } else { !has_control(text) }
}

fn name(index: usize) -> &'static str {
    RESPONSE_PARAMETERS.get(index).unwrap_or(&"")
}

impl Step {
    pub(crate) fn result(result: CallbackResult) -> Step {
        Step::Done(Box::new(Done::Callback(result)))
    }
}

/// Names too telling to be an app's own elsewhere in the address.
const BOUND_TO_PLACE: [usize; 6] = [CODE, ACCESS_TOKEN, ID_TOKEN, TOKEN_TYPE, ISS, STATE];

/// What a flow asks for, each or none.
const GRANTED: [usize; 3] = [CODE, ACCESS_TOKEN, ID_TOKEN];
const EXPECTED_REFUSALS: [&str; 4] =
    ["login_required", "consent_required", "interaction_required", "account_selection_required"];

const DEFAULT_TIMEOUT: u32 = 10_000;

const URL_LIMIT: usize = 256 * 1024;
pub(crate) const TOKEN_LIMIT: usize = 64 * 1024;

/// As what the page reads an `AbortSignal`.
const SIGNAL: &str = "S";

/// The options of a call that waits.
const OPTIONS: [Known; 2] =
    [Known::kept("url signal", Kind::Any), Known::kept("timeoutMs", Kind::Whole(&[1, 600_000]))];
