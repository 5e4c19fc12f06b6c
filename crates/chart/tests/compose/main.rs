//! Readings of real skies: their length, how much two of them share, what each sentence rests on, and three of them to the
//! letter. How a reading is made is tried inside the crate.

mod sky;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use chart::compose::{Around, Factors, Focus, Options, Reading, Sentence, Tone, compose, factors};

static CHARTS: LazyLock<Vec<Factors>> = LazyLock::new(|| sky::births(500));

fn sentences(reading: &Reading) -> impl Iterator<Item = &Sentence> {
    reading.sections.iter().flat_map(|section| &section.sentences)
}

fn words(reading: &Reading) -> usize {
    reading.to_string().split_whitespace().count()
}

fn options(focus: Focus, tone: Tone) -> Options {
    Options { focus, tone, ..Options::default() }
}

/// The keys that a chart's sentences may rest on, from the definition.
fn keys(factors: &Factors) -> HashSet<String> {
    let mut keys = HashSet::new();
    for placed in &factors.placements {
        let planet = placed.planet.name().to_lowercase();
        keys.insert(format!("{planet}.sign.{}", placed.sign.name().to_lowercase()));
        keys.extend(placed.house.map(|house| format!("{planet}.house.{house}")));
        keys.extend(placed.retrograde.then(|| format!("{planet}.retrograde")));
        keys.extend(placed.dignity.map(|dignity| format!("{planet}.dignity.{dignity:?}").to_lowercase()));
    }
    for aspect in &factors.aspects {
        keys.insert(format!("{}.{}.{}", aspect.a.name(), aspect.kind.name(), aspect.b.name()).to_lowercase());
    }
    keys.extend(factors.ascendant.map(|sign| format!("ascendant.sign.{}", sign.name().to_lowercase())));
    keys.extend(factors.midheaven.map(|sign| format!("midheaven.sign.{}", sign.name().to_lowercase())));
    keys
}

/// Of the chart as a whole: true if the chart bears it out.
fn bears_out(factors: &Factors, key: &str) -> bool {
    let share = |names: &[&str], weights: &[u8], name: &str| {
        names.iter().position(|one| *one == name).map_or(0, |n| weights[n])
    };
    let element = |name: &str| share(&["fire", "earth", "air", "water"], &factors.elements, name);
    let mode = |name: &str| share(&["cardinal", "fixed", "mutable"], &factors.modes, name);
    match key.split('.').collect::<Vec<_>>().as_slice() {
        ["element", "strong", name] => element(name) >= 4,
        ["element", "scarce", name] => element(name) == 0,
        ["element", "pair", pair] => pair.split('-').all(|name| element(name) >= 4),
        ["element", "even", _] => factors.elements.iter().all(|weight| (2..=3).contains(weight)),
        ["mode", "strong", name] => mode(name) >= 5,
        ["mode", "scarce", name] => mode(name) <= 1,
        ["sect", name] => factors.sect.is_some_and(|sect| format!("{sect:?}").to_lowercase() == *name),
        ["phase", name] => {
            factors.phase.is_some_and(|phase| format!("{phase:?}").to_lowercase() == name.replace('_', ""))
        }
        ["time", "unknown"] => factors.ascendant.is_none(),
        ["pattern", name, planets @ ..] => factors.patterns.iter().any(|(pattern, inside)| {
            format!("{pattern:?}").to_lowercase() == name.replace('_', "")
                && inside.iter().map(|planet| planet.name().to_lowercase()).eq(planets.iter().copied())
        }),
        _ => false,
    }
}

#[test]
fn readings_keep_their_length() {
    for focus in Focus::ALL {
        for tone in Tone::ALL {
            let counts: Vec<usize> =
                CHARTS.iter().map(|factors| words(&compose(factors, &options(focus, tone)))).collect();
            let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
            let mean = counts.iter().sum::<usize>() / counts.len();
            println!("{} {}: {least} to {most} words, {mean} on average", focus.name(), tone.name());
            let (low, high) = if focus == Focus::All { (350, 900) } else { (150, 400) };
            assert!(low <= *least && *most <= high, "{}: {least} to {most}", focus.name());
        }
    }
}

