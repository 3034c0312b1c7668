//! The one place where JavaScript's values become the core's, and the core's become JavaScript's.

use js_sys::{Array, JSON, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::callback::{Arrival, Failure};
use crate::config::ClientConfig;
use crate::error::{Error, Group, Refusal, invalid};
use crate::json::{DEPTH_LIMIT, Json, JsonText};
use crate::metadata::Metadata;
use crate::options::Options;
use crate::outcome::{CallbackResult, Identity, User};
use crate::prelude::*;
use crate::request::AppData;
use crate::signature::{SignatureCheck, Verdict};
use crate::step::{Answer, Done, HttpRequest, NetworkFault, Pending, Step};
use crate::tokens::Tokens;

/// An options object. `appState` and `claims` become their JSON text; what JSON cannot hold becomes [`Json::Unreadable`].
pub(crate) fn options(value: JsValue) -> Result<Options, Box<Error>> {
    if value.is_undefined() || value.is_null() {
        return Ok(Options::default());
    }
    if !value.is_object() {
        return Err(invalid("options", "an object", "something else"));
    }
    // Not `instanceof`: an object of another window, or without a prototype, is one too.
    let entries = Object::entries(value.unchecked_ref()).into_iter().map(|entry| Array::from(&entry));
    let members = entries.filter_map(|entry| Some((entry.get(0).as_string()?, entry.get(1))));
    Ok(Options::new(
        members
            .filter(|(_, value)| !value.is_undefined())
            .map(|(name, value)| {
                let json = if JSON_OPTIONS.contains(&name.as_str()) { json_text(&value) } else { json(&value, 0) };
                (name, json.unwrap_or(Json::Unreadable))
            })
            .collect(),
    ))
}

/// Reads JSON; a string with a lone surrogate is none, as RFC 8259 §8.2 warns of.
pub(crate) fn parse_json(text: &str) -> Option<Json> {
    json(&JSON::parse(text).ok()?, 0)
}

pub(crate) fn is_json(text: &str) -> bool {
    JSON::parse(text).is_ok()
}

/// `{ client, state?, replay, step }` or, in place of `step`, `failure`.
pub(super) fn arrival(config: &ClientConfig, arrival: Arrival, keep: impl FnOnce(Pending) -> u32) -> JsValue {
    let object = Members::default();
    object.text("client", &config.identity());
    object.optional_text("state", arrival.state.as_deref());
    object.set("replay", &arrival.replay.into());
    match arrival.step {
        Ok(next) => object.set("step", &step(next, keep)),
        Err(error) => object.set("failure", &failure(error)),
    }
    object.into()
}

/// `{ request, pending }` to send something, `{ check, pending }` to check a signature, or `{ done }`; `keep` gives the
/// number by which the module finds again what it waits with.
pub(super) fn step(step: Step, keep: impl FnOnce(Pending) -> u32) -> JsValue {
    let object = Members::default();
    match step {
        Step::Send(sent, pending) => {
            object.set("request", &request(&sent));
            object.set("pending", &keep(pending).into());
        }
        Step::Verify(check, pending) => {
            object.set("check", &signature_check(&check));
            object.set("pending", &keep(pending).into());
        }
        Step::Done(Done::Callback(result)) => object.set("done", &callback_result(&result)),
        Step::Done(Done::Metadata(found)) => object.set("done", &options_of(&found)),
        Step::Done(Done::UserInfo(user_info)) => object.json("done", user_info.json()),
    }
    object.into()
}

/// `{ parameters, key, data, signature }`, as `crypto.subtle` takes them.
fn signature_check(check: &SignatureCheck) -> JsValue {
    let object = Members::default();
    object.set("parameters", &JSON::parse(check.algorithm.parameters()).unwrap_or_default());
    object.json("key", &check.key);
    object.set("data", &Uint8Array::from(check.data.as_bytes()));
    object.set("signature", &Uint8Array::from(check.signature.as_slice()));
    object.into()
}

fn request(request: &HttpRequest) -> JsValue {
    let object = Members::default();
    object.text("method", request.method);
    object.text("url", &request.url);
    object.text("accept", request.accept);
    object.optional_text("contentType", request.content_type);
    object.optional_text("authorization", request.authorization.as_deref());
    object.optional_text("body", request.body.as_deref());
    object.set("maxBytes", &request.max_bytes.into());
    object.into()
}

/// Under the names of the options that would have said it.
fn options_of(metadata: &Metadata) -> JsValue {
    let Metadata { endpoints, algorithms, iss_promised } = metadata;
    let object = Members::default();
    for (name, url) in endpoints {
        object.text(name, url);
    }
    object.set("idTokenSigningAlgs", &list(algorithms.iter().copied()));
    object.set("authorizationResponseIssParameterSupported", &(*iss_promised).into());
    object.into()
}

pub(super) fn answer(value: &JsValue) -> Answer {
    let member = |name: &str| Reflect::get(value, &name.into()).unwrap_or_default();
    let number = |name: &str| member(name).as_f64().unwrap_or_default();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status, a size or a time")]
    let (status, limit) = (number("status") as u16, number("limit") as u32);
    if let Some(verdict) = member("verdict").as_string() {
        return Answer::Verdict(verdict_named(&verdict));
    }
    match member("fault").as_string().as_deref() {
        None => Answer::Response {
            status,
            content_type: member("contentType").as_string(),
            body: Uint8Array::new(&member("body")).to_vec(),
        },
        Some("timed-out") => Answer::Fault(NetworkFault::TimedOut(limit)),
        Some("aborted") => Answer::Fault(NetworkFault::Aborted),
        Some("too-large") => Answer::Fault(NetworkFault::TooLarge(limit)),
        Some("redirected") => Answer::Fault(NetworkFault::Redirected),
        Some(_) => Answer::Fault(NetworkFault::Failed { url: member("url").as_string().unwrap_or_default() }),
    }
}

fn verdict_named(name: &str) -> Verdict {
    match name {
        "valid" => Verdict::Valid,
        "unavailable" => Verdict::Unavailable,
        _ => Verdict::Invalid,
    }
}

/// What the package makes an error of: `{ group, code, message, … }`.
pub(super) fn failure(failure: Failure) -> JsValue {
    let Failure { error, app_data } = failure;
    let object = Members::default();
    object.text("group", group_name(error.group()));
    object.text("code", error.code());
    object.text("message", &error.message());
    if let Some(app_data) = &app_data {
        object.app_data(app_data);
    }
    match &*error {
        Error::MissingOption { option, .. }
        | Error::UnknownOption { option, .. }
        | Error::ManagedOption { option, .. }
        | Error::InvalidOption { option, .. } => object.text("option", option),
        Error::AppStateTooLarge { .. } => object.text("option", "appState"),
        Error::AuthorizationRefused(refusal) | Error::ExchangeRefused(refusal) => object.refusal(refusal),
        Error::HttpStatus { status } => object.set("status", &(*status).into()),
        _ => {}
    }
    object.into()
}

fn callback_result(result: &CallbackResult) -> JsValue {
    let object = Members::default();
    match result {
        CallbackResult::SignedIn { tokens: issued, identity, signature, app_data } => {
            object.text("kind", "signed-in");
            object.set("tokens", &tokens(issued));
            match identity {
                Identity::Claims(claims) => object.json("claims", claims.json()),
                Identity::User(user) => object.user(user),
            }
            object.text("signature", signature.as_str());
            object.app_data(app_data);
        }
        CallbackResult::Authorized { tokens: issued, app_data } => {
            object.text("kind", "authorized");
            object.set("tokens", &tokens(issued));
            object.app_data(app_data);
        }
        CallbackResult::Code { code, nonce, app_data } => {
            object.text("kind", "code");
            object.text("code", code);
            object.optional_text("nonce", nonce.as_deref());
            object.app_data(app_data);
        }
        CallbackResult::InteractionRequired { error, app_data } => {
            object.text("kind", "interaction-required");
            object.text("error", error);
            object.app_data(app_data);
        }
        CallbackResult::None => object.text("kind", "none"),
        CallbackResult::AlreadyHandled => object.text("kind", "already-handled"),
        CallbackResult::NotOurs(reason) => {
            object.text("kind", "not-ours");
            object.text("reason", reason.as_str());
        }
    }
    object.into()
}

fn tokens(tokens: &Tokens) -> JsValue {
    #[allow(clippy::cast_precision_loss, reason = "a date, which a double holds")]
    let expires_at = tokens.expires_at().map_or(JsValue::NULL, |at| (at.milliseconds() as f64).into());
    let object = Members::default();
    for (name, text) in tokens.texts() {
        object.text(name, text);
    }
    object.set("expiresAt", &expires_at);
    object.set("scope", &list(tokens.scope().into_iter()));
    object.json("raw", tokens.raw());
    object.into()
}

fn group_name(group: Group) -> &'static str {
    match group {
        Group::Usage => "usage",
        Group::Provider => "provider",
        Group::Callback => "callback",
        Group::Environment => "environment",
        Group::Network => "network",
    }
}

