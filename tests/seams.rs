//! The two seams of `wire`, JSON texts and URLs, and the forms beside them: the same tests natively and in browsers, where
//! other parsers read.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use spa_authorize::protocol::hash::Hash;
use spa_authorize::wire::json::{Json, Object};
use spa_authorize::wire::json_text::{JsonText, read, read_object};
use spa_authorize::wire::url::WebUrl;
use spa_authorize::wire::{base64url, form};
use url::form_urlencoded;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn every_form_of_json_is_read_as_serde_json_reads_it() {
    assert_eq!(FORMS.iter().filter(|text| is_read(text)).count(), 40);
}

#[test]
fn any_pieces_of_json_are_read_as_serde_json_reads_them() {
    let pieces = [
        "", "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\\", "\\ud83d", "\\ude00", "-", "1", "0", ".", "e", "null",
        "{\"a\":",
    ];
    let mut count = 0;
    for first in pieces {
        for second in pieces {
            for third in pieces {
                count += usize::from(is_read(&[first, second, third].concat()));
            }
        }
    }
    assert_eq!(count, 68);
}

#[test]
fn a_byte_order_mark_is_no_json() {
    for text in ["\u{feff}{}", "\u{feff}1", "{}\u{feff}"] {
        assert!(read(text).is_none() && JsonText::new(text.into()).is_none(), "{text:?}");
    }
}

#[test]
fn only_the_four_characters_of_json_are_blank() {
    assert!(read(" \t\r\n1 \t\r\n").is_some());
    for blank in ["\u{a0}", "\u{b}", "\u{c}", "\u{2028}", "\u{3000}"] {
        assert!(read(&format!("{blank}1")).is_none(), "{blank:?}");
    }
}

#[test]
fn a_value_is_nested_no_deeper_than_32_levels() {
    for (start, end) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let levels = start.matches(['[', '{']).count();
        for inner in ["1", "null", "\"[\""] {
            let nested = |depth: usize| [&start.repeat(depth / levels), inner, &end.repeat(depth / levels)].concat();
            assert!(read(&nested(32)).is_some(), "{start}{inner}");
            assert!(read(&format!("[{}]", nested(32))).is_none(), "{start}{inner}");
        }
    }
    assert!(read(&["[".repeat(31), "[],{}".into(), "]".repeat(31)].concat()).is_some());
    assert!(read(&["[".repeat(32), "{}".into(), "]".repeat(32)].concat()).is_none());
}

#[test]
fn a_text_that_nobody_reads_may_be_nested_more_deeply() {
    let deep = ["[".repeat(200), "]".repeat(200)].concat();
    let text = JsonText::new(deep.clone()).unwrap();
    assert_eq!(text.as_str(), deep);
    assert!(text.value().is_none());
    assert!(JsonText::new("[".repeat(200)).is_none());
}

// ATK-49
#[test]
fn what_is_nested_is_escaped_once() {
    let text = ["[".repeat(30), JsonText::write(&"\0".repeat(1000)).unwrap().as_str().into(), "]".repeat(30)].concat();
    let written = JsonText::write(&read(&text).unwrap()).unwrap();
    assert_eq!(written.as_str(), text);
    assert_eq!(text.len(), 6 * 1000 + 2 + 60);
}

