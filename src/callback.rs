//! The way back: what the address bar holds, and whether it answers a sign-in of this client.

use crate::address::{Address, Name, Parameters, Place, READ};
use crate::config::{ClientConfig, ResponseType};
use crate::decimal;
use crate::entropy::RandomText;
use crate::error::{Error, Mismatch, Refusal, invalid, quoted};
use crate::exchange::exchange;
use crate::form;
use crate::json::JsonText;
use crate::keys::Verifier;
use crate::options::{Kind, Known, Options};
use crate::outcome::{CallbackResult, NotOurs};
use crate::prelude::*;
use crate::request::AppData;
use crate::signature::finish;
use crate::step::{Done, Step};
use crate::store::{Entry, SessionStorage, StorageFault, TransactionStore};
use crate::time::Timestamp;
use crate::tokens::{ACCESS_TOKEN, ID_TOKEN, TOKEN_TYPE, TokenParts, check_token_type, expiry};
use crate::transaction::{EXPIRED, Transaction, USED};
use crate::web_url::WebUrl;

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
    pub step: Result<Step, Failure>,
}

/// An error, with what the app wants back if the sign-in was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What went wrong.
    pub error: Box<Error>,
    /// What the sign-in was begun with.
    pub app_data: Option<AppData>,
}

/// Whether an address answers a sign-in that this client began in this tab. Reads only.
///
/// Whatever prevents an answer counts as no.
pub fn is_callback<S: SessionStorage>(config: &ClientConfig, url: &str, storage: &S, now: Timestamp) -> bool {
    !is_too_large(url) && WebUrl::parse(url).is_some_and(|url| is_own_callback(config, &url, storage, now))
}

/// The same of an address that is parsed.
pub(crate) fn is_own_callback<S: SessionStorage>(
    config: &ClientConfig,
    url: &WebUrl,
    storage: &S,
    now: Timestamp,
) -> bool {
    if is_too_large(url.as_str()) {
        return false;
    }
    let entry = recognise(config, url, &Address::new(url).parameters(), &TransactionStore::new(storage), now);
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
    verifier: &Verifier,
    now: Timestamp,
) -> Result<Arrival, Box<Error>> {
    if is_too_large(url) {
        return Ok(untouched(CallbackResult::NotOurs(NotOurs::TooLarge)));
    }
    let url = WebUrl::parse(url).ok_or_else(|| invalid("url", "an address", &quoted(url)))?;
    end(config, &url, storage, verifier, now)
}

/// The same of an address that is parsed, or too large to be.
pub(crate) fn end<S: SessionStorage>(
    config: &ClientConfig,
    url: &WebUrl,
    storage: &S,
    verifier: &Verifier,
    now: Timestamp,
) -> Result<Arrival, Box<Error>> {
    if is_too_large(url.as_str()) {
        return Ok(untouched(CallbackResult::NotOurs(NotOurs::TooLarge)));
    }
    let address = Address::new(url);
    let parameters = address.parameters();
    let store = TransactionStore::new(storage);
    let mut replay = false;
    let step = match recognise(config, url, &parameters, &store, now)? {
        None => return Ok(Arrival { replay: true, ..untouched(CallbackResult::None) }),
        Some(Entry::Unknown) => return Ok(untouched(CallbackResult::NotOurs(NotOurs::UnknownState))),
        Some(Entry::OtherClient) => return Ok(untouched(CallbackResult::NotOurs(NotOurs::OtherClient))),
        Some(Entry::Tampered) => {
            store.discard(state(&parameters))?;
            Err(Box::new(Error::TransactionTampered).into())
        }
        Some(Entry::Own(transaction)) if transaction.is_open() => {
            let expired = transaction.expires_at() <= now;
            store.close(transaction.state(), &transaction, if expired { EXPIRED } else { USED }, now)?;
            let app_data = Some(transaction.app_data());
            accept(config, transaction, &parameters, verifier, now).map_err(|error| Failure { error, app_data })
        }
        Some(Entry::Own(marker)) => {
            replay = true;
            over(&marker)
        }
    };
    Ok(Arrival { state: Some(state(&parameters).into()), cleaned: Some(address.cleaned()), replay, step })
}

/// How long to wait for each answer, in milliseconds: the one option of a call that the core reads.
///
/// # Errors
///
/// Those of the options.
pub fn timeout(options: &Options) -> Result<u32, Box<Error>> {
    let values = options.read(&[&OPTIONS])?;
    if let Some(signal) = options.get("signal").filter(|signal| signal.as_object().is_none()) {
        return Err(invalid("signal", "an AbortSignal", signal.kind()));
    }
    Ok(values.number("timeoutMs", DEFAULT_TIMEOUT))
}

