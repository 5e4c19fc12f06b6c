//! The points of a chart: which bodies, and where each stands. Knows no house system: the house is given.

use chart::{Cusps, House, Longitude, Point as Placed, Sign};
use ephemeris::{Body, Position, Sky, Ut1};
use jiff::Timestamp;
use places::WholeDay;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Refusal,
    zodiac::{Zodiacal, astronomical_units, degrees, sign_name},
};

/// The points in the order in which they are told, with their names on the wire.
const POINTS: [(Body, &str); 14] = [
    (Body::Sun, SUN),
    (Body::Moon, MOON),
    (Body::Mercury, "mercury"),
    (Body::Venus, "venus"),
    (Body::Mars, "mars"),
    (Body::Jupiter, "jupiter"),
    (Body::Saturn, "saturn"),
    (Body::Uranus, "uranus"),
    (Body::Neptune, "neptune"),
    (Body::Pluto, "pluto"),
    (Body::MeanNode, "mean_node"),
    (Body::TrueNode, "true_node"),
    (Body::MeanLilith, "mean_lilith"),
    (Body::TrueLilith, "true_lilith"),
];

/// The Sun's name.
pub(crate) const SUN: &str = "sun";

/// The Moon's name.
pub(crate) const MOON: &str = "moon";

/// A point of a chart. Positions are apparent and geocentric, on the true ecliptic and equinox of date.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ChartPoint)]
pub struct Point {
    /// Sun to Pluto, `mean_node` and `true_node` of the Moon, its mean and true apogee `mean_lilith`, `true_lilith`.
    #[schema(example = "sun")]
    pub body: &'static str,
    /// Where it is in the zodiac.
    #[serde(flatten)]
    pub position: Zodiacal,
    /// Ecliptic latitude in degrees, north positive.
    pub latitude: f64,
    /// Distance from the centre of the Earth in astronomical units.
    pub distance_au: f64,
    /// Degrees of longitude a day.
    pub speed: f64,
    /// Whether it moves against the order of the signs.
    pub retrograde: bool,
    /// Its house, 1 to 12; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub house: Option<u8>,
    /// Where the Moon was over the day, if the time of day is not known; absent for all other points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
}

/// A way along the ecliptic, always forward.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = MoonRange)]
pub struct Range {
    /// At the beginning of the day.
    pub from: Zodiacal,
    /// At its end.
    pub to: Zodiacal,
    /// The signs that it touches, in their order.
    pub signs: Vec<String>,
}

/// A body in full precision.
pub(super) struct Seen {
    pub(super) name: &'static str,
    pub(super) longitude: Longitude,
    position: Position,
}

/// Every point of a sky.
pub(super) fn seen(sky: &Sky) -> Result<Vec<Seen>, Refusal> {
    let see = |(body, name)| {
        let position = sky.position(body);
        Ok(Seen { name, longitude: Longitude::new(position.longitude)?, position })
    };
    POINTS.into_iter().map(see).collect()
}

/// Every point as it is told, in its house if there are any; `moon_range` goes to the Moon.
pub(super) fn points(seen: &[Seen], cusps: Option<Cusps>, mut moon_range: Option<Range>) -> Vec<Point> {
    let told = |point: &Seen| {
        let range = if point.name == MOON { moon_range.take() } else { None };
        point.told(cusps.map(|cusps| cusps.house_of(point.longitude)), range)
    };
    seen.iter().map(told).collect()
}

/// The Moon's way over a local day. It never turns back, so the two ends say all.
pub(super) fn moon_over(day: WholeDay) -> Result<Range, Refusal> {
    let (from, to) = (moon_at(day.start)?, moon_at(day.end)?);
    let start = Sign::ALL.into_iter().cycle().skip_while(|sign| *sign != Sign::of(from));
    let mut signs: Vec<Sign> = start.take(12).take_while(|sign| *sign != Sign::of(to)).collect();
    signs.push(Sign::of(to));
    let signs = signs.into_iter().map(sign_name).collect();
    Ok(Range { from: Zodiacal::of(from), to: Zodiacal::of(to), signs })
}

/// An instant as the Earth's rotation counts it.
pub(super) fn universal_time(at: Timestamp) -> Ut1 {
    Ut1::from_unix_millis(at.as_millisecond())
}

fn moon_at(at: Timestamp) -> Result<Longitude, Refusal> {
    let sky = Sky::at(universal_time(at).tt())?;
    Ok(Longitude::new(sky.position(Body::Moon).longitude)?)
}

impl Seen {
    fn told(&self, house: Option<House>, range: Option<Range>) -> Point {
        let position = &self.position;
        Point {
            body: self.name,
            position: Zodiacal::of(self.longitude),
            latitude: degrees(position.latitude),
            distance_au: astronomical_units(position.distance),
            speed: degrees(position.speed_longitude),
            retrograde: position.speed_longitude < 0.0,
            house: house.map(House::number),
            range,
        }
    }

    /// As aspects are measured.
    pub(super) fn placed(&self) -> Placed<&'static str> {
        let luminary = matches!(self.name, SUN | MOON);
        let speed = Some(self.position.speed_longitude);
        Placed { key: self.name, longitude: self.longitude, speed, luminary }
    }
}
