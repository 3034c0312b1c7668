//! A provider's and a browser's part, played by hand: shared by the tests that run natively and in browsers.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]
#![allow(clippy::missing_panics_doc, clippy::unwrap_used, clippy::panic, reason = "a test panics to fail")]

pub mod live;
pub mod player;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use spa_authorize::callback::arrival::{Arrival, Next};
use spa_authorize::callback::result::CallbackResult;
use spa_authorize::client::client::Client;
use spa_authorize::config::callback_options::CallbackOptions;
use spa_authorize::config::options::{OptionValue, Options};
use spa_authorize::config::wait_options::WaitOptions;
use spa_authorize::error::error::Error;
use spa_authorize::host::fault::{NetworkFault, RandomUnavailable, StorageFault};
use spa_authorize::host::host::Host;
use spa_authorize::host::memory::Memory as HostMemory;
use spa_authorize::host::request::HttpRequest;
use spa_authorize::host::response::HttpResponse;
use spa_authorize::host::signature::{SignatureCheck, Verdict};
use spa_authorize::protocol::timestamp::Timestamp;
use spa_authorize::providers::list::named;
use spa_authorize::sign_in::authorize_url::AuthorizeUrl;
use spa_authorize::wire::json::Json;
use spa_authorize::wire::json_text::JsonText;
use spa_authorize::wire::url::WebUrl;

/// Those members of a `Host` which are the same for every host around a page: they ask `self.page`.
macro_rules! asks_its_page {
    ($host:ident) => {
        fn now(&$host) -> spa_authorize::protocol::timestamp::Timestamp {
            $host.page.now()
        }

        fn address(&$host) -> Option<String> {
            $host.page.address()
        }

        fn show_address(&$host, url: &str) {
            $host.page.show_address(url);
        }

        fn leave_for(&$host, url: &str) {
            $host.page.leave_for(url);
        }

        fn stored(&$host, key: &str) -> Result<Option<String>, spa_authorize::host::fault::StorageFault> {
            $host.page.stored(key)
        }

        fn store(&$host, key: &str, text: &str) -> Result<(), spa_authorize::host::fault::StorageFault> {
            $host.page.store(key, text)
        }

        fn remove(&$host, key: &str) -> Result<(), spa_authorize::host::fault::StorageFault> {
            $host.page.remove(key)
        }

        fn stored_keys(&$host, prefix: &str) -> Result<Vec<String>, spa_authorize::host::fault::StorageFault> {
            $host.page.stored_keys(prefix)
        }

        fn with_memory<R>(&$host, access: impl FnOnce(&mut spa_authorize::host::memory::Memory) -> R) -> R {
            $host.page.with_memory(access)
        }

        fn can_verify(&$host) -> bool {
            $host.page.can_verify()
        }
    };
}
pub(crate) use asks_its_page;

const METADATA: &str = "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration";
const METADATA_OF_ALL_TENANTS: &str = r#"{
    "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0",
    "authorization_endpoint": "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    "token_endpoint": "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    "jwks_uri": "https://login.microsoftonline.com/common/discovery/v2.0/keys"
}"#;
pub const ORIGIN: &str = "https://app.example";
pub const ISSUER: &str = "https://op.example";
pub const PREFIX: &str = "spa-authorize:2:";
pub const NOW: u64 = 1_800_000_000_000;

/// What a provider answers to a request.
pub type Answer = Result<HttpResponse, NetworkFault>;

/// A `sessionStorage` in memory, which can be told to fail.
#[derive(Debug, Default)]
pub struct Memory {
    pub entries: RefCell<BTreeMap<String, String>>,
    /// The bytes of keys and values that fit.
    pub room: Option<usize>,
    pub blocked: bool,
    /// What was asked of it.
    pub calls: RefCell<Vec<&'static str>>,
}

