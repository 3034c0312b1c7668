//! The way back: the address that the browser came back to becomes tokens that have been checked.

pub mod address;
pub mod arrival;
mod ending;
pub mod exchange;
pub mod keys;
mod recognition;
pub mod response;
pub mod result;
pub mod signature;
pub mod tokens;
pub mod verification;
pub mod way_back;
