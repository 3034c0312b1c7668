//! One row of a table of options.

use super::option_kind::Kind;

/// An option: its name, the parameter that sends it, and what it may be.
#[derive(Clone, Copy, Debug)]
pub struct OptionRow {
    /// Its name, in camelCase.
    pub name: &'static str,
    /// The parameter of the authorize URL that sends it, if one does.
    pub parameter: Option<&'static str>,
    /// What it may be.
    pub kind: Kind,
    /// Whether it is one of those that say together how to sign in: a request that has one of them takes none from its
    /// client.
    pub is_selector: bool,
}

impl OptionRow {
    /// The same option as one of the selectors.
    pub(crate) const fn selector(mut self) -> OptionRow {
        self.is_selector = true;
        self
    }
}

/// An option that is sent as a parameter.
pub(crate) const fn sent(name: &'static str, parameter: &'static str, kind: Kind) -> OptionRow {
    OptionRow { name, parameter: Some(parameter), kind, is_selector: false }
}

/// An option that no parameter of its own sends.
pub(crate) const fn kept(name: &'static str, kind: Kind) -> OptionRow {
    OptionRow { name, parameter: None, kind, is_selector: false }
}