/// What storage has of the sign-in that an address answers; nothing when the address holds no response.
fn recognise<S: SessionStorage>(
    config: &ClientConfig,
    url: &WebUrl,
    parameters: &Parameters<'_>,
    store: &TransactionStore<'_, S>,
    now: Timestamp,
) -> Result<Option<Entry>, StorageFault> {
    if !looks_like_a_response(parameters) {
        return Ok(None);
    }
    let entry = match state(parameters) {
        "" => Entry::Unknown,
        state => store.find(config, state, now)?,
    };
    let elsewhere = !config.redirect_uri.matches(url) && !matches!(entry, Entry::OtherClient);
    Ok(Some(if elsewhere { Entry::Unknown } else { entry }))
}

/// What is too large to be read.
pub(crate) fn is_too_large(url: &str) -> bool {
    url.len() > URL_LIMIT
}

/// A token says so by itself; a code or an error may be the app's own and needs a `state` beside it.
fn looks_like_a_response(parameters: &Parameters<'_>) -> bool {
    let has = |name: Name| parameters.get(name).times > 0;
    has(Name::AccessToken) || has(Name::IdToken) || (has(Name::State) && (has(Name::Code) || has(Name::Error)))
}

/// The one `state`, which has no character that needs an escape; empty when there is none.
fn state<'a>(parameters: &Parameters<'a>) -> &'a str {
    let state = parameters.get(Name::State);
    if state.times == 1 && RandomText::parse(state.raw).is_some() { state.raw } else { "" }
}

fn untouched(result: CallbackResult) -> Arrival {
    Arrival { state: None, cleaned: None, replay: false, step: Ok(Step::result(result)) }
}

fn over(marker: &Transaction) -> Result<Step, Failure> {
    if marker.status() == USED {
        return Ok(Step::result(CallbackResult::AlreadyHandled));
    }
    Err(Box::new(Error::TransactionExpired).into())
}

/// The checks of a response whose `state` is known, in the order of the design.
fn accept(
    config: &ClientConfig,
    transaction: Transaction,
    parameters: &Parameters<'_>,
    verifier: &Verifier,
    now: Timestamp,
) -> Result<Step, Box<Error>> {
    if transaction.expires_at() <= now {
        return Err(Error::TransactionExpired.into());
    }
    let response = Response::read(parameters)?;
    response.check_issuer(&transaction)?;
    if !response.get(Name::Error).is_empty() {
        return response.refused(&transaction);
    }
    response.check_shape(transaction.response_type())?;
    match response.get(Name::Code) {
        "" => {
            let tokens = response.tokens(&transaction, now)?;
            finish(config, transaction, tokens, true, verifier, now)
        }
        code if config.server_exchange => Ok(handed_over(&transaction, code)),
        code => exchange(config, transaction, code),
    }
}

/// A code for the app's server, which needs the nonce to check the ID token that it gets.
fn handed_over(transaction: &Transaction, code: &str) -> Step {
    Step::result(CallbackResult::Code {
        code: code.into(),
        nonce: transaction.nonce().map(str::to_owned),
        app_data: transaction.app_data(),
    })
}

/// The decoded parameters of a response, each of which came once; one that is absent is empty.
struct Response<'a> {
    parameters: &'a Parameters<'a>,
    values: Vec<String>,
}

