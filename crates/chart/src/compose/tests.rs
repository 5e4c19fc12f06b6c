//! The texts themselves, and the rules of composition on factors of any kind. Readings of real skies are tried from outside.

use std::collections::{BTreeSet, HashMap, HashSet};

use proptest::prelude::*;

use super::{
    factor::{ELEMENTS, Factor, MODES},
    *,
};
use crate::{AspectKind, LunarPhaseName, PatternKind, Planet, Sect, Sign};

mod prose;

const DIGNITIES: [Dignity; 4] = [Dignity::Domicile, Dignity::Exaltation, Dignity::Detriment, Dignity::Fall];
fn any_placed(planet: Planet) -> impl Strategy<Value = Placed> {
    let house = proptest::option::of(0_u8..14);
    let sign = proptest::sample::select(Sign::ALL.to_vec());
    let dignity = proptest::option::of(proptest::sample::select(DIGNITIES.to_vec()));
    (sign, house, any::<bool>(), dignity, any::<bool>()).prop_map(
        move |(sign, house, retrograde, dignity, angular)| Placed {
            planet,
            sign,
            house,
            retrograde,
            dignity,
            angular,
        },
    )
}

fn any_between() -> impl Strategy<Value = Between> {
    let planet = || proptest::sample::select(Planet::ALL.to_vec());
    let kind = proptest::sample::select(AspectKind::ALL.to_vec());
    (planet(), planet(), kind, 0.0..10.0_f64, 0.0..10.0_f64, any::<Option<bool>>()).prop_map(
        |(a, b, kind, orb, orb_allowed, applying)| Between { a, b, kind, orb, orb_allowed, applying },
    )
}

fn any_across() -> impl Strategy<Value = Across> {
    let kind = proptest::sample::select(vec![Around::Transits, Around::Synastry]);
    (kind, proptest::collection::vec(any_between(), 0..60))
        .prop_map(|(kind, aspects)| Across { kind, aspects })
}

fn any_factors() -> impl Strategy<Value = Factors> {
    let placements = Planet::ALL.map(|planet| any_placed(planet).boxed()).to_vec();
    let sign = || proptest::option::of(proptest::sample::select(Sign::ALL.to_vec()));
    let planets = proptest::sample::subsequence(Planet::ALL.to_vec(), 0..5);
    let pattern = (proptest::sample::select(PatternKind::ALL.to_vec()), planets);
    (
        (placements, 0..=10_usize),
        sign(),
        sign(),
        proptest::collection::vec(any_between(), 0..30),
        any::<[u8; 4]>(),
        any::<[u8; 3]>(),
        proptest::collection::vec(pattern, 0..3),
        proptest::option::of(proptest::sample::select(vec![Sect::Day, Sect::Night])),
        proptest::option::of(proptest::sample::select(LunarPhaseName::ALL.to_vec())),
        proptest::option::of(any_across()),
    )
        .prop_map(
            |(
                (all, count),
                ascendant,
                midheaven,
                aspects,
                elements,
                modes,
                patterns,
                sect,
                phase,
                across,
            )| {
                let placements = all.into_iter().take(count).collect();
                Factors {
                    placements,
                    ascendant,
                    midheaven,
                    aspects,
                    elements,
                    modes,
                    patterns,
                    sect,
                    phase,
                    across,
                }
            },
        )
}

fn any_options() -> impl Strategy<Value = Options> {
    let focus = proptest::sample::select(Focus::ALL.to_vec());
    let tone = proptest::sample::select(Tone::ALL.to_vec());
    (focus, tone).prop_map(|(focus, tone)| Options { focus, tone, locale: Locale::English })
}

fn sentences(reading: &Reading) -> impl Iterator<Item = &Sentence> {
    reading.sections.iter().flat_map(|section| &section.sentences)
}

/// Whatever the text is, it is one sentence of plain text.
fn is_a_sentence(text: &str) -> bool {
    let inside = &text[..text.len() - 1];
    text.ends_with(['.', '?'])
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && !inside.contains(['{', '}', '<', '>', '*', '#', '_', '[', ']', '`', '"', '\n', '.', '?', '!', '—'])
        && !text.contains("  ")
        && !text.contains(" ,")
        && !text.contains(" .")
}

