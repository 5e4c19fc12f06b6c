//! Twelve houses from the angles of a chart.
//!
//! Each system by its definition: shares of the ecliptic here, thirds of time in `time`, great circles in `circles`.
//! Refuses to know planets and sidereal time.

mod circles;
mod time;

use crate::{Angles, angles::full_circle};
use serde::{Deserialize, Serialize};

/// A way to divide the ecliptic into houses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseSystem {
    /// Thirds of the time that each point of the ecliptic takes between meridian and horizon. Does not exist where
    /// some of those points never rise or set.
    Placidus,
    /// Whole signs, the first that of the ascendant.
    WholeSign,
    /// Thirds of the ecliptic between ascendant and midheaven. Exists everywhere.
    Porphyry,
    /// Thirty degrees each from the ascendant.
    Equal,
    /// The degrees that rise when the midheaven's degree has gone thirds of its way from the horizon to the meridian.
    /// Does not exist where some degrees never rise or set.
    Koch,
    /// Great circles through the north and south points of the horizon and twelfths of the celestial equator. Does
    /// not exist at the poles, where the equator is the horizon.
    Regiomontanus,
    /// Great circles through the north and south points of the horizon and twelfths of the prime vertical. Neither
    /// this nor the one before exists in the moment, past a polar circle, in which the ecliptic goes through those two
    /// points.
    Campanus,
}

impl HouseSystem {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Placidus,
        Self::WholeSign,
        Self::Porphyry,
        Self::Equal,
        Self::Koch,
        Self::Regiomontanus,
        Self::Campanus,
    ];
}

/// Cusps of the twelve houses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Houses {
    /// The system that was asked for.
    pub asked: HouseSystem,
    /// The system that the cusps belong to: another than asked only where that one does not exist.
    pub used: HouseSystem,
    /// Ecliptic longitudes in degrees at which houses one to twelve begin.
    pub cusps: [f64; 12],
}

/// Houses as a zodiac divides them whose beginning stands `shift` degrees into the tropical one: cusps are counted
/// from there. Only whole signs are other houses for it.
pub(crate) fn divide(asked: HouseSystem, angles: &Angles, shift: f64) -> Houses {
    let between = match asked {
        HouseSystem::Placidus => time::placidus(angles),
        HouseSystem::Koch => time::koch(angles),
        HouseSystem::Regiomontanus => circles::regiomontanus(angles),
        HouseSystem::Campanus => circles::campanus(angles),
        HouseSystem::Porphyry => Some(porphyry(angles)),
        HouseSystem::WholeSign => {
            let cusps = equal((full_circle(angles.ascendant - shift) / 30.0).floor() * 30.0);
            return Houses { asked, used: asked, cusps };
        }
        HouseSystem::Equal => {
            return Houses { asked, used: asked, cusps: equal(angles.ascendant - shift) };
        }
    };
    let (used, between) = match between {
        Some(between) => (asked, between),
        None => (HouseSystem::Porphyry, porphyry(angles)),
    };
    let cusps = quarters(angles, between).map(|cusp| full_circle(cusp - shift));
    Houses { asked, used, cusps }
}

/// Cusps 11, 12, 2 and 3.
type Between = [f64; 4];

fn porphyry(angles: &Angles) -> Between {
    let third = full_circle(angles.ascendant - angles.midheaven) / 3.0;
    let cusp = |start: f64, width: f64| full_circle(start + width);
    [
        cusp(angles.midheaven, third),
        cusp(angles.midheaven, 2.0 * third),
        cusp(angles.ascendant, 60.0 - third),
        cusp(angles.ascendant, 2.0 * (60.0 - third)),
    ]
}

fn equal(first: f64) -> [f64; 12] {
    let mut next = first;
    [(); 12].map(|()| {
        let cusp = full_circle(next);
        next += 30.0;
        cusp
    })
}

/// All twelve cusps from the two angles and cusps 11, 12, 2 and 3.
fn quarters(angles: &Angles, [eleventh, twelfth, second, third]: Between) -> [f64; 12] {
    let opposite = |cusp: f64| full_circle(cusp + 180.0);
    [
        angles.ascendant,
        second,
        third,
        opposite(angles.midheaven),
        opposite(eleventh),
        opposite(twelfth),
        opposite(angles.ascendant),
        opposite(second),
        opposite(third),
        angles.midheaven,
        eleventh,
        twelfth,
    ]
}
