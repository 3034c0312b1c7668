//! `fetch`, for answers that are read up to a limit and within a time.

use std::cell::Cell;
use std::pin::pin;

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReadableStreamReadResult, ReferrerPolicy, RequestCache,
    RequestCredentials, RequestInit, RequestRedirect, Response, ResponseType,
};

use super::cause::JsCause;
use super::timer::sleep;
use crate::host::fault::NetworkFault;
use crate::host::race::race;
use crate::host::request::{HttpRequest, JSON};
use crate::host::response::HttpResponse;

#[wasm_bindgen]
extern "C" {
    /// The global one, which workers and servers have too. An app may have put another in its place, which gives anything.
    #[wasm_bindgen(catch)]
    pub(super) fn fetch(url: &str, init: &RequestInit) -> Result<JsValue, JsValue>;
}

/// A request under way. Dropping it before its end aborts it; a finished request is never aborted, or it would show as
/// cancelled.
struct InFlight {
    controller: AbortController,
    has_ended: Cell<bool>,
}

pub(super) async fn send(request: &HttpRequest) -> Result<HttpResponse, NetworkFault> {
    let in_flight = InFlight { controller: AbortController::new().map_err(failed)?, has_ended: Cell::new(false) };
    let answer = race(pin!(sleep(request.timeout_ms)), pin!(in_flight.answer(request))).await;
    answer.unwrap_or_else(|()| {
        in_flight.controller.abort();
        let reason = in_flight.controller.signal().reason();
        Err(NetworkFault::TimedOut(Some(JsCause::keep(reason))))
    })
}

impl InFlight {
    async fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, NetworkFault> {
        let init = init(request).map_err(failed)?;
        init.set_signal(Some(&self.controller.signal()));
        let sent = fetch(&request.url, &init).map_err(failed)?;
        let answered = JsFuture::from(Promise::resolve(&sent)).await;
        if answered.is_err() {
            self.has_ended.set(true);
        }
        let response = answered.map_err(failed)?;
        if !response.is_object() {
            return Err(NetworkFault::Failed(None));
        }
        let response: Response = response.unchecked_into();
        if response.type_() == ResponseType::Opaqueredirect {
            self.has_ended.set(true);
            return Err(NetworkFault::Redirected);
        }
        let body = read(&response, request.max_bytes).await?;
        self.has_ended.set(true);
        let header = |name| response.headers().get(name).map_err(failed);
        let (media_type, retry_after) = (header("Content-Type")?, header("Retry-After")?);
        Ok(HttpResponse { status: response.status(), media_type, retry_after, body })
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if !self.has_ended.get() {
            self.controller.abort();
        }
    }
}

/// How a request is sent: without cookies, a referrer or a cache.
pub(super) fn init(request: &HttpRequest) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    headers.set("Accept", JSON)?;
    let init = RequestInit::new();
    init.set_method(request.method());
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Manual);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    if let Some(body) = &request.body {
        headers.set("Content-Type", body.media_type)?;
        init.set_body(&JsValue::from_str(&body.text));
    }
    if let Some(token) = &request.bearer {
        headers.set("Authorization", &format!("Bearer {}", token.as_str()))?;
    }
    if request.keepalive {
        Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
    }
    init.set_headers(&headers);
    Ok(init)
}

/// The bytes of a body, of which no more are read than the limit.
///
/// They are read whole, and a copy is counted meanwhile. Where a reader alone reads a body, Chromium shows many a request
/// as cancelled, though it came to its end.
async fn read(response: &Response, limit: u32) -> Result<Vec<u8>, NetworkFault> {
    let copy = response.clone().map_err(failed)?;
    let whole = JsFuture::from(response.array_buffer().map_err(failed)?);
    count(&copy, limit).await?;
    Ok(Uint8Array::new(&whole.await.map_err(failed)?).to_vec())
}

/// Reads a body until its end, or until it is over the limit.
async fn count(response: &Response, limit: u32) -> Result<(), NetworkFault> {
    let Some(body) = response.body() else { return Ok(()) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut count = 0;
    loop {
        let chunk: ReadableStreamReadResult = JsFuture::from(reader.read()).await.map_err(failed)?.unchecked_into();
        if chunk.get_done() == Some(true) {
            return Ok(());
        }
        count += chunk.get_value().unchecked_into::<Uint8Array>().length();
        if count > limit {
            return Err(NetworkFault::TooLarge);
        }
    }
}

fn failed(cause: JsValue) -> NetworkFault {
    NetworkFault::Failed(Some(JsCause::keep(cause)))
}
