//! The one place where the package's text becomes the core's values, and the core's values become text.

use crate::before::callback::Arrival;
use crate::before::config::ClientConfig;
use crate::before::error::{Error, ErrorKind, Group, Refusal, invalid};
use crate::before::json::{Json, Members, Object, string};
use crate::before::logout::SessionTokens;
use crate::before::options::{Options, parameter};
use crate::before::outcome::{CallbackResult, Identity, User};
use crate::before::prelude::*;
use crate::before::request::AppData;
use crate::before::signature::{Unverified, Verdict};
use crate::before::step::{Answer, DOCUMENT_LIMIT, Done, HttpRequest, NetworkFault, Response, Step};
use crate::before::text::pieces;
use crate::before::tokens::Tokens;

/// What is handed in with a call: options, and the tokens that two operations take beside theirs.
pub(super) struct Input {
    pub(super) options: Options,
    tokens: Object,
}

impl Input {
    /// `tokens` is taken out where an operation takes tokens; to any other it is an option that there is not.
    pub(super) fn read(text: &str, takes_tokens: bool) -> Result<Input, Box<Error>> {
        let Some(mut members) = Object::known(text) else {
            return Err(invalid("options", "an object that can be read", "something else"));
        };
        let tokens = if takes_tokens { members.take("tokens") } else { None };
        let tokens = tokens.as_ref().and_then(Json::as_object).unwrap_or_default();
        Ok(Input { options: Options::new(members), tokens })
    }

    pub(super) fn token(&self, name: &str) -> &str {
        self.tokens.text(name).unwrap_or_default()
    }

    pub(super) fn session_tokens(&self) -> SessionTokens<'_> {
        let given = |name| Some(self.token(name)).filter(|token| !token.is_empty());
        SessionTokens { id_token: given("idToken"), access_token: given("accessToken") }
    }
}

pub(super) fn text(value: &str) -> String {
    string(value)
}

pub(super) fn flag(value: bool) -> String {
    if value { "true" } else { "false" }.to_owned()
}

/// `{ client, state?, replay, cleaned?, timeoutMs }` with the members of a step or `{ failure }`.
pub(super) fn arrival(
    config: &ClientConfig,
    arrival: Arrival,
    timeout: u32,
    waiting: &mut Vec<Option<Step>>,
) -> String {
    let mut object = Members::default();
    match arrival.step {
        Ok(next) => set_step(&mut object, next, waiting),
        Err(error) => object.json("failure", &failure(&error)),
    }
    object.text("client", &config.identity());
    object.optional("state", arrival.state.as_deref().unwrap_or_default());
    object.flag("replay", arrival.replay);
    object.optional("cleaned", arrival.cleaned.as_deref().unwrap_or_default());
    object.number("timeoutMs", timeout.into());
    object.finish()
}

pub(super) fn first_step(next: Step, timeout: u32, waiting: &mut Vec<Option<Step>>) -> String {
    let mut object = Members::default();
    set_step(&mut object, next, waiting);
    object.number("timeoutMs", timeout.into());
    object.finish()
}

pub(super) fn step(next: Step, waiting: &mut Vec<Option<Step>>) -> String {
    let mut object = Members::default();
    set_step(&mut object, next, waiting);
    object.finish()
}

/// `{ request, ahead?, pending }` to send something, `{ check, pending }` to check a signature, or `{ done }`.
fn set_step(object: &mut Members, step: Step, waiting: &mut Vec<Option<Step>>) {
    match &step {
        Step::Send(request) => set_request(object, request),
        Step::Verify(unverified) => set_check(object, unverified),
        Step::Done(done) => {
            return match &**done {
                Done::Callback(result) => set_result(object, result),
                Done::Metadata(found) => object.json("done", found.json().as_str()),
                Done::UserInfo(user_info) => object.json("done", user_info.json().as_str()),
            };
        }
    }
    // A number that is never given again: an answer that comes twice finds nothing.
    waiting.push(Some(step));
    object.number("pending", waiting.len() as u64);
}

/// `{ parameters, key, data, signature, hash, hashed? }`: as `crypto.subtle` takes them, but for the data and what is
/// hashed, which are text still, and the signature in base64url.
fn set_check(object: &mut Members, unverified: &Unverified) {
    let (data, signature) = unverified.signed();
    object.open("check");
    object.json("parameters", unverified.algorithm().parameters());
    object.json("key", unverified.key());
    object.text("data", data);
    object.text("signature", signature);
    object.text("hash", unverified.algorithm().hash());
    object.optional("hashed", unverified.hashed());
    object.close();
}

/// As `fetch` takes them, but for `url` and `maxBytes`.
fn set_request(object: &mut Members, request: &HttpRequest) {
    open_request(object, "request", request.accept(), &request.url, request.max_bytes);
    object.optional("Content-Type", request.content_type);
    object.optional("Authorization", &request.authorization);
    object.close();
    object.text("method", request.method());
    object.optional("body", &request.body);
    object.close();
    if !request.keys_ahead.is_empty() {
        open_request(object, "ahead", request.accept(), &request.keys_ahead, DOCUMENT_LIMIT);
        object.close();
        object.close();
    }
}

/// Up to its headers, which more can be added to.
fn open_request(object: &mut Members, name: &str, accept: &str, url: &str, max_bytes: u32) {
    object.open(name);
    object.text("url", url);
    object.number("maxBytes", max_bytes.into());
    object.open("headers");
    object.text("Accept", accept);
}

