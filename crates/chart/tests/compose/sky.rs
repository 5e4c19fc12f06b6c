//! Factors of real skies for trials: positions by the ephemeris, aspects and houses by this crate. Figures and dignities are
//! found in the plainest way. Knows nothing of words.

use chart::compose::{Across, Around, Between, Dignity, Factors, Placed};
use chart::{
    AspectKind, Cusps, Error, Longitude, LunarPhaseName, Orbs, PatternKind, Phase, Planet, Point, Sect, Sign,
    aspects, placements, synastry, transits,
};
use ephemeris::{Body, HouseSystem, Site, Sky, Ut1};

const DAY_MILLIS: f64 = 86_400_000.0;

/// Moments from 1800 to 2200 and places up to 60 degrees of latitude, without order, the same at every run. Every third
/// birth has no hour.
pub(crate) fn births(count: usize) -> Vec<Factors> {
    let mut state = 20_261_122_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 33).unwrap_or(0)) / f64::from(1_u32 << 31)
    };
    (0..count)
        .filter_map(|number| {
            let moment = Ut1::from_julian_day(2_378_500.0 + next() * 146_000.0);
            let (latitude, longitude) = (next() * 120.0 - 60.0, next() * 360.0 - 180.0);
            birth(moment, (number % 3 > 0).then_some((latitude, longitude)))
        })
        .collect()
}

/// A birth in seconds of Unix time, UTC.
pub(crate) fn at(seconds: f64, place: Option<(f64, f64)>) -> Option<Factors> {
    birth(Ut1::from_julian_day(2_440_587.5 + seconds * 1_000.0 / DAY_MILLIS), place)
}

/// What the sky of one moment, or a birth at it, is to a birth at another: seconds of Unix time, UTC.
pub(crate) fn across(kind: Around, outer: f64, inner: f64) -> Option<Across> {
    let points = |seconds: f64| {
        let moment = Ut1::from_julian_day(2_440_587.5 + seconds * 1_000.0 / DAY_MILLIS);
        points(&Sky::at(moment.tt()).ok()?).ok()
    };
    let (outer, inner) = (points(outer)?, points(inner)?);
    let found = match kind {
        Around::Transits => transits(&outer, &inner, &Orbs::major().in_transit()),
        Around::Synastry => synastry(&outer, &inner, &Orbs::major()),
    };
    Some(Across { kind, aspects: found.iter().map(told).collect() })
}

fn points(sky: &Sky) -> Result<Vec<Point<Planet>>, Error> {
    let point = |(key, body): (Planet, Body)| {
        let position = sky.position(body);
        let longitude = Longitude::new(position.longitude)?;
        Ok(Point::of(key, longitude, position.speed_longitude))
    };
    Planet::ALL.into_iter().zip(Body::ALL).map(point).collect()
}

fn birth(moment: Ut1, place: Option<(f64, f64)>) -> Option<Factors> {
    let sky = Sky::at(moment.tt()).ok()?;
    let points = points(&sky).ok()?;
    let angles = place
        .and_then(|(latitude, longitude)| Some(sky.angles(moment, Site::new(latitude, longitude).ok()?)));
    let cusps = angles.and_then(|angles| Cusps::new(angles.houses(HouseSystem::Placidus).cusps).ok());
    let corners: Vec<f64> = angles.iter().flat_map(|a| [a.ascendant, a.midheaven]).collect();
    let placed = placed(&points, cusps.as_ref(), &corners);
    let sun_house = placed.first()?.house;
    Some(Factors {
        ascendant: angles.and_then(|a| sign(a.ascendant)),
        midheaven: angles.and_then(|a| sign(a.midheaven)),
        aspects: between(&points),
        elements: count(&placed, 4),
        modes: count(&placed, 3),
        patterns: patterns(&points, &placed),
        sect: sun_house.map(|house| if house > 6 { Sect::Day } else { Sect::Night }),
        phase: Some(phase(points[0].longitude.arc_to(points[1].longitude))),
        across: None,
        placements: placed,
    })
}

fn sign(degrees: f64) -> Option<Sign> {
    Longitude::new(degrees).ok().map(Sign::of)
}

