//! The session of a client: where it is kept, what renews it, and who gets its tokens.

use serde::Serialize;

use super::option_kind::Kind;
use super::option_row::{OptionRow, kept};
use super::option_values::OptionValues;
use super::options::Options;
use crate::error::error::Error;
use crate::error::quote::quoted;
use crate::protocol::endpoint::PlainHttp;
use crate::wire::url::WebUrl;

/// How a session lasts. One that exists is right.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionConfig {
    /// Where what renews it is kept.
    pub store: Store,
    /// Whether a new tab gets it from another one: of [`Store::Memory`] alone.
    pub share_between_tabs: bool,
    /// The origins that get its tokens.
    pub apis: Vec<Api>,
    /// How long before its end a visible page's token is renewed.
    pub renew_before_seconds: u32,
    /// Whether a hidden frame may ask the provider.
    pub silent_frame: SilentFrame,
    /// The sign-in that the session asks for by itself: options that the provider's tables have read once.
    pub request: Options,
    /// Whether a sign-out revokes the refresh token.
    pub revoke_on_sign_out: bool,
    /// After how long without activity in any tab the user is signed out.
    pub idle_seconds: Option<u32>,
}

/// Where a session is kept. What is later in the list stays longer.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Store {
    /// In the page: until it is left.
    #[default]
    Memory,
    /// In `sessionStorage`: until the tab is closed.
    Tab,
    /// In `localStorage`.
    Device,
}

/// Whether a hidden frame may ask the provider for a sign-in without the user (`prompt=none`).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SilentFrame {
    /// Once somebody has signed in here.
    #[default]
    AfterSignIn,
    /// Strangers are asked for, too.
    Always,
    /// It may not.
    Never,
}

/// An origin that gets the session's tokens.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Api {
    /// The page's own.
    OwnOrigin,
    /// Exactly this one, as the URL standard serialises it.
    Origin(String),
}

impl SessionConfig {
    /// Reads the options of a session, but for its request's.
    pub(crate) fn read(given: &Options, plain_http: PlainHttp) -> Result<SessionConfig, Error> {
        let values = given.read(&[&SESSION_OPTIONS])?;
        let store = values.text("store").and_then(Store::named).unwrap_or_default();
        let share_between_tabs = values.flag("shareBetweenTabs").unwrap_or_default();
        check_store(store, share_between_tabs, &values)?;
        Ok(SessionConfig {
            store,
            share_between_tabs,
            apis: apis(&values, plain_http)?,
            renew_before_seconds: values.whole("renewBeforeSeconds").unwrap_or(60),
            silent_frame: values.text("silentFrame").map(SilentFrame::named).unwrap_or_default(),
            request: values.options("request").cloned().unwrap_or_default(),
            revoke_on_sign_out: values.flag("revokeOnSignOut").unwrap_or(true),
            idle_seconds: values.whole("idleSeconds"),
        })
    }

    /// Where a session is kept whose sign-in had this `keep`: no further than the client allows, whatever the sign-in's
    /// record says by now.
    #[must_use]
    pub fn store_for(&self, keep: Option<Store>) -> Store {
        keep.unwrap_or(self.store).min(self.store)
    }
}

impl Store {
    /// By its name in options and records.
    pub(crate) fn named(name: &str) -> Option<Store> {
        match name {
            "memory" => Some(Store::Memory),
            "tab" => Some(Store::Tab),
            "device" => Some(Store::Device),
            _ => None,
        }
    }

    /// Its name in options and records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Store::Memory => "memory",
            Store::Tab => "tab",
            Store::Device => "device",
        }
    }
}

impl SilentFrame {
    fn named(name: &str) -> SilentFrame {
        match name {
            "always" => SilentFrame::Always,
            "never" => SilentFrame::Never,
            _ => SilentFrame::AfterSignIn,
        }
    }
}

impl Api {
    /// Takes `"self"` or an origin and nothing else: no path, which would count for nothing, and no wildcard.
    fn parse(text: &str, plain_http: PlainHttp) -> Result<Api, &'static str> {
        if text == "self" {
            return Ok(Api::OwnOrigin);
        }
        let url = WebUrl::parse_web(text).filter(|url| url.path_and_more() == "/" && !text.contains('*'));
        let url = url.ok_or(AN_API)?;
        if plain_http == PlainHttp::Refused && !url.is_confidential() {
            return Err("an https: origin, or one of this machine");
        }
        Ok(Api::Origin(url.origin().to_owned()))
    }
}

/// What is kept where, and who may have it.
fn check_store(store: Store, share_between_tabs: bool, values: &OptionValues) -> Result<(), Error> {
    if share_between_tabs && store != Store::Memory {
        let expected = "left out unless the \"store\" is \"memory\"";
        return Err(Error::invalid_option("shareBetweenTabs", expected, "true"));
    }
    if store == Store::Device && values.flag(KEEP_TOKENS) != Some(true) {
        let needed_for =
            "the \"store\" \"device\" keeps a refresh token where any script of this origin can take it away";
        return Err(Error::missing_option(KEEP_TOKENS, needed_for));
    }
    Ok(())
}

fn apis(values: &OptionValues, plain_http: PlainHttp) -> Result<Vec<Api>, Error> {
    let parse = |text: &String| {
        Api::parse(text, plain_http).map_err(|expected| Error::invalid_option("apis", expected, &quoted(text)))
    };
    values.list("apis").iter().map(parse).collect()
}

/// The options of a session.
pub(crate) static SESSION_OPTIONS: [OptionRow; 9] = [
    kept("store", Kind::OneOf(&["memory", "tab", "device"])),
    kept("shareBetweenTabs", Kind::Flag),
    kept(KEEP_TOKENS, Kind::Flag),
    kept("apis", Kind::Repeated),
    kept("renewBeforeSeconds", Kind::Whole(0, 600)),
    kept("silentFrame", Kind::OneOf(&["after-sign-in", "always", "never"])),
    kept("request", Kind::Options),
    kept("revokeOnSignOut", Kind::Flag),
    kept("idleSeconds", Kind::Whole(1, 31_536_000)),
];

const KEEP_TOKENS: &str = "dangerouslyKeepBearerTokens";
const AN_API: &str = "\"self\" or an exact origin, such as \"https://api.example.com\"";
