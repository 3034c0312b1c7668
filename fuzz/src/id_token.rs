//! An ID token. The first byte chooses how it comes, and whether the rest is the token itself or what to make it of:
//! lines with its header, its claims and its signature.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use spa_authorize::callback::arrival::Arrival;
use spa_authorize::callback::result::CallbackResult;
use spa_authorize::host::signature::Verdict;

use super::common::{Tab, token_response};
use super::play::{Play, Played};
use super::{CALLBACK, split};

pub fn check(input: &[u8]) -> String {
    let (choice, text) = split(input);
    let compact = if choice & 4 == 0 { encoded(&text) } else { text };
    let refused = play(choice, &compact, Verdict::Invalid(None));
    // An empty token is none, and one with a text directive in it takes the `state` away.
    let is_left = matches!(refused.end, Ok(CallbackResult::None | CallbackResult::NotOurs(_)));
    assert!(is_left || refused.end.is_err(), "{}", refused.story);
    play(choice, &compact, Verdict::Valid).story
}

fn play(choice: usize, compact: &str, verdict: Verdict) -> Played {
    let tokens = token_response(compact);
    let play = Play { verdict, ..Play::new(&tokens) };
    let tab = Tab::new(json!({ "idTokenSigningAlgs": ALGORITHMS }));
    let arrival = arrive(&tab, choice, compact);
    play.run(&tab, arrival)
}

fn arrive(tab: &Tab, choice: usize, compact: &str) -> Arrival {
    let (flow, answer) = match choice % 4 {
        0 | 1 => ("code", "?code=C".into()),
        2 => ("id_token", format!("#id_token={compact}")),
        _ => ("id_token token", format!("#id_token={compact}&access_token=AT&token_type=Bearer")),
    };
    let request = if choice % 4 == 1 { json!({ "maxAge": 60 }) } else { json!({ "responseType": flow }) };
    let state = tab.begin(request).state;
    tab.arrive(&format!("{CALLBACK}{answer}&state={state}"))
}

fn encoded(lines: &str) -> String {
    lines.splitn(3, '\n').map(|line| URL_SAFE_NO_PAD.encode(line)).collect::<Vec<_>>().join(".")
}

const ALGORITHMS: [&str; 10] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
