//! Channels between the tabs of an origin.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsValue;
use web_sys::BroadcastChannel;

use super::globals::window;
use super::listener::{Listener, name_of, text_of};

/// Listens on a channel until it is dropped; one for each name on a page.
///
/// A page that is left does not listen, and does again when it comes back: a message to an open channel of it would throw
/// it out of the browser's cache of pages.
pub(super) struct Channel {
    ear: Rc<Ear>,
    _left_or_back: Option<Listener>,
}

struct Ear {
    name: String,
    heard: Rc<dyn Fn(String)>,
    open: RefCell<Option<Open>>,
}

/// A channel that is open until it is dropped.
struct Open {
    channel: BroadcastChannel,
    _messages: Option<Listener>,
}

impl Channel {
    /// Calls back with each text that another tab posts. What is no text is nobody's of ours.
    pub(super) fn listen(name: &str, heard: impl Fn(String) + 'static) -> Channel {
        let ear = Rc::new(Ear { name: name.to_owned(), heard: Rc::new(heard), open: RefCell::default() });
        ear.open();
        EARS.with_borrow_mut(|ears| ears.push(Rc::downgrade(&ear)));
        let own = ear.clone();
        let left_or_back = window().map(|window| {
            Listener::new(&window, &["pagehide", "pageshow"], move |event| {
                if name_of(&event) == "pagehide" { own.close() } else { own.open() }
            })
        });
        Channel { ear, _left_or_back: left_or_back }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.ear.close();
        EARS.with_borrow_mut(|ears| ears.retain(|ear| !ear.ptr_eq(&Rc::downgrade(&self.ear))));
    }
}

/// Posts a text to the other tabs. A page that listens on the channel itself does not hear it.
pub(super) fn post(name: &str, text: &str) {
    let find = |ears: &Vec<Weak<Ear>>| ears.iter().filter_map(Weak::upgrade).find(|ear| ear.name == name);
    let own = EARS.with_borrow(find).and_then(|ear| Some(ear.open.borrow().as_ref()?.channel.clone()));
    match own {
        Some(channel) => post_to(&channel, text),
        None => drop(Open::new(name, None).map(|open| post_to(&open.channel, text))),
    }
}

fn post_to(channel: &BroadcastChannel, text: &str) {
    // Only a closed channel throws at a text.
    let _ = channel.post_message(&text.into());
}

impl Ear {
    fn open(&self) {
        if self.open.borrow().is_none() {
            self.open.replace(Open::new(&self.name, Some(&self.heard)));
        }
    }

    fn close(&self) {
        self.open.take();
    }
}

impl Open {
    /// Opens a channel; `None` where there are none.
    fn new(name: &str, heard: Option<&Rc<dyn Fn(String)>>) -> Option<Open> {
        let channel = BroadcastChannel::new(name).ok()?;
        let messages = heard.cloned().map(|heard| {
            Listener::new(&channel, &["message"], move |event: JsValue| {
                if let Some(text) = text_of(&event, "data") {
                    heard(text);
                }
            })
        });
        Some(Open { channel, _messages: messages })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.channel.close();
    }
}

thread_local! {
    static EARS: RefCell<Vec<Weak<Ear>>> = const { RefCell::new(Vec::new()) };
}
