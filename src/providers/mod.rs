//! What sets one provider apart from another, each in a small file of facts.

use crate::config::Setup;
use crate::error::Error;
use crate::options::Options;

pub mod oidc;

/// Every provider there is.
pub const PROVIDERS: [&Provider; 1] = [&oidc::PROVIDER];

/// One provider's facts.
#[derive(Debug)]
pub struct Provider {
    /// The name of its factory.
    pub name: &'static str,
    /// The client options that it has beside those of every provider.
    pub client_options: &'static [&'static str],
    /// Its issuer and endpoints, read from those options.
    pub setup: fn(&Options) -> Result<Setup, Error>,
    /// The request options that become parameters of the authorize URL.
    pub parameters: &'static [Parameter],
    /// What the logout endpoint calls the address to come back to.
    pub logout_return_parameter: &'static str,
}

/// A request option and the parameter that sends it.
#[derive(Debug)]
pub struct Parameter {
    /// The option's name, in camelCase.
    pub option: &'static str,
    /// The parameter's name, as on the wire.
    pub name: &'static str,
    /// What the option may be.
    pub kind: Kind,
}

/// What a request option may be, and how it is sent.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string, sent as it is.
    Text,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// Words, sent with spaces between them.
    Words,
    /// Seconds, a whole number from 0.
    Seconds,
    /// Absolute URIs without a fragment, each sent as a parameter of its own (RFC 8707 §2).
    Resources,
}

impl Provider {
    /// The provider whose factory has that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Provider> {
        PROVIDERS.into_iter().find(|provider| provider.name == name)
    }
}
