//! Each figure drawn by hand; and on any points, the same figures as a search that knows angles alone.

use proptest::prelude::*;

use super::*;
use crate::{Longitude, PointClass};
use PatternKind::{GrandCross, GrandTrine, Kite, MysticRectangle, Stellium, TSquare, Yod};

fn point<K>(key: K, degrees: f64) -> Point<K> {
    Point { key, longitude: Longitude::new(degrees).unwrap(), speed: None, class: PointClass::Planet }
}

/// Kind, members and apex; points are named a, b, c in the order of their degrees given.
fn found(degrees: &[f64]) -> Vec<(PatternKind, String, Option<char>)> {
    let points: Vec<_> = ('a'..).zip(degrees).map(|(key, degrees)| point(key, *degrees)).collect();
    let told = |pattern: Pattern<char>| (pattern.kind, pattern.members.into_iter().collect(), pattern.apex);
    patterns(&points, &Orbs::all()).into_iter().map(told).collect()
}

#[test]
fn each_figure_by_hand() {
    type Told = (PatternKind, &'static str, Option<char>);
    let cases: [(&[f64], &[Told]); 12] = [
        (&[5.0, 127.0, 243.0], &[(GrandTrine, "abc", None)]),
        (&[5.0, 127.0, 243.0, 64.0], &[(Kite, "abcd", Some('d'))]),
        (&[10.0, 193.0, 100.0], &[(TSquare, "abc", Some('c'))]),
        (&[100.0, 10.0, 193.0], &[(TSquare, "abc", Some('a'))]),
        (&[10.0, 193.0, 100.0, 280.0], &[(GrandCross, "abcd", None)]),
        (&[20.0, 80.0, 230.0], &[(Yod, "abc", Some('c'))]),
        (&[0.0, 60.0, 180.0, 240.0], &[(MysticRectangle, "abcd", None)]),
        // A fifth point at an end of the opposition: two T-squares with one apex.
        (&[10.0, 193.0, 100.0, 13.5], &[(TSquare, "abc", Some('c')), (TSquare, "bcd", Some('c'))]),
        // The fourth point is opposite to none of the trine: a grand trine stays one.
        (&[5.0, 127.0, 243.0, 20.0], &[(GrandTrine, "abc", None)]),
        // Nine degrees off a square is too far for planets.
        (&[10.0, 190.0, 109.0], &[]),
        (&[20.0, 80.0, 233.5], &[]),
        (&[], &[]),
    ];
    for (degrees, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|(k, m, a)| (*k, (*m).to_owned(), *a)).collect();
        assert_eq!(found(degrees), expected, "{degrees:?}");
    }
}

#[test]
fn a_grand_sextile_is_six_kites_and_three_rectangles() {
    let all = found(&[0.0, 60.0, 120.0, 180.0, 240.0, 300.0]);
    let count = |kind| all.iter().filter(|pattern| pattern.0 == kind).count();
    assert_eq!((count(Kite), count(MysticRectangle), count(GrandTrine), all.len()), (6, 3, 0, 9));
}

#[test]
fn stelliums_by_sign_and_by_nearness() {
    let cases: [(&[f64], &[&str]); 8] = [
        // In one sign, however far apart.
        (&[1.0, 29.0, 15.0], &["abc"]),
        // Within ten degrees, across the border of signs and of the circle.
        (&[355.0, 358.0, 5.0], &["abc"]),
        (&[355.0, 358.0, 5.001], &[]),
        // Two in a sign are none.
        (&[1.0, 29.0, 55.0], &[]),
        // The nearer ones are all in the sign's crowd.
        (&[1.0, 3.0, 5.0, 28.0], &["abcd"]),
        // A crowd over the border beside the sign's own.
        (&[20.0, 26.0, 29.0, 33.0], &["abc", "bcd"]),
        // Crowds that overlap, each with a member of its own.
        (&[23.0, 26.0, 31.0, 35.0], &["abc", "bcd"]),
        (&[40.0, 41.0, 42.0, 43.0, 44.0], &["abcde"]),
    ];
    for (degrees, expected) in cases {
        let crowds: Vec<_> = found(degrees).into_iter().filter(|p| p.0 == Stellium).map(|p| p.1).collect();
        assert_eq!(crowds, expected, "{degrees:?}");
    }
    let mut points: Vec<_> = ('a'..).zip([1.0, 2.0, 3.0]).map(|(key, d)| point(key, d)).collect();
    points[1].class = PointClass::Other;
    assert_eq!(patterns(&points, &Orbs::all()), []);
}

#[test]
fn without_the_quincunx_there_is_no_yod() {
    let points = [point('a', 20.0), point('b', 80.0), point('c', 230.0)];
    assert_eq!(patterns(&points, &Orbs::major()), []);
}

