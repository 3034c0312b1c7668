//! A hidden frame.

use std::rc::Rc;

use js_sys::{JSON, Object};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, EventTarget, HtmlIFrameElement, Node};

use super::globals::{document, location, member, window};
use super::listener::{Listener, text_of};
use super::queue::Queue;
use crate::host::session_host::{FrameEvent, SilentFrame};

/// A hidden frame, which is taken away when it is dropped. Where there is no document, nothing happens in it.
pub struct Frame {
    element: Option<HtmlIFrameElement>,
    happened: Rc<Queue<FrameEvent>>,
    _listeners: Vec<Listener>,
}

impl Frame {
    pub(super) fn open(url: &str, sandboxed: bool) -> Frame {
        let happened = Rc::new(Queue::new());
        let element = document().and_then(|document| hidden(&document, sandboxed).ok());
        let listeners = element.as_ref().map_or_else(Vec::new, |element| listen(element, &happened));
        if let Some(element) = &element {
            element.set_src(url);
            append(element);
        }
        Frame { element, happened, _listeners: listeners }
    }
}

impl SilentFrame for Frame {
    async fn next(&self) -> FrameEvent {
        self.happened.next().await
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        if let Some(element) = &self.element {
            element.remove();
        }
    }
}

fn hidden(document: &Document, sandboxed: bool) -> Result<HtmlIFrameElement, JsValue> {
    let element: HtmlIFrameElement = document.create_element("iframe")?.unchecked_into();
    // An app's style sheet may show what only has the attribute `hidden`.
    element.style().set_property_with_priority("display", "none", "important")?;
    element.set_attribute("allow", "storage-access")?;
    if sandboxed {
        element.set_attribute("sandbox", "allow-same-origin")?;
    }
    Ok(element)
}

fn listen(element: &HtmlIFrameElement, happened: &Rc<Queue<FrameEvent>>) -> Vec<Listener> {
    let on = |target: &EventTarget, names, read: fn(&HtmlIFrameElement, &JsValue) -> Option<FrameEvent>| {
        let (element, happened) = (element.clone(), happened.clone());
        Listener::new(target, names, move |event| {
            read(&element, &event).into_iter().for_each(|event| happened.push(event));
        })
    };
    let loads = on(element, &["load"], |frame, _| address_of(frame).map(FrameEvent::CameBack));
    let messages = window().map(|window| on(&window, &["message"], message_of));
    messages.into_iter().chain([loads]).collect()
}

/// A page that is still loading its head has no body yet.
fn append(element: &HtmlIFrameElement) {
    let parent = document().and_then(|it| member(&it, "body").or_else(|| member(&it, "documentElement")));
    if let Some(parent) = parent {
        // Only a document that is no page refuses a frame.
        let _ = parent.unchecked_into::<Node>().append_child(element);
    }
}

/// The address of a page of our own origin; others cannot be read. An empty page has the origin `null`.
fn address_of(frame: &HtmlIFrameElement) -> Option<String> {
    let shown = member(&member(frame, "contentWindow")?, "location")?;
    let own = member(&location()?.into(), "origin")?;
    member(&shown, "origin").filter(|origin| *origin == own)?;
    text_of(&shown, "href")
}

/// What the window of the frame said, by an object. It has been cloned on its way, and has no members that run.
fn message_of(frame: &HtmlIFrameElement, event: &JsValue) -> Option<FrameEvent> {
    let own = member(frame, "contentWindow")?;
    member(event, "source").filter(|source| Object::is(source, &own))?;
    let data = member(event, "data").filter(JsValue::is_object)?;
    // It throws at a circle, and at a number too big for JSON.
    let json = JSON::stringify(&data).ok()?.as_string().filter(|json| json.starts_with('{'))?;
    Some(FrameEvent::Said { origin: text_of(event, "origin")?, json })
}
