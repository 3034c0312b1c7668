//! A popup window.

use wasm_bindgen::JsCast as _;
use web_sys::{Location, Storage, Window};

use super::globals::{document, member, window};
use crate::host::fault::StorageFault;

/// A window that this page has opened. It stays open when this is dropped.
#[derive(Clone)]
pub struct Popup(Window);

impl Popup {
    /// Opens an empty window in the middle of this one, at once; `None` if the browser does not let it.
    #[must_use]
    pub fn open(width: u32, height: u32) -> Option<Popup> {
        let window = window()?;
        let opened = window.open_with_url_and_target_and_features(EMPTY, "", &features(&window, width, height));
        let popup = Popup(opened.ok()??);
        (!popup.is_closed()).then_some(popup)
    }

    /// Keeps a text in the window's own `sessionStorage`, before it goes anywhere. It was copied from this tab's when the
    /// window was opened, and is another one since.
    ///
    /// # Errors
    ///
    /// [`StorageFault`].
    pub fn keep(&self, key: &str, text: &str) -> Result<(), StorageFault> {
        let storage = member(&self.0, "sessionStorage").ok_or(StorageFault::Blocked)?;
        storage.unchecked_into::<Storage>().set_item(key, text).map_err(|_| StorageFault::Full)
    }

    /// Sends the window to an address, in place of the empty page.
    pub fn go_to(&self, url: &str) {
        if let Some(location) = member(&self.0, "location") {
            // A window that was closed meanwhile goes nowhere.
            let _ = location.unchecked_into::<Location>().replace(url);
        }
    }

    /// Whether it seems closed. A page in it that cuts itself off from its opener makes this true as well.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        member(&self.0, "closed").is_none_or(|closed| closed.is_truthy())
    }

    /// Closes it.
    pub fn close(&self) {
        let _ = self.0.close();
    }

    pub(super) fn window(&self) -> &Window {
        &self.0
    }
}

/// Closes this page's own window, if a script has opened it.
pub fn close_own_window() {
    let _ = window().map(|window| window.close());
}

/// Whether this page has the focus.
#[must_use]
pub fn has_focus() -> bool {
    document().is_some_and(|document| document.has_focus().unwrap_or_default())
}

fn features(window: &Window, width: u32, height: u32) -> String {
    let number = |name| member(window, name).and_then(|value| value.as_f64()).unwrap_or(0.0);
    #[allow(clippy::cast_possible_truncation, reason = "no screen has that many pixels")]
    let middle = |start, outer, size: u32| (number(start) + (number(outer) - f64::from(size)) / 2.0) as i32;
    let left = middle("screenX", "outerWidth", width);
    let top = middle("screenY", "outerHeight", height);
    format!("popup,width={width},height={height},left={left},top={top}")
}

const EMPTY: &str = "about:blank";
