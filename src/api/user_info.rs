//! The userinfo endpoint (OpenID Connect Core §5.3).

use crate::config::client_config::{ClientConfig, OptionalEndpoint};
use crate::documents::jwt::text_claim;
use crate::documents::user_info::UserInfo;
use crate::error::error::Error;
use crate::error::kind::ErrorKind;
use crate::host::ask::ask;
use crate::host::host::Host;
use crate::host::request::HttpRequest;
use crate::protocol::token::Token;
use crate::sign_out::logout::SessionTokens;

/// Asks for the claims of a sign-in's user. The access token goes in a header (RFC 6750 §2.1), never in a URL.
///
/// The ID token says whose claims they must be (OpenID Connect Core §5.3.2 and §5.3.4).
pub(crate) async fn fetch_user_info<H: Host>(
    config: &ClientConfig,
    host: &H,
    tokens: &SessionTokens,
    timeout_ms: u32,
) -> Result<UserInfo, Error> {
    let endpoint = config.endpoint(OptionalEndpoint::UserInfo)?;
    let access_token = tokens.access_token.as_deref().filter(|token| is_header_value(token));
    let subject = tokens.id_token.as_deref().and_then(|token| text_claim(token, "sub"));
    let (Some(access_token), Some(subject)) = (access_token, subject) else {
        return Err(Error::invalid_option("tokens", RESULTS_TOKENS, "others"));
    };
    let bearer = Some(Token::new(access_token));
    let request = HttpRequest { bearer, ..HttpRequest::for_answer(endpoint, timeout_ms) };
    let response = ask(host, &request).await?;
    if matches!(response.status, 401 | 403) {
        return Err(ErrorKind::UserInfoRefused.into());
    }
    let text = response.success().map_err(|error| error.at(&request.url))?;
    UserInfo::read(text, &subject)
}

fn is_header_value(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// What the tokens must be that are handed in.
pub(crate) const RESULTS_TOKENS: &str = "those of a \"signed-in\" result with an access token";
