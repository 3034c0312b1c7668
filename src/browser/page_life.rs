//! What happens to a page: it is hidden, it sleeps, it comes back, its network and its storage change.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::EventTarget;

use super::globals::{document, member, window};
use super::listener::{Listener, name_of, text_of};
use crate::host::session_host::PageEvent;

/// Calls back at each event, as long as the listeners live.
pub(super) fn watch(happened: impl Fn(PageEvent) + Clone + 'static) -> Vec<Listener> {
    let on = |target: Option<EventTarget>, names| {
        let happened = happened.clone();
        target
            .map(|target| Listener::new(&target, names, move |event| event_of(&event).into_iter().for_each(&happened)))
    };
    let of_window = on(window().map(Into::into), &["pageshow", "focus", "online", "storage"]);
    let of_document = on(document().map(Into::into), &["visibilitychange", "resume"]);
    of_window.into_iter().chain(of_document).collect()
}

/// Calls back when the user does something, or comes to see the page.
pub(super) fn watch_activity(acted: impl Fn() + Clone + 'static) -> Vec<Listener> {
    let comes = acted.clone();
    let of_window = window().map(|window| Listener::new(&window.into(), &["pointerdown", "keydown"], move |_| acted()));
    let of_document = document().map(|document| {
        Listener::new(&document.into(), &["visibilitychange"], move |_| {
            if is_visible() {
                comes();
            }
        })
    });
    of_window.into_iter().chain(of_document).collect()
}

/// Whether the user can see the page; never where there is none.
pub(super) fn is_visible() -> bool {
    let state = document().and_then(|document| member(document.unchecked_ref(), "visibilityState"));
    state.is_some_and(|state| state == "visible")
}

/// The event of a session, if it is one. Without a key, a storage was cleared.
fn event_of(event: &JsValue) -> Option<PageEvent> {
    let name = name_of(event);
    if name == "storage" {
        let is_ours = text_of(event, "key").is_none_or(|key| key.starts_with(OUR_KEYS));
        return is_ours.then_some(PageEvent::StorageChanged);
    }
    let came_back = name == "pageshow" && member(event, "persisted").is_some_and(|persisted| persisted.is_truthy());
    Some(PageEvent::Woke { is_visible: is_visible(), came_online: name == "online", came_back })
}

const OUR_KEYS: &str = "spa-authorize:";
