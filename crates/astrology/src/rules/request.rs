//! What somebody asks for, as it is written: the shape of the request, and of what is kept of it, sealed.
//!
//! Refuses to judge: dates, times and zones are texts here, `birth` reads them. It has no `Debug`, so that a birth
//! cannot end up in a log.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Part, Problem,
    problem::{missing, superfluous},
};

/// A chart that is asked for.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// What kind of chart.
    pub kind: Kind,
    /// When and where; of a synastry the first of two.
    pub birth: Birth,
    /// The moment of transits. Requests that were kept before there were any have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moment: Option<Birth>,
    /// The second birth of a synastry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Birth>,
    /// How it is drawn, the second sky too.
    #[serde(default)]
    pub settings: Settings,
}

/// A kind of chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChartKind)]
pub enum Kind {
    /// The sky of a birth.
    Natal,
    /// The sky of a birth, and around it that of a moment.
    Transits,
    /// The sky of a birth, and around it that of another birth.
    Synastry,
}

/// When and where somebody was born; of transits, the moment and a place whose clock it is told by.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Birth {
    /// Local date, Gregorian, `YYYY-MM-DD`, 1800 to 2200.
    #[schema(format = Date, example = "1987-03-14")]
    pub date: String,
    /// Local time of day, `HH:MM` or `HH:MM:SS`, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "05:47")]
    pub time: Option<String>,
    /// Which one is meant, if the clock showed that time twice; without effect if it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fold: Option<Fold>,
    /// Where.
    pub place: Place,
}

/// Which of two equal local times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// The first one: in autumn, the one still in summer time.
    First,
    /// The second one.
    Second,
}

/// Where somebody was born.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BirthPlace)]
pub struct Place {
    /// Degrees, north positive.
    #[schema(minimum = -90, maximum = 90, example = 48.2083)]
    pub latitude: f64,
    /// Degrees, east positive.
    #[schema(minimum = -180, maximum = 180, example = 16.3731)]
    pub longitude: f64,
    /// A zone of the tz database, or an alias of one, in any case.
    #[schema(example = "Europe/Vienna")]
    pub time_zone: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Vienna")]
    pub name: Option<String>,
    /// Its country, ISO 3166-1 alpha-2, if it was found by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "AT")]
    pub country: Option<String>,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChartSettings)]
pub struct Settings {
    /// How the ecliptic is divided into houses; Placidus unless told.
    #[serde(default)]
    pub house_system: HouseSystem,
    /// Where the signs begin; at the vernal point unless told.
    #[serde(default)]
    pub zodiac: Zodiac,
    /// Which aspects are looked for; the major ones unless told.
    #[serde(default)]
    pub aspects: Aspects,
}

/// Where the signs begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Zodiac {
    /// At the vernal point.
    #[default]
    Tropical,
    /// Sidereal, by India's calendar.
    Lahiri,
    /// Sidereal, by C. Fagan and D. Bradley.
    FaganBradley,
    /// Sidereal, by K. S. Krishnamurti.
    Krishnamurti,
    /// Sidereal, by B. V. Raman.
    Raman,
}

/// Which aspects are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AspectSet)]
pub enum Aspects {
    /// Conjunction, sextile, square, trine and opposition.
    #[default]
    Major,
    /// These, and those of 30, 45, 72, 135, 144 and 150 degrees.
    All,
}

/// A house system that can be asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HouseSystem {
    /// By time, as most charts are drawn. Does not exist past the polar circles: the answer is Porphyry there.
    #[default]
    Placidus,
    /// Whole signs, the first that of the ascendant. Exists everywhere.
    WholeSign,
    /// Thirty degrees each from the ascendant. Exists everywhere.
    Equal,
    /// By the birthplace, after W. Koch. Does not exist past the polar circles: the answer is Porphyry there.
    Koch,
    /// Thirds of the ecliptic between ascendant and midheaven. Exists everywhere.
    Porphyry,
    /// By twelfths of the celestial equator.
    Regiomontanus,
    /// By twelfths of the prime vertical.
    Campanus,
}

impl Kind {
    /// Its name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Natal => "natal",
            Self::Transits => "transits",
            Self::Synastry => "synastry",
        }
    }

    /// The second sky that it needs.
    #[must_use]
    pub const fn second(self) -> Option<Part> {
        match self {
            Self::Natal => None,
            Self::Transits => Some(Part::Moment),
            Self::Synastry => Some(Part::Other),
        }
    }

    /// What is missing for this kind, and what was sent that it has no use for.
    #[must_use]
    pub fn problems(self, moment: bool, other: bool) -> Vec<Problem> {
        let judged = [(Part::Moment, moment), (Part::Other, other)].map(|(part, sent)| {
            match (self.second() == Some(part), sent) {
                (true, false) => Some(missing(part.name())),
                (false, true) => Some(superfluous(part.name())),
                _ => None,
            }
        });
        judged.into_iter().flatten().collect()
    }
}

impl Request {
    /// The second sky, if its kind has one and it was sent.
    pub(super) fn second(&self) -> Option<(Part, &Birth)> {
        let part = self.kind.second()?;
        let birth = match part {
            Part::Birth => None,
            Part::Moment => self.moment.as_ref(),
            Part::Other => self.other.as_ref(),
        };
        Some((part, birth?))
    }
}

impl From<Fold> for places::Fold {
    fn from(fold: Fold) -> Self {
        match fold {
            Fold::First => Self::Earlier,
            Fold::Second => Self::Later,
        }
    }
}

impl From<HouseSystem> for ephemeris::HouseSystem {
    fn from(system: HouseSystem) -> Self {
        match system {
            HouseSystem::Placidus => Self::Placidus,
            HouseSystem::WholeSign => Self::WholeSign,
            HouseSystem::Equal => Self::Equal,
            HouseSystem::Koch => Self::Koch,
            HouseSystem::Porphyry => Self::Porphyry,
            HouseSystem::Regiomontanus => Self::Regiomontanus,
            HouseSystem::Campanus => Self::Campanus,
        }
    }
}

impl Zodiac {
    /// What a sidereal zodiac is defined by.
    pub(super) fn ayanamsa(self) -> Option<ephemeris::Ayanamsa> {
        match self {
            Self::Tropical => None,
            Self::Lahiri => Some(ephemeris::Ayanamsa::Lahiri),
            Self::FaganBradley => Some(ephemeris::Ayanamsa::FaganBradley),
            Self::Krishnamurti => Some(ephemeris::Ayanamsa::Krishnamurti),
            Self::Raman => Some(ephemeris::Ayanamsa::Raman),
        }
    }

    /// Degrees from its beginning to the vernal point, at this moment.
    pub(super) fn offset(self, sky: &ephemeris::Sky) -> f64 {
        self.ayanamsa().map_or(0.0, |ayanamsa| sky.ayanamsa(ayanamsa))
    }
}

impl From<Aspects> for chart::Orbs {
    fn from(aspects: Aspects) -> Self {
        match aspects {
            Aspects::Major => Self::major(),
            Aspects::All => Self::all(),
        }
    }
}
