//! Angles and houses against their definitions, worked out here with altitudes and hour angles.

use ephemeris::{Angles, Error, HouseSystem, Houses, Site, Sky, Tt, Ut1};
use proptest::prelude::*;

/// Right ascension and declination of a point of the ecliptic, radians.
fn equatorial(longitude: f64, obliquity: f64) -> (f64, f64) {
    let (sin, cos) = longitude.to_radians().sin_cos();
    let (sin_e, cos_e) = obliquity.to_radians().sin_cos();
    ((sin * cos_e).atan2(cos), (sin * sin_e).asin())
}

/// East, north and up components of a point of the ecliptic, at a latitude.
fn local(longitude: f64, angles: &Angles, latitude: f64) -> [f64; 3] {
    let (right_ascension, declination) = equatorial(longitude, angles.obliquity);
    let (sin_h, cos_h) = (angles.sidereal_time.to_radians() - right_ascension).sin_cos();
    let (sin_d, cos_d) = declination.sin_cos();
    let (sin_l, cos_l) = latitude.to_radians().sin_cos();
    [-cos_d * sin_h, sin_d * cos_l - cos_d * cos_h * sin_l, sin_d * sin_l + cos_d * cos_h * cos_l]
}

/// Whether the cusps go once round, in order, and opposite ones stand opposite.
fn in_order(houses: &Houses) -> bool {
    let gap = |n: usize| (houses.cusps[(n + 1) % 12] - houses.cusps[n]).rem_euclid(360.0);
    let opposite = |n: usize| (houses.cusps[n] - houses.cusps[n + 6]).abs();
    let round: f64 = (0..12).map(gap).sum();
    (round - 360.0).abs() < 1e-6
        && (0..12).all(|n| gap(n) <= 180.0)
        && (0..6).all(|n| (opposite(n) - 180.0).abs() < 1e-9)
}

