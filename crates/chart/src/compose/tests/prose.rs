//! What the texts promise: all there, none to spare, our own spelling, no claim that we would not make to a face.

use super::*;
use crate::compose::{around::Meeting, factor::small, voice};

/// Phrases that promise.
const FORETELLING: &str = "you will, you'll, will be, will have, is going to, going to happen, bound to, certain to, guarantee, \
    without doubt, meant to be, written in the stars, no choice, must";
/// Words that are not ours to say; those of more than five letters stand for all that begin so.
const VERDICTS: &str = "fate fated destin predict prophe luck curse karma death dying dead die illness ill sick disease \
    cancerous health heal cure therap diagnos doctor medical medicine pill symptom surgery addict \
    depress anxiet trauma suicid pregnan fertil birthing divorce lawsuit court courts lawyer legal \
    legally judge prison contract rich wealth salary profit investment lottery jackpot fortune money \
    inherit";
const AMERICAN: &str = "color favor honor humor labor neighbor behavior center theater gray traveling modeling skillful \
    realize recognize organize apologize categorize modernize defense practicing jewelry cozy mom gotten \
    toward";
const GENDERED: &str = "he she him her his hers himself herself man woman men women mother father husband wife brother \
    sister boyfriend girlfriend guy lady";
/// Worn out, or of another trade.
const WORN: &str = "journey tapestry unlock embrace navigate cosmic cosmos universe energy energies vibe vibrant delve \
    testament soul authentic manifest empower resonate realm superpower nurture nurturing boundaries \
    toxic";

/// Every list of lead-ins.
const LISTS: [&str; 27] = [
    "lead.plain",
    "lead.sun",
    "lead.moon",
    "lead.mercury",
    "lead.venus",
    "lead.mars",
    "lead.jupiter",
    "lead.saturn",
    "lead.outer",
    "lead.same_sign",
    "lead.moon_same",
    "lead.moon_kin",
    "lead.moon_other",
    "lead.house",
    "lead.own_house",
    "lead.rising",
    "lead.midheaven",
    "lead.joined",
    "lead.flowing",
    "lead.tense",
    "lead.contrast",
    "lead.exact",
    "lead.transit",
    "lead.transit_nearing",
    "lead.transit_leaving",
    "lead.transit_exact",
    "lead.beside",
];

/// Every key that a factor can ask for.
fn wanted() -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    let mut want = |factor: Factor| {
        wanted.insert(factor.text_key());
    };
    for (index, planet) in Planet::ALL.into_iter().enumerate() {
        for sign in Sign::ALL {
            want(Factor::Sign(planet, sign));
        }
        for house in 1..=12 {
            want(Factor::House(planet, house));
        }
        for other in &Planet::ALL[index + 1..] {
            for kind in AspectKind::ALL {
                want(Factor::Aspect(planet, *other, kind));
            }
        }
        want(Factor::Closing(planet));
    }
    for planet in &Planet::ALL[2..7] {
        want(Factor::Retrograde(*planet));
    }
    for sign in Sign::ALL {
        want(Factor::Ascendant(sign));
        want(Factor::Midheaven(sign));
    }
    for dignity in DIGNITIES {
        want(Factor::Dignity(Planet::Sun, dignity));
    }
    for pattern in PatternKind::ALL {
        let signs: &[&str] = match pattern {
            PatternKind::Stellium | PatternKind::GrandTrine => &ELEMENTS,
            PatternKind::TSquare | PatternKind::GrandCross => &MODES,
            _ => &["any"],
        };
        for signs in signs {
            want(Factor::Pattern(pattern, signs, 0));
        }
    }
    for (group, all) in [("element", &ELEMENTS[..]), ("mode", &MODES[..])] {
        for which in all {
            wanted.insert(format!("{group}.strong.{which}"));
            wanted.insert(format!("{group}.scarce.{which}"));
        }
    }
    for (n, one) in ELEMENTS.iter().enumerate() {
        wanted.extend(ELEMENTS[n + 1..].iter().map(|other| format!("element.pair.{one}-{other}")));
    }
    wanted.extend(LunarPhaseName::ALL.map(|phase| format!("phase.{}", phase.name())));
    wanted.extend(meetings().map(Meeting::text_key));
    for which in ["joined", "flowing", "tense", "even", "quiet"] {
        wanted.extend(["transit", "synastry"].map(|around| format!("{around}.mostly.{which}")));
    }
    wanted.extend(["element.even.all", "sect.day", "sect.night", "time.unknown"].map(String::from));
    wanted
}

