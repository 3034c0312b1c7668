//! How a call waits for a provider's answers.

use super::option_kind::Kind;
use super::option_row::{OptionRow, kept};
use super::option_values::OptionValues;
use super::options::Options;
use crate::error::error::Error;
use crate::host::request::DEFAULT_TIMEOUT_MS;

/// The options of a call that waits.
#[derive(Clone, Debug)]
pub struct WaitOptions {
    /// The longest that each answer may take, in milliseconds.
    pub timeout_ms: u32,
}

impl WaitOptions {
    /// Reads the options of a call that waits.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Usage`](crate::error::kind::ErrorClass::Usage), naming the option.
    pub fn read(options: &Options) -> Result<WaitOptions, Error> {
        Ok(WaitOptions::of(&options.read(&[&OPTIONS])?))
    }

    /// What a call says of it among its other options.
    pub(super) fn of(values: &OptionValues) -> WaitOptions {
        WaitOptions { timeout_ms: values.whole("timeoutMs").unwrap_or(DEFAULT_TIMEOUT_MS) }
    }
}

impl Default for WaitOptions {
    fn default() -> WaitOptions {
        WaitOptions { timeout_ms: DEFAULT_TIMEOUT_MS }
    }
}

static OPTIONS: [OptionRow; 2] = [SIGNAL, TIMEOUT_MS];

/// An `AbortSignal`, which the exports take out before the options are read: here for the list of what there is.
pub(super) const SIGNAL: OptionRow = kept("signal", Kind::TextIfAny);
/// In milliseconds.
pub(super) const TIMEOUT_MS: OptionRow = kept("timeoutMs", Kind::Whole(1, 600_000));