impl Memory {
    /// The states of the sign-ins that are `open`, `used` or `expired`.
    pub fn states(&self, status: &str) -> Vec<String> {
        let records = self.entries.borrow();
        let own = records.iter().filter_map(|(key, record)| Some((key.strip_prefix(PREFIX)?, record)));
        let status = format!("{{\"status\":\"{status}\",");
        own.filter(|(_, record)| record.starts_with(&status)).map(|(state, _)| state.into()).collect()
    }

    pub fn keys_with(&self, part: &str) -> Vec<String> {
        self.entries.borrow().keys().filter(|key| key.contains(part)).cloned().collect()
    }

    fn check(&self, call: &'static str) -> Result<(), StorageFault> {
        self.calls.borrow_mut().push(call);
        if self.blocked { Err(StorageFault::Blocked) } else { Ok(()) }
    }

    fn size(&self) -> usize {
        self.entries.borrow().iter().map(|(key, value)| key.len() + value.len()).sum()
    }
}

/// A page that is a script: everything answers at once, as it was told to.
#[derive(Debug)]
pub struct Page {
    pub storage: Memory,
    pub now: Cell<u64>,
    pub address: RefCell<Option<String>>,
    /// The addresses that the address bar was made to show.
    pub shown: RefCell<Vec<String>>,
    /// The addresses that the page left for.
    pub left_for: RefCell<Vec<String>>,
    /// The requests that were sent, in their order.
    pub sent: RefCell<Vec<HttpRequest>>,
    /// What each address answers, in turn; the last answer is given again and again.
    pub answers: RefCell<BTreeMap<String, VecDeque<Answer>>>,
    /// The signatures that were checked, in their order.
    pub checked: RefCell<Vec<SignatureCheck>>,
    pub verdict: RefCell<Verdict>,
    pub can_verify: Cell<bool>,
    pub memory: RefCell<HostMemory>,
    /// How many times randomness was drawn.
    drawn: Cell<u16>,
}

impl Page {
    /// Has an address answer, from the next request on.
    pub fn answers(&self, url: &str, answers: impl IntoIterator<Item = Answer>) {
        self.answers.borrow_mut().insert(url.into(), answers.into_iter().collect());
    }

    /// The requests since this was last asked.
    pub fn requests(&self) -> Vec<HttpRequest> {
        self.sent.take()
    }
}

impl Host for Page {
    fn now(&self) -> Timestamp {
        Timestamp::from_milliseconds(self.now.get())
    }

    fn fill_at_random(&self, bytes: &mut [u8]) -> Result<(), RandomUnavailable> {
        self.drawn.set(self.drawn.get() + 1);
        for (part, offset) in bytes.chunks_exact_mut(32).zip([0, 64, 128]) {
            part.copy_from_slice(&told_apart(self.drawn.get(), offset));
        }
        Ok(())
    }

    fn address(&self) -> Option<String> {
        self.address.borrow().clone()
    }

    fn show_address(&self, url: &str) {
        self.shown.borrow_mut().push(url.into());
        self.address.replace(Some(url.into()));
    }

    fn leave_for(&self, url: &str) {
        self.left_for.borrow_mut().push(url.into());
    }

    fn stored(&self, key: &str) -> Result<Option<String>, StorageFault> {
        self.storage.check("get")?;
        Ok(self.storage.entries.borrow().get(key).cloned())
    }

    fn store(&self, key: &str, text: &str) -> Result<(), StorageFault> {
        self.storage.check("set")?;
        if self.storage.room.is_some_and(|room| self.storage.size() + key.len() + text.len() > room) {
            return Err(StorageFault::Full);
        }
        self.storage.entries.borrow_mut().insert(key.into(), text.into());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        self.storage.check("remove")?;
        self.storage.entries.borrow_mut().remove(key);
        Ok(())
    }

    fn stored_keys(&self, prefix: &str) -> Result<Vec<String>, StorageFault> {
        self.storage.check("keys")?;
        Ok(self.storage.entries.borrow().keys().filter(|key| key.starts_with(prefix)).cloned().collect())
    }