#[test]
fn every_sentence_rests_on_factors_of_its_chart() {
    for factors in CHARTS.iter() {
        let keys = keys(factors);
        for focus in Focus::ALL {
            for sentence in sentences(&compose(factors, &options(focus, Tone::Warm))) {
                for key in &sentence.factors {
                    assert!(
                        keys.contains(key) || bears_out(factors, key),
                        "{key}: {}\n{factors:?}",
                        sentence.text
                    );
                }
            }
        }
    }
}

/// A planet that a sentence names is behind it, and so is a sign.
#[test]
fn what_a_sentence_names_is_among_its_factors() {
    for factors in CHARTS.iter() {
        for sentence in sentences(&compose(factors, &Options::default())) {
            let behind = sentence.factors.join(" ");
            let named =
                |name: &str| sentence.text.split(|c: char| !c.is_alphabetic()).any(|word| word == name);
            let lunation = ["phase.", "sect."].iter().any(|group| behind.contains(group));
            for planet in chart::Planet::ALL.into_iter().filter(|_| !lunation) {
                let known = behind.contains(&planet.name().to_lowercase()) || planet == chart::Planet::Sun;
                assert!(!named(planet.name()) || known, "{}: {behind}", sentence.text);
            }
            for sign in chart::Sign::ALL {
                let known = behind.contains(&sign.name().to_lowercase());
                assert!(
                    !named(sign.name()) || known || behind.contains(".dignity."),
                    "{}: {behind}",
                    sentence.text
                );
            }
        }
    }
}

/// No two readings are alike. Of a reading's sentences another has on average less than one in ten, and never half of the
/// whole reading or seven in ten of a short one, unless Sun and Moon stand in the same signs in both charts, as for people
/// born within a day: of those, two without an hour come as near as one sentence of twenty-one.
#[test]
fn two_charts_read_differently() {
    for focus in Focus::ALL {
        let mut numbers = HashMap::new();
        let mut interned = |factors| {
            let reading = compose(factors, &options(focus, Tone::Warm));
            let number = |sentence: &Sentence| {
                let next = numbers.len();
                *numbers.entry(sentence.text.clone()).or_insert(next)
            };
            sentences(&reading).map(number).collect::<BTreeSet<usize>>()
        };
        let readings: Vec<BTreeSet<usize>> = CHARTS.iter().map(&mut interned).collect();
        let (mut sum, mut pairs, mut most) = (0.0, 0.0, 0.0_f64);
        for (number, one) in readings.iter().enumerate() {
            for (other, two) in readings.iter().enumerate().skip(number + 1) {
                assert!(one != two, "{number} and {other} read alike");
                let share = share(one, two);
                let alike = CHARTS[number].placements[..2]
                    .iter()
                    .zip(&CHARTS[other].placements)
                    .all(|(one, two)| one.sign == two.sign);
                let limit = match focus {
                    _ if alike => 0.95,
                    Focus::All => 0.5,
                    _ => 0.7,
                };
                assert!(share < limit, "{number} and {other}: {share}");
                sum += share;
                pairs += 1.0;
                most = most.max(if alike { 0.0 } else { share });
            }
        }
        let mean = sum / pairs;
        println!("{}: mean share {mean:.4}, most {most:.4}", focus.name());
        assert!(mean < 0.1, "{}: {mean}", focus.name());
    }
}

#[expect(clippy::cast_precision_loss, reason = "some dozens")]
fn share(one: &BTreeSet<usize>, two: &BTreeSet<usize>) -> f64 {
    one.intersection(two).count() as f64 / one.len().min(two.len()) as f64
}

