//! How a call waits for a provider's answers.

use std::fmt;

use super::option_kind::Kind;
use super::option_row::{OptionRow, kept};
use super::options::Options;
use crate::error::error::Error;
use crate::host::request::DEFAULT_TIMEOUT_MS;

/// The options of a call that waits. The address may hold a response, so its `Debug` leaves it out.
#[derive(Clone)]
pub struct WaitOptions {
    /// The address to read in place of the page's own.
    pub url: Option<String>,
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
        let values = options.read(&[&OPTIONS])?;
        Ok(WaitOptions {
            url: values.text("url").map(str::to_owned),
            timeout_ms: values.whole("timeoutMs").unwrap_or(DEFAULT_TIMEOUT_MS),
        })
    }
}

impl Default for WaitOptions {
    fn default() -> WaitOptions {
        WaitOptions { url: None, timeout_ms: DEFAULT_TIMEOUT_MS }
    }
}

impl fmt::Debug for WaitOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitOptions").field("timeout_ms", &self.timeout_ms).finish_non_exhaustive()
    }
}

static OPTIONS: [OptionRow; 3] = [
    kept("url", Kind::Text),
    // An `AbortSignal`, which the exports take out before the options are read: here for the list of what there is.
    kept("signal", Kind::TextIfAny),
    kept("timeoutMs", Kind::Whole(1, 600_000)),
];
