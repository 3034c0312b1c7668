//! The hand-over of a popup's response to the page that opened it, as both sides see it.
//!
//! The popup alone decides who exchanges the code, once, by what it says last: that it confirms or that it withdraws. So
//! messages may come twice, late, or in any order.

pub mod awaiting;
pub mod message;
pub mod offering;