/// Points at eighths of a degree, so that turning them is exact, and often near a twelfth of the circle.
fn any_chart() -> impl Strategy<Value = Vec<u32>> {
    let near = (0..12_u32, 0..48_u32).prop_map(|(twelfth, off)| twelfth * 240 + off);
    proptest::collection::vec(prop_oneof![near, 0..2_880_u32], 0..10)
}

fn chart(eighths: &[u32], turn: u32) -> Vec<Point<usize>> {
    let place = |(key, e): (usize, &u32)| point(key, f64::from((e + turn) % 2_880) / 8.0);
    eighths.iter().enumerate().map(place).collect()
}

/// Every choice of three or four points, looked at in every order, by angles alone.
fn by_angles(eighths: &[u32]) -> Vec<(PatternKind, Vec<usize>)> {
    let apart = |i: usize, j: usize| {
        let arc = eighths[i].abs_diff(eighths[j]);
        f64::from(arc.min(2_880 - arc)) / 8.0
    };
    let near = |i, j, angle: f64, orb: f64| (apart(i, j) - angle).abs() <= orb;
    let opposed = |i, j| near(i, j, 180.0, 8.0);
    let squared = |i, j| near(i, j, 90.0, 7.0);
    let trined = |i, j| near(i, j, 120.0, 7.0);
    let sextiled = |i, j| near(i, j, 60.0, 4.0);
    let quincunx = |i, j| near(i, j, 150.0, 2.0);
    let n = eighths.len();
    let mut all = Vec::new();
    let mut add = |kind, mut members: Vec<usize>| {
        members.sort_unstable();
        all.push((kind, members));
    };
    let distinct = |set: &[usize]| (1..set.len()).all(|i| !set[..i].contains(&set[i]));
    for (a, b, c) in
        (0..n * n * n).map(|x| (x / n / n, x / n % n, x % n)).filter(|t| distinct(&[t.0, t.1, t.2]))
    {
        let triangle = trined(a, b) && trined(b, c) && trined(a, c);
        let mut in_cross = false;
        let mut in_kite = false;
        for d in (0..n).filter(|d| distinct(&[a, b, c, *d])) {
            let cross = |c, d| {
                opposed(a, b)
                    && opposed(c, d)
                    && [(a, c), (a, d), (b, c), (b, d)].iter().all(|p| squared(p.0, p.1))
            };
            if cross(c, d) {
                in_cross = true;
                add(GrandCross, vec![a, b, c, d]);
            }
            let kite = |a, b, c| opposed(a, d) && sextiled(b, d) && sextiled(c, d);
            if triangle && (kite(a, b, c) || kite(b, a, c) || kite(c, a, b)) {
                in_kite = true;
                add(Kite, vec![a, b, c, d]);
            }
            let long = trined(a, d) && trined(b, c);
            if opposed(a, b) && opposed(c, d) && sextiled(a, c) && sextiled(b, d) && long {
                add(MysticRectangle, vec![a, b, c, d]);
            }
        }
        if opposed(a, b) && squared(a, c) && squared(b, c) && !in_cross {
            add(TSquare, vec![a, b, c]);
        }
        if triangle && !in_kite {
            add(GrandTrine, vec![a, b, c]);
        }
        if sextiled(a, b) && quincunx(a, c) && quincunx(b, c) {
            add(Yod, vec![a, b, c]);
        }
    }
    all.sort();
    all.dedup();
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn figures_are_those_that_angles_draw(eighths in any_chart()) {
        let listed = patterns(&chart(&eighths, 0), &Orbs::all());
        let mut listed: Vec<_> = listed.into_iter().filter(|p| p.kind != Stellium).map(|p| (p.kind, p.members)).collect();
        listed.sort();
        prop_assert_eq!(listed, by_angles(&eighths));
    }

    /// Stelliums turn with whole signs, everything else by any angle.
    #[test]
    fn turning_all_points_changes_nothing(eighths in any_chart(), signs in 0..12_u32, turn in 0..2_880_u32) {
        let listed = |turn| patterns(&chart(&eighths, turn), &Orbs::all());
        prop_assert_eq!(listed(0), listed(signs * 240));
        let figures = |turn| -> Vec<_> { listed(turn).into_iter().filter(|p| p.kind != Stellium).collect() };
        prop_assert_eq!(figures(0), figures(turn));
    }

    #[test]
    fn nothing_is_listed_twice_and_no_crowd_holds_another(eighths in any_chart()) {
        let listed = patterns(&chart(&eighths, 0), &Orbs::all());
        for (i, one) in listed.iter().enumerate() {
            prop_assert!(one.members.is_sorted() && one.apex.is_none_or(|apex| one.members.contains(&apex)));
            for other in &listed[..i] {
                prop_assert_ne!(one, other);
                let inside = one.members.iter().all(|m| other.members.contains(m))
                    || other.members.iter().all(|m| one.members.contains(m));
                prop_assert!(!(one.kind == Stellium && other.kind == Stellium && inside));
            }
        }
    }
}
