//! Sentences from factors: which lead-in joins a text to what was said before, and in which wording. Chooses no
//! factors and holds no text.

use std::borrow::Cow;

use crate::{Planet, Sign};

use super::{
    Sentence, Tone,
    factor::{Factor, Nature, called, noun, ordinal},
    facts::upper,
    input::{Between, Factors},
    seed,
    texts::Texts,
    weigh::{aspects_of, is_gift},
};

/// Degrees: nearer than this an aspect is called exact.
const EXACT: f64 = 0.5;

/// A placement that was told before.
type Back = Option<(Planet, Sign)>;

/// Words that lean on the sentence before.
const LEANING: [&str; 9] = ["it", "its", "them", "they", "this", "these", "those", "half", "both"];

/// Speaks one reading, and remembers what it has said.
pub(super) struct Voice<'a> {
    texts: &'static Texts,
    tone: Tone,
    factors: &'a Factors,
    seed: u64,
    /// Signs that have been named, and of which planet.
    told: Vec<(Planet, Sign)>,
    last: Option<Factor>,
    /// The first word of the last passage.
    opening: String,
    /// Lists of lead-ins in use, and how far each is spent.
    spent: Vec<(&'static str, usize)>,
}

/// A list of lead-ins, and the placement that they refer back to.
struct Lead {
    list: &'static str,
    back: Back,
}

impl<'a> Voice<'a> {
    pub(super) fn new(texts: &'static Texts, tone: Tone, factors: &'a Factors, seed: u64) -> Self {
        let (told, spent) = (Vec::with_capacity(8), Vec::with_capacity(16));
        Self { texts, tone, factors, seed, told, last: None, opening: String::new(), spent }
    }

    /// The sentences of one factor.
    pub(super) fn say(&mut self, factor: Factor) -> Vec<Sentence> {
        let Some(text) = self.text(factor) else { return Vec::new() };
        let Lead { list, back } = self.lead(factor);
        let said = self.led(factor, list, back, &text);
        let mut keys = self.keys(factor);
        keys.extend(back.map(|(planet, sign)| Factor::Sign(planet, sign).key(self.factors)));
        if let Factor::Sign(planet, sign) = factor {
            self.told.push((planet, sign));
        }
        self.last = Some(factor);
        opening(&said).clone_into(&mut self.opening);
        sentences(&said).map(|text| Sentence { text: text.into(), factors: keys.clone() }).collect()
    }

