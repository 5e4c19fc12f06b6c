//! Charts against an ephemeris that is not ours, and every way in which a birth can be wrong.

use jiff::civil::Date;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

mod kinds;

/// What engines of this kind agree to; the wrong minute of birth would be off by fifteen minutes of arc.
const SECOND_OF_ARC: f64 = 1.0 / 3_600.0;

fn request(birth: &Value) -> Request {
    serde_json::from_value(json!({ "kind": "natal", "birth": birth })).unwrap()
}

fn birth(date: &str, time: &str, zone: &str, latitude: f64, longitude: f64) -> Request {
    let place = json!({ "latitude": latitude, "longitude": longitude, "time_zone": zone });
    request(&json!({ "date": date, "time": time, "place": place }))
}

fn vienna() -> Request {
    birth("1987-03-14", "05:47", "Europe/Vienna", 48.2083, 16.3731)
}

fn refused(request: &Request) -> Vec<Problem> {
    match draw(request) {
        Err(Refusal::Fields(problems)) => problems,
        Err(failure) => panic!("{failure}"),
        Ok(_) => panic!("a chart was drawn"),
    }
}

#[track_caller]
fn near(found: f64, expected: f64, what: &str) {
    let off = (found - expected + 180.0).rem_euclid(360.0) - 180.0;
    assert!(off.abs() < SECOND_OF_ARC, "{what}: {found} instead of {expected}");
}

/// From Swiss Ephemeris 2.10.03 with the files of DE431: Vienna, 14 March 1987, 04:47 UT.
const BODIES: [(&str, f64, f64); 13] = [
    ("sun", 353.072_844, 0.996_875),
    ("moon", 157.224_037, 12.569_628),
    ("mercury", 330.036_757, 0.131_011),
    ("venus", 312.784_173, 1.182_159),
    ("mars", 44.801_780, 0.680_826),
    ("jupiter", 2.726_755, 0.240_573),
    ("saturn", 260.921_434, 0.028_230),
    ("uranus", 266.585_935, 0.015_705),
    ("neptune", 277.803_200, 0.014_729),
    ("pluto", 219.709_199, -0.016_761),
    ("mean_node", 12.671_432, -0.052_985),
    ("true_node", 11.541_402, -0.040_345),
    ("mean_lilith", 102.394_814, 0.112_037),
];

/// The same engine, houses of Placidus.
const PLACIDUS: [f64; 12] = [
    338.06020, 30.35542, 59.64170, 80.25704, 99.08081, 121.25698, 158.06020, 210.35542, 239.64170, 260.25704,
    279.08081, 301.25698,
];

/// Worked out from the numbers above by the definition of an aspect, in another language.
const ASPECTS: [(&str, &str, &str, f64, Option<bool>); 21] = [
    ("sun", "saturn", "square", 2.1514, Some(false)),
    ("sun", "uranus", "square", 3.5131, Some(true)),
    ("sun", "midheaven", "square", 2.8158, None),
    ("moon", "mercury", "opposition", 7.1873, Some(false)),
    ("moon", "neptune", "trine", 0.5792, Some(true)),
    ("moon", "pluto", "sextile", 2.4852, Some(true)),
    ("moon", "ascendant", "opposition", 0.8362, None),
    ("mercury", "uranus", "sextile", 3.4508, Some(false)),
    ("venus", "mars", "square", 2.0176, Some(true)),
    ("venus", "pluto", "square", 3.0750, Some(false)),
    ("venus", "true_node", "sextile", 1.2428, Some(false)),
    ("mars", "neptune", "trine", 6.9986, Some(false)),
    ("mars", "pluto", "opposition", 5.0926, Some(false)),
    ("jupiter", "uranus", "square", 6.1408, Some(false)),
    ("jupiter", "neptune", "square", 5.0764, Some(true)),
    ("saturn", "uranus", "conjunction", 5.6645, Some(true)),
    ("saturn", "midheaven", "conjunction", 0.6644, None),
    ("neptune", "pluto", "sextile", 1.9060, Some(true)),
    ("neptune", "true_node", "square", 3.7382, Some(true)),
    ("neptune", "ascendant", "sextile", 0.2570, None),
    ("pluto", "ascendant", "trine", 1.6490, None),
];

