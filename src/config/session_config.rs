//! The session of a client: how it lasts, and who gets its tokens.

/// An origin that the session's tokens may be sent to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Api {
    /// The page's own.
    OwnOrigin,
    /// Exactly this one, as the URL standard serialises it.
    Origin(String),
}