    fn text(&self, factor: Factor) -> Option<Cow<'static, str>> {
        if let Factor::Meeting(meeting) = factor {
            return meeting.text(self.texts).map(Cow::Owned);
        }
        let key = factor.text_key();
        let several = self.texts.all(&key);
        several.get(seed::pick(self.seed, &key, several.len())).map(|text| Cow::Borrowed(text.as_str()))
    }

    fn keys(&self, factor: Factor) -> Vec<String> {
        let Factor::Closing(planet) = factor else { return vec![factor.key(self.factors)] };
        let sign = self.factors.placed(planet).map(|placed| Factor::Sign(planet, placed.sign));
        let aspects = aspects_of(planet, self.factors).map(|one| Factor::Aspect(one.a, one.b, one.kind));
        sign.into_iter().chain(aspects).map(|factor| factor.key(self.factors)).collect()
    }

    fn lead(&self, factor: Factor) -> Lead {
        let plain = |list| Lead { list, back: None };
        match (self.tone, factor) {
            // These texts name what they are about.
            (
                _,
                Factor::Pattern(..)
                | Factor::Whole(..)
                | Factor::Closing(_)
                | Factor::Retrograde(_)
                | Factor::Dignity(..),
            ) => plain("lead.none"),
            (Tone::Plain, _) => plain("lead.plain"),
            (Tone::Warm, Factor::Sign(planet, sign)) => self.lead_of_sign(planet, sign),
            (Tone::Warm, Factor::House(planet, _)) => match self.last {
                Some(Factor::Sign(last, _)) if last == planet => plain("lead.own_house"),
                _ => plain("lead.house"),
            },
            (Tone::Warm, Factor::Ascendant(_)) => plain("lead.rising"),
            (Tone::Warm, Factor::Midheaven(_)) => plain("lead.midheaven"),
            (Tone::Warm, Factor::Meeting(meeting)) => plain(meeting.lead(self.factors.across.as_ref())),
            (Tone::Warm, Factor::Aspect(a, b, kind)) => {
                let exact = |one: &Between| one.a == a && one.b == b && one.orb < EXACT;
                let after_gift = self.last.is_some_and(is_gift);
                match Nature::of(kind) {
                    _ if self.factors.aspects.iter().any(exact) => plain("lead.exact"),
                    Nature::Tense if after_gift => plain("lead.contrast"),
                    Nature::Joined => plain("lead.joined"),
                    Nature::Flowing => plain("lead.flowing"),
                    Nature::Tense => plain("lead.tense"),
                }
            }
        }
    }

    /// The Moon is seen against the Sun; of the others, one in a sign named before refers back to it.
    fn lead_of_sign(&self, planet: Planet, sign: Sign) -> Lead {
        let sun = self.told.iter().copied().find(|(told, _)| *told == Planet::Sun);
        if let (Planet::Moon, Some((_, of_sun))) = (planet, sun) {
            // Fire and air, earth and water: every other sign, but for the one across.
            let list = match (sign as usize).abs_diff(of_sun as usize) {
                0 => "lead.moon_same",
                2 | 4 | 8 | 10 => "lead.moon_kin",
                _ => "lead.moon_other",
            };
            return Lead { list, back: sun };
        }
        if let Some(back) = self.told.iter().copied().find(|(_, told)| *told == sign) {
            return Lead { list: "lead.same_sign", back: Some(back) };
        }
        let list = match planet {
            Planet::Sun => "lead.sun",
            Planet::Moon => "lead.moon",
            Planet::Mercury => "lead.mercury",
            Planet::Venus => "lead.venus",
            Planet::Mars => "lead.mars",
            Planet::Jupiter => "lead.jupiter",
            Planet::Saturn => "lead.saturn",
            Planet::Uranus | Planet::Neptune | Planet::Pluto => "lead.outer",
        };
        Lead { list, back: None }
    }

    /// A text behind one of the list's lead-ins: the next that fits it and does not begin like the last passage.
    fn led(&mut self, factor: Factor, list: &'static str, back: Back, text: &str) -> String {
        let leads = self.texts.all(list);
        let at = self.spent.iter().position(|(known, _)| *known == list).unwrap_or_else(|| {
            self.spent.push((list, seed::pick(self.seed, list, leads.len())));
            self.spent.len() - 1
        });
        let start = self.spent[at].1;
        let mut second_best = None;
        for turn in start..start + leads.len() {
            let lead = &leads[turn % leads.len()];
            if !fits(lead, text) {
                continue;
            }
            let said = self.filled(lead, factor, back, text);
            if opening(&said) != self.opening {
                self.spent[at].1 = turn + 1;
                return said;
            }
            second_best.get_or_insert(said);
        }
        self.spent[at].1 = start + 1;
        second_best.unwrap_or_else(|| self.filled("{T}", factor, back, text))
    }

    /// A lead-in with its gaps filled. `{T}` is the whole text, `{t}` the same inside a sentence, `{1}` and `{2}` its first
    /// sentence and the rest; the others are names, with a capital where they begin a sentence.
    fn filled(&self, lead: &str, factor: Factor, back: Back, text: &str) -> String {
        let mut said = String::with_capacity(lead.len() + text.len() + 32);
        let mut rest = lead;
        while let Some((before, after)) = rest.split_once('{') {
            let (gap, after) = after.split_once('}').unwrap_or((after, ""));
            said.push_str(before);
            match gap {
                "T" => said.push_str(&self.filled(text, factor, back, "")),
                "t" => said.push_str(&lower(text)),
                "1" => said.push_str(cut(text).0),
                "2" => said.push_str(cut(text).1),
                _ => said.push_str(&self.gap(gap, factor, back)),
            }
            rest = after;
        }
        said + rest
    }

    fn gap(&self, gap: &str, factor: Factor, back: Back) -> String {
        let small = gap.to_ascii_lowercase();
        let word = match (small.as_str(), factor) {
            ("f", _) => factor.phrase().unwrap_or_default(),
            ("other", _) => back.map_or("", |(planet, _)| called(planet)).into(),
            ("sign", Factor::Sign(_, sign) | Factor::Ascendant(sign) | Factor::Midheaven(sign)) => {
                sign.name().into()
            }
            ("sign", Factor::Dignity(planet, _)) => {
                self.factors.placed(planet).map_or("", |placed| placed.sign.name()).into()
            }
            (
                "planet",
                Factor::Sign(planet, _)
                | Factor::House(planet, _)
                | Factor::Retrograde(planet)
                | Factor::Dignity(planet, _),
            ) => called(planet).into(),
            ("house", Factor::House(_, house)) => ordinal(house).into(),
            ("topic", Factor::House(_, house)) => self.texts.first(&format!("topic.{house}")).into(),
            ("a", Factor::Aspect(a, ..)) => called(a).into(),
            ("b", Factor::Aspect(_, b, _)) => called(b).into(),
            ("kind", Factor::Aspect(.., kind)) => noun(kind).into(),
            (small, Factor::Meeting(meeting)) => meeting.gap(small),
            ("planets", Factor::Pattern(.., index)) => {
                self.factors.patterns.get(index).map_or_else(String::new, |(_, planets)| listed(planets))
            }
            _ => String::new(),
        };
        if small == gap { word } else { upper(&word) }
    }
}

/// `the Sun, Mars and Pluto`.
fn listed(planets: &[Planet]) -> String {
    let names: Vec<&str> = planets.iter().map(|planet| called(*planet)).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).into(),
        [early @ .., last] => format!("{} and {last}", early.join(", ")),
    }
}

/// Whether a lead-in suits a text: nothing comes between two sentences of which one leans on the other, and no sentence
/// grows by two clauses with `and`.
pub(super) fn fits(lead: &str, text: &str) -> bool {
    let (first, rest) = cut(text);
    let second = sentences(rest).next().unwrap_or_default();
    let words = || second.split(|letter: char| !letter.is_alphabetic());
    let leans = words().any(|word| LEANING.iter().any(|leaning| word.eq_ignore_ascii_case(leaning)));
    let apart = lead.contains("{1}") && (second.is_empty() || leans);
    let endless = lead.contains(", and {t}") && first.contains(", and ");
    !apart && !endless
}

/// The first sentence and the rest.
fn cut(text: &str) -> (&str, &str) {
    text.split_once(". ").map_or((text, ""), |(first, rest)| (&text[..=first.len()], rest))
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + letters.as_str())
}

/// The first word.
fn opening(text: &str) -> &str {
    text.split_once(' ').map_or(text, |(first, _)| first)
}

/// A passage cut behind each full stop, question mark and exclamation mark that a space follows.
fn sentences(passage: &str) -> impl Iterator<Item = &str> {
    passage.split_inclusive(". ").flat_map(|part| part.split_inclusive("? ")).map(str::trim_end)
}
