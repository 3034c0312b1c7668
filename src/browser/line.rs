//! A line between a popup and the page that opened it: a channel of the origin, and the windows themselves where the
//! channel is not heard, as in a frame of another site.

use std::rc::Rc;

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Window;

use super::channel::{Channel, post};
use super::globals::{location, member, window};
use super::listener::{Listener, text_of};
use super::popup::Popup;
use super::queue::Queue;

/// A line, until it is dropped.
pub struct Line {
    name: String,
    other: Option<Window>,
    heard: Rc<Queue<String>>,
    _channel: Channel,
    _windows: Option<Listener>,
}

impl Line {
    /// A line to a popup that this page has opened.
    #[must_use]
    pub fn to_popup(channel: &str, popup: &Popup) -> Line {
        Line::open(channel, Some(popup.window().clone()))
    }

    /// A line to the page that has opened this one, if it is there.
    #[must_use]
    pub fn to_opener(channel: &str) -> Line {
        let opener = window().and_then(|window| member(&window, "opener"));
        Line::open(channel, opener.map(JsValue::unchecked_into))
    }

    /// Says something, by both ways.
    pub fn say(&self, text: &str) {
        post(&self.name, text);
        if let (Some(other), Some(origin)) = (&self.other, own_origin()) {
            // Never "*": whoever else is in that window must not hear it. One that is gone hears nothing.
            let _ = other.post_message(&text.into(), &origin);
        }
    }

    /// Waits for the next thing that is said, which may come by both ways.
    pub async fn next(&self) -> String {
        self.heard.next().await
    }

    fn open(channel: &str, other: Option<Window>) -> Line {
        let heard = Rc::new(Queue::new());
        let (by_channel, by_window) = (heard.clone(), heard.clone());
        Line {
            name: channel.to_owned(),
            other,
            heard,
            _channel: Channel::listen(channel, move |text| by_channel.push(text)),
            _windows: window().map(|window| {
                Listener::new(&window, &["message"], move |event| {
                    if text_of(&event, "origin") == own_origin() {
                        text_of(&event, "data").into_iter().for_each(|text| by_window.push(text));
                    }
                })
            }),
        }
    }
}

fn own_origin() -> Option<String> {
    member(&location()?.into(), "origin")?.as_string()
}
