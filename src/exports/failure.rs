//! Errors, as the package makes classes of them.

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::results::{Parsed, parsed, value};
use crate::browser::cause::JsCause;
use crate::error::details::Details;
use crate::error::error::Error;
use crate::error::kind::ErrorClass;

/// What the package makes an error of.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure<'a> {
    class: &'static str,
    code: &'static str,
    message: String,
    details: &'a Details,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<RefusalWords<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_state: Option<Parsed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Parsed>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefusalWords<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_uri: Option<&'a str>,
}

/// A thrown error, or the reason of a rejected promise.
pub(super) fn failure(error: &Error) -> JsValue {
    let app_data = error.app_data();
    let cause =
        error.cause().and_then(|cause| (&**cause as &(dyn std::error::Error + 'static)).downcast_ref::<JsCause>());
    value(&Failure {
        class: class_name(error.class()),
        code: error.code(),
        message: error.to_string(),
        details: error.details(),
        refusal: error.refusal().map(|refusal| RefusalWords {
            error: refusal.error.as_deref(),
            error_description: refusal.error_description.as_deref(),
            error_uri: refusal.error_uri.as_deref(),
        }),
        return_to: app_data.map(|app_data| app_data.return_to.as_str()),
        app_state: app_data.and_then(|app_data| app_data.app_state.as_ref()).and_then(parsed),
        cause: cause.map(|cause| Parsed(cause.value())),
    })
}

fn class_name(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Usage => "UsageError",
        ErrorClass::Provider => "ProviderError",
        ErrorClass::Callback => "CallbackError",
        ErrorClass::Environment => "EnvironmentError",
        ErrorClass::Network => "NetworkError",
        ErrorClass::Session => "SessionError",
    }
}
