//! Charts of two skies: against dates that can be looked up, against the ephemeris itself, and against the definition of
//! an aspect; and every way in which a kind can be asked for wrongly.

use chart::AspectKind;
use ephemeris::{Body, Sky, Ut1};

use super::*;
use crate::rules::{aspect::Aspect, point::Point};

/// A birth or a moment in Vienna's coordinates, by the clock of UTC.
fn at(date: &str, time: Option<&str>) -> Value {
    let place = json!({ "latitude": 48.2083, "longitude": 16.3731, "time_zone": "UTC" });
    json!({ "date": date, "time": time, "place": place })
}

fn asked(body: &Value) -> Request {
    serde_json::from_value(body.clone()).unwrap()
}

fn transits(birth: &Value, moment: &Value) -> Request {
    asked(&json!({ "kind": "transits", "birth": birth, "moment": moment }))
}

fn synastry(one: &Value, other: &Value) -> Request {
    asked(&json!({ "kind": "synastry", "birth": one, "other": other }))
}

fn two(request: &Request) -> (Reading, Outer, Vec<Aspect>) {
    let mut reading = draw(request).unwrap();
    let (outer, between) = (reading.outer.take().unwrap(), reading.between.take().unwrap());
    (reading, outer, between)
}

fn point<'a>(points: &'a [Point], body: &str) -> &'a Point {
    points.iter().find(|point| point.body == body).unwrap()
}

fn aspect<'a>(between: &'a [Aspect], a: &str, b: &str) -> Option<&'a Aspect> {
    between.iter().find(|aspect| aspect.a == a && aspect.b == b)
}

#[test]
fn the_inner_chart_is_the_natal_one() {
    let birth = at("1987-03-14", Some("04:47"));
    let natal = json!(draw(&asked(&json!({ "kind": "natal", "birth": birth }))).unwrap());
    for request in
        [transits(&birth, &at("2026-11-22", Some("12:00"))), synastry(&birth, &at("1990-06-01", None))]
    {
        let mut around = json!(draw(&request).unwrap());
        let fields = around.as_object_mut().unwrap();
        assert!(fields.remove("outer").is_some() && fields.remove("between").is_some());
        assert_eq!(around, natal);
    }
}

/// The almanac: the equinoxes of March 2000, 07:35, and of March 2020, 03:50 UTC. The Sun was at 0° Aries both times.
#[test]
fn an_equinox_is_a_return_of_one_born_at_an_equinox() {
    let (_, outer, between) =
        two(&transits(&at("2000-03-20", Some("07:35")), &at("2020-03-20", Some("03:50"))));
    assert!(point(&outer.points, "sun").position.degree.text.starts_with("0°00'"));
    let back = aspect(&between, "sun", "sun").unwrap();
    assert!(back.kind == "conjunction" && back.orb < 0.002, "{back:?}");
    assert!((back.orb_allowed - 2.5).abs() < 1e-12, "a quarter of ten degrees");
}

/// Jupiter and Saturn met at 0°29' Aquarius on 21 December 2020: whoever has something there had both at once.
#[test]
fn a_great_conjunction_meets_a_point_twice() {
    // The Sun is at 0° Aquarius about 20 January, 20:40 in 2004.
    let (_, outer, between) =
        two(&transits(&at("2004-01-21", Some("05:30")), &at("2020-12-21", Some("18:20"))));
    for body in ["jupiter", "saturn"] {
        assert!(point(&outer.points, body).position.degree.text.starts_with("0°29'"), "{body}");
        assert_eq!(aspect(&between, body, "sun").unwrap().kind, "conjunction", "{body}");
    }
}

fn saturn(day: f64) -> f64 {
    let sky = Sky::at(Ut1::from_julian_day(day).tt()).unwrap();
    sky.position(Body::Saturn).longitude
}

