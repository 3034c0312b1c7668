//! The userinfo endpoint's answer. The first byte chooses its status.

use serde_json::{Value, json};
use spa_authorize::before::step::{Done, Step};
use spa_authorize::before::user_info::fetch_user_info;

use super::common::{Tab, done, json_answer, sent};
use super::{ID_TOKEN, explained, split};

pub fn check(input: &[u8]) -> String {
    let (choice, text) = split(input);
    let status = STATUSES[choice % 4];
    let mut tab = Tab::new(json!({}));
    let pending = Step::Send(sent(fetch_user_info(&tab.client, "AT", &ID_TOKEN).unwrap()));
    match tab.step(pending, json_answer(status, text)) {
        Ok(step) => {
            let Done::UserInfo(claims) = done(step) else { panic!("another end") };
            let read: Value = serde_json::from_str(claims.json().as_str()).unwrap();
            assert_eq!((status, &read["sub"]), (200, &"ada".into()), "somebody else's claims");
            read.to_string()
        }
        Err(failure) => explained(&failure),
    }
}

const STATUSES: [u16; 4] = [200, 401, 403, 500];
