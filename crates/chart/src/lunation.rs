//! The phase of the Moon: how far it has gone from the Sun, what that is called, how much of it is lit. Knows geometry
//! and eight names; no dates.

use crate::Longitude;

/// An eighth of the Moon's course from one new moon to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LunarPhaseName {
    /// 0 to 45 degrees.
    New,
    /// 45 to 90 degrees; waxing crescent.
    Crescent,
    /// 90 to 135 degrees.
    FirstQuarter,
    /// 135 to 180 degrees; waxing gibbous.
    Gibbous,
    /// 180 to 225 degrees.
    Full,
    /// 225 to 270 degrees; waning gibbous.
    Disseminating,
    /// 270 to 315 degrees.
    LastQuarter,
    /// 315 to 360 degrees; waning crescent.
    Balsamic,
}

impl LunarPhaseName {
    /// In their order.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Crescent,
        Self::FirstQuarter,
        Self::Gibbous,
        Self::Full,
        Self::Disseminating,
        Self::LastQuarter,
        Self::Balsamic,
    ];

    /// Its name, such as `first_quarter`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Crescent => "crescent",
            Self::FirstQuarter => "first_quarter",
            Self::Gibbous => "gibbous",
            Self::Full => "full",
            Self::Disseminating => "disseminating",
            Self::LastQuarter => "last_quarter",
            Self::Balsamic => "balsamic",
        }
    }
}

/// The phase of the Moon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LunarPhase {
    /// Degrees of longitude from Sun to Moon, `[0, 360)`: 0 new, 180 full, waxing between.
    pub angle: f64,
    /// The eighth of the course that has begun, after D. Rudhyar (The Lunation Cycle, 1967): each starts at its exact
    /// phase, so that a Moon a day before the full is gibbous.
    pub name: LunarPhaseName,
    /// The part of the disc that is lit, 0 to 1: half of one less the cosine of the elongation. The Sun is taken as
    /// infinitely far, which is wrong by under 0.002.
    pub illuminated: f64,
}

impl LunarPhase {
    /// From the longitudes of Sun and Moon and the Moon's latitude in degrees.
    ///
    /// ```
    /// # use chart::{Longitude, LunarPhase, LunarPhaseName};
    /// let phase = LunarPhase::of(Longitude::new(350.0)?, Longitude::new(80.0)?, 0.0);
    /// assert_eq!((phase.angle, phase.name), (90.0, LunarPhaseName::FirstQuarter));
    /// assert!((phase.illuminated - 0.5).abs() < 1e-12);
    /// # Ok::<(), chart::Error>(())
    /// ```
    #[must_use]
    pub fn of(sun: Longitude, moon: Longitude, moon_latitude: f64) -> Self {
        let angle = sun.arc_to(moon);
        let elongation_cosine = angle.to_radians().cos() * moon_latitude.to_radians().cos();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 7")]
        let eighth = (angle / 45.0) as usize;
        Self { angle, name: LunarPhaseName::ALL[eighth], illuminated: f64::midpoint(1.0, -elongation_cosine) }
    }

    /// Whether the lit part grows.
    #[must_use]
    pub fn is_waxing(&self) -> bool {
        self.angle < 180.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sun: f64, moon: f64, latitude: f64) -> LunarPhase {
        LunarPhase::of(Longitude::new(sun).unwrap(), Longitude::new(moon).unwrap(), latitude)
    }

    #[test]
    fn eight_phases_each_from_its_exact_moment() {
        for (number, name) in (0_u8..).zip(LunarPhaseName::ALL) {
            let start = f64::from(number) * 45.0;
            for (angle, expected) in [(start, name), ((start + 45.0).next_down(), name)] {
                assert_eq!(of(0.0, angle, 0.0).name, expected, "{angle}");
            }
            assert_eq!(of(300.0, 300.0 + start + 1.0, 5.0).name, name);
        }
        assert!(of(10.0, 100.0, 0.0).is_waxing() && !of(100.0, 10.0, 0.0).is_waxing());
    }

    /// J. Meeus, Astronomical Algorithms (1998), example 48.a: 12 April 1992, 0h TD. Sun's longitude 22.33957, Moon's
    /// 133.16726 and latitude -3.22913 (example 47.a); illuminated 0.6786.
    #[test]
    fn illuminated_as_published() {
        let phase = of(22.339_57, 133.167_26, -3.229_13);
        assert!((phase.illuminated - 0.6786).abs() < 0.002, "{}", phase.illuminated);
        assert_eq!(phase.name, LunarPhaseName::FirstQuarter);
    }

    #[test]
    fn nothing_is_lit_at_an_eclipse_of_the_sun_and_all_at_one_of_the_moon() {
        assert!(of(123.0, 123.0, 0.0).illuminated < 1e-15);
        assert!((of(123.0, 303.0, 0.0).illuminated - 1.0).abs() < 1e-15);
        // Five degrees off the ecliptic a sliver is left.
        assert!(of(123.0, 123.0, 5.0).illuminated > 0.001);
    }
}
