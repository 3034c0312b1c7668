//! The targets of `fuzz/`, over their seeds and over changes of them that are the same on every machine.
//!
//! What each input comes to goes into one digest, which must be the same natively and in browsers: there the module
//! reads URLs and JSON by other parsers.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use fuzz::TARGETS;
use fuzz::seeds::SEEDS;
use sha2::{Digest as _, Sha256};

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[test]
fn callback() {
    assert_same("callback", "49b30056b8b4a548");
}

#[test]
fn id_token() {
    assert_same("id_token", "db0a309d217b55af");
}

#[test]
fn key_set() {
    assert_same("key_set", "438c0a25c3155eae");
}

#[test]
fn metadata() {
    assert_same("metadata", "9b12462b8be1df08");
}

#[test]
fn return_to() {
    assert_same("return_to", "434b0e83ae2e0d0f");
}

#[test]
fn token_response() {
    assert_same("token_response", "caba891b01858cbe");
}

#[test]
fn transaction() {
    assert_same("transaction", "e3fb5bafa05c6a0f");
}

#[test]
fn user_info() {
    assert_same("user_info", "6ef471346320742e");
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn every_seed_is_listed() {
    for (target, _) in TARGETS {
        let folder = std::fs::read_dir(format!("fuzz/seeds/{target}")).unwrap();
        let mut names: Vec<_> = folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        let listed: Vec<_> = SEEDS.iter().filter(|(of, ..)| *of == target).map(|(_, name, _)| *name).collect();
        assert_eq!(listed, names, "{target}");
    }
}

/// A difference shows by the digests of the seeds; a change of behaviour that is meant is a new digest.
fn assert_same(target: &str, expected: &str) {
    let check = TARGETS.iter().find(|(name, _)| *name == target).unwrap().1;
    let words: Vec<String> = DICTIONARY.lines().filter_map(word).collect();
    let seeds: Vec<_> = SEEDS.iter().filter(|(of, ..)| *of == target).collect();
    let mut whole = Sha256::new();
    let mut parts = Vec::new();
    for (_, name, seed) in &seeds {
        let mut part = Sha256::new();
        for turn in 0..=CHANGES {
            let other = seeds[turn % seeds.len()].2;
            let input =
                if turn == 0 { seed.to_vec() } else { changed(seed, other, &words, &mut Random::new(name, turn)) };
            let shown = OnPanic(&input);
            let found = check(&input);
            drop(shown);
            if turn <= COMPARED {
                part.update(found);
                part.update([0]);
            }
        }
        let part = part.finalize();
        whole.update(part);
        parts.push(format!("{name} {}", short(&part)));
    }
    assert_eq!(short(&whole.finalize()), expected, "{target}: {}", parts.join(", "));
}

fn short(digest: &[u8]) -> String {
    format!("{:016x}", number(digest))
}

fn number(digest: &[u8]) -> u64 {
    digest.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// One to three changes, as a fuzzer makes them.
fn changed(seed: &[u8], other: &[u8], words: &[String], random: &mut Random) -> Vec<u8> {
    let mut input = seed.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(input.len() + 1);
        let end = input.len().min(at + 1 + random.below(8));
        match random.below(6) {
            0 if at < end => input[at] ^= 1 << random.below(8),
            1 if at < end => input[at] = TELLING[random.below(TELLING.len())],
            2 => drop(input.drain(at..end)),
            3 => input.extend_from_within(at..end),
            4 => input.truncate(at),
            _ => drop(input.splice(at..at, words[random.below(words.len())].bytes())),
        }
        if random.below(8) == 0 {
            input.truncate(at);
            input.extend_from_slice(&other[other.len().min(at)..]);
        }
    }
    input
}

/// A line of libFuzzer's dictionary.
fn word(line: &str) -> Option<String> {
    serde_json::from_str(line).ok()
}

/// The same numbers everywhere: `SplitMix64`.
struct Random(u64);

impl Random {
    fn new(name: &str, turn: usize) -> Random {
        Random(number(&Sha256::digest(format!("{name} {turn}"))))
    }

    #[allow(clippy::cast_possible_truncation, reason = "less than the bound, which is a length")]
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

/// Says which input it was.
struct OnPanic<'a>(&'a [u8]);

impl Drop for OnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the input was {:?}", String::from_utf8_lossy(self.0));
        }
    }
}

const DICTIONARY: &str = include_str!("../fuzz/dictionary");
const TELLING: &[u8] = b"\0\n %&=#?/\\\":,.{}[]+-09aA\x7F\xC3\xED\xFF";

/// The changes of each seed that are compared, as many as a browser does in a few seconds.
const COMPARED: usize = 12;
const CHANGES: usize = if cfg!(target_arch = "wasm32") { COMPARED } else { 50 };