/// Found in the ephemeris by halving: the first return of the Saturn of 14 March 1987.
#[test]
fn saturn_returns_when_the_ephemeris_says() {
    let birth = at("1987-03-14", Some("04:47"));
    let natal = point(&draw(&asked(&json!({ "kind": "natal", "birth": birth }))).unwrap().points, "saturn")
        .position
        .longitude;
    let past = |day: f64| (saturn(day) - natal + 180.0).rem_euclid(360.0) - 180.0;
    // 1 November 2016 and 1 February 2017: before it turns back in April.
    let (mut before, mut after) = (2_457_693.5, 2_457_785.5);
    assert!(past(before) < 0.0 && past(after) > 0.0);
    for _ in 0..60 {
        let middle = f64::midpoint(before, after);
        if past(middle) < 0.0 { before = middle } else { after = middle }
    }
    let moment = |day: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "seconds of this century")]
        let unix = ((day - 2_440_587.5) * 86_400.0).round() as i64;
        let text = jiff::Timestamp::from_second(unix).unwrap().to_string();
        let (date, time) = text.trim_end_matches('Z').split_once('T').unwrap();
        at(date, Some(time))
    };
    let course = |day: f64| {
        let (_, _, between) = two(&transits(&birth, &moment(day)));
        let found = aspect(&between, "saturn", "saturn").unwrap().clone();
        assert_eq!(found.kind, "conjunction");
        (found.orb, found.applying)
    };
    assert!(course(after).0 < 1e-5, "{:?}", course(after));
    assert_eq!((course(after - 3.0).1, course(after + 3.0).1), (Some(true), Some(false)));
    let (_, _, early) = two(&transits(&birth, &moment(after - 60.0)));
    assert!(aspect(&early, "saturn", "saturn").is_none(), "two months are more than two degrees");
}

#[test]
fn synastry_is_the_same_from_either_side() {
    let one = at("1987-03-14", Some("04:47"));
    let mut corners = [false; 2];
    for other in ["1990-06-01", "1958-11-30", "2001-01-19", "1899-07-07"].map(|date| at(date, Some("20:10")))
    {
        let sides = [synastry(&one, &other), synastry(&other, &one)];
        let [(_, outer, there), (inner, _, back)] = sides.map(|request| two(&request));
        assert_eq!(json!(outer.angles), json!(inner.angles), "the outer chart is the other's own");
        assert!(there.iter().all(|aspect| aspect.applying.is_none()));
        let mut there: Vec<_> = there.iter().map(|one| (one.a, one.b, one.kind, one.orb)).collect();
        let mut back: Vec<_> = back.iter().map(|one| (one.b, one.a, one.kind, one.orb)).collect();
        there.sort_by_key(|aspect| (aspect.0, aspect.1));
        back.sort_by_key(|aspect| (aspect.0, aspect.1));
        assert_eq!(there, back);
        corners[0] |= there.iter().any(|one| one.0 == "ascendant");
        corners[1] |= there.iter().any(|one| one.1 == "ascendant");
    }
    assert_eq!(corners, [true, true], "the angles of both take part");
}

#[test]
fn outer_points_fall_in_houses_of_the_birth() {
    let mut request = transits(&at("1987-03-14", Some("04:47")), &at("2026-11-22", Some("03:00")));
    request.settings.house_system = HouseSystem::WholeSign;
    let (inner, outer, _) = two(&request);
    // Twelfths of the circle, the first that of Pisces.
    for point in &outer.points {
        let sign = (point.position.longitude / 30.0).floor();
        let house = (sign - 11.0).rem_euclid(12.0) + 1.0;
        assert!((f64::from(point.house.unwrap()) - house).abs() < 0.5, "{}", point.body);
    }
    assert_eq!(inner.angles.unwrap().ascendant.sign, "pisces");
    assert_ne!(outer.angles.unwrap().ascendant.sign, "pisces", "its own houses would be others");
}

#[test]
fn each_sky_has_the_ayanamsa_of_its_moment() {
    let tropical = transits(&at("1900-01-01", Some("12:00")), &at("2100-01-01", Some("12:00")));
    let mut lahiri = tropical.clone();
    lahiri.settings.zodiac = Zodiac::Lahiri;
    let ((inner, outer, _), (inner_l, outer_l, _)) = (two(&tropical), two(&lahiri));
    let apart = |one: &[Point], other: &[Point]| {
        (one[0].position.longitude - other[0].position.longitude).rem_euclid(360.0)
    };
    // 23.857° in 2000, and 50.3 seconds of arc each year.
    assert!((apart(&inner.points, &inner_l.points) - 22.46).abs() < 0.02);
    assert!((apart(&outer.points, &outer_l.points) - 25.25).abs() < 0.02);
}