#[test]
fn the_last_of_two_members_of_one_name_counts() {
    let object = read_object(r#"{"a":1,"b":2,"\u0061":"last"}"#).unwrap();
    assert_eq!(object.text("a"), Some("last"));
    assert_eq!(object.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["a", "b"]);
    let claims: Claims = text(r#"{"sub":"eve","aud":[],"sub":"ada"}"#).deserialize().unwrap();
    assert_eq!(claims.sub, "ada");
}

#[test]
fn an_object_has_its_own_members_alone() {
    let object = read_object(r#"{"__proto__":{"admin":true},"":1}"#).unwrap();
    assert_eq!(object.iter().count(), 2);
    let admin = object.get("__proto__").and_then(Json::as_object).and_then(|inner| inner.get("admin"));
    assert!(admin == Some(&Json::Bool(true)) && object.get("") == Some(&Json::Number(1.0)));
    assert!(["admin", "constructor", "toString"].iter().all(|name| object.get(name).is_none()));

    // In the module it becomes an object of the page's first, where that name is the prototype's: it is dropped there.
    let written = JsonText::write(&Json::Object(object)).unwrap();
    let expected = if cfg!(target_arch = "wasm32") { r#"{"":1}"# } else { r#"{"__proto__":{"admin":true},"":1}"# };
    assert_eq!(written.as_str(), expected);
}

#[test]
fn a_type_of_the_apps_gets_own_members_alone() {
    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Inherited {
        constructor: Option<String>,
        #[serde(rename = "toString")]
        to_string: Option<String>,
        #[serde(rename = "__proto__")]
        proto: Option<BTreeMap<String, bool>>,
    }
    assert_eq!(text("{}").deserialize(), Some(Inherited::default()));
    let own = text(r#"{"constructor":"a","toString":"b","__proto__":{"admin":true}}"#).deserialize();
    let proto = Some(BTreeMap::from([("admin".into(), true)]));
    assert_eq!(own, Some(Inherited { constructor: Some("a".into()), to_string: Some("b".into()), proto }));
}

#[test]
fn names_that_are_numbers_come_first_where_javascript_reads() {
    let object = read_object(r#"{"b":1,"10":2,"9":3}"#).unwrap();
    let names: Vec<_> = object.iter().map(|(name, _)| name).collect();
    assert_eq!(names, if cfg!(target_arch = "wasm32") { ["9", "10", "b"] } else { ["b", "10", "9"] });
}

#[test]
fn half_a_surrogate_pair_is_refused() {
    for half in [r#""\ud800""#, r#""\uDC00""#, r#"["a\ud83d\u0041"]"#, r#"{"\ud83d":1}"#, r#"{"a":{"b":"\ude00"}}"#] {
        assert!(read(half).is_none(), "{half}");
        let text = JsonText::new(half.into()).unwrap();
        assert!(text.value().is_none() && text.deserialize::<Value>().is_none(), "{half}");
    }
    // The character that JavaScript would make of it is one like any other.
    assert!(read("\"\u{fffd}\"") == Some(Json::from("\u{fffd}")));
    assert!(read(r#""\ufffd\ud83d\ude00""#) == Some(Json::from("\u{fffd}😀")));
}

#[test]
fn numbers_are_the_doubles_of_javascript() {
    for (text, number) in [
        ("0", 0.0),
        ("-0", 0.0),
        ("0.1", 0.1),
        ("1800000000.5", 1_800_000_000.5),
        ("9007199254740993", 9_007_199_254_740_992.0),
        ("-9007199254740993", -9_007_199_254_740_992.0),
        ("123456789012345678901234567890", 123_456_789_012_345_678_901_234_567_890.0),
        ("1e308", 1e308),
        ("1e-999", 0.0),
        ("0e999", 0.0),
        ("2.2250738585072014e-308", 2.225_073_858_507_201_4e-308),
        ("7.2057594037927933e16", 72_057_594_037_927_936.0),
        ("9.5367431640625e-7", 9.536_743_164_062_5e-7),
        ("0.30000000000000004", 0.300_000_000_000_000_04),
        ("8.988465674311579e307", 8.988_465_674_311_579e307),
    ] {
        assert!(read(text) == Some(Json::Number(number)), "{text}");
    }
    for text in ["1e309", "-1e309", "[1e400]", "{\"exp\":1e999}"] {
        assert!(read(text).is_none() && JsonText::new(text.into()).unwrap().value().is_none(), "{text}");
    }
}

#[test]
fn a_whole_number_is_one_that_doubles_hold() {
    let whole = |text: &str| read(text).unwrap().as_whole();
    for (text, number) in [("0", 0), ("-0", 0), ("1", 1), ("1.0", 1), ("1e3", 1000), ("9007199254740992", 1 << 53)] {
        assert_eq!(whole(text), Some(number), "{text}");
    }
    for text in ["-1", "0.5", "1e-3", "9007199254740994", "1e300", "\"1\"", "true", "null", "[1]"] {
        assert_eq!(whole(text), None, "{text}");
    }
}

#[test]
fn numbers_are_written_so_that_they_are_read_again() {
    for number in [0.0, 1.0, -1.0, 0.1, -0.25, 1e-7, 1e21, -1e21, 1.5e300, 5e-324, 9_007_199_254_740_992.0] {
        assert!(
            read(JsonText::write(&Json::Number(number)).unwrap().as_str()) == Some(Json::Number(number)),
            "{number}"
        );
    }
    for (number, written) in [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-1.5, "-1.5"),
        (9_007_199_254_740_991.0, "9007199254740991"),
        (-9_007_199_254_740_991.0, "-9007199254740991"),
        (f64::NAN, "null"),
        (f64::INFINITY, "null"),
    ] {
        assert_eq!(JsonText::write(&Json::Number(number)).unwrap().as_str(), written);
    }
    assert_eq!(JsonText::write(&[8_640_000_000_000_000_u64, 0]).unwrap().as_str(), "[8640000000000000,0]");
}

#[test]
fn texts_and_names_with_marks_of_json_are_kept() {
    let marks =
        ["", "%", "%26", "\0", "\u{1}", "a\0b", "%\0+ é", "a&b=c+d%e", "é&😀", "\n", "\"", "\\", "\u{2028}", "\u{7f}"];
    for mark in marks {
        let quoted = serde_json::to_string(mark).unwrap();
        let object = read_object(&format!("{{{quoted}:[{quoted},{{{quoted}:{quoted}}}]}}")).unwrap();
        let items = object.get(mark).and_then(Json::as_array).unwrap();
        assert_eq!(items[0].as_str(), Some(mark));
        assert_eq!(items[1].as_object().and_then(|inner| inner.text(mark)), Some(mark));
    }
}

#[test]
fn every_character_is_written_so_that_it_is_read_again() {
    for char in ('\0'..='\u{17F}').chain(['\u{2028}', '€', '\u{fffd}', '\u{ffff}', '😀', '\u{10FFFF}']) {
        let text = format!("a{char}");
        let written = JsonText::write(&Json::from(text.as_str())).unwrap();
        assert_eq!(serde_json::from_str::<String>(written.as_str()).unwrap(), text);
        assert_eq!(read(written.as_str()).unwrap().as_str(), Some(text.as_str()));
        assert_eq!(written.as_str(), serde_json::to_string(&text).unwrap(), "both write it alike");
    }
}

#[test]
fn records_are_written_alike() {
    #[derive(Serialize)]
    #[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    enum Flow<'a> {
        AccessToken {
            a_scope: &'a [&'a str],
            #[serde(skip_serializing_if = "Option::is_none")]
            max_age: Option<u32>,
        },
        Nothing,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Record<'a> {
        z_first: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        skipped: Option<&'a str>,
        is_null: Option<&'a str>,
        flows: [Flow<'a>; 3],
        is_silent: bool,
        expires_at: u64,
        less: i32,
        pair: (u8, &'a str),
        members: BTreeMap<&'a str, f64>,
    }
    let flow = |max_age| Flow::AccessToken { a_scope: &["openid", "é\"\n"], max_age };
    let record = Record {
        z_first: "",
        skipped: None,
        is_null: None,
        flows: [flow(Some(60)), flow(None), Flow::Nothing],
        is_silent: false,
        expires_at: 1_800_000_600_000,
        less: -1,
        pair: (1, "x"),
        members: BTreeMap::from([("a", 0.5), ("b", 2.5)]),
    };
    let expected = [
        r#"{"zFirst":"","isNull":null,"flows":[{"type":"access-token","aScope":["openid","é\"\n"],"maxAge":60},"#,
        r#"{"type":"access-token","aScope":["openid","é\"\n"]},{"type":"nothing"}],"isSilent":false,"#,
        r#""expiresAt":1800000600000,"less":-1,"pair":[1,"x"],"members":{"a":0.5,"b":2.5}}"#,
    ];
    assert_eq!(JsonText::write(&record).unwrap().as_str(), expected.concat());
}

#[test]
fn values_are_written_alike() {
    let json = r#"{"b":[null,true,false,{},[]],"a":"\u0000\b\t\n\f\r\"\\/é😀","n":[0,-1,0.5,1e-7]}"#;
    let value = read(json).unwrap();
    let written = JsonText::write(&value).unwrap();
    assert!(written.value() == Some(value), "{}", written.as_str());
    assert_eq!(serde_json::from_str::<Value>(written.as_str()).unwrap(), serde_json::from_str::<Value>(json).unwrap());
}

#[derive(Debug, Deserialize, PartialEq)]
struct Claims {
    sub: String,
    aud: Vec<String>,
    exp: Option<u64>,
    #[serde(default)]
    roles: Vec<Role>,
    address: Option<Address>,
    score: Option<f64>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Role {
    Admin,
    Guest,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Address {
    country: String,
}

#[test]
fn a_text_becomes_a_type_of_the_apps() {
    let json = r#"{"sub":"ada","aud":["spa"],"exp":1800000000,"roles":["admin","guest"],"address":{"country":"é"},
        "score":0.5,"org_id":"o","n":1,"nothing":null}"#;
    let rest = [("org_id", Value::from("o")), ("n", Value::from(1)), ("nothing", Value::Null)];
    let expected = Claims {
        sub: "ada".into(),
        aud: vec!["spa".into()],
        exp: Some(1_800_000_000),
        roles: vec![Role::Admin, Role::Guest],
        address: Some(Address { country: "é".into() }),
        score: Some(0.5),
        rest: rest.into_iter().map(|(name, value)| (name.into(), value)).collect(),
    };
    assert_eq!(text(json).deserialize(), Some(expected));
    let least: Claims = text(r#"{"sub":"","aud":[],"exp":null,"address":null}"#).deserialize().unwrap();
    assert!(least.exp.is_none() && least.address.is_none() && least.roles.is_empty());
    assert_eq!(text(r#""ada""#).deserialize::<String>().as_deref(), Some("ada"));
    assert_eq!(text("null").deserialize::<Option<u8>>(), Some(None));
    assert_eq!(text("[1,\"a\"]").deserialize::<(u8, String)>(), Some((1, "a".into())));
}

#[test]
fn a_text_of_another_shape_becomes_none() {
    for json in [
        "null",
        "[]",
        "\"ada\"",
        "{}",
        r#"{"sub":"ada"}"#,
        r#"{"sub":7,"aud":[]}"#,
        r#"{"sub":null,"aud":[]}"#,
        r#"{"sub":"ada","aud":"spa"}"#,
        r#"{"sub":"ada","aud":{}}"#,
        r#"{"sub":"ada","aud":[],"exp":-1}"#,
        r#"{"sub":"ada","aud":[],"exp":1.5}"#,
        r#"{"sub":"ada","aud":[],"exp":"1"}"#,
        r#"{"sub":"ada","aud":[],"score":1e400}"#,
        r#"{"sub":"ada","aud":[],"roles":["Admin"]}"#,
        r#"{"sub":"ada","aud":[],"roles":[7]}"#,
        r#"{"sub":"ada","aud":[],"address":{}}"#,
        r#"{"sub":"\ud800","aud":[]}"#,
    ] {
        assert_eq!(text(json).deserialize::<Claims>(), None, "{json}");
    }
}

#[test]
fn both_parsers_agree_on_each_url_of_the_list() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("data/urls.json")).unwrap();
    assert_eq!(rows.len(), 35);
    for row in &rows {
        let text = |name: &str| row[name].as_str().map(str::to_owned);
        let url = WebUrl::parse_web(&text("url").unwrap());
        assert_eq!(url.as_ref().map(|url| url.origin().to_owned()), text("origin"), "{row}");
        let Some(url) = url else { continue };
        assert_eq!(url.base(), [url.origin(), &text("path").unwrap()].concat(), "{row}");
        assert_eq!(Some(url.query().to_owned()), text("query"), "{row}");
        assert_eq!(Some(url.fragment().to_owned()), text("fragment"), "{row}");
        assert_eq!(Some(url.is_confidential()), row["confidential"].as_bool(), "{row}");
        assert_eq!(WebUrl::parse_web(url.as_str()).as_ref(), Some(&url), "what is serialised stays the same");
    }
}

#[test]
fn an_address_is_joined_to_a_base() {
    let base = "https://app.example/a/b?q#f";
    for (text, joined) in [
        ("", "https://app.example/a/b?q"),
        ("c", "https://app.example/a/c"),
        ("?x=1", "https://app.example/a/b?x=1"),
        ("#x", "https://app.example/a/b?q#x"),
        ("/", "https://app.example/"),
        ("//evil.example", "https://evil.example/"),
        ("/\\evil.example", "https://evil.example/"),
        ("../../..", "https://app.example/"),
        ("\t/x\n", "https://app.example/x"),
        ("https:x", "https://app.example/a/x"),
        ("HTTPS://OP.example:443", "https://op.example/"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ] {
        assert_eq!(WebUrl::join(base, text).as_ref().map(WebUrl::as_str), Some(joined), "{text:?}");
    }
    for text in ["https://", "//[", "https://op.example:99999"] {
        assert_eq!(WebUrl::join(base, text), None, "{text:?}");
    }
    assert_eq!(WebUrl::join("app.example", "/"), None);
}

#[test]
fn every_character_is_encoded_as_the_url_standard_encodes_it() {
    let texts: Vec<String> = ('\0'..='\u{17F}').chain(['€', '😀']).map(|char| format!("a{char}")).collect();
    let pairs: Vec<_> = texts.iter().map(|text| (text.as_str(), text.as_str())).collect();
    let expected = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
    assert_eq!(form::encode(&pairs), expected);
    for (piece, text) in expected.split('&').zip(&texts) {
        assert_eq!(form::decode(piece.split_once('=').unwrap().0).as_ref(), Some(text));
    }
}

#[test]
fn what_is_not_form_encoded_utf_8_does_not_decode() {
    for text in ["%", "%4", "%zz", "%4z", "%+1", "%%41", "a%", "%E9", "%C0%AF", "%ED%A0%80", "%F5%80%80%80"] {
        assert_eq!(form::decode(text), None, "{text}");
    }
    assert_eq!(form::decode("a+b%2B%c3%A9=é").as_deref(), Some("a b+é=é"));
    assert_eq!(form::decode("").as_deref(), Some(""));
}

#[test]
fn a_parameter_without_a_value_is_left_out() {
    assert_eq!(form::encode(&[("a", ""), ("b", "1"), ("c", "")]), "b=1");
    for (address, expected) in [
        ("https://op.example/authorize", "https://op.example/authorize?b=1"),
        ("https://op.example/authorize?", "https://op.example/authorize?b=1"),
        ("https://op.example/authorize?own=%7C", "https://op.example/authorize?own=%7C&b=1"),
        ("https://op.example/authorize?own&", "https://op.example/authorize?own&b=1"),
    ] {
        assert_eq!(form::add_to_query(address, &[("a", ""), ("b", "1")]), expected);
    }
}

// FLD-20
#[test]
fn a_space_in_an_address_is_not_sent_as_a_plus() {
    let spaced = [("x y", "1 2+3"), ("scope", "openid  email")];
    let own = "https://op.example/authorize?own=a+b%20c";
    assert_eq!(form::add_to_query(own, &spaced), format!("{own}&x%20y=1%202%2B3&scope=openid%20%20email"));
    assert_eq!(form::encode(&spaced), "x+y=1+2%2B3&scope=openid++email", "a body is a form");
}

#[test]
fn bytes_of_every_length_are_encoded_as_base64_encodes_them() {
    let bytes: Vec<u8> = (0..=255).rev().collect();
    for part in (0..=256).map(|count| &bytes[..count]) {
        assert_eq!(base64url::encode(part), URL_SAFE_NO_PAD.encode(part));
        assert_eq!(base64url::decode(&base64url::encode(part)).as_deref(), Some(part));
    }
}

#[test]
fn what_base64_refuses_is_refused() {
    let mut accepted = 0;
    for first in 0..=127 {
        for last in 0..=127 {
            for text in [vec![first], vec![first, last], vec![b'A', first, last], vec![b'A', b'A', first, last]] {
                let text: String = text.into_iter().map(char::from).collect();
                assert_eq!(base64url::decode(&text), URL_SAFE_NO_PAD.decode(&text).ok(), "{text:?}");
                accepted += usize::from(base64url::decode(&text).is_some());
            }
        }
    }
    assert_eq!(accepted, 64 * 4 + 64 * 16 + 64 * 64);
    assert_eq!(base64url::decode("é"), None);
}

#[test]
fn the_hashes_are_those_of_openid_connect_core() {
    let vectors: Value = serde_json::from_str(include_str!("data/vectors.json")).unwrap();
    let rows = vectors["hashes"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert_eq!(Some(Hash::Sha256.left_half(row["text"].as_str().unwrap()).as_str()), row["hash"].as_str());
    }
    for (hash, name, digest) in [
        (Hash::Sha256, "SHA-256", Sha256::digest("é").to_vec()),
        (Hash::Sha384, "SHA-384", Sha384::digest("é").to_vec()),
        (Hash::Sha512, "SHA-512", Sha512::digest("é").to_vec()),
    ] {
        assert_eq!(hash.name(), name);
        assert_eq!(hash.left_half("é"), URL_SAFE_NO_PAD.encode(&digest[..digest.len() / 2]));
        assert_eq!(usize::from(hash.length()), digest.len());
    }
}

fn text(json: &str) -> JsonText {
    JsonText::new(json.into()).unwrap()
}

/// Whether both read the text as a member, to the same value, or neither does; says if they do.
fn is_read(text: &str) -> bool {
    let object = format!("{{\"a\":{text}}}");
    match (read_object(&object), serde_json::from_str::<Value>(&object)) {
        (Some(read), Ok(value)) => {
            assert!(is_alike(&Json::Object(read), &value), "{text:?}");
            true
        }
        (read, value) => {
            assert!(read.is_none() && value.is_err(), "{text:?}");
            false
        }
    }
}

fn is_alike(json: &Json, value: &Value) -> bool {
    match (json, value) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(flag), Value::Bool(value)) => flag == value,
        // `serde_json` may be off by the last bit.
        (Json::Number(number), Value::Number(value)) => {
            let value = value.as_f64().unwrap();
            (number - value).abs() <= value.abs() * f64::EPSILON
        }
        (Json::String(text), Value::String(value)) => text == value,
        (Json::Array(items), Value::Array(values)) => {
            items.len() == values.len() && items.iter().zip(values).all(|(item, value)| is_alike(item, value))
        }
        (Json::Object(members), Value::Object(values)) => are_alike(members, values),
        _ => false,
    }
}

fn are_alike(members: &Object, values: &serde_json::Map<String, Value>) -> bool {
    members.iter().count() == values.len()
        && members.iter().all(|(name, json)| values.get(name).is_some_and(|value| is_alike(json, value)))
}

const FORMS: [&str; 94] = [
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[ ]",
    "{ }",
    " [ 1 , 2 ] ",
    "\t{\r\"a\" :\n1 , \"a\":2 } ",
    "",
    " ",
    "nul",
    "nullx",
    "True",
    "[1,]",
    "[,1]",
    "[1 2]",
    "{\"a\":1,}",
    "{a:1}",
    "{\"a\" 1}",
    "{\"a\":}",
    "{1:2}",
    "[1",
    "{\"a\":1",
    "[}",
    "{]",
    "]",
    "}",
    "[1]]",
    "1 2",
    "\u{feff}1",
    "/**/1",
    "'a'",
    "0",
    "-0",
    "1",
    "-1",
    "01",
    "-01",
    "+1",
    ".5",
    "5.",
    "0.5",
    "-0.25",
    "1e3",
    "1E3",
    "1e+3",
    "1e-3",
    "1e",
    "1e+",
    "1.e3",
    "1.5e300",
    "1e308",
    "1e300",
    "-1e21",
    "-1e300",
    "1e309",
    "-1e309",
    "0e999",
    "1e-999",
    "123456789012345678901234567890",
    "9007199254740993",
    "0.1",
    "2.2250738585072014e-308",
    "NaN",
    "Infinity",
    "-",
    "--1",
    "1_0",
    "0x10",
    "\"\"",
    "\"a\"",
    "\"é😀\"",
    "\"\\n\\r\\t\\b\\f\\\\\\/\\\"\"",
    "\"\\u0041\"",
    "\"\\u00e9\"",
    "\"\\uD83D\\uDE00\"",
    "\"\\ud83d\\ude00\"",
    "\"\\uD83D\"",
    "\"\\uDE00\"",
    "\"\\uD83D\\u0041\"",
    "\"\\uD83Dx\"",
    "{\"\\uD83D\":1}",
    "\"\\u12\"",
    "\"\\u+123\"",
    "\"\\x41\"",
    "\"\\'\"",
    "\"\\U0041\"",
    "\"\u{1f}\"",
    "\"\u{7f}\"",
    "\"\n\"",
    "\"a",
    "\"\\\"",
    "\"\\u0000\"",
];
