//! A page as a browser is: real randomness, and answers that take a moment.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use spa_authorize::host::host::Host;
use spa_authorize::host::request::HttpRequest;
use spa_authorize::host::signature::{SignatureCheck, Verdict};

use super::{Answer, Page, asks_its_page};

/// A [`Page`] whose answers take a moment, and whose randomness is the host's own.
#[derive(Debug)]
pub struct LivePage<'a> {
    page: &'a Page,
    /// `asked` and `answered`, each with an address.
    pub events: RefCell<Vec<String>>,
}

impl LivePage<'_> {
    pub fn of(page: &Page) -> LivePage<'_> {
        LivePage { page, events: RefCell::default() }
    }

    fn note(&self, event: &str, url: &str) {
        self.events.borrow_mut().push(format!("{event} {url}"));
    }
}

impl Host for LivePage<'_> {
    asks_its_page!(self);

    async fn send(&self, request: &HttpRequest) -> Answer {
        self.note("asked", &request.url);
        a_moment().await;
        let answer = self.page.send(request).await;
        self.note("answered", &request.url);
        answer
    }

    async fn verify(&self, check: &SignatureCheck) -> Verdict {
        a_moment().await;
        self.page.verify(check).await
    }
}

/// The output of a future that waits for nothing but moments.
pub fn in_a_while<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    for _ in 0..100 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
    panic!("it takes too long")
}

/// Is ready when it is asked for the second time.
async fn a_moment() {
    let mut is_over = false;
    poll_fn(|_| if std::mem::replace(&mut is_over, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}
