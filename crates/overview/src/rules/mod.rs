//! The page itself: from what other rooms tell to tiles. Pure.

pub mod dashboard;
pub mod definition;
pub mod month;

pub use dashboard::{Customers, Dashboard, Facts, Figure, Tile, dashboard};
pub use month::Months;
