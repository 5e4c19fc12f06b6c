//! The points of the sky that can be asked for, and what is answered about one.
//!
//! Refuses to know how a position is found, and what a point means.

use serde::{Deserialize, Serialize};

/// A body, or a point of the Moon's orbit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// The Sun.
    Sun,
    /// The Moon.
    Moon,
    /// Mercury.
    Mercury,
    /// Venus.
    Venus,
    /// Mars; like all that follow, the barycentre of the planet and its moons.
    Mars,
    /// Jupiter.
    Jupiter,
    /// Saturn.
    Saturn,
    /// Uranus.
    Uranus,
    /// Neptune.
    Neptune,
    /// Pluto.
    Pluto,
    /// Ascending node of the Moon's mean orbit (J. Meeus, Astronomical Algorithms, chapter 47).
    MeanNode,
    /// Ascending node of the orbit that the Moon follows at the moment (the osculating one).
    TrueNode,
    /// Apogee of the Moon's mean orbit, the mean Black Moon Lilith (Meeus, as above), brought from the orbit to the
    /// ecliptic.
    MeanLilith,
    /// Apogee of the orbit that the Moon follows at the moment.
    TrueLilith,
}

impl Body {
    /// All, in the order of the enum.
    pub const ALL: [Self; 14] = [
        Self::Sun,
        Self::Moon,
        Self::Mercury,
        Self::Venus,
        Self::Mars,
        Self::Jupiter,
        Self::Saturn,
        Self::Uranus,
        Self::Neptune,
        Self::Pluto,
        Self::MeanNode,
        Self::TrueNode,
        Self::MeanLilith,
        Self::TrueLilith,
    ];
}

/// Where a body stands: geocentric, true ecliptic and equinox of date, apparent for all that shines.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Ecliptic longitude in degrees, 0 to under 360.
    pub longitude: f64,
    /// Ecliptic latitude in degrees, north positive.
    pub latitude: f64,
    /// Distance in astronomical units, when the light left; for points of the Moon's orbit the Moon's distance there.
    pub distance: f64,
    /// Degrees of longitude a day; negative when retrograde.
    pub speed_longitude: f64,
    /// Degrees of latitude a day.
    pub speed_latitude: f64,
}
