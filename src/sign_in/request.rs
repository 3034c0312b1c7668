//! One sign-in, as the app asks for it.

use std::fmt;

use super::flow::RequiredClaim;
use crate::config::client_config::ClientConfig;
use crate::config::exchange::Exchange;
use crate::config::option_kind::Kind;
use crate::config::option_row::{OptionRow, kept};
use crate::config::option_values::{OptionValues, Tables, instead_of};
use crate::config::session_config::{SessionConfig, Store};
use crate::error::app_data::AppData;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::error::quote::quoted;
use crate::protocol::redirect_uri::RedirectUri;
use crate::protocol::response_type::ResponseType;
use crate::protocol::return_to::ReturnTo;
use crate::protocol::words::{OPENID, Scope, Words, is_word_byte};
use crate::wire::json::{Json, Object};
use crate::wire::json_text::JsonText;

/// What one sign-in asks for. One that exists is right. Its parameters may be secrets, so its `Debug` leaves them out.
#[derive(Clone)]
pub struct SignInRequest {
    pub(crate) redirect_uri: RedirectUri,
    pub(crate) response_type: ResponseType,
    /// Empty at a provider that knows none.
    pub(crate) scope: Scope,
    /// The parameters that send the app's options, in their order.
    pub(crate) parameters: Vec<(String, String)>,
    /// Whether the provider may show no page.
    pub(crate) is_silent: bool,
    /// In seconds.
    pub(crate) max_age: Option<u32>,
    /// The values of which the ID token's `acr` must be one, if the request makes it essential.
    pub(crate) acr: Option<Vec<String>>,
    pub(crate) organization: Option<RequiredClaim>,
    /// Where its session is kept, if not where the client says.
    pub(crate) keep: Option<Store>,
    pub(crate) app_data: AppData,
    /// What a session repeats later, as options of a request.
    pub(crate) asked: Vec<(String, String)>,
}

impl SignInRequest {
    /// Takes the options of a request, which were read by the provider's tables, over the client's defaults.
    ///
    /// # Errors
    ///
    /// Those of [`ErrorClass::Usage`](crate::error::kind::ErrorClass::Usage), naming the option.
    pub(crate) fn new(
        config: &ClientConfig,
        tables: Tables<'_>,
        values: &OptionValues,
        organization: Option<RequiredClaim>,
        (redirect_uri, app_origin): (RedirectUri, &str),
    ) -> Result<SignInRequest, Error> {
        check_each(tables, values)?;
        let prompt = values.words("prompt");
        let response_type = values.text("responseType").and_then(ResponseType::named).unwrap_or_default();
        let scope = scope(config, values, response_type)?;
        Ok(SignInRequest {
            redirect_uri,
            response_type,
            asked: asked(values, response_type, &scope),
            scope,
            parameters: values.parameters(),
            is_silent: prompt.is_some_and(|prompt| prompt.contains(SILENT)),
            max_age: values.whole("maxAge"),
            acr: essential_acr(values)?,
            organization,
            keep: keep(config.session.as_deref(), values)?,
            app_data: AppData {
                return_to: ReturnTo::new(values.text("returnTo").unwrap_or_default(), app_origin).into(),
                app_state: values.json("appState").cloned(),
            },
        })
    }

    /// Whether an ID token is asked for. OpenID Connect Core §3.1.2.1: a code is for one too if `openid` is in the scope.
    pub(crate) fn wants_id_token(&self) -> bool {
        self.response_type.has_id_token() || (self.response_type == ResponseType::Code && self.scope.contains(OPENID))
    }
}

impl fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (response_type, scope) = (&self.response_type, &self.scope);
        f.debug_struct("SignInRequest")
            .field("response_type", response_type)
            .field("scope", scope)
            .finish_non_exhaustive()
    }
}

/// The redirect URI of a client on this page. `sessionStorage` is per origin; the redirect URI of a server may be on
/// another.
pub(crate) fn redirect_uri_on(config: &ClientConfig, app_origin: &str) -> Result<RedirectUri, Error> {
    let refuse =
        |expected: &str| Err(Error::invalid_option("redirectUri", expected, &quoted(config.redirect_uri.as_str())));
    let Some(redirect_uri) = config.redirect_uri.on(app_origin) else {
        return refuse("an absolute URL, as this page has no https: or http: address to resolve a path against");
    };
    if config.exchange == Exchange::ByServer || redirect_uri.origin() == app_origin {
        return Ok(redirect_uri);
    }
    refuse(&format!("on this page's origin {}", quoted(app_origin)))
}

/// The rules for single options that their rows cannot say.
pub(crate) fn check_each(tables: Tables<'_>, values: &OptionValues) -> Result<(), Error> {
    check_app_state(values)?;
    check_prompt(values.words("prompt"))?;
    check_extra_parameters(tables, values)?;
    essential_acr(values).map(drop)
}

fn check_app_state(values: &OptionValues) -> Result<(), Error> {
    let bytes = values.json("appState").map_or(0, |text| text.as_str().len());
    if bytes <= APP_STATE_LIMIT {
        return Ok(());
    }
    let error = Error::new(ErrorKind::AppStateTooLarge).option("appState");
    Err(error.expected("at most 65536 bytes of JSON").found(&bytes.to_string()))
}

