//! The way out: a request becomes an authorize URL and a transaction, which waits in storage for its answer.

pub mod authorize_url;
pub mod entropy;
pub mod flow;
pub mod record;
mod record_reader;
pub mod request;
pub mod store;
pub mod transaction;
