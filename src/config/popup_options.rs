//! How a popup looks, and how its call waits.

use super::option_kind::Kind;
use super::option_row::{OptionRow, kept};
use super::options::Options;
use super::wait_options::{SIGNAL, TIMEOUT_MS, WaitOptions};
use crate::error::error::Error;

/// The options of a sign-in in a popup, beside its request.
#[derive(Clone, Debug)]
pub struct PopupOptions {
    /// The width of the window, in pixels.
    pub width: u32,
    /// The height of the window, in pixels.
    pub height: u32,
    /// How long it waits for the provider's answers.
    pub wait: WaitOptions,
}

impl PopupOptions {
    /// Reads the options of a sign-in in a popup.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Usage`](crate::error::kind::ErrorClass::Usage), naming the option.
    pub fn read(options: &Options) -> Result<PopupOptions, Error> {
        let values = options.read(&[&OPTIONS])?;
        Ok(PopupOptions {
            width: values.whole("width").unwrap_or(WIDTH),
            height: values.whole("height").unwrap_or(HEIGHT),
            wait: WaitOptions::of(&values),
        })
    }
}

impl Default for PopupOptions {
    fn default() -> PopupOptions {
        PopupOptions { width: WIDTH, height: HEIGHT, wait: WaitOptions::default() }
    }
}

static OPTIONS: [OptionRow; 4] =
    [kept("width", Kind::Whole(100, 10_000)), kept("height", Kind::Whole(100, 10_000)), SIGNAL, TIMEOUT_MS];

const WIDTH: u32 = 480;
const HEIGHT: u32 = 640;
