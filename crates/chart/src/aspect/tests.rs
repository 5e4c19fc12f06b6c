//! Worked pairs, and properties: symmetry, rotation, and the phase judged by letting the points move.

use proptest::prelude::*;

use super::*;
use crate::{Longitude, Orb, PointClass};

fn point(degrees: f64, speed: f64) -> Point<u8> {
    Point {
        key: 0,
        longitude: Longitude::new(degrees).unwrap(),
        speed: Some(speed),
        class: PointClass::Planet,
    }
}

fn between(first: (f64, f64), second: (f64, f64)) -> Option<Aspect<u8>> {
    aspect_between(&point(first.0, first.1), &point(second.0, second.1), &Orbs::default())
}

#[test]
fn worked_pairs() {
    use AspectKind::{Conjunction, Opposition, Sextile, Square, Trine};
    use Phase::{Applying, Exact, Separating, Steady};
    let cases = [
        // A faster body behind a slower one applies to the conjunction, and beyond it separates.
        ((358.0, 1.0), (3.0, 0.5), Conjunction, 5.0, Applying),
        ((3.0, 1.0), (358.0, 0.5), Conjunction, 5.0, Separating),
        // A retrograde body comes back to a direct one.
        ((10.0, -0.3), (8.0, 0.2), Conjunction, 2.0, Applying),
        ((350.0, 1.0), (47.0, 0.1), Sextile, 3.0, Separating),
        ((350.0, 1.0), (53.0, 0.1), Sextile, 3.0, Applying),
        ((200.0, 0.5), (106.0, 1.5), Square, 4.0, Applying),
        ((200.0, 0.5), (114.0, 1.5), Square, 4.0, Separating),
        ((0.0, 0.5), (240.0, 1.5), Trine, 0.0, Exact),
        ((0.0, 0.5), (121.0, 0.5), Trine, 1.0, Steady),
        ((5.0, 0.0), (180.0, 1.0), Opposition, 5.0, Applying),
        ((5.0, 0.0), (190.0, 1.0), Opposition, 5.0, Separating),
        ((10.0, 0.2), (10.0, 0.9), Conjunction, 0.0, Exact),
    ];
    for (first, second, kind, orb, phase) in cases {
        let aspect = between(first, second).unwrap();
        assert_eq!((aspect.kind, aspect.phase), (kind, Some(phase)), "{first:?} {second:?}");
        assert!((aspect.orb - orb).abs() < 1e-9, "{first:?} {second:?}: {}", aspect.orb);
    }
}

/// By hand from the table in the documentation: half the sum of two orbs.
#[test]
fn orbs_are_moieties() {
    use AspectKind::{BiQuintile, Conjunction, Quincunx, Sextile, Square, Trine};
    use PointClass::{Luminary, Other, Planet};
    let cases = [
        (Conjunction, Luminary, Luminary, 10.0),
        (Conjunction, Luminary, Planet, 9.0),
        (Conjunction, Planet, Planet, 8.0),
        (Conjunction, Planet, Other, 6.0),
        (Trine, Luminary, Planet, 7.5),
        (Square, Luminary, Other, 5.5),
        (Sextile, Luminary, Other, 4.0),
        (Sextile, Other, Other, 2.0),
        (Quincunx, Luminary, Luminary, 3.0),
        (Quincunx, Planet, Other, 1.5),
        (BiQuintile, Luminary, Planet, 1.75),
    ];
    for (kind, first, second, expected) in cases {
        assert_eq!(Orbs::all().of(kind, first, second), Some(expected), "{kind:?} {first:?} {second:?}");
        assert_eq!(Orbs::all().of(kind, second, first), Some(expected), "{kind:?} {first:?} {second:?}");
    }
}

#[test]
fn minor_aspects_are_narrow_and_may_be_left_out() {
    use PointClass::Luminary;
    for kind in AspectKind::ALL {
        let (major, all) =
            (Orbs::major().of(kind, Luminary, Luminary), Orbs::all().of(kind, Luminary, Luminary));
        assert_eq!(major, if kind.is_major() { all } else { None });
        assert!(kind.is_major() || all.unwrap() <= 3.0);
    }
    let kind = |degrees, orbs| {
        aspect_between(&point(0.0, 1.0), &point(degrees, 0.0), &orbs).map(|aspect| aspect.kind)
    };
    let (quincunx, semi_square) = (Some(AspectKind::Quincunx), Some(AspectKind::SemiSquare));
    assert_eq!((kind(150.5, Orbs::all()), kind(150.5, Orbs::major())), (quincunx, None));
    assert_eq!((kind(46.0, Orbs::all()), kind(46.0, Orbs::default())), (semi_square, None));
}

#[test]
fn an_aspect_at_its_orb_counts_and_one_beyond_does_not() {
    let orbs = Orbs::all();
    for kind in AspectKind::ALL {
        for class in [PointClass::Luminary, PointClass::Planet, PointClass::Other] {
            // One side of each aspect has no neighbour within reach; an eighth of a degree is exact in binary.
            let side = if kind == AspectKind::Opposition { -1.0 } else { 1.0 };
            let allowed = orbs.of(kind, class, PointClass::Planet).unwrap();
            let found = |orb: f64| {
                let first = Point { class, ..point(0.0, 1.0) };
                aspect_between(&first, &point(kind.angle() + side * orb, 0.1), &orbs)
            };
            let at_orb = found(allowed).unwrap();
            assert_eq!(at_orb.kind, kind);
            assert!((at_orb.orb_allowed - allowed).abs() < 1e-12);
            assert_eq!(found(allowed + 1e-9), None);
        }
    }
}