/// OpenID Connect Core §3.1.2.1: `none` stands alone.
fn check_prompt(prompt: Option<&Words>) -> Result<(), Error> {
    match prompt {
        Some(prompt) if prompt.contains(SILENT) && prompt.as_slice().len() > 1 => {
            let expected = "\"none\" alone or other words";
            Err(Error::invalid_option("prompt", expected, &quoted(&prompt.to_string())))
        }
        _ => Ok(()),
    }
}

/// A parameter that has an option, or that this library sets itself, is no extra.
fn check_extra_parameters(tables: Tables<'_>, values: &OptionValues) -> Result<(), Error> {
    let rows = || tables.iter().flat_map(|table| table.iter());
    for extra in values.member_names(EXTRA_PARAMETERS) {
        // Some servers take `name[]` for another value of `name`.
        let name = extra.split('[').next().unwrap_or_default();
        let instead = match rows().find(|row| row.parameter == Some(name)) {
            Some(row) => format!("use the option {}", quoted(row.name)),
            None if MANAGED_PARAMETERS.contains(&name) => instead_of(name).to_owned(),
            None => continue,
        };
        let path = format!("{EXTRA_PARAMETERS}.{extra}");
        return Err(Error::managed_option(&path, &instead));
    }
    Ok(())
}

/// Where a sign-in's session is kept: no further than its client allows.
pub(crate) fn keep(session: Option<&SessionConfig>, values: &OptionValues) -> Result<Option<Store>, Error> {
    let Some(keep) = values.text("keep").and_then(Store::named) else { return Ok(None) };
    let session = session.ok_or_else(|| Error::missing_option("session", "\"keep\" says where it is kept"))?;
    if keep > session.store {
        let expected = format!("no further than the \"store\" of the session, {}", quoted(session.store.name()));
        return Err(Error::invalid_option("keep", &expected, &quoted(keep.name())));
    }
    Ok(Some(keep))
}

/// OpenID Connect Core §3.1.2.1: without `openid` there is no ID token.
fn scope(config: &ClientConfig, values: &OptionValues, response_type: ResponseType) -> Result<Scope, Error> {
    if !config.has_scopes {
        return Ok(Scope::default());
    }
    let given = values.words("scope").cloned();
    let default = || Scope::split(if response_type == ResponseType::Token { "" } else { OPENID });
    let scope = given.unwrap_or_else(default);
    if response_type.has_id_token() && !scope.contains(OPENID) {
        return Err(Error::invalid_option("scope", "words with \"openid\"", &quoted(&scope.to_string())));
    }
    Ok(scope)
}

/// What a session asks for again when it renews itself.
fn asked(values: &OptionValues, response_type: ResponseType, scope: &Scope) -> Vec<(String, String)> {
    let mut asked = vec![("responseType".to_owned(), response_type.as_str().to_owned())];
    if !scope.is_empty() {
        asked.push(("scope".to_owned(), scope.to_string()));
    }
    asked.extend(REPEATED_OPTIONS.iter().flat_map(|option| values.texts(option)));
    asked
}

/// OpenID Connect Core §5.5.1.1: an essential `acr` binds the client too.
fn essential_acr(values: &OptionValues) -> Result<Option<Vec<String>>, Error> {
    let claims = values.json("claims").and_then(JsonText::value);
    let Some(acr) = claims.as_ref().and_then(Json::as_object).and_then(requested_acr) else { return Ok(None) };
    let mut words = Words::default();
    let wanted = acr.get("values").or_else(|| acr.get("value"));
    for value in wanted.map(Json::items).unwrap_or_default() {
        match value.as_str() {
            Some(word) if !word.is_empty() && word.bytes().all(is_word_byte) => words.add_all(word),
            _ => return Err(Error::invalid_option("claims", "one whose \"acr\" values are words", value.kind())),
        }
    }
    Ok(Some(words.as_slice().to_vec()))
}

fn requested_acr(claims: &Object) -> Option<&Object> {
    let acr = claims.get("id_token")?.as_object()?.get("acr")?.as_object()?;
    (acr.get("essential")?.as_bool() == Some(true)).then_some(acr)
}

/// The options of every provider's requests.
pub(crate) static COMMON_OPTIONS: [OptionRow; 1] = [kept(EXTRA_PARAMETERS, Kind::Members)];

/// The options of every provider's requests that are never defaults: what the app wants of one sign-in alone.
pub(crate) static OPTIONS_OF_ONE_REQUEST: [OptionRow; 3] =
    [kept("returnTo", Kind::TextIfAny), kept("appState", Kind::Json), kept("keep", Kind::OneOf(&["tab", "device"]))];

/// Parameters of the authorization request that the app never sets by hand.
pub(super) const MANAGED_PARAMETERS: [&str; 14] = [
    "__proto__",
    "access_token",
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "redirect_uri",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
];

/// What decides which token it is, beside the response type and the scope.
const REPEATED_OPTIONS: [&str; 4] = ["resource", "audience", "organization", "organizationId"];

/// Of `prompt`: the provider shows no page.
const SILENT: &str = "none";
const EXTRA_PARAMETERS: &str = "extraParams";
const APP_STATE_LIMIT: usize = 64 * 1024;
