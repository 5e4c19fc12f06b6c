//! What an astrologer reads from positions: signs, houses in use, aspects, dignities, patterns, lots, phases.
//!
//! Plain values in, plain values out: longitudes and speeds may come from any ephemeris, cusps from any house
//! system. The rules:
//!
//! 1. Angles are full precision until they are written; a [`SignPosition`] rounds once, to the second of arc.
//! 2. A sign, a term, a face and a house include their beginning and not their end.
//! 3. A pair of points is in one aspect at most: the one nearest to exact, of those within their orb.
//! 4. Applying and separating come from the speeds of both points; without both they are not said.
//! 5. What schools differ on is a value ([`Orbs`]) or stated with its source where it is (dignities, weights, phases).
//!
//! Aspects are measured along the ecliptic. Two points that are opposite by definition (the two nodes, ascendant and
//! descendant) are always in opposition: leave one of them out. For a sidereal chart the caller shifts every longitude
//! ([`Longitude::shifted_by`]). This room knows no sky, no time and no meaning.
//!
//! ```
//! use chart::{Cusps, Longitude, Orbs, Planet, Point, Sign, aspects, placements};
//!
//! let sun = Point::of(Planet::Sun, Longitude::new(123.456)?, 0.956);
//! let mars = Point::of(Planet::Mars, Longitude::new(34.0)?, -0.2);
//! let cusps = Cusps::new(std::array::from_fn(|i| 30.0 * i as f64 + 100.0))?;
//!
//! let placed = placements(&[sun, mars], Some(&cusps));
//! assert_eq!(placed[0].position.sign, Sign::Leo);
//! assert_eq!(placed[0].position.to_string(), "3°27'22\" Leo");
//! assert_eq!(placed[0].house.map(|house| house.number()), Some(1));
//! assert!(placed[1].retrograde);
//!
//! let found = aspects(&[sun, mars], &Orbs::major());
//! assert_eq!(found[0].kind.name(), "square");
//! assert_eq!(format!("{:.3}", found[0].orb), "0.544");
//! # Ok::<(), chart::Error>(())
//! ```

mod across;
mod angle;
mod aspect;
mod balance;
pub mod compose;
mod dignity;
mod house;
mod lot;
mod lunation;
mod nature;
mod orb;
mod pattern;
mod planet;
mod point;
mod ruler;
mod sect;
mod sign;
pub mod wheel;

pub use across::{synastry, transits};
pub use angle::Longitude;
pub use aspect::{Aspect, AspectKind, Phase, aspect_between, aspects};
pub use balance::{ASCENDANT_WEIGHT, Balance, Hemispheres};
pub use dignity::{Decan, Dignities, Dignity, Triplicity, dignities, term_ruler};
pub use house::{Cusps, House};
pub use lot::Lot;
pub use lunation::{LunarPhase, LunarPhaseName};
pub use nature::{Element, Mode, Polarity};
pub use orb::{Orb, Orbs};
pub use pattern::{Pattern, PatternKind, patterns};
pub use planet::Planet;
pub use point::{Placement, Point, PointClass, placements};
pub use ruler::{chart_ruler, dispositors, final_dispositor, mutual_receptions};
pub use sect::Sect;
pub use sign::{Sign, SignPosition};

/// Why values do not make a chart.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An angle that is infinite or not a number.
    #[error("{0} is not an angle")]
    NotAnAngle(f64),
    /// House cusps that do not go round the circle once, in the order of the signs.
    #[error("house cusps do not go round once, in order")]
    CuspsOutOfOrder,
}