pub(super) fn number(options: &Options, name: &str) -> u32 {
    #[allow(clippy::cast_possible_truncation, reason = "a number, a status, a size or a time")]
    let number = options.get(name).and_then(Json::as_whole).unwrap_or_default() as u32;
    number
}

/// `{ fault, limit? }`, `{ verdict, digest? }` or `{ status, contentType?, body }`.
pub(super) fn answer(answer: &Options) -> Answer {
    Answer::Fault(match text_of(answer, "fault") {
        "" => return verdict_or_response(answer),
        "timed-out" => NetworkFault::TimedOut(number(answer, "limit")),
        "aborted" => NetworkFault::Aborted,
        "too-large" => NetworkFault::TooLarge,
        "redirected" => NetworkFault::Redirected,
        _ => NetworkFault::Failed,
    })
}

fn verdict_or_response(answer: &Options) -> Answer {
    let verdict = match text_of(answer, "verdict") {
        "" => {
            return Answer::Response(Response {
                #[allow(clippy::cast_possible_truncation, reason = "a status")]
                status: number(answer, "status") as u16,
                content_type: text_of(answer, "contentType").to_owned(),
                body: text_of(answer, "body").to_owned(),
            });
        }
        "valid" => Verdict::Valid,
        "unavailable" => Verdict::Unavailable,
        _ => Verdict::Invalid,
    };
    Answer::Verdict { verdict, digest: bytes(answer.get("digest")) }
}

fn text_of<'a>(answer: &'a Options, name: &str) -> &'a str {
    answer.get(name).and_then(Json::as_text).unwrap_or_default()
}

/// The bytes of a list of numbers.
fn bytes(list: Option<&Json>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for item in list.and_then(Json::as_list).unwrap_or_default() {
        #[allow(clippy::cast_possible_truncation, reason = "a byte")]
        // `push` would bring a way of its own to grow, which has 460 bytes.
        bytes.extend_from_slice(&[item.as_whole().unwrap_or_default() as u8]);
    }
    bytes
}

/// What the package makes an error of: `{ group, code, message, … }`.
pub(super) fn failure(error: &Error) -> String {
    let mut object = Members::default();
    object.text("group", group_name(error.group()));
    object.text("code", error.code());
    object.text("message", &error.message());
    if let Some(app_data) = &error.app_data {
        set_app_data(&mut object, app_data);
    }
    if error.kind <= ErrorKind::AppStateTooLarge {
        object.text("option", &error.about);
    }
    if error.kind == ErrorKind::HttpStatus {
        object.json("status", &error.expected);
    }
    if let Some(refusal) = &error.refusal {
        set_refusal(&mut object, refusal);
    }
    object.finish()
}

fn set_result(object: &mut Members, result: &CallbackResult) {
    object.open("done");
    let kind = match result {
        CallbackResult::SignedIn { tokens, identity, signature, app_data } => {
            set_tokens(object, tokens);
            match identity {
                Identity::Claims(claims) => object.json("claims", claims.json().as_str()),
                Identity::User(user) => set_user(object, user),
            }
            object.text("signature", signature.as_str());
            set_app_data(object, app_data);
            "signed-in"
        }
        CallbackResult::Authorized { tokens, app_data } => {
            set_tokens(object, tokens);
            set_app_data(object, app_data);
            "authorized"
        }
        CallbackResult::Code { code, nonce, app_data } => {
            object.text("code", code);
            object.optional("nonce", nonce.as_deref().unwrap_or_default());
            set_app_data(object, app_data);
            "code"
        }
        CallbackResult::InteractionRequired { error, app_data } => {
            object.text("error", error);
            set_app_data(object, app_data);
            "interaction-required"
        }
        CallbackResult::None => "none",
        CallbackResult::AlreadyHandled => "already-handled",
        CallbackResult::NotOurs(reason) => {
            object.text("reason", reason.as_str());
            "not-ours"
        }
    };
    object.text("kind", kind);
    object.close();
}

fn set_tokens(object: &mut Members, tokens: &Tokens) {
    object.open("tokens");
    for (name, text) in tokens.texts() {
        object.optional(name, text);
    }
    match tokens.expires_at() {
        Some(at) => object.number("expiresAt", at.milliseconds()),
        None => object.json("expiresAt", "null"),
    }
    object.list("scope", &tokens.scope());
    object.json("raw", tokens.raw().as_str());
    object.close();
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

fn set_app_data(object: &mut Members, app_data: &AppData) {
    object.text("returnTo", app_data.return_to.as_str());
    if let Some(app_state) = &app_data.app_state {
        object.json("appState", app_state.as_str());
    }
}

/// The members of WorkOS's answer that are no tokens, as it returned them.
fn set_user(object: &mut Members, user: &User) {
    let answer = Object::parse(user.answer().as_str()).unwrap_or_default();
    for name in pieces(USER_MEMBERS, b' ') {
        if let Some(json) = answer.get(&parameter(name)).filter(|json| !json.is("null")) {
            object.value(name, json);
        }
    }
}

fn set_refusal(object: &mut Members, refusal: &Refusal) {
    object.optional("error", &refusal.error);
    object.optional("errorDescription", &refusal.error_description);
    object.optional("errorUri", &refusal.error_uri);
}

/// Which are named in snake case there.
const USER_MEMBERS: &str = "user organizationId authenticationMethod impersonator oauthTokens";
