//! A provider's and a browser's part, played by hand: shared by the tests that run natively and in browsers.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]
#![allow(clippy::missing_panics_doc, clippy::unwrap_used, clippy::panic, reason = "a test panics to fail")]

use std::cell::RefCell;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use spa_authorize::before::authorize_url::{AuthorizeUrl, begin};
use spa_authorize::before::callback::{Arrival, handle_callback};
use spa_authorize::before::config::ClientConfig;
use spa_authorize::before::entropy::Entropy;
use spa_authorize::before::error::Error;
use spa_authorize::before::json::Object;
use spa_authorize::before::keys::KeyRing;
use spa_authorize::before::options::Options;
use spa_authorize::before::outcome::CallbackResult;
use spa_authorize::before::providers::Provider;
use spa_authorize::before::request::SignInRequest;
use spa_authorize::before::signature::{Unverified, Verdict};
use spa_authorize::before::step::{Answer, Done, HttpRequest, Response, Step, resume};
use spa_authorize::before::store::{SessionStorage, StorageFault, TransactionStore};
use spa_authorize::before::time::Timestamp;

pub const ORIGIN: &str = "https://app.example";
pub const ISSUER: &str = "https://op.example";
pub const PREFIX: &str = "spa-authorize:1:";
pub const NOW: u64 = 1_800_000_000_000;

/// A `sessionStorage` in memory, which can be told to fail.
#[derive(Debug, Default)]
pub struct Memory {
    pub entries: RefCell<BTreeMap<String, String>>,
    /// The bytes of keys and values that fit.
    pub room: Option<usize>,
    pub blocked: bool,
    /// What was asked of it, by the members of the trait.
    pub calls: RefCell<Vec<&'static str>>,
}

impl Memory {
    /// Of the sign-ins that are `open`, `used` or `expired`.
    pub fn states(&self, status: &str) -> Vec<String> {
        let records = self.entries.borrow();
        let own = records.iter().filter_map(|(key, record)| Some((key.strip_prefix(PREFIX)?, record)));
        own.filter(|(_, record)| record.split('\n').next() == Some(status)).map(|(state, _)| state.into()).collect()
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

impl SessionStorage for Memory {
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault> {
        self.check("get")?;
        Ok(self.entries.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault> {
        self.check("set")?;
        if self.room.is_some_and(|room| self.size() + key.len() + value.len() > room) {
            return Err(StorageFault::Full);
        }
        self.entries.borrow_mut().insert(key.into(), value.into());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        self.check("remove")?;
        self.entries.borrow_mut().remove(key);
        Ok(())
    }

    fn keys(&self, start: &str) -> Result<String, StorageFault> {
        self.check("keys")?;
        let keys: Vec<_> = self.entries.borrow().keys().filter(|key| key.starts_with(start)).cloned().collect();
        Ok(keys.join("\n"))
    }
}

/// One tab: a client, a storage and a clock.
#[derive(Debug)]
pub struct Tab {
    pub client: ClientConfig,
    pub storage: Memory,
    pub now: u64,
    pub keys: KeyRing,
    begun: u16,
}

/// A sign-in that was begun.
#[derive(Debug)]
pub struct Begun {
    pub url: AuthorizeUrl,
    pub state: String,
    pub nonce: Option<String>,
}

impl Tab {
    pub fn new(changes: Value) -> Tab {
        let mut keys = KeyRing::default();
        keys.web_crypto = true;
        Tab { client: client(changes).unwrap(), storage: Memory::default(), now: NOW, keys, begun: 0 }
    }

    pub fn at(&self) -> Timestamp {
        Timestamp::from_milliseconds(self.now)
    }

    pub fn begin(&mut self, request: Value) -> Begun {
        self.try_begin(request).unwrap()
    }

    pub fn try_begin(&mut self, request: Value) -> Result<Begun, Box<Error>> {
        self.begun += 1;
        let entropy = Entropy::fixed([0, 64, 128].map(|offset| told_apart(self.begun, offset)));
        let request = SignInRequest::parse(&self.client, &options(request), ORIGIN)?;
        let (url, transaction) = begin(&self.client, &request, entropy, self.at())?;
        TransactionStore::new(&self.storage).open(&transaction, self.at())?;
        let nonce = parameter(url.as_str(), "nonce");
        Ok(Begun { state: transaction.state().into(), nonce, url })
    }

    pub fn arrive(&self, url: &str) -> Arrival {
        handle_callback(&self.client, url, &self.storage, &self.keys, self.at()).unwrap()
    }

    /// Plays the token endpoint: answers the one request that a callback sends.
    pub fn answer(&mut self, arrival: Arrival, status: u16, body: &str) -> Result<CallbackResult, Box<Error>> {
        let pending = Step::Send(sent(arrival.step.unwrap()));
        self.resume(pending, json_answer(status, body))
    }

    pub fn resume(&mut self, pending: Step, answer: Answer) -> Result<CallbackResult, Box<Error>> {
        let step = self.step(pending, answer);
        self.finish(step)
    }

    pub fn step(&mut self, pending: Step, answer: Answer) -> Result<Step, Box<Error>> {
        let at = self.at();
        resume(&self.client, pending, answer, &mut self.keys, at)
    }

    /// Plays a provider with one key for each algorithm, and a browser that finds every signature to be good.
    pub fn finish(&mut self, mut step: Result<Step, Box<Error>>) -> Result<CallbackResult, Box<Error>> {
        loop {
            let pending = step?;
            let answer = match &pending {
                Step::Send(_) => json_answer(200, key_set(&KEYS.map(key))),
                Step::Verify(unverified) => verdict(unverified, Verdict::Valid),
                Step::Done(_) => return Ok(result(pending)),
            };
            step = self.step(pending, answer);
        }
    }
}

/// The same 32 bytes for the same number.
fn told_apart(number: u16, offset: u8) -> [u8; 32] {
    let [high, low] = number.to_be_bytes();
    let mut bytes = [low.wrapping_add(offset); 32];
    bytes[31] ^= high;
    bytes
}

pub fn client(changes: Value) -> Result<ClientConfig, Box<Error>> {
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
    ClientConfig::parse(Provider::named("oidc").unwrap(), &options(client))
}

/// The key types that algorithms need.
pub const KEYS: [&str; 5] = ["RSA", "P-256", "P-384", "P-521", "Ed25519"];

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

pub fn options(value: Value) -> Options {
    let text = match value {
        Value::Null => "{}".into(),
        other => other.to_string(),
    };
    Options::new(Object::parse(&text).unwrap())
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
    // What is not UTF-8 the page hands in as nothing.
    let body = String::from_utf8(body.into()).unwrap_or_default();
    Answer::Response(Response { status, content_type: "application/json; charset=utf-8".into(), body })
}

/// What a browser answers: a verdict, and the digest that was asked for.
pub fn verdict(unverified: &Unverified, verdict: Verdict) -> Answer {
    let (hash, text) = (unverified.algorithm().hash(), unverified.hashed());
    Answer::Verdict { verdict, digest: if text.is_empty() { Vec::new() } else { digest(hash, text) } }
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

pub fn sent(step: Step) -> Box<HttpRequest> {
    match step {
        Step::Send(request) => request,
        other => panic!("nothing was sent: {other:?}"),
    }
}

pub fn result(step: Step) -> CallbackResult {
    match done(step) {
        Done::Callback(result) => result,
        other => panic!("another end: {other:?}"),
    }
}

pub fn done(step: Step) -> Done {
    match step {
        Step::Done(done) => *done,
        other => panic!("not done yet: {other:?}"),
    }
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