#[test]
fn a_whole_chart_agrees_with_another_engine() {
    let chart = draw(&vienna()).unwrap();
    for (body, longitude, speed) in BODIES {
        let point = chart.points.iter().find(|point| point.body == body).unwrap();
        near(point.position.longitude, longitude, body);
        assert!((point.speed - speed).abs() < 2e-3, "{body} moves {} a day", point.speed);
        assert_eq!(point.retrograde, speed < 0.0, "{body}");
    }
    let (angles, houses) = (chart.angles.unwrap(), chart.houses.unwrap());
    near(angles.ascendant.longitude, 338.060_204, "ascendant");
    near(angles.midheaven.longitude, 260.257_037, "midheaven");
    near(angles.vertex.longitude, 171.676_606, "vertex");
    near(angles.sidereal_time, 259.399_489, "sidereal time");
    for (number, (cusp, expected)) in houses.cusps.iter().zip(PLACIDUS).enumerate() {
        near(cusp.longitude, expected, &format!("cusp {}", number + 1));
    }
    assert_eq!((houses.reason, chart.caveats.as_slice()), (None, [].as_slice()));
    assert!((chart.engine.delta_t_s - 55.419).abs() < 0.5);
    let in_houses: Vec<_> = chart.points.iter().take(10).map(|point| point.house.unwrap()).collect();
    assert_eq!(in_houses, [1, 6, 12, 12, 2, 1, 10, 10, 10, 8]);
}

#[test]
fn aspects_agree_with_their_definition() {
    let found = draw(&vienna()).unwrap().aspects;
    assert_eq!(found.len(), ASPECTS.len());
    for (aspect, (a, b, kind, orb, applying)) in found.iter().zip(ASPECTS) {
        assert_eq!((aspect.a, aspect.b, aspect.kind, aspect.applying), (a, b, kind, applying));
        assert!((aspect.orb - orb).abs() < 3e-4, "{a} {b}: {}", aspect.orb);
        assert!(
            (aspect.orb_allowed - f64::midpoint(moiety(a, kind), moiety(b, kind))).abs() < 1e-9,
            "{a} {b}"
        );
    }
}

/// From the table of orbs, read again.
fn moiety(point: &str, kind: &str) -> f64 {
    let column = match point {
        "sun" | "moon" => 0,
        "true_node" | "ascendant" | "midheaven" => 2,
        _ => 1,
    };
    match kind {
        "conjunction" | "opposition" => [10.0, 8.0, 4.0][column],
        "sextile" => [6.0, 4.0, 2.0][column],
        _ => [8.0, 7.0, 3.0][column],
    }
}

#[test]
fn zodiacs_and_house_systems_are_those_asked_for() {
    let tropical = draw(&vienna()).unwrap();
    for (zodiac, ayanamsa) in
        [("lahiri", 23.680), ("fagan_bradley", 24.563), ("krishnamurti", 23.583), ("raman", 22.234)]
    {
        let mut asked = vienna();
        asked.settings =
            serde_json::from_value(json!({ "zodiac": zodiac, "house_system": "whole_sign" })).unwrap();
        let chart = draw(&asked).unwrap();
        for (sidereal, tropical) in chart.points.iter().zip(&tropical.points) {
            let apart = (tropical.position.longitude - sidereal.position.longitude).rem_euclid(360.0);
            assert!((apart - ayanamsa).abs() < 0.01, "{zodiac} {}: {apart}", sidereal.body);
        }
        let first = chart.houses.unwrap().cusps[0].clone();
        assert_eq!(first.degree.text.split('°').next(), Some("0"), "whole signs are sidereal ones: {zodiac}");
        assert_eq!(first.sign, chart.angles.unwrap().ascendant.sign);
    }
    for system in ["placidus", "whole_sign", "equal", "koch", "porphyry", "regiomontanus", "campanus"] {
        let mut asked = vienna();
        asked.settings = serde_json::from_value(json!({ "house_system": system })).unwrap();
        let houses = json!(draw(&asked).unwrap().houses);
        assert_eq!((&houses["system_asked"], &houses["system_used"]), (&json!(system), &json!(system)));
    }
    let mut all = vienna();
    all.settings = serde_json::from_value(json!({ "aspects": "all" })).unwrap();
    let major = |kind: &str| chart::AspectKind::MAJOR.iter().any(|major| major.name() == kind);
    assert!(draw(&all).unwrap().aspects.iter().any(|aspect| !major(aspect.kind)));
    assert!(tropical.aspects.iter().all(|aspect| major(aspect.kind)));
}

