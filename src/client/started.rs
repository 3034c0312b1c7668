//! What a page load brought to a session.

use crate::callback::result::CallbackResult;
use crate::error::app_data::AppData;
use crate::error::error::Error;
use crate::wire::json_text::JsonText;

/// What the page load brought: where to go now, and what the app wants back.
#[derive(Clone, Debug, Default)]
pub struct Started {
    /// A path of the app.
    pub return_to: Option<String>,
    /// Any JSON.
    pub app_state: Option<JsonText>,
}

impl Started {
    pub(super) fn of(outcome: &Result<CallbackResult, Error>) -> Started {
        let app_data = match outcome {
            Ok(CallbackResult::SignedIn(signed_in)) => Some(&signed_in.app_data),
            Ok(CallbackResult::Authorized(authorized)) => Some(&authorized.app_data),
            Ok(CallbackResult::InteractionRequired(required)) => Some(&required.app_data),
            Ok(CallbackResult::AlreadyHandled(handled)) => {
                return Started { return_to: handled.return_to.clone(), app_state: None };
            }
            Ok(_) => None,
            Err(error) => error.app_data(),
        };
        let brought = |AppData { return_to, app_state }: &AppData| Started {
            return_to: Some(return_to.clone()),
            app_state: app_state.clone(),
        };
        app_data.map(brought).unwrap_or_default()
    }
}
