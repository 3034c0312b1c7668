//! A sign-in in a popup, as the page has it that opened the window.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use super::answer::{Answer, Outcome, Place, keep};
use super::client::Client;
use super::in_popup::InPopup;
use super::stop::{Stop, aborted};
use crate::browser::abort::Aborted;
use crate::browser::line::Line;
use crate::browser::page::Page;
use crate::browser::popup::{Popup, has_focus};
use crate::browser::timer::sleep;
use crate::callback::arrival::Next;
use crate::config::callback_options::CallbackOptions;
use crate::config::options::Options;
use crate::config::popup_options::PopupOptions;
use crate::config::wait_options::WaitOptions;
use crate::error::error::{Cause, Error};
use crate::error::kind::ErrorKind;
use crate::host::race::race;
use crate::host::reply::Reply;
use crate::host::session_host::SessionHost as _;
use crate::popup::awaiting::{Awaiting, Heard, Sight};
use crate::popup::message::{Message, ResponseAddress, channel};

impl Client {
    /// Signs in in a popup, which this opens at once: call it in the click. The future gives what
    /// [`handle_callback`](Client::handle_callback) would give, and the session has it by then. Dropping it closes the
    /// window.
    ///
    /// # Errors
    ///
    /// Before a window opens, those of the options; [`PopupBlocked`](ErrorKind::PopupBlocked). Of the future
    /// [`PopupClosed`](ErrorKind::PopupClosed), those of [`ready`](Client::ready) and of a callback.
    pub fn sign_in_popup(
        &self,
        options: &Options,
        popup: &PopupOptions,
    ) -> Result<impl Future<Output = Outcome> + use<>, Error> {
        let waiting = self.open_popup(options, popup)?;
        Ok(async move { waiting.outcome(None).await })
    }

    /// The same, for one who waits until a signal fires.
    pub(crate) fn open_popup(&self, options: &Options, popup: &PopupOptions) -> Result<Waiting, Error> {
        self.check_popup_request_on(&Page, options)?;
        let window = Popup::open(popup.width, popup.height).ok_or(ErrorKind::PopupBlocked)?;
        if let Some(session) = self.session() {
            session.start();
            session.forgive();
        }
        let sign_in = Rc::new(PopupSignIn {
            client: self.clone(),
            wait: popup.wait.clone(),
            window,
            outcome: Reply::new(),
            stop: Stop::of(self.identity()),
        });
        let (waiting, options) = (Waiting(sign_in.clone()), options.clone());
        Page.spawn(async move { sign_in.run(&options).await });
        Ok(waiting)
    }
}

struct PopupSignIn {
    client: Client,
    wait: WaitOptions,
    window: Popup,
    outcome: Reply<Outcome>,
    /// From the click on it is given up by an abort, and by a sign-out.
    stop: Rc<Stop>,
}

/// One who waits for the outcome.
pub(crate) struct Waiting(Rc<PopupSignIn>);

impl PopupSignIn {
    async fn run(&self, options: &Options) {
        match race(pin!(self.stop.raised()), pin!(self.begin(options))).await {
            Ok(Ok(begun)) => self.follow(&begun).await,
            Ok(Err(error)) => self.end(error),
            Err(()) => self.end(self.stop.error(None)),
        }
    }

    /// There is nothing more for the window to do.
    fn end(&self, error: Error) {
        self.window.close();
        self.outcome.bring(Err(error));
    }

    /// The window shows the empty page until the endpoints are known. What it needs to recognise its response is written
    /// into its own storage, which was copied before there was anything to copy.
    async fn begin(&self, options: &Options) -> Result<InPopup, Error> {
        self.client.ready_within(self.wait.timeout_ms).await?;
        let begun = self.client.begin_in_popup_on(&Page, options)?;
        let (key, text) = &begun.record;
        if let Err(fault) = self.window.keep(key, text) {
            self.client.drop_popup_sign_in_on(&Page, &begun.state);
            let error = if self.window.is_closed() { ErrorKind::PopupClosed.into() } else { Error::from(fault) };
            return Err(error.of_sign_in(&begun.app_data));
        }
        Ok(begun)
    }

