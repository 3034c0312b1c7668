//! What the npm package calls: each export reads its arguments, makes one call, and writes the answer.

mod arguments;
pub mod client;
mod failure;
mod promise;
mod results;
pub mod session;
mod snapshot;
pub mod start;
