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
        let wanted = Wanted { need: Need::OtherThan(sent.clone()), ..Wanted::default() };
        if self.token_at_hand(&wanted).is_some() {
            return true;
        }
        let may_renew = self.refusals.borrow().may_renew(self.page_ms());
        may_renew && self.is_renewed(wanted, timeout_ms).await
    }

    async fn is_renewed(self: &Rc<Self>, wanted: Wanted, timeout_ms: u32) -> bool {
        let Ok(token) = self.token(wanted, timeout_ms).await else { return false };
        self.refusals.borrow_mut().led_to(token, self.page_ms());
        true
    }

    /// Whether a token was issued since the request began that carried it. Of a request of which that is not known, whether
    /// another refusal has just led to it.
    fn is_new(&self, sent: &Token, began_ms: Option<u64>) -> bool {
        match began_ms {
            Some(began_ms) => self.machine.borrow().was_issued_since(sent, began_ms),
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
