//! A session that lasts, on a page: the loop that carries out what its machine asks for, and what a renewal sends.

mod calling;
pub mod driver;
mod listening;
mod performing;
pub mod refresh;
mod renewed_id_token;
mod repeating;
pub mod session_client;
pub(crate) mod shelf;
mod silent;
mod token_answer;
