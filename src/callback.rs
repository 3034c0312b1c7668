//! The way back: what the address bar holds, and whether it answers a sign-in of this client.

use crate::address::{Address, Parameter, Place};
use crate::config::{ClientConfig, ResponseType};
use crate::decimal;
use crate::entropy::RandomText;
use crate::error::{Error, Mismatch, Refusal, invalid, quoted};
use crate::exchange::exchange;
use crate::json::JsonText;
use crate::keys::Verifier;
use crate::options::Options;
use crate::outcome::{CallbackResult, NotOurs};
use crate::prelude::*;
use crate::request::AppData;
use crate::signature::finish;
use crate::step::{Done, Step};
use crate::store::{End, Entry, SessionStorage, TransactionStore};
use crate::time::Timestamp;
use crate::tokens::{ACCESS_TOKEN, ID_TOKEN, TOKEN_TYPE, TokenParts, check_token_type, expiry};
use crate::transaction::Transaction;
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
pub fn is_callback<S: SessionStorage>(config: &ClientConfig, url: &str, storage: &S) -> bool {
    matches!(
        recognise(config, url, &TransactionStore::new(storage)),
        Ok(Recognised::Open(..) | Recognised::Over(..) | Recognised::Tampered(..))
    )
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
    let store = TransactionStore::new(storage);
    match recognise(config, url, &store)? {
        Recognised::Nothing => Ok(Arrival { replay: true, ..untouched(CallbackResult::None) }),
        Recognised::NotOurs(reason) => Ok(untouched(CallbackResult::NotOurs(reason))),
        Recognised::Over(state, address, End::Used) => Ok(Arrival {
            replay: true,
            ..over(state.as_str(), &address, Ok(Step::result(CallbackResult::AlreadyHandled)))
        }),
        Recognised::Over(state, address, End::Expired) => Ok(Arrival {
            replay: true,
            ..over(state.as_str(), &address, Err(Failure::from(Box::new(Error::TransactionExpired))))
        }),
        Recognised::Tampered(state, address) => {
            store.discard(&state)?;
            Ok(over(state.as_str(), &address, Err(Failure::from(Box::new(Error::TransactionTampered)))))
        }
        Recognised::Open(transaction, address) => answer(config, transaction, &address, &store, verifier, now),
    }
}

/// How long to wait for each answer, in milliseconds: the one option of a call that the core reads.
///
/// # Errors
///
/// Those of the options.
pub fn timeout(options: &Options) -> Result<u32, Box<Error>> {
    options.deny_unknown(["url", "signal", "timeoutMs"].into_iter())?;
    if let Some(signal) = options.get("signal").filter(|signal| signal.as_object().is_none()) {
        return Err(invalid("signal", "an AbortSignal", signal.kind()));
    }
    Ok(options.whole("timeoutMs", 1, LONGEST_TIMEOUT)?.unwrap_or(DEFAULT_TIMEOUT))
}

enum Recognised {
    Nothing,
    NotOurs(NotOurs),
    Over(RandomText, Address, End),
    Tampered(RandomText, Address),
    Open(Transaction, Address),
}

fn recognise<S: SessionStorage>(
    config: &ClientConfig,
    url: &str,
    store: &TransactionStore<'_, S>,
) -> Result<Recognised, Box<Error>> {
    if is_too_large(url) {
        return Ok(Recognised::NotOurs(NotOurs::TooLarge));
    }
    let parsed = WebUrl::parse(url).ok_or_else(|| invalid("url", "an address", quoted(url)))?;
    let address = Address::new(&parsed);
    let parameters = address.parameters();
    if !looks_like_a_response(&parameters) {
        return Ok(Recognised::Nothing);
    }
    let Some(state) = only_state(&parameters) else {
        return Ok(Recognised::NotOurs(NotOurs::UnknownState));
    };
    let entry = store.find(config, &state)?;
    if !config.redirect_uri.matches(&parsed) && !matches!(entry, Entry::OtherClient) {
        return Ok(Recognised::NotOurs(NotOurs::UnknownState));
    }
    Ok(match entry {
        Entry::Unknown => Recognised::NotOurs(NotOurs::UnknownState),
        Entry::OtherClient => Recognised::NotOurs(NotOurs::OtherClient),
        Entry::Tampered => Recognised::Tampered(state, address),
        Entry::Over(end) => Recognised::Over(state, address, end),
        Entry::Open(transaction) => Recognised::Open(transaction, address),
    })
}

/// What is too large to be read.
pub(crate) fn is_too_large(url: &str) -> bool {
    url.len() > URL_LIMIT
}

