//! The tables of the schema `astrology`. SQL and sealing, no decisions.

mod charts;
pub mod reads;

pub use charts::Filter;
pub(crate) use charts::{Chart, delete, find, insert, lock, page, relabel};
