//! Moments and places that books print: equinoxes, new moons, worked examples.

use ephemeris::{Body, Sky, Tt, Ut1, position};

/// Worked examples of J. Meeus, Astronomical Algorithms, 2nd edition: day (TT), body, longitude, latitude, and what the
/// shorter theories of the book leave open, in seconds of arc.
const WORKED: [(f64, Body, f64, f64, f64); 2] = [
    // 47.a, 12 April 1992.
    (2_448_724.5, Body::Moon, 133.167_265, -3.229_126, 10.0),
    // 33.a, 20 December 1992.
    (2_448_976.5, Body::Venus, 313.081_02, -2.084_74, 2.0),
];

#[test]
fn worked_examples_come_out() {
    for (day, body, longitude, latitude, tolerance) in WORKED {
        let found = position(body, Tt::from_julian_day(day)).unwrap();
        let error = [found.longitude - longitude, found.latitude - latitude].map(|n| (n * 3600.0).abs());
        assert!(error.iter().all(|n| *n < tolerance), "{body:?}: {error:?} arcseconds");
    }
}

/// Meeus 22.a, 10 April 1987: the mean node of date at 11.2531 degrees, nutation in longitude -3.788 seconds of arc.
/// Both mean points are given on the true equinox.
#[test]
fn mean_points_carry_nutation() {
    let sky = Sky::at(Tt::from_julian_day(2_446_895.5)).unwrap();
    assert!((sky.nutation_in_longitude() * 3600.0 + 3.788).abs() < 0.02, "{}", sky.nutation_in_longitude());
    let node = sky.position(Body::MeanNode).longitude - sky.nutation_in_longitude();
    assert!((node - 11.2531).abs() < 0.000_1, "{node}");
}

/// Equinoxes and solstices to the minute of the almanacs (UT): Unix milliseconds and the Sun's longitude.
const SEASONS: [(i64, f64); 4] = [
    (953_537_700_000, 0.0),     // 2000-03-20 07:35
    (1_592_689_440_000, 90.0),  // 2020-06-20 21:44
    (1_632_338_460_000, 180.0), // 2021-09-22 19:21
    (1_766_329_380_000, 270.0), // 2025-12-21 15:03
];

#[test]
fn seasons_begin_when_the_almanacs_say() {
    for (millis, longitude) in SEASONS {
        let sun = position(Body::Sun, Ut1::from_unix_millis(millis).tt()).unwrap();
        let minutes = apart(sun.longitude, longitude) / sun.speed_longitude * 1440.0;
        assert!(minutes.abs() < 0.7, "{millis}: {minutes} minutes");
    }
}

/// New moon of 18 February 1977, 3h 37m 40s TT (Meeus 49.a), and the middles of two total eclipses of the Sun (NASA
/// canon, TT: 1999-08-11 11:04:09 and 2017-08-21 18:26:40), when the Moon covers the Sun from somewhere on the Earth.
#[test]
fn moon_meets_sun() {
    let apart_at = |day: f64| {
        let sky = Sky::at(Tt::from_julian_day(day)).unwrap();
        let (sun, moon) = (sky.position(Body::Sun), sky.position(Body::Moon));
        (apart(moon.longitude, sun.longitude), moon.latitude)
    };
    assert!(apart_at(2_443_192.5 + (3.0 * 3600.0 + 37.0 * 60.0 + 40.0) / 86_400.0).0.abs() * 3600.0 < 5.0);
    for day in [2_451_401.961_215, 2_457_987.268_519] {
        let (longitude, latitude) = apart_at(day);
        // Greatest eclipse lies within minutes of the conjunction; the Moon's parallax is 0.95 degrees.
        assert!(longitude.abs() < 0.15 && latitude.abs() < 0.6, "{day}: {longitude} {latitude}");
    }
}

/// Stations of Mercury and opposition of Saturn, to the day: signs of the speeds are the right way round.
#[test]
fn mercury_turns_back_three_times_a_year() {
    let mut turns = 0;
    let mut before = true;
    for day in 0..366 {
        let speed = position(Body::Mercury, Tt::from_julian_day(2_460_310.5 + f64::from(day)))
            .unwrap()
            .speed_longitude;
        turns += i32::from(before && speed < 0.0);
        before = speed > 0.0;
    }
    // The year 2024 began with Mercury just direct again (2 January) and had stations in April, August and November.
    assert!((3..=4).contains(&turns), "{turns}");
}

/// Degrees from `b` to `a`, -180 to 180.
fn apart(a: f64, b: f64) -> f64 {
    (a - b + 180.0).rem_euclid(360.0) - 180.0
}
