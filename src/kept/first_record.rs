//! From a sign-in to the first record of its session.

use super::first_id_token::FirstIdToken;
use super::record::{Issue, Record, Standing};
use crate::callback::result::{CallbackResult, Identity};
use crate::callback::tokens::Tokens;
use crate::config::client_config::ClientConfig;
use crate::config::session_config::Store;
use crate::documents::user::User;
use crate::error::error::Error;
use crate::host::host::Host;
use crate::protocol::random_text::RandomText;
use crate::sign_in::transaction::ClientKey;
use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// The first generation of a session, which a sign-in has brought; `None` of any other result.
///
/// # Errors
///
/// [`RandomUnavailable`](crate::error::kind::ErrorKind::RandomUnavailable).
pub fn first_record<H: Host>(
    config: &ClientConfig,
    host: &H,
    result: &CallbackResult,
    epoch: Option<String>,
) -> Result<Option<Record>, Error> {
    let Some((issue, subject)) = issued(result) else { return Ok(None) };
    let mut random = [[0; 32]; 2];
    host.fill_at_random(random.as_flattened_mut())?;
    let [family, secret] = random.map(|bytes| RandomText::new(bytes).as_str().to_owned());
    Ok(Some(Record {
        client: ClientKey::of(config),
        store: config.session.as_ref().map(|session| session.store_for(keep(result))).unwrap_or_default(),
        standing: Standing { family, generation: 1, epoch },
        secret,
        subject,
        signed_in_at: host.now(),
        first: issue.id_token.as_ref().and_then(FirstIdToken::read),
        issue,
        asked: asked(result).to_vec(),
    }))
}

/// What a sign-in has brought, and whose it is: of the user's own, or of one in a silent frame.
#[must_use]
pub fn issued(result: &CallbackResult) -> Option<(Issue, Option<String>)> {
    match result {
        CallbackResult::Authorized(authorized) => Some((Issue::of(&authorized.tokens, None), None)),
        CallbackResult::SignedIn(signed_in) => Some(match &signed_in.identity {
            Identity::Claims(claims) => (Issue::of(&signed_in.tokens, None), Some(claims.subject().to_owned())),
            Identity::User(user) => (Issue::of(&signed_in.tokens, Some(user)), Some(user.id().to_owned())),
        }),
        _ => None,
    }
}

fn keep(result: &CallbackResult) -> Option<Store> {
    match result {
        CallbackResult::SignedIn(signed_in) => signed_in.keep,
        CallbackResult::Authorized(authorized) => authorized.keep,
        _ => None,
    }
}

fn asked(result: &CallbackResult) -> &[(String, String)] {
    match result {
        CallbackResult::SignedIn(signed_in) => &signed_in.asked,
        CallbackResult::Authorized(authorized) => &authorized.asked,
        _ => &[],
    }
}

impl Issue {
    /// What has passed its last check.
    pub(crate) fn of(tokens: &Tokens, user: Option<&User>) -> Issue {
        Issue {
            sent_at: tokens.sent_at,
            access_token: tokens.access_token.clone(),
            expires_at: tokens.expires_at,
            scope: tokens.scope.clone(),
            refresh_token: tokens.refresh_token.clone(),
            id_token: tokens.id_token.clone(),
            user: user.and_then(|user| about_the_user(user.answer())),
        }
    }
}

/// What an answer says of its user: none of its tokens, and none of another provider's.
fn about_the_user(answer: &JsonText) -> Option<JsonText> {
    let answer = answer.value()?;
    let kept = answer.as_object()?.iter().filter(|(name, _)| USER_MEMBERS.contains(name));
    let kept = kept.map(|(name, member)| (name.to_owned(), member.clone()));
    JsonText::write(&Json::Object(Object::new(kept.collect())))
}

const USER_MEMBERS: [&str; 4] = ["user", "organization_id", "authentication_method", "impersonator"];
