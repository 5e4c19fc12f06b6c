//! Attacks rewritten in every way that keeps them alive, and harmless values rewritten likewise: how many are still
//! caught, how many are refused. Knows no rule of the detector.
//!
//! Attacks are those of the gold set that are found as they stand, without any decoding: a sample of each class drawn
//! by a seed (all of them where a kind serves one language only), and some written for this. A rewriting is a pure function of the text and the seed; it says of itself
//! which texts it leaves alive, by the class and by what it finds in the text.

#[path = "../gold/cases.rs"]
pub(crate) mod cases;

mod dice;
mod encode;
mod kinds;
mod letters;
mod other;
mod own;
mod page;
mod path;
mod shell;
mod sql;
mod wrap;

use std::{error::Error, fmt};

use threat::{Decoding, Place};

use cases::{Spot, read, share};
use dice::Dice;
use kinds::{Control, KINDS, Kind};

/// How many attacks of a class are rewritten by kinds that serve many classes.
const SAMPLE: usize = 60;

/// Values that nobody may refuse, in whatever clothes.
const HARMLESS: &str = include_str!("harmless.txt");

/// What a rewriting is given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'a> {
    /// The class of the attack, or `harmless`.
    pub(crate) class: &'a str,
    /// The value as it stands.
    pub(crate) text: &'a str,
    /// Whether it is a key of a document and no value.
    pub(crate) key: bool,
}

/// The text if the rewriting changed it.
fn done(old: &str, new: String) -> Option<Vec<u8>> {
    (new != old).then(|| new.into_bytes())
}

/// The text with some of its words (letters, digits and `_` of ASCII) spelled anew; `spell` sees each with its place.
fn words(text: &str, mut spell: impl FnMut(&str, usize) -> Option<String>) -> String {
    let mut out = String::new();
    let mut at = 0;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    while let Some(c) = text[at..].chars().next() {
        let length = if is_word(c) {
            text[at..].find(|c| !is_word(c)).unwrap_or(text.len() - at)
        } else {
            c.len_utf8()
        };
        let word = &text[at..at + length];
        match is_word(c).then(|| spell(word, at)).flatten() {
            Some(new) => out.push_str(&new),
            None => out.push_str(word),
        }
        at += length;
    }
    out
}

/// An attack that is caught as it stands.
struct Attack {
    class: String,
    text: String,
    spot: Spot,
}

/// What became of one kind of rewriting.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) attacks: u32,
    pub(crate) missed: u32,
    pub(crate) harmless: u32,
    pub(crate) refused: u32,
    /// What went wrong: class or `harmless`, rule if any, the rewritten value, the value.
    pub(crate) wrong: Vec<(String, &'static str, String, String)>,
    /// Why there is no control.
    pub(crate) uncontrolled: Option<&'static str>,
}

/// All kinds.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Row>,
}

impl Table {
    /// Rewritten attacks and how many of them were missed.
    pub(crate) fn total(&self) -> (u32, u32) {
        self.rows.iter().fold((0, 0), |(all, missed), row| (all + row.attacks, missed + row.missed))
    }
}

/// Rewrites everything in every way.
///
/// # Errors
/// If the gold set cannot be read.
pub(crate) fn run(seed: u64) -> Result<Table, Box<dyn Error>> {
    let attacks = plain(seed)?;
    Ok(Table { rows: KINDS.iter().map(|kind| row(kind, &attacks, seed)).collect() })
}

/// Every attack that is caught as it stands, in an order that the seed gives; those written for this first.
fn plain(seed: u64) -> Result<Vec<Attack>, Box<dyn Error>> {
    let own = own::OWN.iter().map(|(class, place, text)| {
        (
            0,
            Attack {
                class: (*class).into(),
                text: (*text).into(),
                spot: Spot::at(Spot::new(place, "").place),
            },
        )
    });
    let gold = read("attacks.jsonl")?.into_iter().map(|case| {
        let lot = 1 + Dice::new(seed, &[&case.id]).below(1 << 30);
        (lot, Attack { spot: Spot::at(case.spot.place), class: case.class, text: case.text })
    });
    let mut all: Vec<(usize, Attack)> = own.chain(gold).filter(|(_, attack)| is_plain(attack)).collect();
    all.sort_by_key(|(lot, _)| *lot);
    Ok(all.into_iter().map(|(_, attack)| attack).collect())
}

