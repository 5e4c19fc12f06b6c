//! Where somebody was born and what the clock on the wall there meant: places by name, and a local date and time as
//! an instant.
//!
//! Places come from GeoNames, packed into the crate: [`search`] lists those that a few letters may mean, [`by_name`]
//! takes the one that a whole name means or says that it cannot. Each has its zone.
//!
//! Zones come from the tz database with its full history (Amsterdam 1920 is nineteen minutes and thirty-two
//! seconds ahead of Greenwich, as it was), packed into the crate; the system's own zones are never asked. The
//! rules of [`resolve`]:
//!
//! 1. A local time that happened once is answered.
//! 2. One that happened twice needs a [`Fold`]; without it the error lists every reading.
//! 3. One that never happened is an error that names the gap. It is not moved to a time nobody asked for.
//! 4. Before standard time the place's own longitude decides, if it is given; the answer says what was used.
//! 5. Without a time of day the answer is noon and carries the first and last instant of that local day.
//!
//! Dates are Gregorian and lie in the years [`FIRST_YEAR`] to [`LAST_YEAR`]. This room knows no sky, no births
//! and no clock of its own.
//!
//! ```
//! use jiff::civil::{date, time};
//! use places::{LocalTime, Source, Zone, resolve};
//!
//! let zone = Zone::find("europe/amsterdam")?;
//! let local = LocalTime { date: date(1920, 3, 1), time: Some(time(12, 0, 0, 0)), fold: None, longitude: None };
//! let answer = resolve(zone, &local)?;
//! assert_eq!(answer.reading.instant.to_string(), "1920-03-01T11:40:28Z");
//! assert_eq!(answer.reading.offset.seconds(), 1_172);
//! assert_eq!(answer.reading.source, Source::Standard);
//! # Ok::<(), places::LocalTimeError>(())
//! ```

mod error;
pub mod fold;
mod gazetteer;
mod index;
mod narrowing;
pub mod packed;
mod resolve;
mod score;
mod search;
mod stretch;
mod table;
mod zone;

pub use error::{Gap, LocalTimeError};
pub use gazetteer::Place;
pub use resolve::{FIRST_YEAR, Fold, LAST_YEAR, LocalTime, Resolved, WholeDay, resolve};
pub use search::{Found, MOST, PlaceError, by_name, gazetteer_source, places, search};
pub use stretch::{Reading, Source};
pub use zone::{Zone, tz_release, zones};
