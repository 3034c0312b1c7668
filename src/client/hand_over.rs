//! What a popup does with the response that it comes back with.

use std::future::pending;
use std::pin::pin;

use crate::browser::line::Line;
use crate::browser::popup::close_own_window;
use crate::browser::timer::sleep;
use crate::callback::arrival::EndedSignIn;
use crate::host::race::race;
use crate::popup::message::{Message, ResponseAddress, channel};
use crate::popup::offering::{Keeper, OFFER_MS, Offering};

/// Offers a popup's response to the page that has opened it. If that takes it, the window closes and this never ends; if
/// nobody does, the response is this page's.
pub(super) async fn offer_to_opener(ended: &EndedSignIn) {
    let Some(address) = ResponseAddress::of(ended) else { return };
    let state = ended.state();
    let line = Line::to_opener(&channel(state));
    let (mut offering, offer) = Offering::new(address);
    line.say(&offer.text(state));
    let _ = race(pin!(sleep(OFFER_MS)), pin!(answer(&line, &mut offering, state))).await;
    match offering.time_out() {
        Some(withdrawal) => line.say(&withdrawal.text(state)),
        None => pending().await,
    }
}

/// Answers whoever takes it, and leaves the response to them. Without end.
async fn answer(line: &Line, offering: &mut Offering, state: &str) {
    loop {
        let Some(message) = Message::read(&line.next().await, state) else { continue };
        if let Some(reply) = offering.hear(&message) {
            line.say(&reply.text(state));
        }
        if offering.keeper() == Some(Keeper::Opener) {
            close_own_window();
        }
    }
}
