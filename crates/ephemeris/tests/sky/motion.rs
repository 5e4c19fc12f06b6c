//! What holds for every moment, whatever the numbers: no jumps, speeds that are slopes, a span with borders.

use ephemeris::{
    Body, Error, FIRST_DAY, LAST_DAY, Position, Sky, Tt, position,
    table::{Orbit, Table},
};
use proptest::prelude::*;

fn at(body: Body, day: f64) -> Position {
    position(body, Tt::from_julian_day(day)).unwrap()
}

fn apart(a: f64, b: f64) -> f64 {
    (a - b + 180.0).rem_euclid(360.0) - 180.0
}

/// Degrees a day of longitude and latitude between two moments.
fn slopes(body: Body, day: f64, half: f64) -> (f64, f64) {
    let (before, after) = (at(body, day - half), at(body, day + half));
    let width = 2.0 * half;
    (apart(after.longitude, before.longitude) / width, (after.latitude - before.latitude) / width)
}

proptest! {
    /// Tolerance 0.7" a day: two pieces of the table may disagree by hundredths of a second within the step. Where a
    /// planet passes the limb of the Sun, bending turns from growing to shrinking by some seconds a day at once.
    #[test]
    fn speeds_are_slopes(day in FIRST_DAY + 1.0..LAST_DAY - 1.0, which in 0..10_usize) {
        let body = Body::ALL[which];
        let found = at(body, day);
        let (longitude, latitude) = slopes(body, day, 0.02);
        let sun = at(Body::Sun, day);
        let at_the_limb = apart(found.longitude, sun.longitude).hypot(found.latitude - sun.latitude) < 0.35;
        let tolerance = if at_the_limb && which > 1 { 12.0 } else { 0.7 };
        prop_assert!((found.speed_longitude - longitude).abs() * 3600.0 < tolerance, "{body:?} {longitude} {found:?}");
        prop_assert!((found.speed_latitude - latitude).abs() * 3600.0 < tolerance, "{body:?} {latitude} {found:?}");
    }

    /// Mean points move evenly but for nutation.
    #[test]
    fn mean_points_move_as_they_say(day in FIRST_DAY + 1.0..LAST_DAY - 1.0) {
        for body in [Body::MeanNode, Body::MeanLilith] {
            let found = at(body, day);
            let (longitude, latitude) = slopes(body, day, 0.1);
            prop_assert!((found.speed_longitude - longitude).abs() * 3600.0 < 0.01, "{longitude} {found:?}");
            prop_assert!((found.speed_latitude - latitude).abs() * 3600.0 < 0.01, "{latitude} {found:?}");
        }
    }

    /// Osculating points: their speed comes from the pull of the Sun, their place from the table, and the two agree as
    /// well as the table's velocities are smooth (the node swings by 0.1, the apogee by several degrees a day).
    #[test]
    fn true_points_follow_the_pull_of_the_sun(day in FIRST_DAY + 1.0..LAST_DAY - 1.0) {
        for (body, tolerance) in [(Body::TrueNode, 0.003), (Body::TrueLilith, 0.06)] {
            let found = at(body, day);
            let (longitude, _) = slopes(body, day, 0.2);
            prop_assert!((found.speed_longitude - longitude).abs() < tolerance, "{body:?} {longitude} {found:?}");
        }
    }

    #[test]
    fn every_answer_is_in_range(day in FIRST_DAY..LAST_DAY) {
        let sky = Sky::at(Tt::from_julian_day(day)).unwrap();
        for body in Body::ALL {
            let found = sky.position(body);
            prop_assert!((0.0..360.0).contains(&found.longitude) && found.latitude.abs() < 20.0, "{body:?} {found:?}");
            prop_assert!(found.distance > 0.0023 && found.distance < 51.0, "{body:?} {found:?}");
            prop_assert!(found.speed_longitude.abs() < 16.0, "{body:?} {found:?}");
        }
        prop_assert!((23.4..23.5).contains(&sky.obliquity()));
    }
}

