//! Which address a call reads, and how it waits for what comes of it.

use std::fmt;

use super::option_kind::Kind;
use super::option_row::{OptionRow, kept};
use super::options::Options;
use super::wait_options::{SIGNAL, TIMEOUT_MS, WaitOptions};
use crate::error::error::Error;

/// The options of the way back. The address may hold a response, so its `Debug` leaves it out.
#[derive(Clone, Default)]
pub struct CallbackOptions {
    /// The address to read in place of the page's own.
    pub url: Option<String>,
    /// How long it waits for the provider's answers.
    pub wait: WaitOptions,
}

impl CallbackOptions {
    /// Reads the options of the way back.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Usage`](crate::error::kind::ErrorClass::Usage), naming the option.
    pub fn read(options: &Options) -> Result<CallbackOptions, Error> {
        let values = options.read(&[&OPTIONS])?;
        Ok(CallbackOptions { url: values.text("url").map(str::to_owned), wait: WaitOptions::of(&values) })
    }
}

impl fmt::Debug for CallbackOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackOptions").field("wait", &self.wait).finish_non_exhaustive()
    }
}

static OPTIONS: [OptionRow; 3] = [kept("url", Kind::Text), SIGNAL, TIMEOUT_MS];