#[test]
fn own_orbs_replace_the_table_and_the_nearest_aspect_wins() {
    let wide = Orb::same(30.0);
    let orbs = Orbs::major().with(AspectKind::Sextile, wide).with(AspectKind::Square, wide);
    let kind = |degrees| aspect_between(&point(0.0, 1.0), &point(degrees, 0.0), &orbs).unwrap().kind;
    assert_eq!((kind(74.0), kind(76.0)), (AspectKind::Sextile, AspectKind::Square));
    let orbs = Orbs::all().without(AspectKind::Conjunction);
    assert_eq!(aspect_between(&point(0.0, 1.0), &point(0.0, 0.0), &orbs), None);
}

#[test]
fn without_both_speeds_no_phase_is_said() {
    let still = Point { speed: None, ..point(0.0, 0.0) };
    let aspect = aspect_between(&still, &point(92.0, 1.0), &Orbs::default()).unwrap();
    assert_eq!((aspect.kind, aspect.phase), (AspectKind::Square, None));
}

#[test]
fn among_points_every_pair_is_looked_at_once_in_order() {
    let points: Vec<_> = (0_u8..4).map(|key| Point { key, ..point(f64::from(key) * 60.0, 1.0) }).collect();
    let found = aspects(&points, &Orbs::default());
    let pairs: Vec<_> =
        found.iter().map(|aspect| (aspect.first, aspect.second, aspect.kind.name())).collect();
    let expected = [
        (0, 1, "sextile"),
        (0, 2, "trine"),
        (0, 3, "opposition"),
        (1, 2, "sextile"),
        (1, 3, "trine"),
        (2, 3, "sextile"),
    ];
    assert_eq!(pairs, expected);
}

/// Clear of the edges where a rounding in the last bit may change the answer.
fn clear(aspect: Option<&Aspect<u8>>, separation: f64) -> bool {
    let orbs = Orbs::default();
    let allowed = |kind| orbs.of(kind, PointClass::Planet, PointClass::Planet).unwrap();
    let edge = |kind: AspectKind| ((separation - kind.angle()).abs() - allowed(kind)).abs() < 1e-6;
    !AspectKind::MAJOR.into_iter().any(edge) && aspect.is_none_or(|aspect| aspect.orb > 1e-3)
}

/// Two longitudes, often near an aspect, and two speeds.
fn any_pair() -> impl Strategy<Value = ((f64, f64), (f64, f64))> {
    let angle = proptest::sample::select(vec![0.0, 60.0, 90.0, 120.0, 180.0, 240.0, 270.0, 300.0]);
    (0.0..360.0_f64, angle, -9.0..9.0_f64, -1.5..15.0_f64, -1.5..15.0_f64)
        .prop_map(|(start, angle, off, v, w)| ((start, v), (start + angle + off, w)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_order_of_the_points_does_not_matter((a, b) in any_pair()) {
        let (there, back) = (between(a, b), between(b, a));
        let separation = point(a.0, 0.0).longitude.shorter_arc_to(point(b.0, 0.0).longitude).abs();
        prop_assume!(clear(there.as_ref(), separation));
        prop_assert_eq!(there.map(|x| (x.kind, x.phase)), back.map(|x| (x.kind, x.phase)));
        if let Some((there, back)) = there.zip(back) {
            prop_assert!((there.orb - back.orb).abs() < 1e-9);
        }
    }

    #[test]
    fn turning_all_points_changes_nothing((a, b) in any_pair(), turn in -720.0..720.0_f64) {
        let here = between(a, b);
        let separation = point(a.0, 0.0).longitude.shorter_arc_to(point(b.0, 0.0).longitude).abs();
        prop_assume!(clear(here.as_ref(), separation));
        let there = between((a.0 + turn, a.1), (b.0 + turn, b.1));
        prop_assert_eq!(here.map(|x| (x.kind, x.phase)), there.map(|x| (x.kind, x.phase)));
        if let Some((here, there)) = here.zip(there) {
            prop_assert!((here.orb - there.orb).abs() < 1e-9);
        }
    }

    #[test]
    fn the_phase_is_what_the_orb_does_next((a, b) in any_pair()) {
        let Some(now) = between(a, b) else { return Ok(()) };
        prop_assume!(now.orb > 1e-3 && (a.1 - b.1).abs() > 1e-3);
        let days = 1e-6;
        let (a, b) = (point(a.0 + a.1 * days, 0.0), point(b.0 + b.1 * days, 0.0));
        let orb = (a.longitude.shorter_arc_to(b.longitude).abs() - now.kind.angle()).abs();
        prop_assert_eq!(now.phase, Some(if orb < now.orb { Phase::Applying } else { Phase::Separating }));
    }
}
