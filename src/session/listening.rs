//! What a session hears: of its page, and of the other tabs.

use std::rc::Rc;

use super::driver::Driver;
use super::session_client::SessionClient;
use super::shelf::{private_channel, public_channel};
use crate::host::session_host::{PageEvent, SessionHost};
use crate::machine::event::{Event, PageLife};
use crate::machine::message::Message;

impl<H: SessionHost, C: SessionClient> Driver<H, C> {
    /// Listens to the page and to the other tabs, from now on.
    pub fn listen(self: &Rc<Self>) {
        let driver = Rc::downgrade(self);
        let page = self.host.watch(move |event| {
            if let Some(driver) = driver.upgrade() {
                driver.happened(event);
            }
        });
        let public = self.listen_to(&public_channel(&self.key()));
        self.listening.borrow_mut().extend([page, public]);
        if self.client.config().session.as_ref().is_some_and(|session| session.idle_seconds.is_some()) {
            let driver = Rc::downgrade(self);
            let acted = move || {
                if let Some(driver) = driver.upgrade() {
                    driver.tell(Event::Acted);
                }
            };
            self.listening.borrow_mut().push(self.host.watch_activity(acted));
        }
    }

    fn happened(self: &Rc<Self>, event: PageEvent) {
        match event {
            PageEvent::Woke { is_visible, came_online, came_back } => {
                if came_back {
                    self.awaiting_return.take().iter().for_each(|flag| flag.raise());
                }
                self.tell(Event::Woke(PageLife { is_visible, came_online }));
            }
            PageEvent::StorageChanged => self.check_store(),
        }
    }

    fn listen_to(self: &Rc<Self>, channel: &str) -> H::Listening {
        let (driver, name) = (Rc::downgrade(self), channel.to_owned());
        self.host.listen(channel, move |text| {
            let Some(driver) = driver.upgrade() else { return };
            // A message on another channel than its own was made up: a renewed record comes on the family's alone.
            let message = Message::read(&text, &driver.key()).filter(|message| driver.channel_of(message) == name);
            if let Some(message) = message {
                driver.tell(Event::Heard(message));
            }
        })
    }

    /// The channel that a message belongs to.
    pub(super) fn channel_of(&self, message: &Message) -> String {
        message.channel_secret().map_or_else(|| public_channel(&self.key()), private_channel)
    }

    /// Listens to the tabs of the family that the page has now. The store of the device may have no room for its record.
    pub(super) fn follow_family(self: &Rc<Self>) {
        let record = self.machine.borrow().record().cloned();
        let secret = record.map(|record| record.secret.clone());
        if self.family_channel.borrow().as_ref().map(|(followed, _)| followed) == secret.as_ref() {
            return;
        }
        let followed = secret.map(|secret| {
            let channel = self.listen_to(&private_channel(&secret));
            (secret, channel)
        });
        self.family_channel.replace(followed);
    }
}
