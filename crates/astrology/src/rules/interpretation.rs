//! A reading of positions as a reading in words: which factors are told to the composer. What is said is `chart`'s.
//!
//! Nothing that names a person goes over: no name, no date, no place.

use chart::{
    AspectKind, LunarPhaseName, PatternKind, Planet, Sect, Sign,
    compose::{Across, Around, Between, Dignity, Factors, Placed},
};

use super::{
    Outer, Part, Reading,
    aspect::{ASCENDANT, Aspect, MIDHEAVEN},
    point::Point,
};

/// What the composer may know of a chart.
#[must_use]
pub fn factors(reading: &Reading) -> Factors {
    let analysis = &reading.analysis;
    let balance = &analysis.balance;
    let weight = |weight: u32| u8::try_from(weight).unwrap_or(u8::MAX);
    let angles = reading.angles.as_ref();
    Factors {
        placements: reading.points.iter().filter_map(|point| placed(point, &reading.aspects)).collect(),
        ascendant: angles.and_then(|angles| sign(&angles.ascendant.sign)),
        midheaven: angles.and_then(|angles| sign(&angles.midheaven.sign)),
        aspects: reading.aspects.iter().filter_map(between).collect(),
        elements: [balance.fire, balance.earth, balance.air, balance.water].map(weight),
        modes: [balance.cardinal, balance.fixed, balance.mutable].map(weight),
        patterns: analysis
            .patterns
            .iter()
            .filter_map(|figure| {
                let members = figure.points.iter().filter_map(|name| planet(name)).collect();
                Some((PatternKind::ALL.into_iter().find(|kind| kind.name() == figure.kind)?, members))
            })
            .collect(),
        sect: analysis.sect.and_then(|name| Sect::ALL.into_iter().find(|sect| sect.name() == name)),
        phase: analysis
            .lunar_phase
            .as_ref()
            .and_then(|phase| LunarPhaseName::ALL.into_iter().find(|name| name.name() == phase.name)),
        across: reading.around().map(|(outer, aspects)| across(outer, aspects)),
    }
}

/// A Moon that may stand in either of two signs is left out: what is not sure is not told.
fn placed(point: &Point, aspects: &[Aspect]) -> Option<Placed> {
    if point.range.as_ref().is_some_and(|range| range.signs.len() > 1) {
        return None;
    }
    let dignity = |held: &&str| match *held {
        "domicile" => Some(Dignity::Domicile),
        "exaltation" => Some(Dignity::Exaltation),
        "detriment" => Some(Dignity::Detriment),
        "fall" => Some(Dignity::Fall),
        _ => None,
    };
    let on_an_angle = |aspect: &Aspect| {
        aspect.a == point.body
            && [ASCENDANT, MIDHEAVEN].contains(&aspect.b)
            && ["conjunction", "opposition"].contains(&aspect.kind)
    };
    Some(Placed {
        planet: planet(point.body)?,
        sign: sign(&point.position.sign)?,
        house: point.house,
        retrograde: point.retrograde,
        dignity: point.dignity.as_ref().and_then(|found| found.held.iter().find_map(dignity)),
        angular: aspects.iter().any(on_an_angle),
    })
}

fn between(aspect: &Aspect) -> Option<Between> {
    Some(Between {
        a: planet(aspect.a)?,
        b: planet(aspect.b)?,
        kind: AspectKind::ALL.into_iter().find(|kind| kind.name() == aspect.kind)?,
        orb: aspect.orb,
        orb_allowed: aspect.orb_allowed,
        applying: aspect.applying,
    })
}

/// The meetings of planets; of a synastry nothing else of the other person.
fn across(outer: &Outer, aspects: &[Aspect]) -> Across {
    let kind = if outer.part == Part::Moment { Around::Transits } else { Around::Synastry };
    Across { kind, aspects: aspects.iter().filter_map(between).collect() }
}

fn planet(name: &str) -> Option<Planet> {
    Planet::ALL.into_iter().find(|planet| planet.name().eq_ignore_ascii_case(name))
}

fn sign(name: &str) -> Option<Sign> {
    Sign::ALL.into_iter().find(|sign| sign.name().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rules::{Request, draw};

    fn vienna(time: Option<&str>) -> Reading {
        let place = json!({ "latitude": 48.2083, "longitude": 16.3731, "time_zone": "Europe/Vienna" });
        let birth = json!({ "date": "1987-03-14", "time": time, "place": place });
        let request: Request = serde_json::from_value(json!({ "kind": "natal", "birth": birth })).unwrap();
        draw(&request).unwrap()
    }

    #[test]
    fn all_that_is_known_is_told() {
        let told = factors(&vienna(Some("05:47")));
        assert_eq!(told.placements.len(), 10);
        assert_eq!((told.ascendant, told.midheaven), (Some(Sign::Pisces), Some(Sign::Sagittarius)));
        assert!(told.sect.is_some() && told.phase.is_some() && told.aspects.len() > 10);
        assert_eq!(told.elements.iter().sum::<u8>(), 20);
    }

    #[test]
    fn what_a_second_sky_meets_is_told() {
        let place = json!({ "latitude": 48.2083, "longitude": 16.3731, "time_zone": "Europe/Vienna" });
        let birth = json!({ "date": "1987-03-14", "time": "05:47", "place": place });
        let second = json!({ "date": "2026-11-22", "time": "12:00", "place": place });
        for (kind, field, around) in
            [("transits", "moment", Around::Transits), ("synastry", "other", Around::Synastry)]
        {
            let request = json!({ "kind": kind, "birth": birth, field: second });
            let reading = draw(&serde_json::from_value::<Request>(request).unwrap()).unwrap();
            let told = factors(&reading);
            assert_eq!(Factors { across: None, ..told.clone() }, factors(&vienna(Some("05:47"))));
            let across = told.across.unwrap();
            let is_planet = |name: &str| planet(name).is_some();
            let planets =
                reading.between.unwrap().into_iter().filter(|one| is_planet(one.a) && is_planet(one.b));
            assert_eq!((across.kind, across.aspects.len()), (around, planets.count()));
            assert!(across.aspects.len() > 3);
        }
        assert!(factors(&vienna(None)).across.is_none());
    }

    #[test]
    fn without_a_time_nothing_is_told_that_needs_one() {
        let told = factors(&vienna(None));
        assert!(
            told.ascendant.is_none()
                && told.midheaven.is_none()
                && told.sect.is_none()
                && told.phase.is_none()
        );
        assert!(told.placements.iter().all(|placed| placed.house.is_none() && !placed.angular));
    }
}