proptest! {
    #[test]
    fn a_reading_of_anything_is_whole(factors in any_factors(), options in any_options()) {
        let reading = compose(&factors, &options);
        prop_assert_eq!(&reading, &compose(&factors, &options));
        let mut seen = HashSet::new();
        for sentence in sentences(&reading) {
            prop_assert!(is_a_sentence(&sentence.text), "{}", sentence.text);
            prop_assert!(!sentence.factors.is_empty(), "{}", sentence.text);
            prop_assert!(seen.insert(&sentence.text), "twice: {}", sentence.text);
        }
        for section in &reading.sections {
            prop_assert!(!section.title.is_empty() && !section.sentences.is_empty());
        }
        let words = reading.to_string().split_whitespace().count();
        let most = if options.focus == Focus::All { 900 } else { 400 };
        prop_assert!(words <= most, "{words} words");
    }

    #[test]
    fn the_order_of_the_factors_does_not_matter(factors in any_factors(), options in any_options()) {
        // Of two equally exact aspects of a pair, the input has no order to forget.
        let mut pairs = BTreeSet::new();
        let mut one = factors.clone();
        one.aspects.retain(|aspect| pairs.insert((aspect.a.min(aspect.b), aspect.a.max(aspect.b))));
        let mut other = one.clone();
        other.placements.reverse();
        other.patterns.reverse();
        other.patterns.iter_mut().for_each(|(_, planets)| planets.reverse());
        other.aspects.reverse();
        other.aspects.iter_mut().for_each(|aspect| (aspect.a, aspect.b) = (aspect.b, aspect.a));
        // Who is met by whom is no matter of order.
        for (one, other) in one.across.iter_mut().zip(&mut other.across) {
            let mut pairs = BTreeSet::new();
            one.aspects.retain(|aspect| pairs.insert((aspect.a, aspect.b)));
            other.aspects = one.aspects.iter().rev().copied().collect();
        }
        prop_assert_eq!(compose(&one, &options), compose(&other, &options));
        prop_assert_eq!(super::factors(&one), super::factors(&other));
    }

    #[test]
    fn an_unknown_time_never_speaks_of_what_needs_it(factors in any_factors(), options in any_options()) {
        let unknown = Factors { ascendant: None, ..factors };
        let reading = compose(&unknown, &options);
        for sentence in sentences(&reading) {
            let text = sentence.text.to_lowercase();
            for word in [" house of ", "the house", "th house", "rising", "midheaven", "ascendant", " the horizon"] {
                prop_assert!(!text.contains(word), "{word}: {text}");
            }
            for key in &sentence.factors {
                let timed = [".house.", "ascendant", "midheaven", "sect."];
                prop_assert!(!timed.iter().any(|part| key.contains(part)), "{key}");
            }
        }
        let facts = super::factors(&unknown).join("\n");
        for word in ["house", "Ascendant", "Midheaven", "angular", "Born by"] {
            prop_assert!(!facts.contains(word), "{word}: {facts}");
        }
    }
}

#[test]
fn what_is_out_of_order_is_settled() {
    let twice = [Sign::Leo, Sign::Virgo].map(|sign| Placed::new(Planet::Sun, sign));
    let house = Placed { house: Some(13), ..Placed::new(Planet::Mars, Sign::Aries) };
    let between =
        |a, b, orb| Between { a, b, kind: AspectKind::Square, orb, orb_allowed: 7.0, applying: None };
    let (mars, moon) = (Planet::Mars, Planet::Moon);
    let aspects = vec![between(mars, moon, 2.0), between(moon, mars, 1.0), between(moon, moon, 0.0)];
    let placements = vec![house, twice[0], twice[1]];
    let settled =
        Factors { placements, aspects, ascendant: Some(Sign::Aries), ..Factors::default() }.settled();
    assert_eq!(settled.placements, [twice[0], Placed::new(Planet::Mars, Sign::Aries)]);
    assert_eq!(settled.aspects, [between(moon, mars, 1.0)]);
}

fn meeting(a: Planet, b: Planet, orb: f64) -> Between {
    Between { a, b, kind: AspectKind::Square, orb, orb_allowed: 2.0, applying: Some(true) }
}

