//! How a session is ended by a call of the app.

use super::option_kind::Kind;
use super::option_row::{OptionRow, kept};
use super::options::Options;
use crate::error::error::Error;

/// How a session is ended.
#[derive(Clone, Copy, Debug, Default)]
pub struct EndOptions {
    /// Whether its refresh token is revoked; as the client's options say if this does not.
    pub revoke: Option<bool>,
}

impl EndOptions {
    /// Reads the options of the end.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Usage`](crate::error::kind::ErrorClass::Usage), naming the option.
    pub fn read(options: &Options) -> Result<EndOptions, Error> {
        Ok(EndOptions { revoke: options.read(&[&OPTIONS])?.flag("revoke") })
    }
}

static OPTIONS: [OptionRow; 1] = [kept("revoke", Kind::Flag)];
