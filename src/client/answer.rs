//! The answers that this page has given, or is about to give: each response is answered once, whoever asks and however
//! often.

#[cfg(feature = "npm")]
use std::cell::OnceCell;
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;

#[cfg(feature = "npm")]
use js_sys::Promise;
use wasm_bindgen_futures::spawn_local;

use super::identity::ClientIdentity;
use super::stop::{Stop, give_up};
use crate::browser::abort::Aborted;
use crate::browser::page::Page;
use crate::browser::timer::sleep;
use crate::callback::result::{AlreadyHandled, CallbackResult};
use crate::error::app_data::AppData;
use crate::error::error::{Cause, Error};
use crate::host::race::race;
use crate::host::reply::Reply;

/// The answer to one response. It is given up when nobody waits for it any more.
pub(crate) struct Answer {
    result: Rc<Reply<Rc<Outcome>>>,
    waiting: Cell<usize>,
    stop: Rc<Stop>,
    /// The promise that an export made of it, so that the same answer is the same promise.
    #[cfg(feature = "npm")]
    pub(crate) promise: OnceCell<Promise>,
}

/// What a callback comes to.
pub(crate) type Outcome = Result<CallbackResult, Error>;

/// An answer that is kept for the life of the page.
struct Kept {
    client: ClientIdentity,
    state: String,
    place: Place,
    answer: Rc<Answer>,
}

/// Where a response was.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Place {
    /// In this page's own address, whose answer is given again.
    Page,
    /// In an address that was handed in, of a frame or of a popup.
    Elsewhere,
}

impl Answer {
    /// An answer that is to come, unless it is stopped.
    pub(super) fn new(stop: Rc<Stop>) -> Rc<Answer> {
        Rc::new(Answer {
            result: Rc::new(Reply::new()),
            waiting: Cell::new(0),
            stop,
            #[cfg(feature = "npm")]
            promise: OnceCell::new(),
        })
    }

    /// An answer that is there.
    fn settled(result: CallbackResult) -> Rc<Answer> {
        let answer = Answer::new(Rc::default());
        answer.settle(Ok(result));
        answer
    }

    /// Takes a result that is there already.
    pub(super) fn settle(&self, outcome: Outcome) {
        self.result.bring(Rc::new(outcome));
    }

    /// Does the work, unless it is given up before its end.
    pub(super) fn begin(self: &Rc<Answer>, app_data: AppData, work: impl Future<Output = Outcome> + 'static) {
        let answer = self.clone();
        self.result.clone().run(&Page, async move {
            let finished = race(pin!(answer.stop.raised()), pin!(work)).await;
            Rc::new(finished.unwrap_or_else(|()| Err(answer.stop.error(Some(&app_data)))))
        });
    }

    /// The outcome, for all who wait for it.
    pub(crate) async fn outcome(&self) -> Rc<Outcome> {
        self.result.wait().await
    }

    pub(super) fn has_settled(&self) -> bool {
        self.result.has_come()
    }

    /// Counts one who waits until a signal fires, if there is one.
    pub(crate) fn join(self: &Rc<Answer>, signal: Option<Aborted>) {
        self.waiting.set(self.waiting.get() + 1);
        let Some(signal) = signal else { return };
        let answer = self.clone();
        spawn_local(async move {
            if let Err(cause) = race(pin!(signal.wait()), pin!(answer.outcome())).await {
                answer.leave(cause).await;
            }
        });
    }

    /// One waits no longer. React's `StrictMode` cleans an effect up and runs it once more, so the answer is given up a
    /// moment later.
    async fn leave(&self, cause: Option<Cause>) {
        self.waiting.set(self.waiting.get() - 1);
        sleep(0).await;
        if self.waiting.get() == 0 {
            self.stop.raise(cause);
        }
    }
}

/// The answer to the response with that `state`, or the last one of this page.
pub(super) fn find(client: &ClientIdentity, state: Option<&str>) -> Option<Rc<Answer>> {
    let is_wanted =
        |kept: &&Kept| kept.client == *client && state.map_or(kept.place == Place::Page, |state| kept.state == state);
    ANSWERS.with_borrow(|answers| answers.iter().rev().find(is_wanted).map(|kept| kept.answer.clone()))
}

pub(super) fn keep(client: ClientIdentity, state: String, place: Place, answer: &Rc<Answer>) {
    let kept = Kept { client, state, place, answer: answer.clone() };
    ANSWERS.with_borrow_mut(|answers| answers.push(kept));
}

/// The answer to an address that is left alone, whosever it is: it says nothing more than that, so each is one for all.
pub(super) fn left_alone(result: &CallbackResult) -> Rc<Answer> {
    let is_wanted = |(known, _): &&(CallbackResult, Rc<Answer>)| known == result;
    let known = LEFT_ALONE.with_borrow(|answers| answers.iter().find(is_wanted).map(|(_, answer)| answer.clone()));
    known.unwrap_or_else(|| {
        let answer = Answer::settled(result.clone());
        LEFT_ALONE.with_borrow_mut(|answers| answers.push((result.clone(), answer.clone())));
        answer
    })
}

/// Drops the answers of a client, and gives up those that are still to come.
pub(super) fn forget(client: &ClientIdentity) {
    give_up(client);
    ANSWERS.with_borrow_mut(|answers| answers.retain(|kept| !kept.client.shares_session_with(client)));
}

/// The answers of a client whose session has ended: what they brought is not given again.
pub(super) fn retire(client: &ClientIdentity) {
    let retired = AlreadyHandled { return_to: None };
    ANSWERS.with_borrow_mut(|answers| {
        let is_own = |kept: &&mut Kept| kept.client.shares_session_with(client) && kept.answer.has_settled();
        for kept in answers.iter_mut().filter(is_own) {
            kept.answer = Answer::settled(CallbackResult::AlreadyHandled(retired.clone()));
        }
    });
}

thread_local! {
    static ANSWERS: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
    static LEFT_ALONE: RefCell<Vec<(CallbackResult, Rc<Answer>)>> = const { RefCell::new(Vec::new()) };
}