#[test]
fn what_is_met_is_told_first_by_keys_that_stay() {
    let of = |kind, focus| {
        let aspects = vec![
            meeting(Planet::Moon, Planet::Mercury, 0.1),
            meeting(Planet::Saturn, Planet::Sun, 0.7),
            meeting(Planet::Saturn, Planet::Saturn, 1.9),
            meeting(Planet::Pluto, Planet::Sun, 1.9),
            meeting(Planet::Uranus, Planet::Venus, 1.0),
        ];
        let placements = vec![Placed::new(Planet::Sun, Sign::Leo), Placed::new(Planet::Venus, Sign::Leo)];
        let across = Some(Across { kind, aspects });
        compose(
            &Factors { placements, across, ..Factors::default() },
            &Options { focus, ..Options::default() },
        )
    };
    let keys = |reading: &Reading, section: usize| {
        let mut keys: Vec<String> = reading.sections[section]
            .sentences
            .iter()
            .flat_map(|sentence| sentence.factors.clone())
            .collect();
        keys.dedup();
        keys
    };
    // Of two that would say the same clause or advice, the nearer one of the heavier planets.
    let transits = of(Around::Transits, Focus::All);
    let titles: Vec<&str> = transits.sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(titles, ["The sky and you", "Passing quickly", "At the centre", "To take with you"]);
    let expected = ["transit.mostly.tense", "transit.saturn.square.sun", "transit.uranus.square.venus"];
    assert_eq!(keys(&transits, 0), expected);
    assert_eq!(keys(&transits, 1), ["transit.moon.square.mercury"]);
    let love = of(Around::Transits, Focus::Love);
    assert_eq!(keys(&love, 0)[..2], ["transit.mostly.tense", "transit.saturn.square.sun"]);
    assert!(keys(&love, 0).contains(&"transit.uranus.square.venus".to_owned()));
    let synastry = of(Around::Synastry, Focus::All);
    assert_eq!(keys(&synastry, 0), ["synastry.mostly.tense"]);
    assert!(keys(&synastry, 1).contains(&"synastry.saturn.square.sun".to_owned()));
    assert!(synastry.to_string().contains("their Saturn") && !transits.to_string().contains("their Saturn"));
}

#[test]
fn a_sky_that_touches_nothing_is_said_to() {
    for (kind, key) in
        [(Around::Transits, "transit.mostly.quiet"), (Around::Synastry, "synastry.mostly.quiet")]
    {
        let across = Some(Across { kind, aspects: Vec::new() });
        let reading = compose(&Factors { across, ..Factors::default() }, &Options::default());
        assert_eq!(reading.sections[0].sentences[0].factors, [key]);
    }
}

/// What prevails is what half of all closeness belongs to.
#[test]
fn what_prevails_is_weighed() {
    let of = |kinds: &[AspectKind]| {
        let one = |(planet, kind): (&Planet, &AspectKind)| Between {
            kind: *kind,
            ..meeting(*planet, Planet::Sun, 1.0)
        };
        let aspects = Planet::ALL.iter().zip(kinds).map(one).collect();
        let across = Some(Across { kind: Around::Synastry, aspects });
        let reading = compose(&Factors { across, ..Factors::default() }, &Options::default());
        reading.sections[0].sentences[0].factors[0].clone()
    };
    let (conjunction, trine, square) = (AspectKind::Conjunction, AspectKind::Trine, AspectKind::Square);
    assert_eq!(of(&[conjunction, conjunction, trine]), "synastry.mostly.joined");
    assert_eq!(of(&[trine, trine, square]), "synastry.mostly.flowing");
    assert_eq!(of(&[square, square, square, trine]), "synastry.mostly.tense");
    assert_eq!(of(&[square, trine]), "synastry.mostly.even");
}

#[test]
fn facts_are_anonymous_and_in_order() {
    let sun = Placed {
        house: Some(10),
        angular: true,
        dignity: Some(Dignity::Domicile),
        ..Placed::new(Planet::Sun, Sign::Leo)
    };
    let mercury = Placed { retrograde: true, house: Some(9), ..Placed::new(Planet::Mercury, Sign::Cancer) };
    let all = Factors {
        placements: vec![mercury, sun],
        ascendant: Some(Sign::Scorpio),
        midheaven: Some(Sign::Leo),
        aspects: vec![Between {
            a: Planet::Mars,
            b: Planet::Sun,
            kind: AspectKind::Opposition,
            orb: 0.991_7,
            orb_allowed: 10.0,
            applying: Some(false),
        }],
        elements: [4, 3, 2, 1],
        modes: [3, 3, 4],
        patterns: vec![(PatternKind::GrandTrine, vec![Planet::Moon, Planet::Mars, Planet::Sun])],
        sect: Some(Sect::Day),
        phase: Some(LunarPhaseName::FirstQuarter),
        across: Some(Across {
            kind: Around::Transits,
            aspects: vec![meeting(Planet::Sun, Planet::Sun, 0.25)],
        }),
    };
    let expected = [
        "The Sun in Leo, house 10, angular, domicile",
        "Mercury in Cancer, house 9, retrograde",
        "Ascendant in Scorpio",
        "Midheaven in Leo",
        "The Sun and Mars: an opposition, orb 1°00', separating",
        "Transiting Sun and natal Sun: a square, orb 0°15', applying",
        "Elements: fire 4, earth 3, air 2, water 1",
        "Modes: cardinal 3, fixed 3, mutable 4",
        "Grand trine: Sun, Moon, Mars",
        "Born by day",
        "Lunar phase: first quarter",
    ];
    assert_eq!(factors(&all), expected);
}

