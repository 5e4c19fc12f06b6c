//! Angles and houses: what a place on the Earth adds to the sky. Knows no body.

use chart::{Cusps, Longitude, Sect};
use ephemeris::{Body, Sky};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    HouseSystem, Refusal, Settings,
    birth::Understood,
    note::{
        HOUSES_UNDEFINED, MOMENT_TIME_UNKNOWN, NO_HORIZON_AT_POLE, Note, OTHER_TIME_UNKNOWN,
        PORPHYRY_INSTEAD, TIME_UNKNOWN,
    },
    part::Part,
    point::universal_time,
    zodiac::{Zodiacal, degrees},
};

/// The angles of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ChartAngles)]
pub struct Angles {
    /// Where the ecliptic rises.
    pub ascendant: Zodiacal,
    /// Where it crosses the meridian; past a polar circle this may be under the horizon.
    pub midheaven: Zodiacal,
    /// Where it crosses the prime vertical in the west.
    pub vertex: Zodiacal,
    /// Apparent sidereal time of the place, in degrees.
    pub sidereal_time: f64,
    /// True obliquity of the ecliptic, in degrees.
    pub obliquity: f64,
}

/// The houses of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ChartHouses)]
pub struct Houses {
    /// The system that was asked for.
    pub system_asked: HouseSystem,
    /// The system that the cusps belong to: `porphyry` where the one that was asked for does not exist.
    #[schema(value_type = String, example = "placidus")]
    pub system_used: ephemeris::HouseSystem,
    /// Why another system was used than the one that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// Where houses 1 to 12 begin, in their order.
    pub cusps: Vec<Zodiacal>,
}

/// Angles and houses in full precision.
pub(super) struct Horizon {
    angles: ephemeris::Angles,
    pub(super) ascendant: Longitude,
    pub(super) midheaven: Longitude,
    vertex: Longitude,
    houses: ephemeris::Houses,
    pub(super) cusps: Option<Cusps>,
    /// By the Sun's true altitude, so that the midnight sun makes a chart of the day.
    pub(super) sect: Sect,
}

/// The horizon of a birth, if it has one; what is lacking is noted.
pub(super) fn horizon(
    birth: &Understood,
    sky: &Sky,
    settings: Settings,
    notes: &mut Vec<Note>,
) -> Result<Option<Horizon>, Refusal> {
    if birth.resolved.whole_day.is_some() {
        notes.push(match birth.part {
            Part::Birth => TIME_UNKNOWN,
            Part::Moment => MOMENT_TIME_UNKNOWN,
            Part::Other => OTHER_TIME_UNKNOWN,
        });
        return Ok(None);
    }
    if birth.at_pole {
        notes.push(NO_HORIZON_AT_POLE);
        return Ok(None);
    }
    let angles = sky.angles(universal_time(birth.resolved.reading.instant), birth.site);
    let offset = settings.zodiac.offset(sky);
    let houses = angles.sidereal_houses(settings.house_system.into(), offset);
    let cusps = in_order(houses.cusps, notes);
    if cusps.is_some() && houses.used != houses.asked {
        notes.push(PORPHYRY_INSTEAD);
    }
    let place = |degrees: f64| Longitude::new(degrees)?.shifted_by(-offset);
    let (ascendant, midheaven) = (place(angles.ascendant)?, place(angles.midheaven)?);
    let vertex = place(angles.vertex)?;
    let sun = sky.position(Body::Sun);
    let sect = Sect::of_altitude(angles.altitude(sun.longitude, sun.latitude));
    Ok(Some(Horizon { angles, ascendant, midheaven, vertex, houses, cusps, sect }))
}

/// Cusps that go round once. Past a polar circle the ascendant can pass through the midheaven, and right there rounding
/// may turn a quarter inside out.
fn in_order(cusps: [f64; 12], notes: &mut Vec<Note>) -> Option<Cusps> {
    let cusps = Cusps::new(cusps).ok();
    if cusps.is_none() {
        notes.push(HOUSES_UNDEFINED);
    }
    cusps
}

impl Horizon {
    pub(super) fn angles(&self) -> Angles {
        Angles {
            ascendant: Zodiacal::of(self.ascendant),
            midheaven: Zodiacal::of(self.midheaven),
            vertex: Zodiacal::of(self.vertex),
            sidereal_time: degrees(self.angles.sidereal_time),
            obliquity: degrees(self.angles.obliquity),
        }
    }

    pub(super) fn houses(&self, asked: HouseSystem) -> Option<Houses> {
        let system_used = self.houses.used;
        let reason = (system_used != self.houses.asked).then_some(PORPHYRY_INSTEAD.message);
        let cusps = self.cusps?.longitudes().iter().copied().map(Zodiacal::of).collect();
        Some(Houses { system_asked: asked, system_used, reason, cusps })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cusps_inside_out_are_left_out_with_a_note() {
        let mut notes = Vec::new();
        let good: [f64; 12] = std::array::from_fn(|house| 30.0 * f64::from(u8::try_from(house).unwrap()));
        assert!(in_order(good, &mut notes).is_some() && notes.is_empty());
        let mut bad = good;
        bad.swap(1, 2);
        assert!(in_order(bad, &mut notes).is_none());
        assert_eq!(notes, [HOUSES_UNDEFINED]);
    }
}