impl<'a> Response<'a> {
    /// RFC 6749 §3.1: no parameter more than once.
    fn read(parameters: &'a Parameters<'a>) -> Result<Response<'a>, Box<Error>> {
        let mut values = Vec::new();
        for name in READ {
            let parameter = parameters.get(name);
            if parameter.times > 1 {
                return Err(Error::ParameterRepeated { parameter: name.as_str() }.into());
            }
            values.push(decoded(name, parameter.raw)?);
        }
        Ok(Response { parameters, values })
    }

    fn get(&self, name: Name) -> &str {
        self.values.get(name as usize).map_or("", String::as_str)
    }

    /// RFC 9207 §2.4. An ID token of the same response says who the issuer is, and is checked for it.
    fn check_issuer(&self, transaction: &Transaction) -> Result<(), Box<Error>> {
        let (iss, issuer) = (self.get(Name::Iss), transaction.issuer());
        if iss == issuer {
            return Ok(());
        }
        if !iss.is_empty() {
            return Err(Error::IssuerMismatch(Mismatch::new("iss", &quoted(issuer), &quoted(iss))).into());
        }
        let success = self.get(Name::Error).is_empty();
        if success && transaction.iss_promised() && !transaction.response_type().has_id_token() {
            return Err(Error::IssuerMissing.into());
        }
        Ok(())
    }

    /// RFC 6749 §4.1.2.1 and §4.2.2.1; providers send it in either part of the address. OpenID Connect Core §3.1.2.6: a
    /// silent request expects four of them.
    fn refused(&self, transaction: &Transaction) -> Result<Step, Box<Error>> {
        let error = self.get(Name::Error);
        if transaction.silent() && EXPECTED_REFUSALS.contains(&error) {
            let app_data = transaction.app_data();
            return Ok(Step::result(CallbackResult::InteractionRequired { error: error.into(), app_data }));
        }
        let (description, uri) = (self.get(Name::ErrorDescription), self.get(Name::ErrorUri));
        Err(Error::AuthorizationRefused(Refusal::new(Some(error), Some(description), Some(uri))).into())
    }

    /// OAuth 2.0 Multiple Response Types §3 and §5: what was asked for, all of it, nothing else, in its place.
    fn check_shape(&self, flow: ResponseType) -> Result<(), Box<Error>> {
        let code = flow == ResponseType::Code;
        let granted =
            [(Name::Code, code), (Name::AccessToken, flow.has_access_token()), (Name::IdToken, flow.has_id_token())];
        for given in [true, false] {
            for (name, wanted) in granted {
                let parameter = name.as_str();
                if wanted != given && self.get(name).is_empty() != given {
                    let unexpected = Error::ParameterUnexpected { parameter };
                    return Err(if given { unexpected } else { Error::ParameterMissing { parameter } }.into());
                }
            }
        }
        let (place, expected) = if code { (Place::Query, "query") } else { (Place::Fragment, "fragment") };
        for name in BOUND_TO_PLACE {
            let found = self.parameters.get(name);
            if found.times > 0 && found.place != place {
                return Err(Error::ParameterMisplaced { parameter: name.as_str(), expected }.into());
            }
        }
        Ok(())
    }

    /// RFC 6749 §4.2.2 and OpenID Connect Core §3.2.2.5.
    fn tokens(&self, transaction: &Transaction, now: Timestamp) -> Result<TokenParts, Box<Error>> {
        let mut tokens = TokenParts::new(self.raw(), transaction.scope());
        tokens.set(ID_TOKEN, self.get(Name::IdToken));
        let access_token = self.get(Name::AccessToken);
        if access_token.is_empty() {
            return Ok(tokens);
        }
        let token_type = self.get(Name::TokenType);
        if token_type.is_empty() {
            return Err(Error::ParameterMissing { parameter: "token_type" }.into());
        }
        check_token_type(token_type)?;
        tokens.set(ACCESS_TOKEN, access_token);
        tokens.set(TOKEN_TYPE, token_type);
        tokens.expires_at = fragment_expiry(self.get(Name::ExpiresIn), now)?;
        tokens.set_scope(self.get(Name::Scope));
        Ok(tokens)
    }

    fn raw(&self) -> JsonText {
        let mut members = Vec::new();
        for (name, value) in READ.into_iter().zip(&self.values) {
            if !value.is_empty() {
                members.push((name.as_str(), value.as_str()));
            }
        }
        JsonText::object(members)
    }
}

fn fragment_expiry(text: &str, now: Timestamp) -> Result<Option<Timestamp>, Box<Error>> {
    if text.is_empty() {
        return Ok(None);
    }
    match decimal::read(text).and_then(|seconds| expiry(seconds, now)) {
        None => {
            let expected = "a number of seconds in digits";
            Err(Error::ParameterMalformed { parameter: "expires_in", expected }.into())
        }
        found => Ok(found),
    }
}

/// A value whose every escape is one, in UTF-8 and without control characters; text for people may have lines.
fn decoded(name: Name, raw: &str) -> Result<String, Box<Error>> {
    let malformed = |expected| Error::ParameterMalformed { parameter: name.as_str(), expected };
    let prose = matches!(name, Name::ErrorDescription | Name::ErrorUri);
    let fits = |char: char| if prose { char != '\0' } else { !char.is_control() };
    match form::decode(raw) {
        Some(text) if matches!(name, Name::AccessToken | Name::IdToken) && text.len() > TOKEN_LIMIT => {
            Err(malformed("at most 65536 bytes").into())
        }
        Some(text) if text.chars().all(fits) => Ok(text),
        _ => Err(malformed("form-encoded UTF-8 without control characters").into()),
    }
}

impl From<Box<Error>> for Failure {
    fn from(error: Box<Error>) -> Failure {
        Failure { error, app_data: None }
    }
}

impl Step {
    pub(crate) fn result(result: CallbackResult) -> Step {
        Step::Done(Done::Callback(result))
    }
}

/// Names too telling to be an app's own elsewhere in the address.
const BOUND_TO_PLACE: [Name; 6] =
    [Name::Code, Name::AccessToken, Name::IdToken, Name::TokenType, Name::Iss, Name::State];

const EXPECTED_REFUSALS: [&str; 4] =
    ["login_required", "consent_required", "interaction_required", "account_selection_required"];

const DEFAULT_TIMEOUT: u32 = 10_000;
const LONGEST_TIMEOUT: u32 = 600_000;

const URL_LIMIT: usize = 256 * 1024;
pub(crate) const TOKEN_LIMIT: usize = 64 * 1024;

/// The options of a call that waits.
const OPTIONS: [Known; 3] = [
    Known::kept("url", Kind::Any),
    Known::kept("signal", Kind::Any),
    Known::kept("timeoutMs", Kind::Whole(1, LONGEST_TIMEOUT)),
];
