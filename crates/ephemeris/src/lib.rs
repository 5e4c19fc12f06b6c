//! The sky, nothing else: where the Sun, Moon, planets and lunar points stand for an observer at the centre of
//! the Earth, and which degrees of the ecliptic rise, culminate and begin a house for an observer on it.
//!
//! 1. Positions are apparent, on the true ecliptic and equinox of date, from tables fitted to JPL's DE440
//!    ([`table`]), with light time, deflection by the Sun, aberration, IAU 2006 precession and IAU 2000B nutation.
//!    Longitudes are tropical; less an [`Ayanamsa`] they are sidereal.
//! 2. Time goes in as [`Tt`] for bodies and [`Ut1`] for the horizon; [`delta_t`] joins the two.
//! 3. Years 1800 to 2200; any other moment is [`Error::OutOfSpan`], never an extrapolation.
//! 4. Same input, same numbers. It reads no clock, file or network and knows nothing of signs' meanings, aspects,
//!    time zones or places: those are rooms of their own.
//!
//! ```
//! use ephemeris::{Body, HouseSystem, Site, Sky, Ut1};
//!
//! let birth = Ut1::from_unix_millis(946_728_000_000); // 2000-01-01T12:00:00Z
//! let sky = Sky::at(birth.tt())?;
//! let sun = sky.position(Body::Sun);
//! assert!((sun.longitude - 280.369).abs() < 0.001);
//! let angles = sky.angles(birth, Site::new(48.2083, 16.3731)?);
//! assert_eq!(angles.houses(HouseSystem::Placidus).cusps[0], angles.ascendant);
//! # Ok::<(), ephemeris::Error>(())
//! ```

mod angles;
mod apparent;
mod ayanamsa;
mod body;
mod delta_t;
mod dual;
mod frame;
mod houses;
mod lunar_points;
mod nutation;
mod nutation_terms;
mod sky;
mod sky_line;
pub mod table;
mod time;
mod vector;

pub use angles::{Angles, Site};
pub use ayanamsa::Ayanamsa;
pub use body::{Body, Position};
pub use delta_t::delta_t;
pub use houses::{HouseSystem, Houses};
pub use sky::{Sky, position};
pub use sky_line::answer_line;
pub use time::{FIRST_DAY, LAST_DAY, Tt, Ut1};

/// What can be wrong with a question to the sky.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The moment lies outside the years that the tables cover, or is not a number.
    #[error("Julian day {julian_day} (TT) lies outside the years 1800 to 2200")]
    OutOfSpan {
        /// The day asked for.
        julian_day: f64,
    },
    /// A latitude past a pole, or not a number.
    #[error("latitude {0} does not lie within -90 and 90 degrees")]
    Latitude(f64),
    /// A longitude past the date line, or not a number.
    #[error("longitude {0} does not lie within -180 and 180 degrees")]
    Longitude(f64),
    /// The bytes of the built-in table are not what the fitting tool wrote.
    #[error("the table of the sky is damaged: {0}")]
    Table(&'static str),
    /// A line given to [`answer_line`] cannot be read.
    #[error("line not understood: {0}")]
    Line(String),
}