/// All that two skies can say to each other: ten planets, ten planets, three natures, for each kind of sky.
fn meetings() -> impl Iterator<Item = Meeting> {
    let kinds = [AspectKind::Conjunction, AspectKind::Trine, AspectKind::Square];
    [Around::Transits, Around::Synastry].into_iter().flat_map(move |around| {
        Planet::ALL.into_iter().flat_map(move |outer| {
            let met = move |inner| kinds.map(|kind| Meeting { around, outer, inner, kind });
            Planet::ALL.into_iter().flat_map(met)
        })
    })
}

/// A clause or an advice, of which the texts of meetings are put together.
fn is_part(key: &str) -> bool {
    let of_two = key.starts_with("transit.") || key.starts_with("synastry.");
    of_two && !key.contains(".mostly.")
}

fn is_frame(key: &str) -> bool {
    ["notice.", "title.", "topic.", "lead.", "yours."].iter().any(|prefix| key.starts_with(prefix))
}

/// Texts of factors, with their keys.
fn texts() -> Vec<(String, String)> {
    let texts = Texts::english();
    let entries = texts.entries().filter(|(key, _)| !is_frame(key) && !is_part(key));
    let each = entries.flat_map(|(key, all)| all.iter().map(|text| (key.to_owned(), text.clone())));
    let met = meetings().filter_map(|meeting| Some((meeting.text_key(), meeting.text(&texts)?)));
    each.chain(met).collect()
}

/// Texts that stand behind a lead-in.
fn led() -> Vec<(String, String)> {
    let prefixes = ["sign.", "house.", "aspect.", "ascendant.", "midheaven."];
    let is_led = |key: &str| is_part(key) || prefixes.iter().any(|prefix| key.starts_with(prefix));
    texts().into_iter().filter(|(key, _)| is_led(key)).collect()
}

fn words(text: &str) -> Vec<String> {
    let parts = text.split(|letter: char| !letter.is_alphabetic() && letter != '\'');
    parts.filter(|word| !word.is_empty()).map(small).collect()
}

#[test]
fn every_factor_has_a_text_and_every_text_a_factor() {
    let there: BTreeSet<String> = texts().into_iter().map(|(key, _)| key).collect();
    let wanted = wanted();
    assert_eq!(wanted.difference(&there).collect::<Vec<_>>(), Vec::<&String>::new(), "missing");
    assert_eq!(there.difference(&wanted).collect::<Vec<_>>(), Vec::<&String>::new(), "unknown");
    assert!(texts().len() >= 470, "{}", texts().len());
}

#[test]
fn no_sentence_is_written_twice() {
    let mut seen: HashMap<String, String> = HashMap::new();
    let texts = Texts::english();
    for (key, text) in texts
        .entries()
        .filter(|(key, _)| !is_frame(key))
        .flat_map(|(key, all)| all.iter().map(move |text| (key.to_owned(), text)))
    {
        for sentence in text.split_inclusive(['.', '?']) {
            if let Some(other) = seen.insert(sentence.trim().to_owned(), key.clone()) {
                panic!("{other} and {key}: {sentence}");
            }
        }
    }
}

#[test]
fn each_text_is_one_to_three_sentences_of_plain_words() {
    for (key, text) in texts() {
        let named =
            ["{Planets}", "{Planet}", "{sign}"].iter().fold(text.clone(), |t, gap| t.replace(gap, "Mars"));
        let sentences: Vec<&str> = named.split_inclusive(['.', '?']).map(str::trim).collect();
        assert!((1..=3).contains(&sentences.len()), "{key}: {text}");
        for sentence in &sentences {
            assert!(is_a_sentence(sentence), "{key}: {sentence}");
        }
        let count = words(&text).len();
        assert!((10..=48).contains(&count), "{key}: {count} words");
        assert!(text.contains('{') <= (key.starts_with("pattern.") || key.starts_with("dignity.")), "{key}");
    }
}

/// A promise, a verdict on someone's body or a judgement of court is not ours to give.
#[test]
fn nothing_is_foretold_and_nothing_is_diagnosed() {
    // Of an inner life, of ideals, of tact.
    let meant = ["inner life is rich", "inheritance", "inherited", "judgement"];
    for (key, text) in texts() {
        let mut read = small(&text);
        for phrase in &meant {
            read = read.replace(phrase, "");
        }
        for phrase in FORETELLING.split(", ") {
            assert!(!read.contains(phrase), "{key}: {phrase}: {text}");
        }
        for word in words(&read) {
            let hit = VERDICTS
                .split(' ')
                .any(|stem| if stem.len() > 5 { word.starts_with(stem) } else { word == stem });
            assert!(!hit, "{key}: {word}: {text}");
        }
    }
}

#[test]
fn spelling_is_british_and_nobody_has_a_gender() {
    for (key, text) in texts() {
        for word in words(&text) {
            for list in [AMERICAN, GENDERED, WORN] {
                assert!(!list.split(' ').any(|one| one == word), "{key}: {word}: {text}");
            }
        }
    }
}