#[test]
fn the_leading_planet_is_the_one_that_stands_out() {
    let angular = |planet, sign| Placed { angular: true, ..Placed::new(planet, sign) };
    let reading = |placements| {
        let factors = Factors { placements, ascendant: Some(Sign::Cancer), ..Factors::default() };
        let reading = compose(&factors, &Options::default());
        reading.sections.last().unwrap().sentences[0].clone()
    };
    let sun = Placed::new(Planet::Sun, Sign::Aries);
    let neptune = angular(Planet::Neptune, Sign::Virgo);
    assert_eq!(reading(vec![sun, neptune]).factors, ["neptune.sign.virgo"]);
    let moon = angular(Planet::Moon, Sign::Gemini);
    assert_eq!(reading(vec![sun, moon, neptune]).factors, ["moon.sign.gemini"]);
}

/// Which of the relations that the lead-ins know is spoken of.
#[test]
fn the_moon_is_seen_against_the_sun() {
    let spoken = [
        ("same", ["shares the sign", "as well,", "like the Sun", "like the Sun"]),
        ("kin", ["agrees in its own way", "good company", "leans the same way", "leans the same way"]),
        ("other", ["something different", "other hours", "its own agenda", "differs from the Sun"]),
    ];
    for (number, sun) in Sign::ALL.into_iter().enumerate() {
        for (other, moon) in Sign::ALL.into_iter().enumerate() {
            // Elements that feed each other, and signs that do not face each other.
            let expected = match (other + 12 - number) % 12 {
                0 => "same",
                2 | 4 | 8 | 10 => "kin",
                _ => "other",
            };
            let placements = vec![Placed::new(Planet::Sun, sun), Placed::new(Planet::Moon, moon)];
            let reading =
                compose(&Factors { placements, ..Factors::default() }, &Options::default()).to_string();
            let heard: Vec<&str> = spoken
                .iter()
                .filter(|(_, phrases)| phrases.iter().any(|phrase| reading.contains(phrase)))
                .map(|(relation, _)| *relation)
                .collect();
            assert_eq!(heard, [expected], "{sun:?} {moon:?}: {reading}");
        }
    }
}

/// The keys of a section, in reading order.
fn told(factors: &Factors, title: &str) -> Vec<String> {
    let reading = compose(factors, &Options::default());
    let section = reading.sections.iter().find(|section| section.title == title).unwrap();
    let mut keys: Vec<String> =
        section.sentences.iter().map(|sentence| sentence.factors[0].clone()).collect();
    keys.dedup();
    keys
}

#[test]
fn what_stands_out_is_told() {
    let in_house =
        |planet, house, angular| Placed { house: Some(house), angular, ..Placed::new(planet, Sign::Taurus) };
    let houses = |mars_angular, mercury_angular| {
        let mars = in_house(Planet::Mars, 9, mars_angular);
        let mercury = in_house(Planet::Mercury, 8, mercury_angular);
        let factors = Factors {
            placements: vec![mercury, mars, Placed::new(Planet::Venus, Sign::Libra)],
            ascendant: Some(Sign::Leo),
            ..Factors::default()
        };
        told(&factors, "Mind, heart and drive")
    };
    let (mars, mercury) = ("mars.house.9".to_owned(), "mercury.house.8".to_owned());
    assert!(houses(true, false).contains(&mars) && !houses(true, false).contains(&mercury));
    assert!(houses(false, true).contains(&mercury) && !houses(false, true).contains(&mars));

    let between = |a, b, kind, orb| Between { a, b, kind, orb, orb_allowed: 8.0, applying: None };
    let (square, trine) = (AspectKind::Square, AspectKind::Trine);
    let aspects = vec![
        between(Planet::Sun, Planet::Moon, square, 7.9),
        between(Planet::Mercury, Planet::Mars, square, 0.2),
        between(Planet::Venus, Planet::Mars, square, 0.9),
        between(Planet::Neptune, Planet::Pluto, trine, 0.0),
        between(Planet::Mercury, Planet::Uranus, trine, 7.9),
        between(Planet::Moon, Planet::Jupiter, AspectKind::Conjunction, 1.0),
    ];
    let expected =
        ["moon.conjunction.jupiter", "mercury.trine.uranus", "mercury.square.mars", "venus.square.mars"];
    assert_eq!(told(&Factors { aspects, ..Factors::default() }, "Gifts and tensions"), expected);
}
