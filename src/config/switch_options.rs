//! The organization that a session goes over to.

use super::option_kind::Kind;
use super::option_row::{OptionRow, kept};
use super::options::Options;
use super::wait_options::WaitOptions;
use crate::error::error::Error;
use crate::host::request::DEFAULT_TIMEOUT_MS;

/// Where a session goes over to, and how long its caller waits.
#[derive(Clone, Debug)]
pub struct SwitchOptions {
    /// The organization, by the provider's identifier.
    pub organization_id: String,
    /// How long the caller waits.
    pub wait: WaitOptions,
}

impl SwitchOptions {
    /// Reads the options of a switch.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Usage`](crate::error::kind::ErrorClass::Usage), naming the option.
    pub fn read(options: &Options) -> Result<SwitchOptions, Error> {
        let values = options.read(&[&OPTIONS])?;
        let organization_id = values.required("organizationId", "it says where to go over to")?.to_owned();
        let timeout_ms = values.whole("timeoutMs").unwrap_or(DEFAULT_TIMEOUT_MS);
        Ok(SwitchOptions { organization_id, wait: WaitOptions { url: None, timeout_ms } })
    }
}

static OPTIONS: [OptionRow; 3] = [
    kept("organizationId", Kind::Text),
    // An `AbortSignal`, as with every call that waits.
    kept("signal", Kind::TextIfAny),
    kept("timeoutMs", Kind::Whole(1, 600_000)),
];
