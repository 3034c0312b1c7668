//! A session, as the package holds it.

#![allow(clippy::missing_errors_doc, reason = "each throws what the package makes an error of")]

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::arguments::{address, end_options, listened, options, switch_options, token_options, wait_options};
use super::failure::failure;
use super::promise::{promise, until_aborted};
use super::results::{Parsed, parsed, value};
use super::snapshot::Snapshots;
use crate::browser::page::Page;
use crate::client::live_session::LiveSession;
use crate::config::token_options::TokenOptions;
use crate::config::wait_options::WaitOptions;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::host::Host as _;
use crate::machine::event::{Need, TokenKind, Wanted};
use crate::protocol::token::Token;

/// The session of a client.
#[wasm_bindgen(js_name = Session)]
pub struct ExportedSession {
    live: Rc<LiveSession>,
    snapshots: Rc<Snapshots>,
}

/// What a page load brought, for the app.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StartedObject {
    #[serde(skip_serializing_if = "Option::is_none")]
    return_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_state: Option<Parsed>,
}

/// The end of a session, for the app.
#[derive(Serialize)]
struct EndedObject {
    revoked: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Parsed>,
}

#[wasm_bindgen(js_class = Session)]
impl ExportedSession {
    /// Begins, once.
    pub fn start(&self) {
        if on_page().is_ok() {
            self.live.start();
        }
    }

    /// What is known now; `undefined` as long as nothing is.
    #[must_use]
    pub fn snapshot(&self) -> JsValue {
        self.snapshots.of(&self.live.status())
    }

    /// Calls a function after each change.
    #[wasm_bindgen(js_name = onChange)]
    pub fn on_change(&self, listener: Function) {
        self.live.on_change(Rc::new(move |_| {
            // The package's own, which does not throw.
            let _ = listener.call0(&JsValue::NULL);
        }));
    }

    /// Finds out whether somebody is signed in.
    pub fn restore(&self, given: &JsValue) -> Promise {
        let (session, given) = (self.live.clone(), wait_options(given));
        promise(async move {
            on_page()?;
            let (options, signal) = given?;
            let restored = async { Ok(session.restore(&options).await) };
            until_aborted(signal, restored).await.map(|_| JsValue::UNDEFINED)
        })
    }

    /// An access token that is good for a while.
    #[wasm_bindgen(js_name = accessToken)]
    pub fn access_token(&self, given: &JsValue) -> Promise {
        self.token(TokenKind::Access, given)
    }

    /// An ID token that is good for a while.
    #[wasm_bindgen(js_name = idToken)]
    pub fn id_token(&self, given: &JsValue) -> Promise {
        self.token(TokenKind::Id, given)
    }

    /// The header `Authorization` of a request, whose app gave none of its own.
    pub fn authorization(&self, url: &str, is_given: bool, signal: &JsValue) -> Promise {
        let (session, signal) = (self.live.clone(), listened(signal));
        let allowed = self.allow(url, is_given);
        promise(async move {
            allowed?;
            let token = until_aborted(signal?, session.token(for_api(), &WaitOptions::default())).await?;
            Ok(bearer(&token).into())
        })
    }

    /// The headers of a request that the app makes itself: none for an origin that is not listed.
    #[wasm_bindgen(js_name = headersFor)]
    pub fn headers_for(&self, url: &str) -> Promise {
        let (session, allowed) = (self.live.clone(), self.allow(url, false));
        promise(async move {
            on_page()?;
            let headers = Object::new();
            if allowed.is_ok() {
                let token = session.token(for_api(), &WaitOptions::default()).await?;
                // The object was just made here: nothing but its prototype could prevent it.
                let _ = Reflect::set(&headers, &AUTHORIZATION.into(), &bearer(&token).into());
            }
            Ok(headers.into())
        })
    }

    /// Whether a request that an API refused with 401 is worth one more try.
    #[wasm_bindgen(js_name = isWorthARepeat)]
    pub fn is_worth_a_repeat(&self, header: &JsValue, sent: &JsValue, signal: &JsValue, began: Option<f64>) -> Promise {
        let (session, signal) = (self.live.clone(), listened(signal));
        let (challenge, sent) = (header.as_string(), sent.as_string().unwrap_or_default());
        promise(async move {
            on_page()?;
            // The token, or the header that it was sent in.
            let sent = sent.rsplit(' ').next().unwrap_or_default();
            let asked = async { Ok(session.is_worth_a_repeat(challenge.as_deref(), sent, began).await) };
            until_aborted(signal?, asked).await.map(JsValue::from_bool)
        })
    }

