//! Aspects between two charts: of two births, and of the sky of a day to a birth. Knows what moves in which; nothing of
//! dates.

use crate::{Aspect, Orbs, Point, aspect_between};

/// Every aspect from the points of one chart to those of another, in the order of the first list, then of the second.
/// Both are pictures of a past moment, so no phase is said; `synastry(b, a)` finds the same aspects as
/// `synastry(a, b)`.
#[must_use]
pub fn synastry<K: Copy, L: Copy>(ones: &[Point<K>], others: &[Point<L>], orbs: &Orbs) -> Vec<Aspect<K, L>> {
    across(ones, others, orbs, |one, other| (one.moving(None), other.moving(None)))
}

/// Every aspect from moving points to those of a birth, in the order of the first list, then of the second. The points
/// of the birth stand still, so that an aspect applies or separates by the speed of the moving one alone.
///
/// ```
/// # use chart::{Longitude, Orbs, Phase, Planet, Point, transits};
/// // Saturn, retrograde at 12° Pisces, comes back to a natal Sun at 10°.
/// let saturn = Point::of(Planet::Saturn, Longitude::new(342.0)?, -0.05);
/// let sun = Point::of(Planet::Sun, Longitude::new(340.0)?, 0.98);
/// let found = transits(&[saturn], &[sun], &Orbs::major());
/// assert_eq!((found[0].first, found[0].phase), (Planet::Saturn, Some(Phase::Applying)));
/// # Ok::<(), chart::Error>(())
/// ```
#[must_use]
pub fn transits<K: Copy, L: Copy>(movers: &[Point<K>], natal: &[Point<L>], orbs: &Orbs) -> Vec<Aspect<K, L>> {
    across(movers, natal, orbs, |mover, natal| (mover, natal.moving(Some(0.0))))
}

fn across<K: Copy, L: Copy>(
    first: &[Point<K>],
    second: &[Point<L>],
    orbs: &Orbs,
    motion: impl Fn(Point<K>, Point<L>) -> (Point<K>, Point<L>),
) -> Vec<Aspect<K, L>> {
    let pairs = first.iter().flat_map(|one| second.iter().map(|other| motion(*one, *other)));
    pairs.filter_map(|(one, other)| aspect_between(&one, &other, orbs)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{AspectKind, Longitude, Phase, PointClass};

    fn any_chart() -> impl Strategy<Value = Vec<Point<usize>>> {
        let class =
            proptest::sample::select(vec![PointClass::Luminary, PointClass::Planet, PointClass::Other]);
        let point = (0.0..360.0_f64, -1.0..15.0_f64, class);
        proptest::collection::vec(point, 0..12).prop_map(|points| {
            let place = |(key, (degrees, speed, class))| {
                let longitude = Longitude::new(degrees).unwrap();
                Point { key, longitude, speed: Some(speed), class }
            };
            points.into_iter().enumerate().map(place).collect()
        })
    }

    #[test]
    fn transits_by_the_speed_of_the_mover() {
        let at = |degrees, speed| Point {
            key: 'x',
            longitude: Longitude::new(degrees).unwrap(),
            speed,
            class: PointClass::Planet,
        };
        // Mover, natal point, whose own speed would say the contrary.
        let cases = [
            (at(85.0, Some(0.5)), at(0.0, Some(2.0)), Some(Phase::Applying)),
            (at(95.0, Some(0.5)), at(0.0, Some(2.0)), Some(Phase::Separating)),
            (at(95.0, Some(-0.5)), at(0.0, Some(-2.0)), Some(Phase::Applying)),
            (at(95.0, Some(0.0)), at(0.0, Some(-2.0)), Some(Phase::Steady)),
            (at(85.0, Some(0.5)), at(0.0, None), Some(Phase::Applying)),
            (at(85.0, None), at(0.0, Some(1.0)), None),
        ];
        for (mover, natal, phase) in cases {
            let found = transits(&[mover], &[natal], &Orbs::major());
            assert_eq!((found[0].kind, found[0].phase), (AspectKind::Square, phase), "{mover:?} {natal:?}");
        }
    }

    proptest! {
        #[test]
        fn synastry_is_the_same_from_both_sides(one in any_chart(), other in any_chart()) {
            let orbs = Orbs::all();
            let mut there: Vec<_> =
                synastry(&one, &other, &orbs).iter().map(|a| (a.first, a.second, a.kind, a.phase)).collect();
            let mut back: Vec<_> =
                synastry(&other, &one, &orbs).iter().map(|a| (a.second, a.first, a.kind, a.phase)).collect();
            there.sort_by_key(|a| (a.0, a.1));
            back.sort_by_key(|a| (a.0, a.1));
            prop_assert!(there.iter().all(|aspect| aspect.3.is_none()));
            prop_assert_eq!(there, back);
        }

        #[test]
        fn every_pair_is_looked_at(one in any_chart(), other in any_chart()) {
            let found = transits(&one, &other, &Orbs::major());
            let expected = one.iter().flat_map(|a| other.iter().map(move |b| (a, b))).filter(|(a, b)| {
                let apart = a.longitude.shorter_arc_to(b.longitude).abs();
                let orb = |kind| Orbs::major().of(kind, a.class, b.class).unwrap();
                AspectKind::MAJOR.into_iter().any(|kind| (apart - kind.angle()).abs() <= orb(kind))
            });
            let expected: Vec<_> = expected.map(|(a, b)| (a.key, b.key)).collect();
            prop_assert_eq!(found.iter().map(|a| (a.first, a.second)).collect::<Vec<_>>(), expected);
        }
    }
}
