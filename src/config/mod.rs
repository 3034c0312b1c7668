//! A client: who asks, at which provider, and where the answer goes. And the reader of options.

pub mod callback_options;
pub mod client_config;
pub mod discovery;
pub mod end_options;
pub mod exchange;
pub mod logout_form;
mod nearest_option;
pub mod option_kind;
pub mod option_row;
mod option_value;
pub mod option_values;
pub mod options;
pub mod popup_options;
pub mod session_config;
pub mod switch_options;
pub mod token_options;
pub mod wait_options;
