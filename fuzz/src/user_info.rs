//! The userinfo endpoint's answer. The first byte chooses its status.

use serde_json::{Value, json};
use spa_authorize::config::wait_options::WaitOptions;
use spa_authorize::sign_out::logout::SessionTokens;

use super::common::{Tab, at_once, json_answer};
use super::text::explained;
use super::{ID_TOKEN, split};

pub fn check(input: &[u8]) -> String {
    let (choice, text) = split(input);
    let status = STATUSES[choice % 4];
    let tab = Tab::new(json!({}));
    tab.page.answers("https://op.example/userinfo", [json_answer(status, text)]);
    let tokens = SessionTokens { access_token: Some("AT".into()), id_token: Some(ID_TOKEN.clone()) };
    match at_once(tab.client.fetch_user_info_on(&tab.page, &tokens, &WaitOptions::default())) {
        Ok(claims) => {
            let read: Value = serde_json::from_str(claims.json().as_str()).unwrap();
            assert_eq!((status, &read["sub"]), (200, &"ada".into()), "somebody else's claims");
            read.to_string()
        }
        Err(error) => explained(&error),
    }
}

const STATUSES: [u16; 4] = [200, 401, 403, 500];
