//! The tables of the schema `astrology`. SQL and sealing, no decisions.

mod charts;
pub mod reads;

pub(crate) use charts::{Chart, find, insert, page};
