//! The organization that a session goes over to.

use super::option_kind::Kind;
use super::option_row::{OptionRow, kept};
use super::options::Options;
use super::wait_options::{SIGNAL, TIMEOUT_MS, WaitOptions};
use crate::error::error::Error;

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
        Ok(SwitchOptions { organization_id, wait: WaitOptions::of(&values) })
    }
}

static OPTIONS: [OptionRow; 3] = [kept("organizationId", Kind::Text), SIGNAL, TIMEOUT_MS];
