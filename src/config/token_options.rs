//! Which token of a session a caller wants, and how long it waits.

use super::option_kind::Kind;
use super::option_row::{OptionRow, kept};
use super::options::Options;
use super::wait_options::{SIGNAL, TIMEOUT_MS, WaitOptions};
use crate::error::error::Error;

/// How good a token must be, and how a caller waits for it.
#[derive(Clone, Debug)]
pub struct TokenOptions {
    /// How long it must still be good, in seconds.
    pub min_validity_seconds: u32,
    /// Whether even a good one is renewed.
    pub is_fresh: bool,
    /// How long the caller waits.
    pub wait: WaitOptions,
}

impl TokenOptions {
    /// Reads the options of a call for a token.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Usage`](crate::error::kind::ErrorClass::Usage), naming the option.
    pub fn read(options: &Options) -> Result<TokenOptions, Error> {
        let values = options.read(&[&OPTIONS])?;
        Ok(TokenOptions {
            min_validity_seconds: values.whole("minValiditySeconds").unwrap_or(MIN_VALIDITY_SECONDS),
            is_fresh: values.flag("fresh").unwrap_or_default(),
            wait: WaitOptions::of(&values),
        })
    }
}

impl Default for TokenOptions {
    fn default() -> TokenOptions {
        TokenOptions { min_validity_seconds: MIN_VALIDITY_SECONDS, is_fresh: false, wait: WaitOptions::default() }
    }
}

static OPTIONS: [OptionRow; 4] =
    [kept("minValiditySeconds", Kind::Whole(0, 86_400)), kept("fresh", Kind::Flag), SIGNAL, TIMEOUT_MS];

const MIN_VALIDITY_SECONDS: u32 = 30;