/// Caught without decoding. An operator in a name of the query is no value that could be rewritten, and what is disguised
/// already would be rewritten twice.
fn is_plain(attack: &Attack) -> bool {
    let text = attack.text.as_str();
    let name = text.split('=').next().unwrap_or_default();
    let operator = ["nosql", "protopollution"].contains(&attack.class.as_str()) && name.contains(['[', '.']);
    let coded = text.len() > 15
        && text.trim_end_matches('=').chars().all(|c| c.is_ascii_alphanumeric() || "+-_".contains(c));
    !operator
        && !coded
        && text.is_ascii()
        && attack
            .spot
            .look(text.as_bytes(), threat::Kind::Undeclared)
            .is_some_and(|finding| finding.decoding == Decoding::Plain)
}

/// The attacks that a kind rewrites: of kinds for one language all of them, of others a sample of each class.
fn chosen<'a>(kind: &'static Kind, attacks: &'a [Attack]) -> impl Iterator<Item = &'a Attack> {
    let mut seen = std::collections::BTreeMap::<&str, usize>::new();
    attacks
        .iter()
        .filter(move |attack| kind.classes.contains(&attack.class.as_str()) && stays_alive(kind, attack))
        .filter(move |attack| {
            let count = seen.entry(&attack.class).or_default();
            *count += 1;
            *count <= SAMPLE || kind.classes.len() == 1
        })
}

/// Whether the place lets the attack be rewritten so at all.
fn stays_alive(kind: &Kind, attack: &Attack) -> bool {
    let place = attack.spot.place;
    // A document is no value that a back end would decode once more, and an address of a file that is looked for
    // means nothing but as the path of a request.
    let document = place == Place::Body && attack.class != "xxe";
    let probe = place == Place::Path && attack.class == "traversal" && !attack.text.contains("..");
    let short = matches!(place, Place::Path | Place::FileName | Place::JsonKey);
    !(document || probe && kind.moves || short && kind.pads)
}

fn row(kind: &'static Kind, attacks: &[Attack], seed: u64) -> Row {
    let mut row = Row {
        name: kind.name,
        attacks: 0,
        missed: 0,
        harmless: 0,
        refused: 0,
        wrong: Vec::new(),
        uncontrolled: None,
    };
    for attack in chosen(kind, attacks) {
        let document = attack.spot.place == Place::Body;
        let value =
            Value { class: &attack.class, text: &attack.text, key: attack.spot.place == Place::JsonKey };
        let Some(new) = (kind.rewrite)(value, &mut Dice::new(seed, &[kind.name, value.text])) else {
            continue;
        };
        let spot = match kind.place {
            Some(place) => Spot::at(place),
            None if document && !kind.whole => Spot::at(Place::Query),
            None => attack.spot,
        };
        row.attacks += 1;
        if spot.look(&new, threat::Kind::Undeclared).is_none() {
            row.missed += 1;
            row.wrong.push((attack.class.clone(), "", shown(&new), attack.text.clone()));
        }
    }
    let rewrite = match kind.control {
        Control::Same => kind.rewrite,
        Control::Like(rewrite) => rewrite,
        Control::None(reason) => {
            row.uncontrolled = Some(reason);
            return row;
        }
    };
    for text in HARMLESS.lines() {
        let value = Value { class: "harmless", text, key: false };
        let Some(new) = rewrite(value, &mut Dice::new(seed, &[kind.name, text])) else { continue };
        row.harmless += 1;
        if let Some(finding) =
            Spot::at(kind.place.unwrap_or(Place::Query)).look(&new, threat::Kind::Undeclared)
        {
            row.refused += 1;
            row.wrong.push(("harmless".into(), finding.rule, shown(&new), text.into()));
        }
    }
    row
}

/// Enough of a value to see what it is.
fn shown(value: &[u8]) -> String {
    let text = value.escape_ascii().to_string();
    if text.len() <= 240 { text } else { format!("{}...{}", &text[..120], &text[text.len() - 120..]) }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "kind                      missed      of   caught %  refused   of  refused %  [least caught % by interval]"
        )?;
        for row in &self.rows {
            let [missed, _, high] = share(row.missed, row.attacks);
            write!(f, "{:24} {:7} {:7} {:10.2}", row.name, row.missed, row.attacks, 100.0 - missed)?;
            if let Some(reason) = row.uncontrolled {
                writeln!(f, "  [{:.1}]  no control: {reason}", 100.0 - high)?;
            } else {
                let [refused, ..] = share(row.refused, row.harmless);
                writeln!(f, "  {:7} {:4} {refused:10.2}  [{:.1}]", row.refused, row.harmless, 100.0 - high)?;
            }
        }
        let (all, missed) = self.total();
        let [share, low, high] = share(missed, all);
        writeln!(
            f,
            "all: {missed} of {all} missed, {:.2} % caught [{:.2}, {:.2}]",
            100.0 - share,
            100.0 - high,
            100.0 - low
        )
    }
}
