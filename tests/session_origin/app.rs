//! An app on a tab: a client, its session, and what a user does with them.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Value, json};
use spa_authorize::callback::arrival::Next;
use spa_authorize::callback::result::CallbackResult;
use spa_authorize::client::client::Client;
use spa_authorize::config::callback_options::CallbackOptions;
use spa_authorize::config::wait_options::WaitOptions;
use spa_authorize::error::error::Error;
use spa_authorize::host::session_host::PageEvent;
use spa_authorize::kept::first_record::first_record;
use spa_authorize::machine::event::{Need, Wanted};
use spa_authorize::machine::status::Status;
use spa_authorize::protocol::token::Token;
use spa_authorize::session::driver::Driver;

use super::origin::Origin;
use super::tab::{Own, Tab};
use crate::common::player::name_of;
use crate::common::{self, ISSUER, options, parameter};

pub struct App {
    pub tab: Tab,
    pub client: Client,
    pub session: Rc<Driver<Tab, Client>>,
    /// What a listener was told, in its order.
    pub told: Rc<RefCell<Vec<String>>>,
}

impl App {
    /// A new tab with an app whose session has these options.
    pub fn open(origin: &Rc<Origin>, session: Value) -> App {
        App::on(new_tab(origin), client(session, "spa"))
    }

    /// A tab that was duplicated, and with it its `sessionStorage`.
    pub fn duplicate(&self, session: Value) -> App {
        let tab = new_tab(&self.tab.origin);
        tab.own.storage.replace(self.tab.own.storage.borrow().clone());
        App::on(tab, client(session, "spa"))
    }

    pub fn on(tab: Tab, client: Client) -> App {
        let session = client.session_on(&tab).unwrap();
        let told: Rc<RefCell<Vec<String>>> = Rc::default();
        let listener = told.clone();
        session.on_change(Rc::new(move |status: &Status| listener.borrow_mut().push(name_of(status))));
        session.listen();
        session.begin();
        App { tab, client, session, told }
    }

    /// The page is loaded once more: its tab and the storages are the same.
    pub fn reload(self) -> App {
        let App { tab, client, session, .. } = self;
        tab.origin.run.close(tab.number);
        drop(session);
        App::on(Tab { number: new_number(&tab.origin), ..tab }, client)
    }

    /// The user signs in, and the session takes it.
    pub fn sign_in(&self, user: &str) -> CallbackResult {
        self.sign_in_with(user, json!({}))
    }

    /// The same, by a request with these options.
    pub fn sign_in_with(&self, user: &str, request: Value) -> CallbackResult {
        let url = self.client.create_authorize_url_on(&self.tab, &options(request)).unwrap();
        let (state, nonce) = (parameter(url.as_str(), "state").unwrap(), parameter(url.as_str(), "nonce"));
        self.tab.origin.provider.borrow_mut().next = (user.into(), nonce);
        self.tab.page.address.replace(Some(format!("https://app.example/callback?code=C&state={state}")));
        let arrival = self.client.arrive_on(&self.tab, &CallbackOptions::default()).unwrap();
        let Next::Complete(ended) = arrival.next else { panic!("it is a callback") };
        let (client, tab, epoch) = (self.client.clone(), self.tab.clone(), self.session.epoch());
        let result = self.run(async move { client.complete_on(&tab, *ended, &WaitOptions::default()).await }).unwrap();
        let record = first_record(self.client.config(), &self.tab, &result, epoch).unwrap();
        self.session.adopt(record.unwrap()).unwrap();
        self.tab.origin.run.settle();
        result
    }

    /// A token that is good for half a minute.
    pub fn token(&self) -> Result<String, &'static str> {
        self.token_that(Wanted { min_validity_seconds: 30, ..Wanted::default() }).map_err(|error| error.code())
    }

    /// Another token than there is.
    pub fn fresh_token(&self) -> Result<String, &'static str> {
        self.token_that(Wanted { need: Need::Fresh, ..Wanted::default() }).map_err(|error| error.code())
    }

    pub fn token_that(&self, wanted: Wanted) -> Result<String, Error> {
        self.run(token_of(self.session.clone(), wanted)).map(|token| token.as_str().to_owned())
    }

    /// Whether a request that began then is made once more, which an API has refused.
    pub fn is_worth_a_repeat(&self, sent: &str, began_ms: Option<u64>) -> bool {
        let (session, sent) = (self.session.clone(), Token::new(sent));
        self.run(async move { session.is_worth_a_repeat(None, &sent, began_ms, 10_000).await })
    }

    pub fn restore(&self) -> String {
        let session = self.session.clone();
        name_of(&self.run(async move { session.restore(10_000).await }))
    }

    /// The refresh token that is to be revoked.
    pub fn sign_out(&self) -> Option<String> {
        let session = self.session.clone();
        self.run(async move { session.sign_out(true).await }).map(|token| token.as_str().to_owned())
    }

    pub fn status(&self) -> String {
        name_of(&self.session.status())
    }

    pub fn wake(&self) {
        self.lives(false);
    }

    pub fn come_online(&self) {
        self.tab.own.is_offline.set(false);
        self.lives(true);
    }

    /// The record in the store of the tab or of the device.
    pub fn kept(&self) -> Option<Value> {
        let key = format!("spa-authorize:1:{ISSUER} spa:session");
        let text = self.tab.own.storage.borrow().get(&key).or(self.tab.origin.device.borrow().get(&key)).cloned();
        text.map(|text| serde_json::from_str(&text).unwrap())
    }

    pub fn run<T: 'static>(&self, work: impl Future<Output = T> + 'static) -> T {
        self.tab.origin.run.finish(work)
    }

    fn lives(&self, came_online: bool) {
        let is_visible = !self.tab.own.is_hidden.get();
        self.tab.origin.happens(self.tab.number, PageEvent::Woke { is_visible, came_online, came_back: false });
        self.tab.origin.run.settle();
    }
}

/// So many callers of each app ask at the same moment; what each of them gets.
pub fn ask_together(apps: &[&App], callers: usize, wanted: &Wanted) -> Vec<Result<String, &'static str>> {
    let answers: Rc<RefCell<Vec<_>>> = Rc::default();
    for app in apps {
        for _ in 0..callers {
            let (asked, answers) = (token_of(app.session.clone(), wanted.clone()), answers.clone());
            app.tab.origin.run.spawn(app.tab.number, async move {
                let answer = asked.await.map(|token| token.as_str().to_owned());
                answers.borrow_mut().push(answer.map_err(|error| error.code()));
            });
        }
    }
    apps[0].tab.origin.pass(40_000);
    answers.take()
}

pub fn new_tab(origin: &Rc<Origin>) -> Tab {
    let number = new_number(origin);
    let page = Rc::new(common::Tab::new(json!({})).page);
    Tab { origin: origin.clone(), number, page, own: Rc::<Own>::default() }
}

#[allow(clippy::needless_pass_by_value, reason = "a literal")]
pub fn client(session: Value, client_id: &str) -> Client {
    let revocation = "https://op.example/revoke";
    common::client(json!({ "clientId": client_id, "revocationEndpoint": revocation, "session": session })).unwrap()
}

fn new_number(origin: &Origin) -> usize {
    usize::try_from(origin.next_id()).unwrap()
}

async fn token_of(session: Rc<Driver<Tab, Client>>, wanted: Wanted) -> Result<Token, Error> {
    match session.token_at_hand(&wanted) {
        Some(token) => Ok(token),
        None => session.token(wanted, 10_000).await,
    }
}