/// Charts of 1900 to 2000 under skies of thirty years later, or beside births of so much later.
fn two_skies(kind: Around) -> Vec<Factors> {
    const DAY: f64 = 86_400.0;
    let charts = (0..300_u32).filter_map(|number| {
        let seconds = (f64::from(number) * 121.7 - 25_567.0) * DAY;
        let mut chart = sky::at(seconds, (number % 3 > 0).then_some((48.2, 16.4)))?;
        chart.across = sky::across(kind, seconds + 11_000.3 * DAY, seconds);
        Some(chart)
    });
    charts.collect()
}

#[test]
fn two_skies_keep_their_length_and_rest_on_what_is_there() {
    for (kind, name) in [(Around::Transits, "transit"), (Around::Synastry, "synastry")] {
        for focus in Focus::ALL {
            let mut counts = Vec::new();
            for factors in two_skies(kind) {
                let across = factors.across.as_ref().unwrap();
                let met: HashSet<String> = across
                    .aspects
                    .iter()
                    .map(|one| {
                        format!("{name}.{}.{}.{}", one.a.name(), one.kind.name(), one.b.name()).to_lowercase()
                    })
                    .collect();
                let reading = compose(&factors, &options(focus, Tone::Warm));
                let (keys, mut said) = (keys(&factors), 0);
                for key in sentences(&reading).flat_map(|sentence| &sentence.factors) {
                    let prevails = key.starts_with(&format!("{name}.mostly."));
                    said += usize::from(met.contains(key));
                    assert!(
                        prevails || met.contains(key) || keys.contains(key) || bears_out(&factors, key),
                        "{key}"
                    );
                }
                assert!(said > 0 || met.is_empty(), "nothing is said of what is met");
                counts.push(words(&reading));
            }
            let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
            let mean = counts.iter().sum::<usize>() / counts.len();
            println!("{name} {}: {least} to {most} words, {mean} on average", focus.name());
            let (low, high) = if focus == Focus::All { (200, 900) } else { (120, 400) };
            assert!(low <= *least && *most <= high, "{name} {}: {least} to {most}", focus.name());
        }
    }
}

/// To the letter, so that a change of wording is seen before readers see it.
#[test]
fn three_readings_are_known_by_heart() {
    let births = [
        ("a_full_chart", -4_861_767_600.0, Some((51.51, -0.13)), Focus::All, Tone::Warm),
        ("no_hour", 978_350_400.0, None, Focus::All, Tone::Plain),
        ("in_love", -1_971_682_200.0, Some((19.35, -99.16)), Focus::Love, Tone::Warm),
    ];
    for (name, seconds, place, focus, tone) in births {
        let chart = sky::at(seconds, place).unwrap();
        let reading = compose(&chart, &options(focus, tone));
        let traced: Vec<String> = sentences(&reading)
            .map(|sentence| format!("{} [{}]", sentence.text, sentence.factors.join(" ")))
            .collect();
        let whole = format!("{reading}\n\n{}\n\n{}", traced.join("\n"), factors(&chart).join("\n"));
        insta::assert_snapshot!(name, whole);
    }
}

#[test]
fn two_readings_of_two_skies_are_known_by_heart() {
    // Coyoacan, 6 July 1907; Guanajuato, 8 December 1886; 21 August 1929.
    let (inner, other, moment) = (-1_971_682_200.0, -2_620_987_200.0, -1_273_536_000.0);
    for (name, kind, outer, focus) in [
        ("transits", Around::Transits, moment, Focus::All),
        ("synastry", Around::Synastry, other, Focus::Love),
    ] {
        let mut chart = sky::at(inner, Some((19.35, -99.16))).unwrap();
        chart.across = sky::across(kind, outer, inner);
        let reading = compose(&chart, &options(focus, Tone::Warm));
        let traced: Vec<String> = sentences(&reading)
            .map(|sentence| format!("{} [{}]", sentence.text, sentence.factors.join(" ")))
            .collect();
        insta::assert_snapshot!(name, format!("{reading}\n\n{}", traced.join("\n")));
    }
}
