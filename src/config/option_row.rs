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
}

/// An option that is sent as a parameter.
pub(crate) const fn sent(name: &'static str, parameter: &'static str, kind: Kind) -> OptionRow {
    OptionRow { name, parameter: Some(parameter), kind }
}

/// An option that no parameter of its own sends.
pub(crate) const fn kept(name: &'static str, kind: Kind) -> OptionRow {
    OptionRow { name, parameter: None, kind }
}