#[test]
fn a_midnight_sun_makes_a_chart_of_the_day_and_a_note() {
    let chart = draw(&birth("1985-06-21", "00:30", "Europe/Oslo", 71.17, 25.78)).unwrap();
    assert_eq!(chart.analysis.sect, Some("day"));
    assert_eq!(chart.caveats, [note::PORPHYRY_INSTEAD]);
    let dark = draw(&birth("1985-12-21", "12:00", "Europe/Oslo", 71.17, 25.78)).unwrap();
    assert_eq!(dark.analysis.sect, Some("night"));
}

#[test]
fn places_keep_the_time_that_they_kept() {
    let cases = [
        // Amsterdam was nineteen minutes and thirty-two seconds ahead of Greenwich.
        ("1920-03-01", "Europe/Amsterdam", 52.374, 4.8897, "1920-03-01T11:40:28Z", 1_172, 101.337_317),
        // Sweden kept no summer time in the war.
        ("1942-07-10", "Europe/Stockholm", 59.3293, 18.0686, "1942-07-10T11:00:00Z", 3_600, 193.082_854),
    ];
    for (date, zone, latitude, longitude, utc, offset, ascendant) in cases {
        let chart = draw(&birth(date, "12:00", zone, latitude, longitude)).unwrap();
        assert_eq!((chart.moment.utc.to_string().as_str(), chart.moment.offset_s), (utc, offset));
        assert_eq!(chart.moment.time_source, moment::TimeSource::Standard);
        near(chart.angles.unwrap().ascendant.longitude, ascendant, zone);
        // In Stockholm they stand 84 degrees apart.
        assert!(
            chart.aspects.iter().all(|aspect| aspect.a != "ascendant"),
            "angles have no aspects of their own"
        );
    }
}

#[test]
fn before_standard_time_the_longitude_is_the_clock() {
    let chart = draw(&birth("1850-06-01", "12:00", "europe/vienna", 48.2083, 16.3731)).unwrap();
    let moment = &chart.moment;
    assert_eq!(moment.time_source, moment::TimeSource::LocalMeanTime);
    // 16.3731 degrees at 240 seconds each.
    assert_eq!((moment.offset_s, moment.offset.as_str()), (3_930, "+01:05:30"));
    assert_eq!(
        (moment.utc.to_string().as_str(), moment.zone.as_str()),
        ("1850-06-01T10:54:30Z", "Europe/Vienna")
    );
    let nobody = draw(&birth("1900-01-01", "12:00", "Antarctica/Vostok", -78.4, 106.9)).unwrap();
    assert_eq!(nobody.moment.time_source, moment::TimeSource::Unrecorded);
    assert!(nobody.caveats.contains(&note::TIME_UNRECORDED));
}

