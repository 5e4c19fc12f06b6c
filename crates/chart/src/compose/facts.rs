//! The factors as a list of facts for a language model: nothing that tells whose chart it is. Gives no meaning.

use super::{
    factor::{ELEMENTS, MODES, called, noun, small},
    input::{Across, Around, Between, Factors, Placed},
};

const MINUTES: f64 = 60.0;

/// The anonymous facts of a chart, one a line, always in the same order: signs, houses, aspects with their orb to the
/// minute of arc, balance, figures. Equal lists mean the same chart to a reader, so that they serve as a cache key.
///
/// ```
/// use chart::{AspectKind, Planet};
/// use chart::compose::{Between, Factors, factors};
///
/// let (a, b, kind) = (Planet::Saturn, Planet::Moon, AspectKind::Square);
/// let aspects = vec![Between { a, b, kind, orb: 2.256, orb_allowed: 8.0, applying: Some(true) }];
/// let facts = factors(&Factors { aspects, ..Factors::default() });
/// assert_eq!(facts, ["The time of birth is unknown", "The Moon and Saturn: a square, orb 2°15', applying"]);
/// ```
#[must_use]
pub fn factors(factors: &Factors) -> Vec<String> {
    let factors = factors.settled();
    let mut facts: Vec<String> = factors.placements.iter().copied().map(placement).collect();
    facts.extend(factors.ascendant.map(|sign| format!("Ascendant in {}", sign.name())));
    facts.extend(factors.midheaven.map(|sign| format!("Midheaven in {}", sign.name())));
    if factors.ascendant.is_none() {
        facts.push("The time of birth is unknown".into());
    }
    facts.extend(factors.aspects.iter().map(aspect));
    facts.extend(factors.across.iter().flat_map(meetings));
    facts.extend(balance("Elements", &ELEMENTS, &factors.elements));
    facts.extend(balance("Modes", &MODES, &factors.modes));
    for (pattern, planets) in &factors.patterns {
        let names: Vec<&str> = planets.iter().map(|planet| planet.name()).collect();
        facts.push(format!("{}: {}", upper(&pattern.name().replace('_', " ")), names.join(", ")));
    }
    facts.extend(factors.sect.map(|sect| format!("Born by {}", sect.name())));
    facts.extend(factors.phase.map(|phase| format!("Lunar phase: {}", phase.name().replace('_', " "))));
    facts
}

/// A text with a capital at its beginning.
pub(super) fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

fn placement(placed: Placed) -> String {
    let Placed { planet, sign, house, retrograde, dignity, angular } = placed;
    let house = house.map_or_else(String::new, |house| format!(", house {house}"));
    let retrograde = if retrograde { ", retrograde" } else { "" };
    let angular = if angular { ", angular" } else { "" };
    let dignity = dignity.map_or_else(String::new, |dignity| format!(", {}", dignity.name()));
    format!("{} in {}{house}{retrograde}{angular}{dignity}", upper(called(planet)), sign.name())
}

fn aspect(aspect: &Between) -> String {
    let Between { a, b, kind, .. } = *aspect;
    format!("{} and {}: {}, {}", upper(called(a)), called(b), noun(kind), course(aspect))
}

fn meetings(across: &Across) -> Vec<String> {
    let (outer, inner) = match across.kind {
        Around::Transits => ("Transiting", "natal"),
        Around::Synastry => ("The other's", "this chart's"),
    };
    let told = |one: &Between| {
        let Between { a, b, kind, .. } = *one;
        format!("{outer} {} and {inner} {}: {}, {}", a.name(), b.name(), noun(kind), course(one))
    };
    across.aspects.iter().map(told).collect()
}

/// How near to exact, and whether nearing it.
fn course(aspect: &Between) -> String {
    let Between { orb, applying, .. } = *aspect;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an orb is a few degrees")]
    let minutes = (orb * MINUTES).round() as u32;
    let course = match applying {
        Some(true) => ", applying",
        Some(false) => ", separating",
        None => "",
    };
    let (degrees, minutes) = (minutes / 60, minutes % 60);
    format!("orb {degrees}°{minutes:02}'{course}")
}

fn balance(title: &str, names: &[&str], weights: &[u8]) -> Option<String> {
    let each: Vec<String> =
        names.iter().zip(weights).map(|(name, weight)| format!("{} {weight}", small(name))).collect();
    weights.iter().any(|weight| *weight > 0).then(|| format!("{title}: {}", each.join(", ")))
}
