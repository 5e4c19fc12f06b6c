//! A chart, drawn: everything that follows from a request, and nothing that needs a database.
//!
//! The same request gives the same reading for as long as [`ENGINE_VERSION`] and the tz release stay; both are in it.

use ephemeris::{Ut1, delta_t};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Moment, Outer, Part, Place, Refusal, Request, Settings,
    analysis::Analysis,
    aspect::{Aspect, aspects},
    between::between,
    birth::{Understood, understand},
    horizon::{Angles, Horizon, Houses},
    note::Note,
    outer::seconds,
    point::Point,
    sphere::Sphere,
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
    pub caveats: Vec<Note>,
    /// The sky around it; all of the above is the birth's, of a synastry the first one's. Absent for a natal chart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outer: Option<Outer>,
    /// The aspects from the outer sky to the birth's: `a` is a point of the outer one (of a synastry also an angle), `b` a
    /// point or an angle of the birth. `applying` goes by the speed of `a` alone. Absent for a natal chart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<Vec<Aspect>>,
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

/// Draws a chart. Takes some twenty microseconds a sky.
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
    let (birth, second) = understood(request)?;
    let settings = request.settings;
    let inner = Sphere::of(&birth, settings)?;
    let around = match second {
        Some((birth, place)) => Some((birth.part, Sphere::of(&birth, settings)?, place)),
        None => None,
    };
    let horizon = inner.horizon.as_ref();
    let partners = inner.partners();
    Ok(Reading {
        schema_version: SCHEMA_VERSION,
        engine: Engine::at(inner.at)?,
        points: inner.points(inner.cusps()),
        angles: horizon.map(Horizon::angles),
        houses: horizon.and_then(|horizon| horizon.houses(settings.house_system)),
        analysis: Analysis::of(&inner.seen, horizon, &partners),
        aspects: aspects(partners, horizon, &settings.aspects.into()),
        outer: around.as_ref().map(|(part, outer, place)| Outer::of(*part, outer, place, &inner)),
        between: around.as_ref().map(|(part, outer, _)| between(*part, outer, &inner, settings.aspects)),
        place: request.birth.place.clone(),
        settings,
        moment: inner.moment,
        caveats: inner.notes,
    })
}

/// A second sky, understood, and its place as it was asked for.
type Second<'a> = Option<(Understood, &'a Place)>;

/// Both skies of a request, or everything that is wrong with either.
fn understood(request: &Request) -> Result<(Understood, Second<'_>), Refusal> {
    let mut wrong = request.kind.problems(request.moment.is_some(), request.other.is_some());
    let birth = Refusal::gather(&mut wrong, understand(&request.birth, Part::Birth))?;
    let read = |(part, birth)| understand(birth, part).map(|read| (read, &birth.place));
    let second = Refusal::gather(&mut wrong, request.second().map(read).transpose())?;
    match (birth, second) {
        (Some(birth), Some(second)) if wrong.is_empty() => Ok((birth, second)),
        _ => Err(Refusal::Fields(wrong)),
    }
}

impl Reading {
    /// The second sky and the aspects from it, if there is one.
    pub(super) fn around(&self) -> Option<(&Outer, &[Aspect])> {
        Some((self.outer.as_ref()?, self.between.as_deref()?))
    }
}

impl Engine {
    fn at(at: Ut1) -> Result<Self, Refusal> {
        Ok(Self {
            version: ENGINE_VERSION,
            ephemeris: EPHEMERIS,
            tz_release: places::tz_release()?,
            delta_t_s: seconds(delta_t(at)),
        })
    }
}
