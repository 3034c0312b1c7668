//! Where an app is told to go after a sign-in.

use spa_authorize::protocol::return_to::ReturnTo;

use super::common::ORIGIN;
use super::is_of_the_app;

pub fn check(input: &[u8]) -> String {
    let found = ReturnTo::new(&String::from_utf8_lossy(input), ORIGIN);
    let path = found.as_str();
    assert!(path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\"), "{path}");
    assert!(is_of_the_app(path), "{path}");
    assert_eq!(ReturnTo::new(path, ORIGIN), found, "a path that is one stays the same");
    // The URL standard escapes "^" in a path since 2024, and Chromium "|" as well; the crate `url` escapes neither.
    path.replace("%5E", "^").replace("%7C", "|")
}