#[test]
fn without_a_time_the_moon_stays_out_and_it_is_said() {
    let (known, unknown) = (at("1987-03-14", Some("04:47")), at("1990-06-01", None));
    let names = |request: &Request| {
        let (_, _, between) = two(request);
        let of = |side: fn(&Aspect) -> &'static str| between.iter().map(side).collect::<Vec<_>>();
        (of(|aspect| aspect.a), of(|aspect| aspect.b))
    };
    for (request, note) in [
        (transits(&known, &unknown), note::MOMENT_TIME_UNKNOWN),
        (synastry(&known, &unknown), note::OTHER_TIME_UNKNOWN),
    ] {
        let (inner, outer, _) = two(&request);
        assert_eq!(
            (outer.caveats, outer.angles.is_none(), outer.moment.time_known),
            (vec![note], true, false)
        );
        assert!(inner.caveats.is_empty() && point(&outer.points, "moon").range.is_some());
        assert!(outer.points.iter().all(|point| point.house.is_some()), "the houses are the birth's");
        let (a, b) = names(&request);
        assert!(!a.contains(&"moon") && !a.contains(&"ascendant") && b.contains(&"moon"));
    }
    let (inner, outer, _) = two(&synastry(&unknown, &known));
    assert_eq!((inner.caveats, outer.caveats), (vec![note::TIME_UNKNOWN], vec![]));
    assert!(outer.angles.is_some() && outer.points.iter().all(|point| point.house.is_none()));
    let (a, b) = names(&synastry(&unknown, &known));
    assert!(a.contains(&"moon") && !b.contains(&"moon") && !b.contains(&"midheaven"));
}

#[test]
fn houses_that_are_not_shown_need_no_excuse() {
    let mut north = at("1990-06-01", Some("20:10"));
    north["place"]["latitude"] = json!(78.0);
    let (inner, outer, _) = two(&synastry(&at("1987-03-14", Some("04:47")), &north));
    assert!(inner.caveats.is_empty() && outer.caveats.is_empty() && outer.angles.is_some());
}

#[test]
fn a_kind_has_the_skies_it_needs_and_no_others() {
    let (birth, second) = (at("1987-03-14", Some("04:47")), at("2026-11-22", None));
    let cases = [
        (json!({ "kind": "transits", "birth": birth }), vec![("moment", "REQUIRED")]),
        (json!({ "kind": "synastry", "birth": birth }), vec![("other", "REQUIRED")]),
        (json!({ "kind": "natal", "birth": birth, "moment": second }), vec![("moment", "NOT_FOR_KIND")]),
        (json!({ "kind": "natal", "birth": birth, "other": second }), vec![("other", "NOT_FOR_KIND")]),
        (
            json!({ "kind": "synastry", "birth": birth, "moment": second }),
            vec![("moment", "NOT_FOR_KIND"), ("other", "REQUIRED")],
        ),
        (
            json!({ "kind": "transits", "birth": birth, "moment": second, "other": second }),
            vec![("other", "NOT_FOR_KIND")],
        ),
    ];
    for (body, expected) in cases {
        let problems = refused(&asked(&body));
        let found: Vec<_> = problems.iter().map(|problem| (problem.path.as_str(), problem.code)).collect();
        assert_eq!(found, expected, "{body}");
    }
}

#[test]
fn mistakes_are_named_where_they_were_made() {
    let mut wrong = at("tomorrow", Some("noon"));
    wrong["place"] = json!({ "latitude": 91, "longitude": 181, "time_zone": "nowhere" });
    let good = at("1987-03-14", Some("04:47"));
    let fields = ["place.latitude", "place.longitude", "place.time_zone", "date", "time"];
    for (request, part) in [
        (transits(&wrong, &good), "birth"),
        (transits(&good, &wrong), "moment"),
        (synastry(&good, &wrong), "other"),
    ] {
        let paths: Vec<_> = refused(&request).into_iter().map(|problem| problem.path).collect();
        assert_eq!(paths, fields.map(|field| format!("{part}.{field}")));
    }
    let both: Vec<_> = refused(&synastry(&wrong, &wrong)).into_iter().map(|problem| problem.path).collect();
    assert_eq!((both.len(), both[0].as_str(), both[9].as_str()), (10, "birth.place.latitude", "other.time"));
    let mut twice = at("1996-10-27", Some("02:30"));
    twice["place"]["time_zone"] = json!("Europe/Berlin");
    let problem = &refused(&transits(&good, &twice))[0];
    assert_eq!((problem.path.as_str(), problem.code), ("moment.time", "LOCAL_TIME_AMBIGUOUS"));
    assert!(problem.hint.is_some());
}