/// A token says so by itself; a code or an error may be the app's own and needs a `state` beside it.
fn looks_like_a_response(parameters: &[Parameter]) -> bool {
    let has = |name: &str| parameters.iter().any(|parameter| parameter.name == name);
    has("access_token") || has("id_token") || (has("state") && (has("code") || has("error")))
}

fn only_state(parameters: &[Parameter]) -> Option<RandomText> {
    let mut states = parameters.iter().filter(|parameter| parameter.name == "state");
    let state = states.next()?;
    let alone = states.next().is_none();
    alone.then(|| RandomText::parse(&state.decode()?)).flatten()
}

fn untouched(result: CallbackResult) -> Arrival {
    Arrival { state: None, cleaned: None, replay: false, step: Ok(Step::result(result)) }
}

fn over(state: &str, address: &Address, step: Result<Step, Failure>) -> Arrival {
    Arrival { state: Some(state.into()), cleaned: Some(address.cleaned()), replay: false, step }
}

fn answer<S: SessionStorage>(
    config: &ClientConfig,
    transaction: Transaction,
    address: &Address,
    store: &TransactionStore<'_, S>,
    verifier: &Verifier,
    now: Timestamp,
) -> Result<Arrival, Box<Error>> {
    let state = transaction.state().to_owned();
    let app_data = transaction.app_data();
    let expired = transaction.expires_at() <= now;
    store.close(&transaction, if expired { End::Expired } else { End::Used }, now)?;
    let step = if expired {
        Err(Error::TransactionExpired.into())
    } else {
        accept(config, transaction, &address.parameters(), verifier, now)
    };
    Ok(over(&state, address, step.map_err(|error| Failure { error, app_data: Some(app_data) })))
}

/// The checks of a response whose `state` is known, in the order of the design.
fn accept(
    config: &ClientConfig,
    transaction: Transaction,
    parameters: &[Parameter],
    verifier: &Verifier,
    now: Timestamp,
) -> Result<Step, Box<Error>> {
    let response = Response::read(parameters)?;
    response.check_issuer(&transaction)?;
    if let Some(refusal) = response.refusal() {
        return refused(&transaction, refusal);
    }
    response.check_shape(transaction.response_type())?;
    if let Some(code) = response.get("code") {
        if config.server_exchange {
            return Ok(handed_over(&transaction, code));
        }
        return exchange(config, transaction, code);
    }
    let tokens = response.tokens(&transaction, now)?;
    finish(config, transaction, tokens, true, verifier, now)
}

/// A code for the app's server, which needs the nonce to check the ID token that it gets.
fn handed_over(transaction: &Transaction, code: &str) -> Step {
    Step::result(CallbackResult::Code {
        code: code.into(),
        nonce: transaction.nonce().map(str::to_owned),
        app_data: transaction.app_data(),
    })
}

/// OpenID Connect Core §3.1.2.6: a silent request expects these four.
fn refused(transaction: &Transaction, refusal: Refusal) -> Result<Step, Box<Error>> {
    match refusal.error {
        Some(error) if transaction.silent() && EXPECTED_REFUSALS.contains(&error.as_str()) => {
            Ok(Step::result(CallbackResult::InteractionRequired { error, app_data: transaction.app_data() }))
        }
        _ => Err(Error::AuthorizationRefused(refusal).into()),
    }
}