    fn with_memory<R>(&self, access: impl FnOnce(&mut HostMemory) -> R) -> R {
        access(&mut self.memory.borrow_mut())
    }

    async fn send(&self, request: &HttpRequest) -> Answer {
        self.sent.borrow_mut().push(request.clone());
        let mut answers = self.answers.borrow_mut();
        let queue = answers.get_mut(&request.url).unwrap_or_else(|| panic!("nobody answers at {}", request.url));
        if queue.len() > 1 { queue.pop_front().unwrap() } else { queue.front().cloned().unwrap() }
    }

    fn can_verify(&self) -> bool {
        self.can_verify.get()
    }

    async fn verify(&self, check: &SignatureCheck) -> Verdict {
        self.checked.borrow_mut().push(check.clone());
        self.verdict.borrow().clone()
    }
}

/// A page on which every request takes five seconds.
#[derive(Debug)]
pub struct LatePage<'a> {
    pub page: &'a Page,
}

impl Host for LatePage<'_> {
    asks_its_page!(self);

    async fn send(&self, request: &HttpRequest) -> Answer {
        self.page.now.set(self.page.now.get() + 5000);
        self.page.send(request).await
    }

    async fn verify(&self, check: &SignatureCheck) -> Verdict {
        self.page.verify(check).await
    }
}

/// One tab: a client and a page.
#[derive(Debug)]
pub struct Tab {
    pub client: Client,
    pub page: Page,
}

/// A sign-in that was begun.
#[derive(Debug)]
pub struct Begun {
    pub url: AuthorizeUrl,
    pub state: String,
    pub nonce: Option<String>,
}

impl Tab {
    /// A tab with a client of [`ISSUER`], whose keys are one of each type and find every signature to be good.
    pub fn new(changes: Value) -> Tab {
        Tab::with(client(changes).unwrap())
    }

    pub fn with(client: Client) -> Tab {
        let page = Page {
            storage: Memory::default(),
            now: Cell::new(NOW),
            address: RefCell::new(Some(format!("{ORIGIN}/"))),
            shown: RefCell::default(),
            left_for: RefCell::default(),
            sent: RefCell::default(),
            answers: RefCell::default(),
            checked: RefCell::default(),
            verdict: RefCell::new(Verdict::Valid),
            can_verify: Cell::new(true),
            memory: RefCell::new(HostMemory::new()),
            drawn: Cell::new(0),
        };
        page.answers("https://op.example/jwks", [json_answer(200, key_set(&KEYS.map(key)))]);
        Tab { client, page }
    }

    pub fn begin(&self, request: Value) -> Begun {
        self.try_begin(request).unwrap()
    }

    pub fn try_begin(&self, request: Value) -> Result<Begun, Error> {
        let url = self.client.create_authorize_url_on(&self.page, &options(request))?;
        let (state, nonce) = (parameter(url.as_str(), "state").unwrap(), parameter(url.as_str(), "nonce"));
        Ok(Begun { url, state, nonce })
    }

    pub fn is_callback(&self, url: &str) -> bool {
        self.client.is_callback_on(&self.page, Some(url))
    }

    /// Comes back to an address, which the address bar then shows.
    pub fn arrive(&self, url: &str) -> Arrival {
        self.try_arrive(url).unwrap()
    }

    pub fn try_arrive(&self, url: &str) -> Result<Arrival, Error> {
        // The browser shows an address as its parser serialises it.
        self.page.address.replace(Some(WebUrl::parse(url).map_or_else(|| url.to_owned(), String::from)));
        self.client.arrive_on(&self.page, &CallbackOptions::default())
    }

    /// Goes on from an arrival to the end.
    pub fn finish(&self, arrival: Arrival) -> Result<CallbackResult, Error> {
        match arrival.next {
            Next::Done(result) => result,
            Next::Complete(ended) => at_once(self.client.complete_on(&self.page, *ended, &WaitOptions::default())),
        }
    }

