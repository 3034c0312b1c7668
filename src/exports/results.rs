//! Results, as the app gets them.

use js_sys::{JSON, Object, Reflect};
use serde::{Serialize, Serializer};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::callback::result::{CallbackResult, Identity, SignedIn};
use crate::callback::tokens::Tokens;
use crate::documents::user::User;
use crate::error::app_data::AppData;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::Token;
use crate::wire::json_text::JsonText;

/// A value of the page's, which goes out as it is.
#[derive(PartialEq)]
pub(super) struct Parsed(pub(super) JsValue);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TokensObject<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'a str>,
    expires_at: Option<u64>,
    scope: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<&'a str>,
    raw: Option<Parsed>,
}

/// Every member that a result can have; which ones it has follows from its kind.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<TokensObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Parsed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_state: Option<Parsed>,
}

/// The result of a callback.
pub(super) fn callback_result(result: &CallbackResult) -> JsValue {
    let of_kind = |kind| ResultObject { kind, ..ResultObject::default() };
    match result {
        CallbackResult::SignedIn(signed_in) => self::signed_in(signed_in),
        CallbackResult::Authorized(authorized) => value(&ResultObject {
            tokens: Some(tokens(&authorized.tokens)),
            ..with_app_data("authorized", &authorized.app_data)
        }),
        CallbackResult::Code(code) => value(&ResultObject {
            code: Some(code.code.as_str()),
            nonce: code.nonce.as_deref(),
            ..with_app_data("code", &code.app_data)
        }),
        CallbackResult::InteractionRequired(required) => value(&ResultObject {
            error: Some(&required.error),
            ..with_app_data("interaction-required", &required.app_data)
        }),
        CallbackResult::None => value(&of_kind("none")),
        CallbackResult::AlreadyHandled(handled) => {
            value(&ResultObject { return_to: handled.return_to.as_deref(), ..of_kind("already-handled") })
        }
        CallbackResult::NotOurs(reason) => {
            value(&ResultObject { reason: Some(reason.as_str()), ..of_kind("not-ours") })
        }
    }
}

/// The claims of a user, less those of another type than they have.
pub(super) fn user_claims(text: &JsonText, mistyped: &[&str]) -> JsValue {
    let claims = json(text);
    leave_out(&claims, mistyped);
    claims
}

/// The user of an answer, less the members of another type than they have.
pub(super) fn user_object(user: &User) -> JsValue {
    let object = Reflect::get(&json(user.answer()), &"user".into()).unwrap_or_default();
    leave_out(&object, user.mistyped());
    object
}

/// A text as the page's own parser reads it: `__proto__` is an own member then, and no prototype.
pub(super) fn parsed(text: &JsonText) -> Option<Parsed> {
    JSON::parse(text.as_str()).ok().map(Parsed)
}

pub(super) fn value<T: Serialize>(object: &T) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    object.serialize(&serializer).unwrap_or_default()
}

fn signed_in(SignedIn { tokens, identity, signature, app_data, .. }: &SignedIn) -> JsValue {
    let mut object = ResultObject {
        tokens: Some(self::tokens(tokens)),
        signature: Some(signature.as_str()),
        ..with_app_data("signed-in", app_data)
    };
    match identity {
        Identity::Claims(claims) => {
            object.claims = Some(Parsed(user_claims(claims.json(), claims.mistyped())));
            value(&object)
        }
        Identity::User(user) => with_user(value(&object), user),
    }
}

/// The members of an answer that say who signed in, less those of another type than they have.
fn with_user(result: JsValue, user: &User) -> JsValue {
    let answer = json(user.answer());
    leave_out(&answer, user.mistyped_beside());
    leave_out(&Reflect::get(&answer, &"user".into()).unwrap_or_default(), user.mistyped());
    for (name, shown) in USER_MEMBERS {
        // A member of every object's prototype is no part of an answer.
        if !Object::has_own(answer.unchecked_ref::<Object>(), &name.into()) {
            continue;
        }
        let member = Reflect::get(&answer, &name.into()).unwrap_or_default();
        if !member.is_null() {
            // The object was just made here: nothing but its prototype could prevent it.
            let _ = Reflect::set(&result, &shown.into(), &member);
        }
    }
    result
}

fn json(text: &JsonText) -> JsValue {
    parsed(text).map_or(JsValue::UNDEFINED, |parsed| parsed.0)
}

/// Takes members from an object that `JSON.parse` has just made.
fn leave_out(object: &JsValue, names: &[&str]) {
    for name in names {
        // Nothing can prevent it.
        let _ = Reflect::delete_property(object.unchecked_ref::<Object>(), &(*name).into());
    }
}

/// The members of an answer with a user that say who signed in and how, and the names that they have in a result.
const USER_MEMBERS: [(&str, &str); 5] = [
    ("user", "user"),
    ("organization_id", "organizationId"),
    ("authentication_method", "authenticationMethod"),
    ("impersonator", "impersonator"),
    ("oauth_tokens", "oauthTokens"),
];

fn with_app_data<'a>(kind: &'static str, app_data: &'a AppData) -> ResultObject<'a> {
    ResultObject {
        kind,
        return_to: Some(&app_data.return_to),
        app_state: app_data.app_state.as_ref().and_then(parsed),
        ..ResultObject::default()
    }
}

fn tokens(tokens: &Tokens) -> TokensObject<'_> {
    TokensObject {
        access_token: tokens.access_token.as_ref().map(Token::as_str),
        token_type: tokens.token_type.as_deref(),
        expires_at: tokens.expires_at.map(Timestamp::milliseconds),
        scope: tokens.scope.as_slice(),
        refresh_token: tokens.refresh_token.as_ref().map(Token::as_str),
        id_token: tokens.id_token.as_ref().map(Token::as_str),
        raw: parsed(&tokens.raw),
    }
}

impl Serialize for Parsed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(&self.0, serializer)
    }
}