    /// Who is signed in; if nobody is, the browser leaves.
    pub fn require(&self, place: &JsValue, request: &JsValue) -> Promise {
        let (session, snapshots, request) = (self.live.clone(), self.snapshots.clone(), options(request));
        let place = if place.is_null_or_undefined() { None } else { address(place) };
        promise(async move {
            on_page()?;
            let status = session.require(place.as_deref(), &request?).await?;
            Ok(snapshots.of(&status))
        })
    }

    /// Goes over to another organization of the user.
    #[wasm_bindgen(js_name = switchOrganization)]
    pub fn switch_organization(&self, given: &JsValue) -> Promise {
        let (session, given) = (self.live.clone(), switch_options(given));
        promise(async move {
            on_page()?;
            let (options, signal) = given?;
            let switched = session.switch_organization(&options.organization_id, &options.wait);
            until_aborted(signal, switched).await.map(|()| JsValue::UNDEFINED)
        })
    }

    /// What the page load brought.
    pub fn started(&self) -> Promise {
        let session = self.live.clone();
        promise(async move {
            on_page()?;
            let started = session.started().await;
            let app_state = started.app_state.as_ref().and_then(parsed);
            Ok(value(&StartedObject { return_to: started.return_to, app_state }))
        })
    }

    /// Ends the session, and says what became of its refresh token.
    pub fn end(&self, given: &JsValue) -> Promise {
        let (session, given) = (self.live.clone(), end_options(given));
        promise(async move {
            on_page()?;
            let revoked = session.end(given?.revoke).await;
            let error = revoked.error().map(|error| Parsed(failure(error)));
            Ok(value(&EndedObject { revoked: revoked.name(), error }))
        })
    }
}

impl ExportedSession {
    /// The one object that stands for a session, whoever asks.
    pub(super) fn of(live: Rc<LiveSession>) -> JsValue {
        let is_own = |(known, _): &&(Rc<LiveSession>, JsValue)| Rc::ptr_eq(known, &live);
        let known = EXPORTED.with_borrow(|exported| exported.iter().find(is_own).map(|(_, object)| object.clone()));
        known.unwrap_or_else(|| {
            let object: JsValue = ExportedSession { live: live.clone(), snapshots: Rc::default() }.into();
            EXPORTED.with_borrow_mut(|exported| exported.push((live, object.clone())));
            object
        })
    }

    /// One that is at hand is given at once.
    fn token(&self, kind: TokenKind, given: &JsValue) -> Promise {
        let (session, given) = (self.live.clone(), token_options(given));
        if let Ok((options, None)) = &given {
            if let Some(token) = session.token_at_hand(&wanted(kind, options)) {
                return Promise::resolve(&JsValue::from_str(token.as_str()));
            }
        }
        promise(async move {
            on_page()?;
            let (options, signal) = given?;
            let token = until_aborted(signal, session.token(wanted(kind, &options), &options.wait)).await?;
            Ok(token.as_str().into())
        })
    }

    fn allow(&self, url: &str, is_given: bool) -> Result<(), Error> {
        if is_given {
            return Err(Error::managed_option(AUTHORIZATION, "leave it out, or call the page's own fetch"));
        }
        self.live.may_carry_token(url)
    }
}

fn for_api() -> Wanted {
    wanted(TokenKind::Access, &TokenOptions::default())
}

fn wanted(token: TokenKind, options: &TokenOptions) -> Wanted {
    let &TokenOptions { min_validity_seconds, is_fresh, .. } = options;
    Wanted { token, min_validity_seconds, need: if is_fresh { Need::Fresh } else { Need::None } }
}

/// RFC 6750 §2.1.
fn bearer(token: &Token) -> String {
    format!("Bearer {}", token.as_str())
}

/// Whether there is a page, which a session is for.
fn on_page() -> Result<(), Error> {
    Page.address().map(|_| ()).ok_or_else(|| ErrorKind::NotABrowser.into())
}

thread_local! {
    static EXPORTED: RefCell<Vec<(Rc<LiveSession>, JsValue)>> = const { RefCell::new(Vec::new()) };
}

const AUTHORIZATION: &str = "Authorization";
