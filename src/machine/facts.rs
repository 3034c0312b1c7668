//! What a session is told once.

use crate::config::session_config::SilentFrame;

/// What a session is told once.
#[derive(Clone, Debug)]
pub struct Facts {
    /// This page, by a random value.
    pub page: String,
    /// The issuer, for messages.
    pub issuer: String,
    /// Whether tabs hand the session to a new one that asks.
    pub is_shared: bool,
    /// How long before its end a token is renewed, in seconds.
    pub renew_before_seconds: u32,
    /// When a silent frame may be asked.
    pub frames: SilentFrame,
    /// Whether a refresh token is revoked when its session ends.
    pub revokes: bool,
    /// After how long without activity in any tab the session ends, in seconds.
    pub idle_seconds: Option<u32>,
}