/// The decoded parameters of a response, each of which came once.
struct Response(Vec<(&'static str, Place, String)>);

impl Response {
    /// RFC 6749 §3.1: no parameter more than once.
    fn read(parameters: &[Parameter]) -> Result<Response, Box<Error>> {
        let mut read: Vec<(&'static str, Place, String)> = Vec::new();
        for parameter in parameters.iter().filter(|parameter| READ.contains(&parameter.name)) {
            let name = parameter.name;
            if read.iter().any(|(known, ..)| *known == name) {
                return Err(Error::ParameterRepeated { parameter: name }.into());
            }
            read.push((name, parameter.place, decoded(parameter)?));
        }
        Ok(Response(read))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, ..)| *known == name).map(|(.., value)| value.as_str())
    }

    /// RFC 9207 §2.4. An ID token of the same response says who the issuer is, and is checked for it.
    fn check_issuer(&self, transaction: &Transaction) -> Result<(), Box<Error>> {
        match self.get("iss") {
            Some(iss) if iss != transaction.issuer() => {
                Err(Error::IssuerMismatch(Mismatch::new("iss", quoted(transaction.issuer()), quoted(iss))).into())
            }
            None if transaction.iss_promised()
                && !transaction.response_type().has_id_token()
                && self.get("error").is_none() =>
            {
                Err(Error::IssuerMissing.into())
            }
            _ => Ok(()),
        }
    }

    /// RFC 6749 §4.1.2.1 and §4.2.2.1; providers send it in either part of the address.
    fn refusal(&self) -> Option<Refusal> {
        let error = self.get("error")?;
        Some(Refusal::new(Some(error), self.get("error_description"), self.get("error_uri")))
    }

    /// OAuth 2.0 Multiple Response Types §3 and §5: what was asked for, all of it, nothing else, in its place.
    fn check_shape(&self, flow: ResponseType) -> Result<(), Box<Error>> {
        let wanted = |name: &str| match name {
            "code" => flow == ResponseType::Code,
            "id_token" => flow.has_id_token(),
            _ => flow.has_access_token(),
        };
        if let Some(parameter) = GRANTED.into_iter().find(|name| !wanted(name) && self.get(name).is_some()) {
            return Err(Error::ParameterUnexpected { parameter }.into());
        }
        if let Some(parameter) = GRANTED.into_iter().find(|name| wanted(name) && self.get(name).is_none()) {
            return Err(Error::ParameterMissing { parameter }.into());
        }
        let (place, expected) = match flow {
            ResponseType::Code => (Place::Query, "query"),
            _ => (Place::Fragment, "fragment"),
        };
        match self.0.iter().find(|(name, found, _)| BOUND_TO_PLACE.contains(name) && *found != place) {
            Some((parameter, ..)) => Err(Error::ParameterMisplaced { parameter, expected }.into()),
            None => Ok(()),
        }
    }

    /// RFC 6749 §4.2.2 and OpenID Connect Core §3.2.2.5.
    fn tokens(&self, transaction: &Transaction, now: Timestamp) -> Result<TokenParts, Box<Error>> {
        let mut tokens = TokenParts::new(self.raw(), transaction.scope());
        tokens.set(ID_TOKEN, self.get("id_token").unwrap_or_default());
        let Some(access_token) = self.get("access_token") else { return Ok(tokens) };
        let token_type = self.get("token_type").ok_or(Error::ParameterMissing { parameter: "token_type" })?;
        check_token_type(token_type)?;
        tokens.expires_at = self.get("expires_in").map(|text| fragment_expiry(text, now)).transpose()?;
        tokens.set(ACCESS_TOKEN, access_token);
        tokens.set(TOKEN_TYPE, token_type);
        tokens.set_scope(self.get("scope").unwrap_or_default());
        Ok(tokens)
    }

    fn raw(&self) -> JsonText {
        JsonText::object(READ.into_iter().filter_map(|name| Some((name, self.get(name)?))))
    }
}

fn fragment_expiry(text: &str, now: Timestamp) -> Result<Timestamp, Box<Error>> {
    let expected = "a number of seconds in digits";
    let malformed = Error::ParameterMalformed { parameter: "expires_in", expected };
    Ok(decimal::read(text).and_then(|seconds| expiry(seconds, now)).ok_or(malformed)?)
}

fn decoded(parameter: &Parameter) -> Result<String, Box<Error>> {
    let name = parameter.name;
    let value = if PROSE.contains(&name) { parameter.decode_text() } else { parameter.decode() };
    let value = value.ok_or(Error::ParameterMalformed {
        parameter: name,
        expected: "form-encoded UTF-8 without control characters",
    })?;
    if TOKENS.contains(&name) && value.len() > TOKEN_LIMIT {
        return Err(Error::ParameterMalformed { parameter: name, expected: "at most 65536 bytes" }.into());
    }
    Ok(value)
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

/// What is read of a response.
const READ: [&str; 11] = [
    "state",
    "code",
    "access_token",
    "id_token",
    "token_type",
    "expires_in",
    "scope",
    "error",
    "error_description",
    "error_uri",
    "iss",
];

/// What a flow asks for.
const GRANTED: [&str; 3] = ["code", "access_token", "id_token"];

/// Names too telling to be an app's own elsewhere in the address.
const BOUND_TO_PLACE: [&str; 6] = ["state", "code", "access_token", "id_token", "token_type", "iss"];

const PROSE: [&str; 2] = ["error_description", "error_uri"];
const TOKENS: [&str; 2] = ["access_token", "id_token"];

const EXPECTED_REFUSALS: [&str; 4] =
    ["login_required", "consent_required", "interaction_required", "account_selection_required"];

const DEFAULT_TIMEOUT: u32 = 10_000;
const LONGEST_TIMEOUT: u32 = 600_000;

const URL_LIMIT: usize = 256 * 1024;
pub(crate) const TOKEN_LIMIT: usize = 64 * 1024;