#[test]
fn every_mistake_has_its_code() {
    let good = json!({
        "date": "1987-03-14", "time": "05:47",
        "place": {"latitude": 48.2083, "longitude": 16.3731, "time_zone": "Europe/Vienna"}
    });
    let cases = [
        ("/place/latitude", json!(90.000_001), "birth.place.latitude", "LATITUDE_OUT_OF_RANGE"),
        ("/place/latitude", json!(-91), "birth.place.latitude", "LATITUDE_OUT_OF_RANGE"),
        ("/place/longitude", json!(180.1), "birth.place.longitude", "LONGITUDE_OUT_OF_RANGE"),
        ("/place/longitude", json!(-1e300), "birth.place.longitude", "LONGITUDE_OUT_OF_RANGE"),
        ("/place/time_zone", json!("Mars/Olympus"), "birth.place.time_zone", "ZONE_UNKNOWN"),
        ("/place/time_zone", json!(""), "birth.place.time_zone", "ZONE_UNKNOWN"),
        ("/date", json!("1987-02-29"), "birth.date", "DATE_INVALID"),
        ("/date", json!("1987-3-14"), "birth.date", "DATE_INVALID"),
        ("/date", json!("14.03.1987"), "birth.date", "DATE_INVALID"),
        ("/date", json!("1987-03-14T05:47"), "birth.date", "DATE_INVALID"),
        ("/date", json!("+987-03-14"), "birth.date", "DATE_INVALID"),
        ("/date", json!("1987-13-01"), "birth.date", "DATE_INVALID"),
        ("/date", json!("12026-01-01"), "birth.date", "DATE_INVALID"),
        ("/date", json!("1799-12-31"), "birth.date", "DATE_OUT_OF_RANGE"),
        ("/date", json!("2201-01-01"), "birth.date", "DATE_OUT_OF_RANGE"),
        ("/time", json!("24:00"), "birth.time", "TIME_INVALID"),
        ("/time", json!("5:47"), "birth.time", "TIME_INVALID"),
        ("/time", json!("05:47:60"), "birth.time", "TIME_INVALID"),
        ("/time", json!("05:47:00.5"), "birth.time", "TIME_INVALID"),
        ("/time", json!("05:47 "), "birth.time", "TIME_INVALID"),
        ("/time", json!("٠٥:٤٧"), "birth.time", "TIME_INVALID"),
        ("/time", json!(""), "birth.time", "TIME_INVALID"),
    ];
    for (at, value, path, code) in cases {
        let mut birth = good.clone();
        *birth.pointer_mut(at).unwrap() = value.clone();
        let problems = refused(&request(&birth));
        assert_eq!(problems.len(), 1, "{value}");
        assert_eq!((problems[0].path.as_str(), problems[0].code), (path, code), "{value}");
        assert!(!problems[0].message.contains("Mars"), "what is unknown is not echoed");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let all = birth("tomorrow", "noon", "nowhere", 99.0, 199.0);
    let codes: Vec<_> = refused(&all).iter().map(|problem| problem.code).collect();
    let expected =
        ["LATITUDE_OUT_OF_RANGE", "LONGITUDE_OUT_OF_RANGE", "ZONE_UNKNOWN", "DATE_INVALID", "TIME_INVALID"];
    assert_eq!(codes, expected);
}

#[test]
fn a_longitude_of_another_continent_sets_no_clock() {
    let problems = refused(&birth("1850-06-01", "12:00", "Europe/Vienna", 48.2, -123.1));
    assert_eq!(
        (problems[0].path.as_str(), problems[0].code),
        ("birth.place.longitude", "LONGITUDE_NOT_IN_ZONE")
    );
    assert!(draw(&birth("1950-06-01", "12:00", "Europe/Vienna", 48.2, -123.1)).is_ok());
}

#[test]
fn a_time_that_happened_twice_is_refused_with_its_candidates() {
    let twice = birth("1996-10-27", "02:30", "Europe/Berlin", 52.52, 13.405);
    let problems = refused(&twice);
    assert_eq!((problems[0].path.as_str(), problems[0].code), ("birth.time", "LOCAL_TIME_AMBIGUOUS"));
    assert!(problems[0].message.contains("fold"));
    assert_eq!(
        json!(problems[0].hint),
        json!({ "candidates": [
            {"fold": "first", "utc": "1996-10-27T00:30:00Z", "offset": "+02:00", "offset_s": 7200, "abbreviation": "CEST"},
            {"fold": "second", "utc": "1996-10-27T01:30:00Z", "offset": "+01:00", "offset_s": 3600, "abbreviation": "CET"},
        ]})
    );
    for (fold, utc) in [(Fold::First, "1996-10-27T00:30:00Z"), (Fold::Second, "1996-10-27T01:30:00Z")] {
        let mut chosen = twice.clone();
        chosen.birth.fold = Some(fold);
        assert_eq!(draw(&chosen).unwrap().moment.utc.to_string(), utc);
    }
    let mut once = vienna();
    once.birth.fold = Some(Fold::Second);
    assert_eq!(draw(&once).unwrap().moment.utc.to_string(), "1987-03-14T04:47:00Z");
}

#[test]
fn a_time_that_never_happened_is_refused_with_its_gap() {
    let mut never = birth("1996-03-31", "02:30", "Europe/Berlin", 52.52, 13.405);
    for fold in [None, Some(Fold::First), Some(Fold::Second)] {
        never.birth.fold = fold;
        let problems = refused(&never);
        assert_eq!((problems[0].path.as_str(), problems[0].code), ("birth.time", "LOCAL_TIME_SKIPPED"));
        let gap = json!({"utc": "1996-03-31T01:00:00Z", "from": "1996-03-31T02:00:00", "to": "1996-03-31T03:00:00"});
        assert_eq!(json!(problems[0].hint), json!({ "gap": gap }));
        assert!(problems[0].message.contains("1996-03-31T02:00:00"));
    }
}

#[test]
fn a_day_that_never_happened_is_refused_by_its_date() {
    let place = json!({ "latitude": -13.83, "longitude": -171.77, "time_zone": "Pacific/Apia" });
    for body in [
        json!({ "date": "2011-12-30", "place": place }),
        json!({ "date": "2011-12-30", "time": "09:00", "place": place }),
    ] {
        let problems = refused(&request(&body));
        assert_eq!(
            (problems[0].path.as_str(), problems[0].code),
            ("birth.date", "LOCAL_TIME_SKIPPED"),
            "{body}"
        );
    }
}

#[test]
fn without_a_time_of_day_it_is_the_chart_of_noon_and_says_so() {
    let place = json!({ "latitude": 40.7128, "longitude": -74.006, "time_zone": "America/New_York" });
    let chart = draw(&request(&json!({ "date": "1971-11-20", "place": place }))).unwrap();
    assert_eq!(chart.moment.local.to_string(), "1971-11-20T12:00:00");
    let day = chart.moment.day.unwrap();
    assert_eq!(
        (day.start.to_string(), day.end.to_string()),
        ("1971-11-20T05:00:00Z".into(), "1971-11-21T05:00:00Z".into())
    );
    assert!(!chart.moment.time_known && chart.angles.is_none() && chart.houses.is_none());
    assert!(chart.points.iter().all(|point| point.house.is_none()));
    assert!(chart.points.iter().all(|point| point.range.is_some() == (point.body == "moon")));
    assert_eq!(chart.caveats, [note::TIME_UNKNOWN]);
    assert!(chart.aspects.iter().all(|aspect| ![aspect.a, aspect.b].contains(&"moon")));
    assert!(!chart.aspects.is_empty());
    // Swiss Ephemeris, 05:00 UT on the 20th and the 21st.
    let range = chart.points[1].range.clone().unwrap();
    near(range.from.longitude, 261.338_288, "moon at midnight");
    near(range.to.longitude, 273.883_536, "moon at the next");
    assert_eq!(range.signs, ["sagittarius", "capricorn"]);
    near(chart.points[0].position.longitude, 237.716_744, "sun at noon");
}

#[test]
fn a_moon_that_stays_in_its_sign_has_one() {
    let place = json!({ "latitude": 40.7128, "longitude": -74.006, "time_zone": "America/New_York" });
    let chart = draw(&request(&json!({ "date": "1971-11-19", "place": place }))).unwrap();
    assert_eq!(chart.points[1].range.clone().unwrap().signs, ["sagittarius"]);
}

#[test]
fn past_the_polar_circle_porphyry_stands_in_and_says_so() {
    // Swiss Ephemeris, houses of Porphyry for Tromsø on 5 January 1975, 07:00 UT.
    let porphyry = [
        239.76339, 296.72514, 353.68689, 50.64864, 53.68689, 56.72514, 59.76339, 116.72514, 173.68689,
        230.64864, 233.68689, 236.72514,
    ];
    let mut tromso = birth("1975-01-05", "08:00", "Europe/Oslo", 69.6489, 18.9551);
    let houses = draw(&tromso).unwrap().houses.unwrap();
    assert_eq!(houses.system_asked, HouseSystem::Placidus);
    assert_eq!(houses.system_used, ephemeris::HouseSystem::Porphyry);
    assert!(houses.reason.unwrap().contains("polar circles"));
    for (cusp, expected) in houses.cusps.iter().zip(porphyry) {
        near(cusp.longitude, expected, "cusp");
    }
    tromso.settings.house_system = HouseSystem::WholeSign;
    let houses = draw(&tromso).unwrap().houses.unwrap();
    assert_eq!((houses.system_used, houses.reason), (ephemeris::HouseSystem::WholeSign, None));
    assert_eq!((houses.cusps[0].longitude, houses.cusps[0].degree.degrees), (210.0, 0));
}

#[test]
fn on_a_pole_there_is_no_horizon_and_next_to_it_there_is() {
    for (latitude, has_horizon) in [(90.0, false), (-90.0, false), (89.999_999, true), (-89.999_999, true)] {
        let chart = draw(&birth("1987-03-14", "05:47", "UTC", latitude, 0.0)).unwrap();
        assert_eq!(
            (chart.angles.is_some(), chart.houses.is_some()),
            (has_horizon, has_horizon),
            "{latitude}"
        );
        assert_eq!(chart.caveats.contains(&note::NO_HORIZON_AT_POLE), !has_horizon);
        assert_eq!(chart.points.len(), 14);
        assert!(chart.aspects.iter().any(|aspect| aspect.a == "moon"));
    }
}

#[test]
fn the_first_and_the_last_day_are_served() {
    for (date, zone, longitude) in [
        ("1800-01-01", "Asia/Tokyo", 139.7),
        ("1800-01-01", "America/Juneau", -134.4),
        ("1800-01-01", "Asia/Manila", 121.0),
        ("2200-12-31", "Pacific/Kiritimati", -157.4),
        ("2200-12-31", "Pacific/Niue", -169.9),
    ] {
        for time in ["00:00:00", "23:59:59"] {
            assert!(draw(&birth(date, time, zone, 0.0, longitude)).is_ok(), "{date} {time} {zone}");
        }
        let place = json!({ "latitude": 0, "longitude": longitude, "time_zone": zone });
        assert!(draw(&request(&json!({ "date": date, "place": place }))).is_ok(), "{date} {zone}");
    }
}

/// If this fails on purpose, raise `ENGINE_VERSION`.
#[test]
fn the_numbers_of_this_engine_are_fixed() {
    let Reading { points, angles, houses, aspects, analysis, .. } = draw(&vienna()).unwrap();
    assert_eq!(reading::ENGINE_VERSION, 2);
    insta::assert_json_snapshot!(
        json!({ "points": points, "angles": angles, "houses": houses, "aspects": aspects, "analysis": analysis })
    );
}

fn any_birth() -> impl Strategy<Value = (i32, Option<u32>, f64, f64, usize, bool)> {
    let latitude = prop_oneof![8 => -90.0..=90.0_f64, 1 => Just(90.0), 1 => Just(-90.0), 1 => Just(0.0)];
    let longitude = prop_oneof![8 => -180.0..=180.0_f64, 1 => Just(180.0), 1 => Just(-180.0)];
    (
        0..146_463,
        proptest::option::of(0_u32..86_400),
        latitude,
        longitude,
        0_usize..ZONES.len(),
        any::<bool>(),
    )
}

const ZONES: [&str; 6] =
    ["UTC", "Europe/Vienna", "America/Juneau", "Asia/Manila", "Pacific/Apia", "Antarctica/Troll"];

fn numbers_are_finite(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => items.iter().all(numbers_are_finite),
        Value::Object(fields) => fields.values().all(numbers_are_finite),
        _ => true,
    }
}

