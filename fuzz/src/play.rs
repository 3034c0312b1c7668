//! The provider and the page, who answer whatever is asked, and what a sign-in with them came to.

use std::cell::{Cell, RefCell};

use serde_json::Value;
use spa_authorize::callback::arrival::{Arrival, Next};
use spa_authorize::callback::result::{Authorized, CallbackResult, Identity, Signature, SignedIn};
use spa_authorize::config::wait_options::WaitOptions;
use spa_authorize::error::error::Error;
use spa_authorize::host::fault::RandomUnavailable;
use spa_authorize::host::host::Host;
use spa_authorize::host::request::HttpRequest;
use spa_authorize::host::signature::{SignatureCheck, Verdict};

use super::common::{Answer, ISSUER, NOW, Page, Tab, asks_its_page, at_once, json_answer};
use super::text::{described, explained};
use super::{ALL_KEYS, NONCE};

/// What is answered.
pub struct Play<'a> {
    pub status: u16,
    /// What the token endpoint says.
    pub tokens: &'a str,
    /// What the key set is.
    pub keys: &'a str,
    /// What comes of every signature's check.
    pub verdict: Verdict,
}

/// How a sign-in went.
pub struct Played {
    /// What was asked, in order, and what came of it.
    pub story: String,
    pub end: Result<CallbackResult, Error>,
}

impl<'a> Play<'a> {
    /// With a key for each algorithm, and with signatures that are good.
    pub fn new(tokens: &'a str) -> Play<'a> {
        Play { status: 200, tokens, keys: &ALL_KEYS, verdict: Verdict::Valid }
    }

    /// Goes on to the end, which must be one that was earned.
    pub fn run(&self, tab: &Tab, arrival: Arrival) -> Played {
        let stage = Stage {
            play: self,
            page: &tab.page,
            state: arrival.state,
            asked: Cell::new(0),
            story: RefCell::default(),
            vouched: Cell::new(false),
        };
        let end = match arrival.next {
            Next::Done(result) => result,
            Next::Complete(ended) => at_once(tab.client.complete_on(&stage, *ended, &WaitOptions::default())),
        };
        let told = match &end {
            Ok(result) => {
                assert_earned(result, stage.vouched.get());
                described(result)
            }
            Err(error) => explained(error),
        };
        Played { story: stage.story.take() + &told, end }
    }
}

/// A page on which everybody answers, whatever the address.
struct Stage<'a> {
    play: &'a Play<'a>,
    page: &'a Page,
    /// The sign-in that is under way.
    state: Option<String>,
    asked: Cell<u32>,
    story: RefCell<String>,
    /// Whether a signature was found good.
    vouched: Cell<bool>,
}

impl Stage<'_> {
    fn tell(&self, line: &str) {
        self.asked.set(self.asked.get() + 1);
        self.story.borrow_mut().extend([line, "; "]);
        assert!(self.asked.get() < LONGEST_PLAY, "there is no end to it: {}", self.story.borrow());
        let state = self.state.as_deref().unwrap();
        assert!(!self.page.storage.states("open").contains(&state.to_owned()), "it ends before anything is asked");
    }
}

impl Host for Stage<'_> {
    asks_its_page!(self);

    async fn send(&self, request: &HttpRequest) -> Answer {
        assert!(["https://", "http://"].iter().any(|scheme| request.url.starts_with(scheme)), "asked {}", request.url);
        self.tell(&format!("{} {}", request.method(), request.url));
        match request.body {
            Some(_) => json_answer(self.play.status, self.play.tokens),
            None => json_answer(200, self.play.keys),
        }
    }

    async fn verify(&self, check: &SignatureCheck) -> Verdict {
        assert_public(check);
        self.tell(&format!("{} by {:?}", check.algorithm.name(), check.key));
        self.vouched.set(matches!(self.play.verdict, Verdict::Valid));
        self.play.verdict.clone()
    }

    fn fill_at_random(&self, bytes: &mut [u8]) -> Result<(), RandomUnavailable> {
        self.page.fill_at_random(bytes)
    }
}

/// Nobody is signed in but by a signature that was found good.
fn assert_earned(result: &CallbackResult, vouched: bool) {
    match result {
        CallbackResult::SignedIn(SignedIn { tokens, identity, signature, .. }) => {
            assert!(vouched && *signature == Signature::Verified, "signed in without a verdict");
            assert!(tokens.id_token.is_some());
            assert_identity(identity);
        }
        CallbackResult::Authorized(Authorized { tokens, .. }) => {
            assert!(tokens.access_token.as_ref().is_some_and(|token| !token.as_str().is_empty()));
            assert_eq!(tokens.id_token, None, "an identity that nobody checked");
        }
        _ => {}
    }
}

/// OpenID Connect Core §3.1.3.7, steps 2, 3, 9 and 11, by a second reader.
fn assert_identity(identity: &Identity) {
    let Identity::Claims(claims) = identity else { panic!("a user of WorkOS's") };
    let claims: Value = serde_json::from_str(claims.json().as_str()).unwrap();
    assert_eq!((&claims["iss"], &claims["nonce"]), (&ISSUER.into(), &NONCE.into()));
    let audience = &claims["aud"];
    assert!(audience == "spa" || audience.as_array().is_some_and(|all| all.contains(&"spa".into())), "{audience}");
    #[allow(clippy::cast_precision_loss, reason = "a date")]
    let now = (NOW / 1000) as f64;
    assert!(claims["exp"].as_f64().unwrap() > now - 60.0 && claims["iat"].as_f64().unwrap() <= now + 60.0);
}

/// A check by nothing but the public members of a key, over two parts of a token.
fn assert_public(check: &SignatureCheck) {
    let key = serde_json::to_value(&check.key).unwrap();
    for name in key.as_object().unwrap().keys() {
        assert!(["kty", "n", "e", "crv", "x", "y"].contains(&name.as_str()), "{name}");
    }
    assert!(!check.signature.is_empty());
    assert_eq!(check.data.split('.').count(), 2);
}

/// An exchange, the keys, the keys once more, and a signature.
const LONGEST_PLAY: u32 = 5;