proptest! {
    #[test]
    fn angles_are_where_their_circles_cross_the_ecliptic(
        meridian in 0.0..360.0, obliquity in 23.4..23.5, latitude in -89.9..89.9_f64,
    ) {
        let angles = Angles::of_meridian(meridian, obliquity, latitude);
        let [east, _, up] = local(angles.ascendant, &angles, latitude);
        prop_assert!(up.abs() < 1e-9 && east > -1e-9, "ascendant {east} {up}");
        let [east, north, _] = local(angles.vertex, &angles, latitude);
        prop_assert!(north.abs() < 1e-9 && east < 1e-9, "vertex {east} {north}");
        let [east, ..] = local(angles.midheaven, &angles, latitude);
        let (right_ascension, _) = equatorial(angles.midheaven, obliquity);
        prop_assert!(east.abs() < 1e-9 && (meridian.to_radians() - right_ascension).cos() > 0.0, "midheaven {east}");
    }

    #[test]
    fn altitude_is_that_of_spherical_trigonometry(
        meridian in 0.0..360.0, latitude in -90.0..90.0_f64, longitude in 0.0..360.0_f64, off in -89.0..89.0_f64,
    ) {
        let angles = Angles::of_meridian(meridian, 23.44, latitude);
        let [.., up] = local(longitude, &angles, latitude);
        prop_assert!((angles.altitude(longitude, 0.0).to_radians().sin() - up).abs() < 1e-9);
        // The pole of the ecliptic is where it is, and a right angle from every point of it.
        let pole = angles.altitude(0.0, 90.0).to_radians().sin();
        let (sin, cos) = off.to_radians().sin_cos();
        let between = angles.altitude(longitude, off).to_radians().sin();
        prop_assert!((between - (cos * up + sin * pole)).abs() < 1e-9);
        let height_of_pole = latitude.to_radians().sin() * 23.44_f64.to_radians().cos()
            - latitude.to_radians().cos() * 23.44_f64.to_radians().sin() * meridian.to_radians().sin();
        prop_assert!((pole - height_of_pole).abs() < 1e-9);
    }

    /// A cusp has gone its thirds of the arc between meridian and horizon: hour angle over semi-arc.
    #[test]
    fn placidus_divides_time_in_thirds(
        meridian in 0.0..360.0, obliquity in 23.4..23.5, latitude in -66.0..66.0_f64,
    ) {
        let angles = Angles::of_meridian(meridian, obliquity, latitude);
        let houses = angles.houses(HouseSystem::Placidus);
        prop_assert_eq!(houses.used, HouseSystem::Placidus);
        // House, thirds of the semi-arc still to go to the meridian of its half of the sky.
        for (house, thirds, upper) in [(11, 1.0, true), (12, 2.0, true), (2, 2.0, false), (3, 1.0, false)] {
            let (right_ascension, declination) = equatorial(houses.cusps[house - 1], obliquity);
            let half_day = (-latitude.to_radians().tan() * declination.tan()).acos();
            let east = right_ascension - meridian.to_radians();
            let (way, arc) = if upper {
                (east, half_day)
            } else {
                (std::f64::consts::PI - east, std::f64::consts::PI - half_day)
            };
            let error = (way - arc * thirds / 3.0 + std::f64::consts::PI).rem_euclid(std::f64::consts::TAU)
                - std::f64::consts::PI;
            prop_assert!(error.abs() < 1e-8, "house {house}: {error}");
        }
    }

    /// A cusp rises thirds of the midheaven's semi-arc before now or after: hour angles and altitudes.
    #[test]
    fn koch_rises_in_thirds(
        meridian in 0.0..360.0, obliquity in 23.4..23.5, latitude in -66.0..66.0_f64,
    ) {
        let angles = Angles::of_meridian(meridian, obliquity, latitude);
        let houses = angles.houses(HouseSystem::Koch);
        prop_assert_eq!(houses.used, HouseSystem::Koch);
        let (_, declination) = equatorial(angles.midheaven, obliquity);
        let semi_arc = (-latitude.to_radians().tan() * declination.tan()).acos().to_degrees();
        for (house, thirds) in [(11, -2.0), (12, -1.0), (1, 0.0), (2, 1.0), (3, 2.0)] {
            let then = Angles::of_meridian(meridian + semi_arc * thirds / 3.0, obliquity, latitude);
            let [east, _, up] = local(houses.cusps[house - 1], &then, latitude);
            prop_assert!(up.abs() < 1e-9 && east > -1e-9, "house {house}: {east} {up}");
        }
    }

    /// A cusp lies in one plane with the north point and a twelfth of the equator, or of the prime vertical, on that
    /// twelfth's side; where the midheaven is under the horizon, the order of the planes is turned.
    #[test]
    fn circles_through_north_and_south_divide_equator_and_prime_vertical(
        meridian in 0.0..360.0, obliquity in 23.4..23.5, latitude in -89.0..89.0_f64,
    ) {
        let angles = Angles::of_meridian(meridian, obliquity, latitude);
        let [_, _, height] = local(angles.midheaven, &angles, latitude);
        prop_assume!(height.abs() > 1.1e-6);
        for (system, tilt) in
            [(HouseSystem::Regiomontanus, latitude.to_radians().cos()), (HouseSystem::Campanus, 1.0)]
        {
            let houses = angles.houses(system);
            prop_assert_eq!(houses.used, system);
            for (house, twelfth) in [(11, 30.0_f64), (12, 60.0), (1, 90.0), (2, 120.0), (3, 150.0)] {
                let twelfth = if height < 0.0 { 180.0 - twelfth } else { twelfth };
                let (sin, cos) = twelfth.to_radians().sin_cos();
                let [east, _, up] = local(houses.cusps[house - 1], &angles, latitude);
                let side = east * sin + up * cos * tilt;
                prop_assert!((east * cos * tilt - up * sin).abs() < 1e-9, "{houses:?} {house}");
                prop_assert!(side > -1e-9, "{houses:?} {house} {side}");
            }
        }
    }

    /// Cusps of a sidereal zodiac are the tropical ones less its ayanamsa, but for whole signs, which are its own.
    #[test]
    fn sidereal_cusps_stand_where_tropical_ones_do(
        meridian in 0.0..360.0, latitude in -89.0..89.0_f64, ayanamsa in 15.0..30.0,
    ) {
        let angles = Angles::of_meridian(meridian, 23.44, latitude);
        for system in HouseSystem::ALL {
            let (tropical, sidereal) = (angles.houses(system), angles.sidereal_houses(system, ayanamsa));
            prop_assert!(in_order(&sidereal), "{sidereal:?}");
            prop_assert_eq!(tropical.used, sidereal.used);
            for (tropical, sidereal) in tropical.cusps.into_iter().zip(sidereal.cusps) {
                let apart = (tropical - sidereal - ayanamsa + 180.0).rem_euclid(360.0) - 180.0;
                prop_assert!(system == HouseSystem::WholeSign || apart.abs() < 1e-9, "{apart}");
                prop_assert!(system != HouseSystem::WholeSign || sidereal % 30.0 == 0.0);
            }
            let ascendant = (angles.ascendant - ayanamsa - sidereal.cusps[0]).rem_euclid(360.0);
            prop_assert!(system != HouseSystem::WholeSign || ascendant < 30.0);
        }
    }

    #[test]
    fn cusps_go_round_once(meridian in 0.0..360.0, obliquity in 23.4..23.5, latitude in -90.0..=90.0_f64) {
        let angles = Angles::of_meridian(meridian, obliquity, latitude);
        for system in HouseSystem::ALL {
            let houses = angles.houses(system);
            prop_assert!(in_order(&houses), "{houses:?}");
            prop_assert!(houses.cusps.iter().all(|cusp| (0.0..360.0).contains(cusp)), "{houses:?}");
        }
    }
}

