//! What a chart says as a whole: day or night, lots, phase of the Moon, balance, patterns. Rules and weights are `chart`'s;
//! this room asks and writes down.

use chart::{
    Balance, Element, Longitude, Lot, LunarPhase, Mode, Orbs, Planet, Point as Placed, Polarity, chart_ruler,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    horizon::Horizon,
    point::{MOON, SUN, Seen},
    zodiac::{Zodiacal, degrees},
};

/// What a chart says as a whole. What needs a time of birth is absent without one.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ChartAnalysis)]
pub struct Analysis {
    /// `day` or `night`: whether the Sun was up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "day")]
    pub sect: Option<&'static str>,
    /// The planet that rules the sign of the ascendant, by tradition.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "mars")]
    pub ruler: Option<String>,
    /// Lots of Fortune and Spirit; they change places by night.
    pub lots: Vec<LotPoint>,
    /// The Moon's phase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lunar_phase: Option<Phase>,
    /// How the planets' weight falls on the natures of signs.
    pub balance: Weights,
    /// Figures that aspects make.
    pub patterns: Vec<Figure>,
}

/// A lot.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ChartLot)]
pub struct LotPoint {
    /// `fortune` or `spirit`.
    pub lot: &'static str,
    /// Where it is in the zodiac.
    #[serde(flatten)]
    pub position: Zodiacal,
    /// Its house, 1 to 12.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub house: Option<u8>,
}

/// A phase of the Moon.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ChartLunarPhase)]
pub struct Phase {
    /// `new`, `crescent`, `first_quarter`, `gibbous`, `full`, `disseminating`, `last_quarter` or `balsamic`.
    #[schema(example = "gibbous")]
    pub name: &'static str,
    /// Degrees from the Sun to the Moon, 0 to under 360.
    pub angle: f64,
    /// The share of the disc that is lit, 0 to 1.
    pub illuminated: f64,
}

/// Weights: Sun, Moon and ascendant 3, Mercury to Mars 2, the others 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ChartBalance)]
pub struct Weights {
    /// In fire signs.
    pub fire: u32,
    /// In earth signs.
    pub earth: u32,
    /// In air signs.
    pub air: u32,
    /// In water signs.
    pub water: u32,
    /// In cardinal signs.
    pub cardinal: u32,
    /// In fixed signs.
    pub fixed: u32,
    /// In mutable signs.
    pub mutable: u32,
    /// In fire and air signs.
    pub active: u32,
    /// In earth and water signs.
    pub receptive: u32,
}

/// A figure that aspects make.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ChartPattern)]
pub struct Figure {
    /// `grand_trine`, `t_square`, `grand_cross`, `yod`, `kite`, `mystic_rectangle` or `stellium`.
    #[schema(example = "t_square")]
    pub kind: &'static str,
    /// The points that make it.
    pub points: Vec<&'static str>,
    /// The one that it comes to a point in, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apex: Option<&'static str>,
}

impl Analysis {
    pub(super) fn of(seen: &[Seen], horizon: Option<&Horizon>, partners: &[Placed<&'static str>]) -> Self {
        let ascendant = horizon.map(|horizon| horizon.ascendant);
        let planets: Vec<(Planet, Longitude)> =
            seen.iter().filter_map(|point| Some((point.planet?, point.longitude))).collect();
        Self {
            sect: horizon.map(|horizon| horizon.sect.name()),
            ruler: ascendant.map(|ascendant| chart_ruler(ascendant).name().to_ascii_lowercase()),
            lots: horizon.map_or_else(Vec::new, |horizon| lots(seen, horizon)),
            lunar_phase: horizon.and_then(|_| phase(seen)),
            balance: Weights::of(&Balance::of(&planets, ascendant)),
            patterns: chart::patterns(partners, &Orbs::all()).into_iter().map(Figure::from).collect(),
        }
    }
}

fn find<'a>(seen: &'a [Seen], name: &str) -> Option<&'a Seen> {
    seen.iter().find(|point| point.name == name)
}

fn lots(seen: &[Seen], horizon: &Horizon) -> Vec<LotPoint> {
    let (Some(sun), Some(moon)) = (find(seen, SUN), find(seen, MOON)) else { return Vec::new() };
    let place = |lot: Lot| {
        let longitude = lot.longitude(horizon.sect, horizon.ascendant, sun.longitude, moon.longitude);
        let house = horizon.cusps.map(|cusps| cusps.house_of(longitude).number());
        LotPoint { lot: lot.name(), position: Zodiacal::of(longitude), house }
    };
    [Lot::Fortune, Lot::Spirit].map(place).into()
}

fn phase(seen: &[Seen]) -> Option<Phase> {
    let (sun, moon) = (find(seen, SUN)?, find(seen, MOON)?);
    let phase = LunarPhase::of(sun.longitude, moon.longitude, moon.position.latitude);
    Some(Phase {
        name: phase.name.name(),
        angle: degrees(phase.angle),
        illuminated: (phase.illuminated * 1e4).round() / 1e4,
    })
}

impl Weights {
    fn of(balance: &Balance) -> Self {
        Self {
            fire: balance.of_element(Element::Fire),
            earth: balance.of_element(Element::Earth),
            air: balance.of_element(Element::Air),
            water: balance.of_element(Element::Water),
            cardinal: balance.of_mode(Mode::Cardinal),
            fixed: balance.of_mode(Mode::Fixed),
            mutable: balance.of_mode(Mode::Mutable),
            active: balance.of_polarity(Polarity::Positive),
            receptive: balance.of_polarity(Polarity::Negative),
        }
    }
}

impl From<chart::Pattern<&'static str>> for Figure {
    fn from(pattern: chart::Pattern<&'static str>) -> Self {
        Self { kind: pattern.kind.name(), points: pattern.members, apex: pattern.apex }
    }
}
