//! What can go wrong, by who is wrong.

pub mod app_data;
mod catalogue;
pub mod details;
pub mod error;
pub mod kind;
mod message;
pub mod quote;
pub mod refusal;