#[test]
fn requests_kept_before_there_were_kinds_are_read() {
    let kept = br#"{"kind":"natal","birth":{"date":"1987-03-14","time":"05:47","place":{"latitude":48.2083,"longitude":16.3731,"time_zone":"Europe/Vienna"}},"settings":{"house_system":"placidus","zodiac":"tropical","aspects":"major"}}"#;
    let read: Request = serde_json::from_slice(kept).unwrap();
    assert!(read.moment.is_none() && read.other.is_none());
    assert_eq!(serde_json::to_vec(&read).unwrap(), kept, "and a natal request is written as it was");
}

/// Longitudes of what takes part in aspects, as they are told.
fn taking_part(points: &[Point], angles: Option<&horizon::Angles>, timed: bool) -> Vec<(String, f64)> {
    let bodies = [
        "sun",
        "moon",
        "mercury",
        "venus",
        "mars",
        "jupiter",
        "saturn",
        "uranus",
        "neptune",
        "pluto",
        "true_node",
    ];
    let mut all: Vec<(String, f64)> = bodies
        .into_iter()
        .filter(|body| timed || *body != "moon")
        .map(|body| (body.to_owned(), point(points, body).position.longitude))
        .collect();
    if let Some(angles) = angles {
        all.push(("ascendant".into(), angles.ascendant.longitude));
        all.push(("midheaven".into(), angles.midheaven.longitude));
    }
    all
}

proptest! {
    /// Every pair of a point of one sky and one of the other, judged by the definition. Positions are told to a millionth of
    /// a degree: what is nearer than that to the edge of its orb is left undecided.
    #[test]
    fn between_is_what_the_definition_says(
        day in 0_i32..140_000,
        later in 0_i32..6_000,
        second in 0_u32..86_400,
        timed in any::<(bool, bool)>(),
        of_two_births in any::<bool>(),
    ) {
        let date = |day: i32| (Date::constant(1800, 1, 2) + jiff::Span::new().days(day)).to_string();
        let time = format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
        let birth = at(&date(day), timed.0.then_some(time.as_str()));
        let around = at(&date(day + later), timed.1.then_some(time.as_str()));
        let request = if of_two_births { synastry(&birth, &around) } else { transits(&birth, &around) };
        let (inner, outer, between) = two(&request);
        let corners = outer.angles.as_ref().filter(|_| of_two_births);
        let share = if of_two_births { 1.0 } else { 0.25 };
        let mut expected = 0;
        for (a, from) in taking_part(&outer.points, corners, timed.1) {
            for (b, to) in taking_part(&inner.points, inner.angles.as_ref(), timed.0) {
                let apart = (to - from + 180.0).rem_euclid(360.0) - 180.0;
                let judged = AspectKind::MAJOR.into_iter().map(|kind| {
                    let allowed = share * f64::midpoint(moiety(&a, kind.name()), moiety(&b, kind.name()));
                    (kind.name(), (apart.abs() - kind.angle()).abs(), allowed)
                });
                let found = between.iter().find(|aspect| aspect.a == a && aspect.b == b);
                if judged.clone().any(|(_, orb, allowed)| (orb - allowed).abs() < 1e-5) {
                    expected += usize::from(found.is_some());
                    continue;
                }
                match judged.into_iter().find(|(_, orb, allowed)| orb < allowed) {
                    Some((kind, orb, allowed)) => {
                        let found = found.unwrap();
                        prop_assert_eq!(found.kind, kind);
                        prop_assert!((found.orb - orb).abs() < 1e-5 && (found.orb_allowed - allowed).abs() < 1e-9);
                        prop_assert_eq!(found.applying.is_none(), of_two_births);
                        expected += 1;
                    }
                    None => prop_assert!(found.is_none(), "{} {}", a, b),
                }
            }
        }
        prop_assert_eq!(between.len(), expected);
    }

    #[test]
    fn two_skies_are_kept_and_read_as_they_were(day in 0_i32..140_000, timed in any::<bool>(), of_two_births in any::<bool>()) {
        let date = (Date::constant(1800, 1, 2) + jiff::Span::new().days(day)).to_string();
        let (birth, around) = (at("1987-03-14", Some("04:47")), at(&date, timed.then_some("10:20:30")));
        let request = if of_two_births { synastry(&birth, &around) } else { transits(&birth, &around) };
        let bytes = serde_json::to_vec(&draw(&request).unwrap()).unwrap();
        prop_assert!(numbers_are_finite(&serde_json::from_slice(&bytes).unwrap()));
        let kept: Request = serde_json::from_slice(&serde_json::to_vec(&request).unwrap()).unwrap();
        prop_assert_eq!(serde_json::to_vec(&draw(&kept).unwrap()).unwrap(), bytes);
    }
}
