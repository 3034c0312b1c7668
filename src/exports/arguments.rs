//! The package's arguments, which are the app's own values: getters, proxies and `toJSON` may throw, and each member is
//! read once.

use js_sys::{Array, JSON, JsString, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::api::user_info::RESULTS_TOKENS;
use crate::browser::abort::Aborted;
use crate::config::callback_options::CallbackOptions;
use crate::config::end_options::EndOptions;
use crate::config::options::{OptionValue, Options};
use crate::config::popup_options::PopupOptions;
use crate::config::switch_options::SwitchOptions;
use crate::config::token_options::TokenOptions;
use crate::config::wait_options::WaitOptions;
use crate::error::error::Error;
use crate::sign_out::logout::SessionTokens;
use crate::wire::js_string::text;
use crate::wire::json::Json;
use crate::wire::json_text::JsonText;

#[wasm_bindgen]
extern "C" {
    /// The names of an object's own members. A proxy may throw.
    #[wasm_bindgen(catch, js_namespace = Object)]
    fn keys(object: &JsValue) -> Result<Array, JsValue>;

    /// `String(value)`, for an address that is given as a `URL`.
    #[wasm_bindgen(catch, js_name = String)]
    fn string_of(value: &JsValue) -> Result<JsString, JsValue>;
}

/// Options, `undefined` and `null` among them.
pub(super) fn options(given: &JsValue) -> Result<Options, Error> {
    Ok(members(given, &[])?.0)
}

/// The options of a logout, and the two tokens that matter.
pub(super) fn logout_options(given: &JsValue) -> Result<(Options, SessionTokens), Error> {
    let (options, [tokens]) = members(given, &["tokens"])?;
    if tokens.is_null_or_undefined() {
        return Ok((options, SessionTokens::default()));
    }
    Ok((options, session_tokens(&tokens, TOKENS_OF_RESULT)?))
}

/// The options of the way back, and its signal.
pub(super) fn callback_options(given: &JsValue) -> Result<(CallbackOptions, Option<Aborted>), Error> {
    let (mut options, [url, signal]) = members(given, &["url", "signal"])?;
    if url.is_truthy() {
        let address = address(&url).map(|address| Json::String(address).into());
        options.set("url", address.unwrap_or(OptionValue::Unreadable));
    }
    let signal = listened(&signal)?;
    Ok((CallbackOptions::read(&options)?, signal))
}

/// The options of a call that waits, and its signal.
pub(super) fn wait_options(given: &JsValue) -> Result<(WaitOptions, Option<Aborted>), Error> {
    let (options, [signal]) = members(given, &["signal"])?;
    let signal = listened(&signal)?;
    Ok((WaitOptions::read(&options)?, signal))
}

/// How a popup looks and waits, and its signal.
pub(super) fn popup_options(given: &JsValue) -> Result<(PopupOptions, Option<Aborted>), Error> {
    let (options, [signal]) = members(given, &["signal"])?;
    let signal = listened(&signal)?;
    Ok((PopupOptions::read(&options)?, signal))
}

/// The options of a call for a token, and its signal.
pub(super) fn token_options(given: &JsValue) -> Result<(TokenOptions, Option<Aborted>), Error> {
    let (options, [signal]) = members(given, &["signal"])?;
    let signal = listened(&signal)?;
    Ok((TokenOptions::read(&options)?, signal))
}

/// The signal of a call, if it has one.
pub(super) fn listened(signal: &JsValue) -> Result<Option<Aborted>, Error> {
    if signal.is_null_or_undefined() {
        return Ok(None);
    }
    let listened = Aborted::new(signal);
    let found = option_value(signal).kind();
    listened.map(Some).ok_or_else(|| Error::invalid_option("signal", "an AbortSignal", found))
}

/// The options of a switch to another organization, and its signal.
pub(super) fn switch_options(given: &JsValue) -> Result<(SwitchOptions, Option<Aborted>), Error> {
    let (options, [signal]) = members(given, &["signal"])?;
    let signal = listened(&signal)?;
    Ok((SwitchOptions::read(&options)?, signal))
}

/// The options of the end of a session.
pub(super) fn end_options(given: &JsValue) -> Result<EndOptions, Error> {
    EndOptions::read(&options(given)?)
}

/// An address as a string or a `URL`; `None` if it cannot be read.
pub(super) fn address(given: &JsValue) -> Option<String> {
    text(string_of(given).ok()?.as_ref())?.ok()
}

/// The tokens of a result. With a session they may be left out.
pub(super) fn tokens_of_result(given: &JsValue, has_session: bool) -> Result<SessionTokens, Error> {
    if has_session && given.is_undefined() {
        return Ok(SessionTokens::default());
    }
    session_tokens(given, RESULTS_TOKENS)
}

/// The tokens of a sign-in that tell whose session is meant. A whole result, which has them in a member, is none.
fn session_tokens(given: &JsValue, expected: &str) -> Result<SessionTokens, Error> {
    let token = |name: &str| Reflect::get(given, &name.into()).ok().and_then(|token| token.as_string());
    let tokens = SessionTokens { id_token: token("idToken"), access_token: token("accessToken") };
    if tokens.is_empty() {
        return Err(Error::invalid_option("tokens", expected, option_value(given).kind()));
    }
    Ok(tokens)
}

/// The members of an object as options, but for those that are taken as they are.
fn members<const N: usize>(given: &JsValue, taken: &[&str; N]) -> Result<(Options, [JsValue; N]), Error> {
    let mut options = Options::new();
    let mut values = [const { JsValue::UNDEFINED }; N];
    if given.is_null_or_undefined() {
        return Ok((options, values));
    }
    if let Some(found) = no_options(given) {
        return Err(Error::invalid_option("options", "one object of options", found));
    }
    let unreadable = |option: &str, found: &str| Error::invalid_option(option, "one that can be read", found);
    for key in keys(given).map_err(|_| unreadable("options", "a proxy that throws"))? {
        let name = text(&key).and_then(Result::ok).ok_or_else(|| unreadable("options", "a name that is no text"))?;
        let value = Reflect::get(given, &key).map_err(|_| unreadable(&name, "a getter that throws"))?;
        match taken.iter().position(|taken| *taken == name).and_then(|place| values.get_mut(place)) {
            Some(place) => *place = value,
            None if value.is_undefined() => {}
            None => options.set(&name, option_value(&value)),
        }
    }
    Ok((options, values))
}

/// What was handed in where an object of options belongs, if it is something else.
fn no_options(given: &JsValue) -> Option<&'static str> {
    let is_event = || Reflect::get(given, &"preventDefault".into()).is_ok_and(|method| method.is_function());
    if given.is_function() {
        Some("a function")
    } else if Array::is_array(given) {
        Some("an array")
    } else if !given.is_object() {
        Some(option_value(given).kind())
    } else if is_event() {
        Some("an event: call it in a function of your own, such as onClick={() => auth.signIn()}")
    } else {
        None
    }
}

fn option_value(value: &JsValue) -> OptionValue {
    plain(value)
        .map(OptionValue::Plain)
        .or_else(|| json_text(value).map(OptionValue::Text))
        .unwrap_or(OptionValue::Unreadable)
}

fn plain(value: &JsValue) -> Option<Json> {
    if let Some(number) = value.as_f64() {
        return number.is_finite().then_some(Json::Number(number));
    }
    if value.is_null() {
        return Some(Json::Null);
    }
    let string = text(value).and_then(Result::ok);
    string.map(Json::String).or_else(|| value.as_bool().map(Json::Bool))
}

/// What `JSON.stringify` makes of it: nothing, of a function or a symbol; it throws at a circle.
fn json_text(value: &JsValue) -> Option<JsonText> {
    if value.as_f64().is_some() {
        return None;
    }
    let text: JsValue = JSON::stringify(value).ok()?.into();
    text.as_string().map(JsonText::known)
}

const TOKENS_OF_RESULT: &str = "the \"tokens\" of a result";
