//! The pure rules of a chart: a request in, a reading out.
//!
//! Nothing here reads a clock, draws randomness, or knows that a database or HTTP exist. The sky comes from
//! `ephemeris`, the zones from `places`, signs and aspects from `chart`; this room asks them the right questions and
//! writes the answers down, rounded once.

pub mod analysis;
pub mod asked;
pub mod aspect;
mod between;
pub mod birth;
mod caption;
pub mod horizon;
pub mod interpretation;
pub mod labels;
pub mod moment;
pub mod note;
pub mod outer;
pub mod part;
pub mod point;
pub mod problem;
pub(crate) mod prompt;
pub mod reading;
pub mod request;
mod sphere;
pub mod tag;
pub mod wheel;
pub mod whereabouts;
pub mod zodiac;

pub use asked::{Asked, Subject};
pub use labels::{Labels, Notes, Relabel};
pub use moment::Moment;
pub use outer::Outer;
pub use part::Part;
pub use problem::{Hint, Problem, Refusal};
pub use reading::{Reading, draw};
pub use request::{Aspects, Birth, Fold, HouseSystem, Kind, Place, Request, Settings, Zodiac};
pub use tag::{Tag, Tags};
pub use whereabouts::Whereabouts;

#[cfg(test)]
mod tests;