#[test]
fn latitudes_at_their_limits() {
    for latitude in [-90.0, -89.0, -66.56, -66.0, 0.0, 66.0, 66.56, 89.0, 90.0_f64] {
        for meridian in 0..360 {
            let angles = Angles::of_meridian(f64::from(meridian), 23.44, latitude);
            let [_, _, height] = local(angles.midheaven, &angles, latitude);
            let on_the_horizon = height.abs() < 1e-6;
            for asked in HouseSystem::ALL {
                let houses = angles.houses(asked);
                let missing = match asked {
                    HouseSystem::Placidus | HouseSystem::Koch => latitude.abs() >= 90.0 - 23.44,
                    HouseSystem::Regiomontanus => latitude.abs() >= 90.0 || on_the_horizon,
                    HouseSystem::Campanus => on_the_horizon,
                    _ => false,
                };
                let used = if missing { HouseSystem::Porphyry } else { asked };
                assert_eq!((houses.asked, houses.used), (asked, used), "{latitude}");
                assert!(in_order(&houses), "{latitude} {meridian} {houses:?}");
            }
        }
    }
}

#[test]
fn first_and_tenth_cusps_are_the_angles() {
    let angles = Angles::of_meridian(123.4, 23.44, 48.2);
    let own = [HouseSystem::WholeSign, HouseSystem::Equal];
    for system in HouseSystem::ALL.into_iter().filter(|system| !own.contains(system)) {
        let houses = angles.houses(system);
        assert_eq!((houses.cusps[0], houses.cusps[9]), (angles.ascendant, angles.midheaven));
    }
    assert!((angles.houses(HouseSystem::Equal).cusps[0] - angles.ascendant).abs() < f64::EPSILON);
    let whole = angles.houses(HouseSystem::WholeSign).cusps;
    assert!(whole.iter().all(|cusp| cusp % 30.0 == 0.0));
    assert!((0.0..30.0).contains(&(angles.ascendant - whole[0])));
}

#[test]
fn porphyry_divides_each_quadrant_in_thirds() {
    for meridian in [10.0, 130.0, 250.0, 340.0] {
        let cusps = Angles::of_meridian(meridian, 23.44, 51.5).houses(HouseSystem::Porphyry).cusps;
        let gap = |n: usize| (cusps[(n + 1) % 12] - cusps[n % 12]).rem_euclid(360.0);
        for quadrant in [0, 3, 6, 9] {
            assert!((gap(quadrant) - gap(quadrant + 1)).abs() < 1e-9, "{cusps:?}");
            assert!((gap(quadrant) - gap(quadrant + 2)).abs() < 1e-9, "{cusps:?}");
        }
    }
}

/// On the equator, with the equinox on the meridian, the solstice rises and houses are symmetric.
#[test]
fn equator_is_symmetric() {
    let angles = Angles::of_meridian(0.0, 23.44, 0.0);
    assert!((angles.ascendant - 90.0).abs() < 1e-9 && angles.midheaven.abs() < 1e-9);
    let cusps = angles.houses(HouseSystem::Placidus).cusps;
    assert!((cusps[10] + cusps[2] - 180.0).abs() < 1e-9, "{cusps:?}");
}

/// At 70 degrees north the solstice Sun is 3.44 degrees up at midnight, though it stands in a lower house.
#[test]
fn sun_of_midnight_is_up() {
    let midnight = Angles::of_meridian(270.0, 23.44, 70.0);
    assert!((midnight.altitude(90.0, 0.0) - 3.44).abs() < 1e-9);
    assert!((90.0 - midnight.ascendant).rem_euclid(360.0) < 180.0);
    let noon = Angles::of_meridian(90.0, 23.44, 70.0);
    assert!((noon.altitude(90.0, 0.0) - 43.44).abs() < 1e-9);
}

/// A day of the stars is 3m 56s short of a civil one: the local meridian gains 0.98565 degrees a day, and one degree
/// of longitude is one degree of meridian.
#[test]
fn meridian_follows_time_and_longitude() {
    let meridian = |day: f64, longitude: f64| {
        let sky = Sky::at(Tt::from_julian_day(day)).unwrap();
        sky.angles(Ut1::from_julian_day(day), Site::new(10.0, longitude).unwrap()).sidereal_time
    };
    let start = meridian(2_451_545.0, 0.0);
    // 12h UT on 1 January 2000: 18h 41m 50s, less 0.9 seconds of equinoxes.
    assert!((start - 280.457).abs() < 0.005, "{start}");
    assert!((meridian(2_451_546.0, 0.0) - start - 0.985_647).abs() < 2e-5);
    assert!((meridian(2_451_545.0, 25.0) - start - 25.0).abs() < 1e-9);
}

#[test]
fn sites_lie_on_the_globe() {
    for (latitude, longitude) in [(-90.0, -180.0), (90.0, 180.0), (0.0, 0.0)] {
        assert!(Site::new(latitude, longitude).is_ok());
    }
    assert!(matches!(Site::new(90.000_1, 0.0), Err(Error::Latitude(_))));
    assert!(matches!(Site::new(f64::NAN, 0.0), Err(Error::Latitude(_))));
    assert!(matches!(Site::new(0.0, -180.1), Err(Error::Longitude(_))));
    assert!(matches!(Site::new(0.0, f64::NAN), Err(Error::Longitude(_))));
}