    /// Waits for the response. It may come after the window seemed closed, and then still signs the session in. After an
    /// abort or a sign-out it is taken as well, so that no window stays, and nothing comes of it.
    async fn follow(&self, begun: &InPopup) {
        let (state, awaiting) = (begun.state.as_str(), RefCell::default());
        let line = Line::to_popup(&channel(state), &self.window);
        self.window.go_to(begun.url.as_str());
        let mut response = pin!(response(&line, state, &awaiting));
        match race(pin!(self.gone(&awaiting)), response.as_mut()).await {
            Ok(address) => return self.complete(&address).await,
            Err(()) if self.stop.is_raised() => {
                self.end(self.stop.error(Some(&begun.app_data)));
                self.client.drop_popup_sign_in_on(&Page, state);
            }
            Err(()) => {
                self.outcome.bring(Err(Error::from(ErrorKind::PopupClosed).of_sign_in(&begun.app_data)));
                if self.client.session().is_none() {
                    return self.client.drop_popup_sign_in_on(&Page, state);
                }
            }
        }
        let lifetime_ms = self.client.config().transaction_lifetime_seconds.saturating_mul(1000);
        if let Ok(address) = race(pin!(sleep(lifetime_ms)), response).await {
            self.complete(&address).await;
        }
    }

    /// Waits until nobody waits for the response any more: the window seems closed, or the call was given up.
    async fn gone(&self, awaiting: &RefCell<Awaiting>) {
        let is_closed = || {
            let sight = Sight { is_closed: self.window.is_closed(), has_focus: has_focus() };
            awaiting.borrow_mut().look(sight, Page.monotonic_ms())
        };
        let closed = async {
            while !is_closed() {
                sleep(LOOK_MS).await;
            }
        };
        let _ = race(pin!(self.stop.raised()), pin!(closed)).await;
    }

    /// The whole way back, by this page's own record, until it is given up.
    async fn complete(&self, address: &ResponseAddress) {
        self.outcome.bring(match self.answer_to(address) {
            Ok(answer) => Outcome::clone(&*answer.outcome().await),
            Err(error) => Err(error),
        });
    }

    fn answer_to(&self, address: &ResponseAddress) -> Result<Rc<Answer>, Error> {
        let options = CallbackOptions { url: Some(address.as_str().to_owned()), wait: self.wait.clone() };
        let ended = match self.client.arrive_on(&Page, &options)?.next {
            Next::Complete(ended) => ended,
            Next::Done(Err(error)) => return Err(error),
            // An abort or a sign-out has dropped it meanwhile.
            Next::Done(Ok(_)) => return Err(aborted(None, None)),
        };
        let (client, app_data, answer) =
            (self.client.clone(), ended.app_data().clone(), Answer::new(self.stop.clone()));
        let epoch = client.epoch();
        keep(client.identity(), ended.state().to_owned(), Place::Elsewhere, &answer);
        answer.begin(app_data, async move { client.complete_for_session(*ended, &options.wait, epoch).await });
        Ok(answer)
    }
}

impl Waiting {
    /// The outcome. A signal that fires before it comes gives the sign-in up, which says what the app wants back.
    pub(crate) async fn outcome(&self, signal: Option<Aborted>) -> Outcome {
        if let Some(signal) = signal {
            if let Err(cause) = race(pin!(signal.wait()), pin!(self.0.outcome.wait())).await {
                self.give_up(cause);
            }
        }
        self.0.outcome.wait().await
    }

    fn give_up(&self, cause: Option<Cause>) {
        if !self.0.outcome.has_come() {
            self.0.window.close();
            self.0.stop.raise(cause);
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.give_up(None);
    }
}

/// Hears what the popup has to say, until its response is this page's.
async fn response(line: &Line, state: &str, awaiting: &RefCell<Awaiting>) -> ResponseAddress {
    loop {
        let Some(message) = Message::read(&line.next().await, state) else { continue };
        let heard = awaiting.borrow_mut().hear(message);
        match heard {
            Heard::Reply(reply) => line.say(&reply.text(state)),
            Heard::Response(address) => return address,
            Heard::Nothing => {}
        }
    }
}

/// How often the window is looked at.
const LOOK_MS: u32 = 200;
