//! Whether a request that an API refused is worth one more try.

use std::rc::Rc;

use super::driver::Driver;
use super::session_client::SessionClient;
use crate::api::api_request::is_worth_a_repeat;
use crate::host::session_host::SessionHost;
use crate::machine::event::{Need, Wanted};
use crate::protocol::token::Token;

impl<H: SessionHost, C: SessionClient> Driver<H, C> {
    /// Whether a request that an API refused with 401 is worth one more try: there is another token by now, or a new one is
    /// had. What one user has sent is not sent as another, and where a new token did not help, another one will not.
    pub async fn is_worth_a_repeat(
        self: &Rc<Self>,
        challenge: Option<&str>,
        sent: &Token,
        began_ms: Option<u64>,
        timeout_ms: u32,
    ) -> bool {
        if !is_worth_a_repeat(challenge) || !self.is_of_its_user(sent, began_ms) {
            return false;
        }
        if self.is_new(sent, began_ms) {
            self.refusals.borrow_mut().was_in_vain(self.page_ms());
            return false;
        }
        let Some(token) = self.other_than(sent, timeout_ms).await else { return false };
        self.refusals.borrow_mut().led_to(token, self.page_ms());
        true
    }

    /// Another token than a refused one: the one at hand, whoever had it issued, or a new one, unless new ones do not help.
    async fn other_than(self: &Rc<Self>, sent: &Token, timeout_ms: u32) -> Option<Token> {
        let wanted = Wanted { need: Need::OtherThan(sent.clone()), ..Wanted::default() };
        if let Some(token) = self.token_at_hand(&wanted) {
            return Some(token);
        }
        let may_renew = self.refusals.borrow().may_renew(self.page_ms());
        if may_renew { self.token(wanted, timeout_ms).await.ok() } else { None }
    }

    /// Whether a token was issued since the request began that carried it. Of a request of which that is not known, whether
    /// another refusal has just led to it.
    fn is_new(&self, sent: &Token, began_ms: Option<u64>) -> bool {
        match began_ms {
            Some(began_ms) => self.machine.borrow().was_issued_since(sent, began_ms, self.host.present()),
            None => self.refusals.borrow().has_just_led_to(sent, self.page_ms()),
        }
    }

    fn is_of_its_user(&self, token: &Token, began_ms: Option<u64>) -> bool {
        self.machine.borrow().is_of_its_user(token, began_ms)
    }

    fn page_ms(&self) -> u64 {
        self.host.present().monotonic_ms
    }
}
