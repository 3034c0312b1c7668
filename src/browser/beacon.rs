//! A request that outlives its page.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, Navigator};

use super::fetch;
use super::globals::{member, of_global};
use crate::host::request::HttpRequest;

/// Sends a request, by whatever lets it outlive the page. Nobody hears of its answer, or of its failure.
pub(super) fn send(request: &HttpRequest) {
    if can_keep_alive() || send_as_beacon(request) != Some(true) {
        let _ = send_by_fetch(request);
    }
}

/// Fetch §5.4, `keepalive`, which Firefox has since version 133.
fn can_keep_alive() -> bool {
    let prototype = of_global("Request").and_then(|request| member(&request, "prototype"));
    prototype.is_some_and(|prototype| Reflect::has(&prototype, &"keepalive".into()) == Ok(true))
}

fn send_by_fetch(request: &HttpRequest) -> Result<(), JsValue> {
    let init = fetch::init(&HttpRequest { keepalive: true, ..request.clone() })?;
    let sent = Promise::resolve(&fetch::fetch(&request.url, &init)?);
    spawn_local(async move {
        // Nobody is there for the answer.
        let _ = JsFuture::from(sent).await;
    });
    Ok(())
}

/// Beacon §3.1, which brings the provider's cookies along. `None` or false if the browser does not take it.
fn send_as_beacon(request: &HttpRequest) -> Option<bool> {
    let navigator: Navigator = of_global("navigator")?.unchecked_into();
    member(&navigator, "sendBeacon")?;
    let body = request.body.as_ref()?;
    let options = BlobPropertyBag::new();
    options.set_type(body.media_type);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&JsValue::from_str(&body.text)), &options).ok()?;
    navigator.send_beacon_with_opt_blob(&request.url, Some(&blob)).ok()
}
