//! What the 401s of APIs teach a page: where a new token was refused like the one before, another renewal helps nobody, and
//! a page that asks an API again and again would rotate its refresh token each time.

use crate::protocol::token::Token;

/// What a page remembers of its APIs' refusals, by its own clock.
#[derive(Debug, Default)]
pub struct Refusals {
    /// The tokens that refusals have led to, and when: calls overlap, so the last one is not the only one on its way.
    new: Vec<(Token, u64)>,
    /// When a new token was refused like the one before.
    in_vain_at: Option<u64>,
}

impl Refusals {
    /// A refusal has led to a token.
    pub fn led_to(&mut self, token: Token, now_ms: u64) {
        self.new.retain(|(new, at)| *new != token && !is_over(*at, now_ms));
        self.new.push((token, now_ms));
    }

    /// Whether a token is one that a refusal has just led to.
    #[must_use]
    pub fn has_just_led_to(&self, token: &Token, now_ms: u64) -> bool {
        self.new.iter().any(|(new, at)| new == token && !is_over(*at, now_ms))
    }

    /// A token that was new was refused as well.
    pub fn was_in_vain(&mut self, now_ms: u64) {
        self.in_vain_at = Some(now_ms);
    }

    /// Whether the session is renewed because of a refusal.
    #[must_use]
    pub fn may_renew(&self, now_ms: u64) -> bool {
        self.in_vain_at.is_none_or(|at| is_over(at, now_ms))
    }
}

fn is_over(since_ms: u64, now_ms: u64) -> bool {
    now_ms.saturating_sub(since_ms) >= MINUTE_MS
}

/// As long as a renewal that the provider refuses is left alone, whoever insists.
const MINUTE_MS: u64 = 60_000;
