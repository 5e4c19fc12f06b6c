//! A chart, drawn: everything that follows from a request, and nothing that needs a database.
//!
//! The same request gives the same reading for as long as [`ENGINE_VERSION`] and the tz release stay; both are in it.

use ephemeris::{Sky, Ut1, delta_t};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Moment, Place, Refusal, Request, Settings,
    analysis::Analysis,
    aspect::{Aspect, aspects, partners},
    birth::understand,
    horizon::{Angles, Horizon, Houses, horizon},
    moment::TimeSource,
    note::{Note, TIME_UNRECORDED},
    point::{Point, moon_over, points, seen, universal_time},
};

/// The shape of an answer; raised when a field changes its meaning or goes away.
pub const SCHEMA_VERSION: u16 = 2;

/// Raised whenever the same request would give other numbers.
pub const ENGINE_VERSION: i16 = 2;

const EPHEMERIS: &str = "JPL DE440";

/// A chart, drawn.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = ChartReading)]
pub struct Reading {
    /// The shape of this answer.
    pub schema_version: u16,
    /// What drew it.
    pub engine: Engine,
    /// When it is of.
    pub moment: Moment,
    /// Where.
    pub place: Place,
    /// How it was asked to be drawn.
    pub settings: Settings,
    /// The bodies.
    pub points: Vec<Point>,
    /// Absent without a time of day, and on a pole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub angles: Option<Angles>,
    /// Absent without angles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub houses: Option<Houses>,
    /// The aspects that were asked for.
    pub aspects: Vec<Aspect>,
    /// What the whole says.
    pub analysis: Analysis,
    /// What this chart cannot say, and why. `notes` are what its owner writes on it.
    #[serde(rename = "caveats")]
    pub notes: Vec<Note>,
}

/// What drew a chart.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ChartEngine)]
pub struct Engine {
    /// Raised whenever the same request would give other numbers.
    pub version: i16,
    /// Where the positions come from.
    #[schema(example = "JPL DE440")]
    pub ephemeris: &'static str,
    /// The release of the tz database.
    #[schema(example = "2026f")]
    pub tz_release: &'static str,
    /// Terrestrial time less universal time that was used, in seconds; uncertain in the future.
    pub delta_t_s: f64,
}

/// Draws a chart. Takes some twenty microseconds.
///
/// # Errors
/// [`Refusal::Fields`] with everything that is wrong with the request, [`Refusal::Engine`] for a bug.
///
/// ```
/// use astrology::rules::{Request, draw};
///
/// let request: Request = serde_json::from_str(r#"{
///     "kind": "natal",
///     "birth": {
///         "date": "1987-03-14", "time": "05:47",
///         "place": {"latitude": 48.2083, "longitude": 16.3731, "time_zone": "Europe/Vienna"}
///     }
/// }"#)?;
/// let chart = draw(&request)?;
/// assert_eq!(chart.moment.utc.to_string(), "1987-03-14T04:47:00Z");
/// assert_eq!(chart.points[0].position.degree.text, "23°04'22\" Pisces");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn draw(request: &Request) -> Result<Reading, Refusal> {
    let birth = understand(&request.birth)?;
    let moment = Moment::of(&birth);
    let at = universal_time(moment.utc);
    let sky = Sky::at(at.tt())?;
    let settings = request.settings;
    let mut notes = Vec::new();
    let horizon = horizon(&birth, &sky, settings, &mut notes)?;
    if moment.time_source == TimeSource::Unrecorded {
        notes.push(TIME_UNRECORDED);
    }
    let seen = seen(&sky, settings.zodiac.offset(&sky))?;
    let moon_range = birth.resolved.whole_day.map(|day| moon_over(day, settings.zodiac)).transpose()?;
    let partners = partners(&seen, moment.time_known);
    let sect = horizon.as_ref().map(|horizon| horizon.sect);
    Ok(Reading {
        schema_version: SCHEMA_VERSION,
        engine: Engine::at(at)?,
        points: points(&seen, horizon.as_ref().and_then(|horizon| horizon.cusps), sect, moon_range),
        angles: horizon.as_ref().map(Horizon::angles),
        houses: horizon.as_ref().and_then(|horizon| horizon.houses(settings.house_system)),
        analysis: Analysis::of(&seen, horizon.as_ref(), &partners),
        aspects: aspects(partners, horizon.as_ref(), &settings.aspects.into()),
        notes,
        place: request.birth.place.clone(),
        settings,
        moment,
    })
}

impl Engine {
    fn at(at: Ut1) -> Result<Self, Refusal> {
        Ok(Self {
            version: ENGINE_VERSION,
            ephemeris: EPHEMERIS,
            tz_release: places::tz_release()?,
            delta_t_s: (delta_t(at) * 1e3).round() / 1e3,
        })
    }
}