/// A plain object that grows.
#[derive(Default)]
struct Members(Object);

impl Members {
    fn set(&self, name: &str, value: &JsValue) {
        // A fresh object takes every member.
        let _ = Reflect::set(&self.0, &name.into(), value);
    }

    fn text(&self, name: &str, text: &str) {
        self.set(name, &text.into());
    }

    fn optional_text(&self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// The browser reads the JSON, so that a member called `__proto__` is a member like any other.
    fn json(&self, name: &str, text: &JsonText) {
        if let Ok(value) = JSON::parse(text.as_str()) {
            self.set(name, &value);
        }
    }

    fn app_data(&self, app_data: &AppData) {
        self.text("returnTo", app_data.return_to.as_str());
        if let Some(app_state) = &app_data.app_state {
            self.json("appState", app_state);
        }
    }

    /// The members of WorkOS's answer that are no tokens, as it returned them.
    fn user(&self, user: &User) {
        let answer = JSON::parse(user.answer().as_str()).unwrap_or_default();
        for (name, wire) in [
            ("user", "user"),
            ("organizationId", "organization_id"),
            ("authenticationMethod", "authentication_method"),
            ("impersonator", "impersonator"),
            ("oauthTokens", "oauth_tokens"),
        ] {
            match Reflect::get(&answer, &wire.into()) {
                Ok(value) if !value.is_null() && !value.is_undefined() => self.set(name, &value),
                _ => {}
            }
        }
    }

    fn refusal(&self, refusal: &Refusal) {
        self.optional_text("error", refusal.error.as_deref());
        self.optional_text("errorDescription", refusal.error_description.as_deref());
        self.optional_text("errorUri", refusal.error_uri.as_deref());
    }
}

impl From<Members> for JsValue {
    fn from(members: Members) -> JsValue {
        members.0.into()
    }
}

/// A value at a depth; `None` for one that JSON cannot hold, and for one that is nested too deeply.
fn json(value: &JsValue, depth: usize) -> Option<Json> {
    if value.is_null() || value.is_undefined() {
        return Some(Json::Null);
    }
    if let Some(flag) = value.as_bool() {
        return Some(Json::Bool(flag));
    }
    if let Some(number) = value.as_f64() {
        return number.is_finite().then_some(Json::Number(number));
    }
    if value.is_string() {
        return whole_text(value).map(Json::Text);
    }
    if !value.is_object() || depth == DEPTH_LIMIT {
        return None;
    }
    if Array::is_array(value) {
        let items: &Array = value.unchecked_ref();
        return items.iter().map(|item| json(&item, depth + 1)).collect::<Option<_>>().map(Json::List);
    }
    let entries = Object::entries(value.unchecked_ref()).into_iter().map(|entry| Array::from(&entry));
    let members = entries.map(|entry| Some((whole_text(&entry.get(0))?, json(&entry.get(1), depth + 1)?)));
    members.collect::<Option<_>>().map(Json::Object)
}

fn json_text(value: &JsValue) -> Option<Json> {
    stringify(value).map(Json::Text)
}

/// A surrogate that stands alone arrives as another character, and so makes another string of it.
fn whole_text(value: &JsValue) -> Option<String> {
    value.as_string().filter(|text| JsValue::from_str(text) == *value)
}

fn stringify(value: &JsValue) -> Option<String> {
    JSON::stringify(value).ok().and_then(|text| JsValue::from(text).as_string())
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> JsValue {
    texts.map(JsValue::from).collect::<Array>().into()
}

const JSON_OPTIONS: [&str; 2] = ["appState", "claims"];
