//! The points of a chart: which bodies, and where each stands. Knows no house system: the house is given.

use chart::{Cusps, House, Longitude, Planet, Point as Placed, PointClass, Sect, Sign};
use ephemeris::{Body, Position, Sky, Ut1};
use jiff::Timestamp;
use places::WholeDay;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Refusal, Zodiac,
    zodiac::{Zodiacal, astronomical_units, degrees, sign_name},
};

/// The points in the order in which they are told, with their names on the wire.
const POINTS: [(Body, &str, Option<Planet>); 14] = [
    (Body::Sun, SUN, Some(Planet::Sun)),
    (Body::Moon, MOON, Some(Planet::Moon)),
    (Body::Mercury, "mercury", Some(Planet::Mercury)),
    (Body::Venus, "venus", Some(Planet::Venus)),
    (Body::Mars, "mars", Some(Planet::Mars)),
    (Body::Jupiter, "jupiter", Some(Planet::Jupiter)),
    (Body::Saturn, "saturn", Some(Planet::Saturn)),
    (Body::Uranus, "uranus", Some(Planet::Uranus)),
    (Body::Neptune, "neptune", Some(Planet::Neptune)),
    (Body::Pluto, "pluto", Some(Planet::Pluto)),
    (Body::MeanNode, "mean_node", None),
    (Body::TrueNode, "true_node", None),
    (Body::MeanLilith, "mean_lilith", None),
    (Body::TrueLilith, "true_lilith", None),
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
    /// Its essential dignities; absent for points that are no planets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dignity: Option<Dignity>,
    /// Where the Moon was over the day, if the time of day is not known; absent for all other points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
}

/// How a planet stands in its sign.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = EssentialDignity)]
pub struct Dignity {
    /// Of `domicile`, `exaltation`, `triplicity`, `term`, `face`, `detriment`, `fall`, `peregrine`; triplicity needs to know
    /// day from night.
    pub held: Vec<&'static str>,
    /// Their sum: 5, 4, 3, 2 and 1; -5, -4 and -5 for the last three.
    pub score: i32,
    /// Whether modern tradition names it the sign's second ruler.
    pub co_ruler: bool,
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
    pub(super) planet: Option<Planet>,
    /// In the zodiac that was asked for.
    pub(super) longitude: Longitude,
    /// From the vernal point.
    pub(super) position: Position,
}

/// Every point of a sky, in a zodiac that begins `offset` degrees after the vernal point.
pub(super) fn seen(sky: &Sky, offset: f64) -> Result<Vec<Seen>, Refusal> {
    let see = |(body, name, planet)| {
        let position = sky.position(body);
        let longitude = Longitude::new(position.longitude)?.shifted_by(-offset)?;
        Ok(Seen { name, planet, longitude, position })
    };
    POINTS.into_iter().map(see).collect()
}

/// Every point as it is told, in its house if there are any; `moon_range` goes to the Moon.
pub(super) fn points(
    seen: &[Seen],
    cusps: Option<Cusps>,
    sect: Option<Sect>,
    mut moon_range: Option<Range>,
) -> Vec<Point> {
    let told = |point: &Seen| {
        let range = if point.name == MOON { moon_range.take() } else { None };
        point.told(cusps.map(|cusps| cusps.house_of(point.longitude)), sect, range)
    };
    seen.iter().map(told).collect()
}

/// The Moon's way over a local day. It never turns back, so the two ends say all.
pub(super) fn moon_over(day: WholeDay, zodiac: Zodiac) -> Result<Range, Refusal> {
    let (from, to) = (moon_at(day.start, zodiac)?, moon_at(day.end, zodiac)?);
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

fn moon_at(at: Timestamp, zodiac: Zodiac) -> Result<Longitude, Refusal> {
    let sky = Sky::at(universal_time(at).tt())?;
    Ok(Longitude::new(sky.position(Body::Moon).longitude)?.shifted_by(-zodiac.offset(&sky))?)
}

impl Seen {
    fn told(&self, house: Option<House>, sect: Option<Sect>, range: Option<Range>) -> Point {
        let position = &self.position;
        Point {
            body: self.name,
            position: Zodiacal::of(self.longitude),
            latitude: degrees(position.latitude),
            distance_au: astronomical_units(position.distance),
            speed: degrees(position.speed_longitude),
            retrograde: position.speed_longitude < 0.0,
            house: house.map(House::number),
            dignity: self.planet.map(|planet| Dignity::of(planet, self.longitude, sect)),
            range,
        }
    }

    /// As aspects are measured.
    pub(super) fn placed(&self) -> Placed<&'static str> {
        let class = self.planet.map_or(PointClass::Other, PointClass::from);
        Placed {
            key: self.name,
            longitude: self.longitude,
            speed: Some(self.position.speed_longitude),
            class,
        }
    }
}

impl Dignity {
    fn of(planet: Planet, longitude: Longitude, sect: Option<Sect>) -> Self {
        let chart::Dignities { held, score, co_ruler } = chart::dignities(planet, longitude, sect);
        Self { held: held.into_iter().map(chart::Dignity::name).collect(), score, co_ruler }
    }
}
