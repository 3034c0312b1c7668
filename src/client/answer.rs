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

use super::shared::Shared;
use crate::browser::abort::Aborted;
use crate::browser::timer::sleep;
use crate::callback::result::{AlreadyHandled, CallbackResult};
use crate::config::client_config::ClientConfig;
use crate::error::app_data::AppData;
use crate::error::error::{Cause, Error};
use crate::error::kind::ErrorKind;
use crate::host::flag::Flag;
use crate::host::race::race;

/// The answer to one response. It is given up when nobody waits for it any more.
pub(crate) struct Answer {
    result: Rc<Shared<Rc<Outcome>>>,
    waiting: Cell<usize>,
    pub(super) given_up: Flag,
    pub(super) cause: RefCell<Option<Cause>>,
    /// The promise that an export made of it, so that the same answer is the same promise.
    #[cfg(feature = "npm")]
    pub(crate) promise: OnceCell<Promise>,
}

/// What a callback comes to.
pub(crate) type Outcome = Result<CallbackResult, Error>;

/// The client whose answers are kept: two that have all of this in common are one.
#[derive(Clone, Eq, PartialEq)]
pub(super) struct ClientIdentity {
    issuer: String,
    client_id: String,
    redirect_uri: String,
}

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
    pub(super) fn new() -> Rc<Answer> {
        Rc::new(Answer {
            result: Shared::new(),
            waiting: Cell::new(0),
            given_up: Flag::default(),
            cause: RefCell::new(None),
            #[cfg(feature = "npm")]
            promise: OnceCell::new(),
        })
    }

    /// Takes a result that is there already.
    pub(super) fn settle(&self, outcome: Outcome) {
        self.result.bring(Rc::new(outcome));
    }

    /// Does the work, unless it is given up before its end.
    pub(super) fn begin(self: &Rc<Answer>, app_data: AppData, work: impl Future<Output = Outcome> + 'static) {
        let answer = self.clone();
        self.result.clone().run(async move {
            let finished = race(pin!(answer.given_up.raised()), pin!(work)).await;
            Rc::new(finished.unwrap_or_else(|()| Err(answer.aborted(Some(&app_data)))))
        });
    }

    /// The outcome, for all who wait for it.
    pub(crate) async fn outcome(&self) -> Rc<Outcome> {
        self.result.outcome().await
    }

    pub(super) fn has_settled(&self) -> bool {
        self.result.has_ended()
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
            self.give_up(cause);
        }
    }

    /// The error of what was given up.
    pub(super) fn aborted(&self, app_data: Option<&AppData>) -> Error {
        aborted(app_data, self.cause.take())
    }

    pub(super) fn give_up(&self, cause: Option<Cause>) {
        self.cause.replace(cause);
        self.given_up.raise();
    }
}

impl ClientIdentity {
    /// A path and the same address in full are one redirect URI. Where there is no page, it is as it was given.
    pub(super) fn of(config: &ClientConfig, page_origin: Option<&str>) -> ClientIdentity {
        let given = config.redirect_uri.as_str();
        let resolved = page_origin.and_then(|origin| config.redirect_uri.on(origin));
        ClientIdentity {
            issuer: config.issuer.as_str().to_owned(),
            client_id: config.client_id.clone(),
            redirect_uri: resolved.map_or_else(|| given.to_owned(), |resolved| resolved.as_str().to_owned()),
        }
    }

    /// Whether they have one session on a page, whose end is the end of both.
    fn shares_session_with(&self, other: &ClientIdentity) -> bool {
        self.issuer == other.issuer && self.client_id == other.client_id
    }
}

/// The error of a call that was given up.
pub(crate) fn aborted(app_data: Option<&AppData>, cause: Option<Cause>) -> Error {
    let error = Error::new(ErrorKind::Aborted).caused_by(cause);
    app_data.into_iter().fold(error, Error::of_sign_in)
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
        let answer = Answer::new();
        answer.settle(Ok(result.clone()));
        LEFT_ALONE.with_borrow_mut(|answers| answers.push((result.clone(), answer.clone())));
        answer
    })
}

/// Drops the answers of a client.
pub(super) fn forget(client: &ClientIdentity) {
    give_up(client);
    ANSWERS.with_borrow_mut(|answers| answers.retain(|kept| !kept.client.shares_session_with(client)));
}

/// Gives up the answers of a client that are still to come, wherever it comes back to: after a sign-out none of them may
/// sign the user in.
pub(super) fn give_up(client: &ClientIdentity) {
    ANSWERS.with_borrow(|answers| {
        for kept in answers.iter().filter(|kept| kept.client.shares_session_with(client)) {
            kept.answer.give_up(None);
        }
    });
}

/// The answers of a client whose session has ended: what they brought is not given again.
pub(super) fn retire(client: &ClientIdentity) {
    let retired = AlreadyHandled { return_to: None };
    ANSWERS.with_borrow_mut(|answers| {
        let is_own = |kept: &&mut Kept| kept.client.shares_session_with(client) && kept.answer.has_settled();
        for kept in answers.iter_mut().filter(is_own) {
            kept.answer = Answer::new();
            kept.answer.settle(Ok(CallbackResult::AlreadyHandled(retired.clone())));
        }
    });
}

thread_local! {
    static ANSWERS: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
    static LEFT_ALONE: RefCell<Vec<(CallbackResult, Rc<Answer>)>> = const { RefCell::new(Vec::new()) };
}