fn placed(points: &[Point<Planet>], cusps: Option<&Cusps>, corners: &[f64]) -> Vec<Placed> {
    let near = |point: &Point<Planet>| {
        let off = |corner: &f64| (point.longitude.degrees() - corner).rem_euclid(180.0);
        corners.iter().map(off).any(|off| off.min(180.0 - off) < 8.0)
    };
    let place = |(found, point): (chart::Placement<Planet>, &Point<Planet>)| Placed {
        planet: found.key,
        sign: found.position.sign,
        house: found.house.map(chart::House::number),
        retrograde: found.retrograde,
        dignity: dignity(found.key, found.position.sign),
        angular: near(point),
    };
    placements(points, cusps).into_iter().zip(points).map(place).collect()
}

fn between(points: &[Point<Planet>]) -> Vec<Between> {
    aspects(points, &Orbs::default()).iter().map(told).collect()
}

fn told(one: &chart::Aspect<Planet>) -> Between {
    Between {
        a: one.first,
        b: one.second,
        kind: one.kind,
        orb: one.orb,
        orb_allowed: one.orb_allowed,
        applying: one.phase.map(|phase| phase == Phase::Applying),
    }
}

/// The traditional table: domiciles and exaltations, and the signs across from them.
fn dignity(planet: Planet, sign: Sign) -> Option<Dignity> {
    use Sign::{
        Aquarius, Aries, Cancer, Capricorn, Gemini, Leo, Libra, Pisces, Sagittarius, Scorpio, Taurus, Virgo,
    };
    let (home, honour): (&[Sign], Sign) = match planet {
        Planet::Sun => (&[Leo], Aries),
        Planet::Moon => (&[Cancer], Taurus),
        Planet::Mercury => (&[Gemini, Virgo], Virgo),
        Planet::Venus => (&[Taurus, Libra], Pisces),
        Planet::Mars => (&[Aries, Scorpio], Capricorn),
        Planet::Jupiter => (&[Sagittarius, Pisces], Cancer),
        Planet::Saturn => (&[Capricorn, Aquarius], Libra),
        _ => return None,
    };
    let across = Sign::ALL[(sign as usize + 6) % 12];
    if home.contains(&sign) {
        Some(Dignity::Domicile)
    } else if honour == sign {
        Some(Dignity::Exaltation)
    } else if home.contains(&across) {
        Some(Dignity::Detriment)
    } else {
        (honour == across).then_some(Dignity::Fall)
    }
}

fn count<const N: usize>(placed: &[Placed], parts: usize) -> [u8; N] {
    let mut counts = [0; N];
    for one in placed {
        counts[one.sign as usize % parts] += 1;
    }
    counts
}

fn patterns(points: &[Point<Planet>], placed: &[Placed]) -> Vec<(PatternKind, Vec<Planet>)> {
    let mut found = Vec::new();
    for sign in Sign::ALL {
        let inside: Vec<Planet> =
            placed.iter().filter(|one| one.sign == sign).map(|one| one.planet).collect();
        if inside.len() >= 4 {
            found.push((PatternKind::Stellium, inside));
        }
    }
    let is = |a: &Point<Planet>, b: &Point<Planet>, kind: AspectKind| {
        let arc = a.longitude.shorter_arc_to(b.longitude).abs();
        (arc - kind.angle()).abs() < 6.0
    };
    let mut triple = |a: usize, b: usize, c: usize| {
        let [p, q, r] = [a, b, c].map(|n| &points[n]);
        let keys = vec![p.key, q.key, r.key];
        if [(p, q), (q, r), (p, r)].iter().all(|(x, y)| is(x, y, AspectKind::Trine)) {
            found.push((PatternKind::GrandTrine, keys));
        } else if [(p, q, r), (q, r, p), (p, r, q)].iter().any(|(x, y, z)| {
            is(x, y, AspectKind::Opposition) && is(x, z, AspectKind::Square) && is(y, z, AspectKind::Square)
        }) {
            found.push((PatternKind::TSquare, keys));
        }
    };
    for a in 0..points.len() {
        for b in a + 1..points.len() {
            (b + 1..points.len()).for_each(|c| triple(a, b, c));
        }
    }
    found
}

fn phase(elongation: f64) -> LunarPhaseName {
    use LunarPhaseName::{Balsamic, Crescent, Disseminating, FirstQuarter, Full, Gibbous, LastQuarter, New};
    let phases = [New, Crescent, FirstQuarter, Gibbous, Full, Disseminating, LastQuarter, Balsamic];
    let beyond = (1_u8..8).filter(|n| elongation >= f64::from(*n) * 45.0).count();
    phases[beyond]
}
