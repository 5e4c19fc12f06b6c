//! Charts: the sky of a birth, alone, under the sky of a moment (transits) or beside that of another birth (synastry);
//! drawn, kept, read again, and told in words.
//!
//! 1. One chart is one unit of the meter `charts`, claimed in the same commit that keeps the chart: a refused claim keeps
//!    nothing, a chart that cannot be drawn costs nothing.
//! 2. Kept is the request alone, sealed, for birth data is personal. The reading is drawn anew each time it is read, in
//!    tens of microseconds, so a better engine improves old charts too; the answer names the engine that drew it.
//! 3. What cannot be said is not guessed: without a time of day there are no angles and houses and the Moon is a range, a
//!    local time that happened twice or never is refused with what it takes to choose, past the polar circles the
//!    answer says that Porphyry stands in for Placidus, and on a pole there is no horizon.
//! 4. What its owner writes on a chart (name, tags, notes) is sealed as well; a list is narrowed to a tag by keyed hashes.
//! 5. A chart is its owner's: to anybody else, admins and other tenants included, there is no such chart. A birth may be asked
//!    for by the id of one's own birth chart; it is copied then, so that no chart hangs on another.
//! 6. Of two skies the birth's is the chart: its houses, its list of aspects, its summary. The other is told as `outer`,
//!    each point in a house of the birth, and the aspects from it as `between`.
//!
//! It has no settings. Where places lie and what clocks showed is known by `places`, what a chart means by `chart`.

mod error;
mod http;
mod store;
mod telling;

pub mod actions;
pub mod events;
pub mod rules;
pub mod views;

pub use error::Error;
pub use http::routes;
pub use store::{Filter, reads};
