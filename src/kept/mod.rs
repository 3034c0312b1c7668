//! What is kept of a session: its record, and the line of the ledger beside it.

pub(crate) mod first_id_token;
pub mod first_record;
pub mod identity;
pub mod ledger;
pub mod record;
mod record_reader;
mod record_text;