    /// Plays the token endpoint of [`ISSUER`] or of the client's own provider, and goes on to the end.
    pub fn answer(&self, arrival: Arrival, status: u16, body: &str) -> Result<CallbackResult, Error> {
        let token = self.client.config().endpoints.as_ref().unwrap().token.clone().unwrap();
        self.page.answers(token.as_str(), [json_answer(status, body)]);
        self.finish(arrival)
    }

    /// Goes on from an arrival to the one request that it sends, which a provider refuses.
    pub fn sent(&self, arrival: Arrival) -> HttpRequest {
        self.page.requests();
        assert_eq!(self.answer(arrival, 400, r#"{"error":"invalid_grant"}"#).unwrap_err().code(), "exchange-refused");
        let [request] = <[HttpRequest; 1]>::try_from(self.page.requests()).unwrap();
        request
    }

    /// Comes back to an address and goes on to the end.
    pub fn come_back(&self, url: &str) -> Result<CallbackResult, Error> {
        let arrival = self.try_arrive(url)?;
        self.finish(arrival)
    }
}

/// The output of a future that never waits: on a [`Page`] none does.
pub fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits for something"),
    }
}

/// The same 32 bytes for the same number.
fn told_apart(number: u16, offset: u8) -> [u8; 32] {
    let [high, low] = number.to_be_bytes();
    let mut bytes = [low.wrapping_add(offset); 32];
    bytes[31] ^= high;
    bytes
}

pub fn client(changes: Value) -> Result<Client, Error> {
    let mut client = json!({
        "issuer": ISSUER,
        "clientId": "spa",
        "redirectUri": "https://app.example/callback",
        "authorizationEndpoint": "https://op.example/authorize",
        "tokenEndpoint": "https://op.example/token",
        "userinfoEndpoint": "https://op.example/userinfo",
        "endSessionEndpoint": "https://op.example/logout",
        "jwksUri": "https://op.example/jwks",
    });
    change(&mut client, changes);
    Client::of(named("oidc").unwrap(), &options(client))
}

/// The key types that algorithms need.
pub const KEYS: [&str; 5] = ["RSA", "P-256", "P-384", "P-521", "Ed25519"];

/// A client of a provider.
pub fn client_of(provider: &str, changes: Value) -> Result<Client, Error> {
    if provider == "oidc" {
        return client(changes);
    }
    let mut given = json!({ "clientId": "spa", "redirectUri": "https://app.example/callback" });
    let domain = match provider {
        "auth0" => json!("acme.eu.auth0.com"),
        "workosConnect" => json!("acme.authkit.app"),
        _ => Value::Null,
    };
    let tenant = if provider == "entra" { json!("common") } else { Value::Null };
    change(&mut given, json!({ "domain": domain, "tenant": tenant }));
    change(&mut given, changes);
    Client::of(named(provider).unwrap(), &options(given))
}

/// A tab with a client of a provider, whose endpoints are known, and which has the keys of every algorithm.
pub fn tab_of(provider: &str, changes: Value) -> Tab {
    let tab = Tab::with(client_of(provider, changes).unwrap());
    if tab.client.config().endpoints.is_none() {
        tab.page.answers(METADATA, [json_answer(200, METADATA_OF_ALL_TENANTS)]);
        at_once(tab.client.ready_on(&tab.page)).unwrap();
    }
    if let Some(jwks) = tab.client.config().endpoints.as_ref().and_then(|endpoints| endpoints.jwks.as_ref().ok()) {
        tab.page.answers(jwks.as_str(), [json_answer(200, key_set(&KEYS.map(key)))]);
    }
    tab
}

