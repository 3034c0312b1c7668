//! What came of an input, as text: a difference in any part of it is one in the text.

use spa_authorize::callback::result::{Authorized, CallbackResult, Identity, SignedIn};
use spa_authorize::error::app_data::AppData;
use spa_authorize::error::details::Details;
use spa_authorize::error::error::Error;
use spa_authorize::wire::json_text::JsonText;

use super::{NONCE, VERIFIER};

pub fn described(result: &CallbackResult) -> String {
    match result {
        CallbackResult::SignedIn(SignedIn { tokens, identity: Identity::Claims(claims), app_data, .. }) => {
            let (raw, claims) = (tokens.raw.as_str(), claims.json().as_str());
            format!("signed in: {tokens:?} {raw} {claims} {}", returned(app_data))
        }
        CallbackResult::Authorized(Authorized { tokens, app_data, .. }) => {
            format!("authorized: {tokens:?} {} {}", tokens.raw.as_str(), returned(app_data))
        }
        other => format!("{other:?}"),
    }
}

pub fn explained(error: &Error) -> String {
    let own = own_words(error);
    assert!(!own.contains(VERIFIER) && !own.contains(NONCE), "a secret in \"{own}\"");
    format!("{error} {} {:?}", shown(error.details()), error.app_data().map(returned))
}

/// A message and its details without what came: whoever puts a secret in there has told it to everybody.
pub fn own_words(error: &Error) -> String {
    let (message, details) = (error.to_string(), error.details());
    let refusal = error.refusal().map(|refusal| [refusal.error.as_ref(), refusal.error_description.as_ref()]);
    let came = refusal.into_iter().flatten().chain([details.found.as_ref()]).flatten();
    let own = came.fold(message, |own, came| own.replace(came.trim(), ""));
    format!("{own} {}", shown(&Details { found: None, ..details.clone() }))
}

/// Those that are there.
fn shown(details: &Details) -> String {
    serde_json::to_string(details).unwrap()
}

fn returned(app_data: &AppData) -> String {
    format!("{} {:?}", app_data.return_to, app_data.app_state.as_ref().map(JsonText::as_str))
}
