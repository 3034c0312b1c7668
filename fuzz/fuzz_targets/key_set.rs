#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| drop(spa_authorize_fuzz::key_set::check(input)));