/// Across every border between two segments of every orbit, what is seen goes on where it was.
#[test]
fn longitudes_are_continuous_across_segment_borders() {
    let table = Table::built_in().unwrap();
    let half = 1e-4;
    for (orbit, body) in SEEN_THROUGH {
        let days = table.segment_days(orbit);
        let mut border = table.span.0 + days;
        while border < LAST_DAY - 1.0 {
            if border > FIRST_DAY + 1.0 {
                let (before, after) = (at(body, border - half), at(body, border + half));
                let along = apart(after.longitude, before.longitude)
                    - half * (before.speed_longitude + after.speed_longitude);
                let across =
                    after.latitude - before.latitude - half * (before.speed_latitude + after.speed_latitude);
                let jump = along.abs().max(across.abs()) * 3600.0;
                assert!(jump < 0.02, "{body:?} {border}: {jump} arcseconds");
            }
            border += days;
        }
    }
}

/// An orbit and the body that shows its borders best.
const SEEN_THROUGH: [(Orbit, Body); 11] = [
    (Orbit::Mercury, Body::Mercury),
    (Orbit::Venus, Body::Venus),
    (Orbit::EarthMoon, Body::Venus),
    (Orbit::Mars, Body::Mars),
    (Orbit::Jupiter, Body::Jupiter),
    (Orbit::Saturn, Body::Saturn),
    (Orbit::Uranus, Body::Uranus),
    (Orbit::Neptune, Body::Neptune),
    (Orbit::Pluto, Body::Pluto),
    (Orbit::Sun, Body::Jupiter),
    (Orbit::Moon, Body::Moon),
];

/// The node stands where the Moon crosses the ecliptic: at a crossing northward, Moon and true node agree.
#[test]
fn moon_crosses_the_ecliptic_at_the_true_node() {
    let mut crossings = 0;
    for hour in 0..24 * 30 * 12 {
        let day = 2_451_545.0 + f64::from(hour) / 24.0;
        let (before, after) = (at(Body::Moon, day), at(Body::Moon, day + 1.0 / 24.0));
        if before.latitude < 0.0 && after.latitude >= 0.0 {
            let crossing = day - before.latitude / before.speed_latitude;
            let (moon, node) = (at(Body::Moon, crossing), at(Body::TrueNode, crossing));
            // Light time moves the Moon by 0.7 seconds of arc; the orbit is curved between the hours.
            assert!(apart(moon.longitude, node.longitude).abs() * 3600.0 < 8.0, "{moon:?} {node:?}");
            assert!((moon.distance / node.distance - 1.0).abs() < 1e-4, "{moon:?} {node:?}");
            crossings += 1;
        }
    }
    assert_eq!(crossings, 13);
}

/// At its greatest distance the Moon stands at the apogee of the ellipse that it follows.
#[test]
fn moon_is_farthest_at_the_true_apogee() {
    let hours: Vec<f64> = (0..24 * 28).map(|hour| 2_451_545.0 + f64::from(hour) / 24.0).collect();
    let farthest = hours
        .into_iter()
        .max_by(|a, b| at(Body::Moon, *a).distance.total_cmp(&at(Body::Moon, *b).distance))
        .unwrap();
    let (moon, apogee) = (at(Body::Moon, farthest), at(Body::TrueLilith, farthest));
    assert!(apart(moon.longitude, apogee.longitude).abs() < 0.6, "{moon:?} {apogee:?}");
    assert!((moon.distance / apogee.distance - 1.0).abs() < 1e-4, "{moon:?} {apogee:?}");
}

#[test]
fn span_has_borders() {
    for inside in [FIRST_DAY, LAST_DAY] {
        assert!(Sky::at(Tt::from_julian_day(inside)).is_ok());
    }
    let outside = [FIRST_DAY - 1e-6, LAST_DAY + 1e-6, 0.0, 1e300, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    for day in outside {
        let error = position(Body::Sun, Tt::from_julian_day(day)).unwrap_err();
        assert!(matches!(error, Error::OutOfSpan { .. }));
        assert!(error.to_string().contains("1800 to 2200"), "{error}");
    }
}