proptest! {
    /// What is not finite would be written as null.
    #[test]
    fn any_birth_is_a_chart_of_numbers_and_always_the_same(
        (day, second, latitude, longitude, zone, whole_sign) in any_birth()
    ) {
        let date = Date::constant(1800, 1, 1) + jiff::Span::new().days(day);
        let mut asked = birth(&date.to_string(), "", ZONES[zone], latitude, longitude);
        asked.birth.time = second.map(|second| {
            format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
        });
        asked.birth.fold = Some(Fold::First);
        if whole_sign {
            asked.settings.house_system = HouseSystem::WholeSign;
        }
        match draw(&asked) {
            Ok(chart) => {
                let bytes = serde_json::to_vec(&chart).unwrap();
                prop_assert!(numbers_are_finite(&serde_json::from_slice(&bytes).unwrap()));
                let kept: Request = serde_json::from_slice(&serde_json::to_vec(&asked).unwrap()).unwrap();
                prop_assert_eq!(serde_json::to_vec(&draw(&kept).unwrap()).unwrap(), bytes);
                prop_assert_eq!(chart.points.len(), 14);
                let horizon = second.is_some() && latitude.abs() < 90.0;
                prop_assert_eq!(chart.houses.is_some(), horizon);
                prop_assert!(chart.points.iter().all(|point| point.house.is_some() == horizon));
                prop_assert!(chart.aspects.iter().all(|aspect| aspect.orb <= aspect.orb_allowed));
            }
            Err(Refusal::Fields(problems)) => {
                let code = problems[0].code;
                prop_assert!(["LONGITUDE_NOT_IN_ZONE", "LOCAL_TIME_SKIPPED"].contains(&code), "{}", code);
            }
            Err(failure) => prop_assert!(false, "{failure}"),
        }
    }
}