/// Sixty clauses and sixty pieces of advice, none to spare: six hundred passages, each told from every other.
#[test]
fn every_meeting_has_words_of_its_own() {
    let texts = Texts::english();
    let parts = texts.entries().filter(|(key, _)| is_part(key)).map(|(key, all)| {
        assert_eq!(all.len(), 1, "{key}");
        assert_eq!(all[0].contains("{it}"), !key.contains(".advice."), "{key}");
    });
    assert_eq!(parts.count(), 120);
    assert_eq!(texts.entries().filter(|(key, _)| key.starts_with("yours.")).count(), Planet::ALL.len());
    let all: HashSet<String> = meetings().filter_map(|meeting| meeting.text(&texts)).collect();
    assert_eq!(all.len(), 600);
    assert!(all.iter().all(|text| !text.contains(['{', '}'])));
    let first: HashSet<&str> = all.iter().filter_map(|text| text.split(". ").next()).collect();
    assert_eq!(first.len(), 600, "no two begin with the same sentence");
}

/// Whatever lead-in comes first, the sentence must run.
#[test]
fn texts_behind_a_lead_in_begin_with_a_main_clause_and_name_nothing() {
    let subordinate = [
        "when", "if", "as", "with", "while", "by", "for", "in", "at", "on", "to", "because", "even",
        "though", "since", "after", "before", "now", "then", "like", "from", "i",
    ];
    let names: Vec<String> = Planet::ALL.iter().map(|planet| small(planet.name())).collect();
    let signs: Vec<String> = Sign::ALL.iter().map(|sign| small(sign.name())).collect();
    for (key, text) in led() {
        let words = words(&text);
        assert!(!subordinate.contains(&words[0].as_str()), "{key}: {text}");
        let first = text.split(". ").next().unwrap();
        assert!(!first.contains([':', ';']), "{key}: two colons in a sentence: {text}");
        for word in &words {
            assert!(!names.contains(word) && !signs.contains(word), "{key}: names {word}");
        }
    }
}

#[test]
fn a_house_is_not_named_twice_in_a_sentence() {
    let texts = Texts::english();
    for (key, text) in led().into_iter().filter(|(key, _)| key.starts_with("house.")) {
        let house = key.rsplit('.').next().unwrap();
        let topic = texts.first(&format!("topic.{house}")).trim_start_matches("the ").to_owned();
        let first = small(text.split(". ").next().unwrap());
        assert!(!topic.is_empty() && !first.contains(&topic), "{key}: {topic}: {text}");
    }
}

/// Every lead-in is in use, has only gaps that are filled, and leaves a choice for every text.
#[test]
fn lead_ins_run_into_every_text() {
    let texts = Texts::english();
    let lists: BTreeSet<&str> =
        texts.entries().map(|(key, _)| key).filter(|key| key.starts_with("lead.")).collect();
    let expected: BTreeSet<&str> = LISTS.into_iter().collect();
    assert_eq!(lists, expected);
    let gaps = [
        "t", "1", "2", "f", "F", "planet", "Planet", "sign", "Sign", "house", "topic", "a", "A", "b", "kind",
        "Kind", "other",
    ];
    let texts_of = led();
    for list in lists {
        let leads = texts.all(list);
        for lead in leads {
            let used: Vec<&str> =
                lead.split('{').skip(1).map(|part| part.split('}').next().unwrap()).collect();
            assert!(used.iter().all(|gap| gaps.contains(gap)), "{list}: {lead}");
            let whole = ["t", "1"].iter().filter(|gap| used.contains(gap)).count();
            assert_eq!(whole, 1, "{list}: {lead}");
            assert_eq!(used.contains(&"1"), used.contains(&"2"), "{list}: {lead}");
        }
        for (key, text) in &texts_of {
            let fitting = leads.iter().filter(|lead| voice::fits(lead, text)).count();
            assert!(fitting >= 1, "{list}: {key}");
        }
    }
}

#[test]
fn the_frame_has_a_title_for_every_section() {
    let texts = Texts::english();
    let kinds = [None, Some(Around::Transits), Some(Around::Synastry)];
    let used: BTreeSet<String> = Focus::ALL
        .into_iter()
        .flat_map(|focus| kinds.into_iter().flat_map(move |around| plan::recipes(focus, around)))
        .map(|recipe| format!("title.{}", recipe.title))
        .collect();
    let there: BTreeSet<String> =
        texts.entries().map(|(key, _)| key.to_owned()).filter(|key| key.starts_with("title.")).collect();
    assert_eq!(used, there);
    assert!(texts.first("notice.text").starts_with("For reflection and entertainment; "));
    assert_eq!(Texts::english().entries().filter(|(key, _)| key.starts_with("topic.")).count(), 12);
}