/// A public key of a type; none that anything was signed by.
pub fn key(kind: &str) -> Value {
    let coordinate = URL_SAFE_NO_PAD.encode([1; 32]);
    match kind {
        "RSA" => json!({ "kty": "RSA", "kid": "k", "n": URL_SAFE_NO_PAD.encode([255; 256]), "e": "AQAB" }),
        "Ed25519" => json!({ "kty": "OKP", "kid": "k", "crv": "Ed25519", "x": coordinate }),
        curve => json!({ "kty": "EC", "kid": "k", "crv": curve, "x": coordinate, "y": coordinate }),
    }
}

pub fn key_set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

/// Sets members, and takes those away that are `null`.
pub fn change(value: &mut Value, changes: Value) {
    let members = value.as_object_mut().unwrap();
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    for (name, value) in changes {
        if value.is_null() { drop(members.remove(&name)) } else { drop(members.insert(name, value)) }
    }
}

/// Options as the app gives them: strings, numbers and booleans as they are, anything else as its JSON.
pub fn options(value: Value) -> Options {
    let Value::Object(members) = value else { return Options::new() };
    members.into_iter().fold(Options::new(), |options, (name, value)| options.with(&name, option_value(value)))
}

fn option_value(value: Value) -> OptionValue {
    match value {
        Value::Null => OptionValue::Plain(Json::Null),
        Value::Bool(flag) => flag.into(),
        Value::Number(number) => OptionValue::Plain(Json::Number(number.as_f64().unwrap())),
        Value::String(text) => text.into(),
        other => OptionValue::Text(JsonText::new(other.to_string()).unwrap()),
    }
}

/// The decoded value of a URL's query parameter.
pub fn parameter(url: &str, name: &str) -> Option<String> {
    parameters(url).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

pub fn parameters(url: &str) -> Vec<(String, String)> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// A compact JWT whose signature is nobody's.
pub fn jwt(header: &Value, claims: &Value) -> String {
    let segment = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", segment(header), segment(claims), URL_SAFE_NO_PAD.encode("signature"))
}

pub fn good_claims(nonce: &str) -> Value {
    let now = NOW / 1000;
    json!({ "iss": ISSUER, "sub": "ada", "aud": "spa", "iat": now, "exp": now + 300, "nonce": nonce })
}

pub fn token_response(id_token: &str) -> String {
    json!({ "access_token": "AT", "token_type": "Bearer", "expires_in": 3600, "id_token": id_token }).to_string()
}

/// An answer as every endpoint gives it.
pub fn json_answer(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    let media_type = Some("application/json; charset=utf-8".into());
    Ok(HttpResponse { status, media_type, retry_after: None, body: body.into() })
}

pub fn digest(hash: &str, text: &str) -> Vec<u8> {
    match hash {
        "SHA-256" => Sha256::digest(text).to_vec(),
        "SHA-384" => Sha384::digest(text).to_vec(),
        "SHA-512" => Sha512::digest(text).to_vec(),
        other => panic!("no hash: {other}"),
    }
}

/// OpenID Connect Core §3.1.3.6.
pub fn at_hash(hash: &str, access_token: &str) -> String {
    let digest = digest(hash, access_token);
    URL_SAFE_NO_PAD.encode(digest.get(..digest.len() / 2).unwrap())
}

/// The result of an arrival that needs no further step.
pub fn done(arrival: Arrival) -> Result<CallbackResult, Error> {
    match arrival.next {
        Next::Done(result) => result,
        Next::Complete(_) => panic!("there is more to do"),
    }
}

/// What a message says, without where to read more.
pub fn told(failure: &Error) -> String {
    let message = failure.to_string();
    let (told, more) = message.rsplit_once(" See spa-authorize/docs/errors.md#").unwrap();
    assert_eq!(more, failure.code());
    told.strip_suffix('.').unwrap_or(told).to_owned()
}

pub fn code(failure: &Error) -> &'static str {
    failure.code()
}

/// Numerical Recipes' linear congruential generator: the same values in each run.
#[derive(Debug, Default)]
pub struct Noise(u32);

impl Noise {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % limit
    }
}
