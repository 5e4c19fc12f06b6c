//! A reading from the factors of a chart: our own sentences, chosen and joined by rule.
//!
//! 1. Same factors and options, same bytes: wording is varied by a hash of the factors, never by chance or clock.
//! 2. Every sentence lists the factors behind it, by keys that stay: `sun.sign.leo`, `moon.square.saturn`.
//! 3. No sentence comes twice in a reading; the order in which factors are given does not matter.
//! 4. A second sky, of a moment or of another person, is spoken of first: `transit.saturn.square.sun`,
//!    `synastry.venus.trine.mars`; then the chart itself, in short.
//! 5. Without an ascendant the time of birth counts as unknown: houses, angles and sect are then not read.
//!
//! Texts are invitations to think, in plain text without markup: nothing here foretells. A factor that is not certain (a Moon that
//! changes sign on a day of unknown hour) is left out by the caller. This room knows no sky, no person and no network.
//!
//! ```
//! use chart::{Planet, Sign};
//! use chart::compose::{Factors, Options, Placed, compose};
//!
//! let sun = Placed::new(Planet::Sun, Sign::Leo);
//! let reading = compose(&Factors { placements: vec![sun], ..Factors::default() }, &Options::default());
//! assert_eq!(reading.sections[0].sentences[0].factors, ["sun.sign.leo"]);
//! assert!(reading.to_string().ends_with("your choices are your own."));
//! ```

mod around;
mod choose;
mod factor;
mod facts;
mod input;
mod plan;
mod seed;
mod texts;
mod voice;
mod weigh;

pub use facts::factors;
pub use input::{Across, Around, Between, Dignity, Factors, Placed};

use std::fmt;

use texts::Texts;

/// Which part of life a reading looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Focus {
    /// The whole chart, 350 to 900 words; 200 to 600 with a second sky.
    #[default]
    All,
    /// Affection and company; this and the following are 150 to 400 words.
    Love,
    /// Vocation and daily work.
    Work,
    /// Who one is when nobody asks; named `self`.
    Inner,
}

impl Focus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::All, Self::Love, Self::Work, Self::Inner];

    /// Its name in requests and cache keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Love => "love",
            Self::Work => "work",
            Self::Inner => "self",
        }
    }
}

/// How a reading speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Factors are woven into the sentences.
    #[default]
    Warm,
    /// Each factor is named first, then what it says.
    Plain,
}

impl Tone {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Warm, Self::Plain];

    /// Its name in requests and cache keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Warm => "warm",
            Self::Plain => "plain",
        }
    }
}

/// A language that there are texts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English, spelt as in Britain.
    #[default]
    English,
}

impl Locale {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::English];

    /// Its language tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }
}

/// What is asked of a reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the types say all")]
pub struct Options {
    pub focus: Focus,
    pub tone: Tone,
    pub locale: Locale,
}

/// A sentence and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Plain text with its full stop or question mark.
    pub text: String,
    /// Keys of the factors behind it, at least one.
    pub factors: Vec<String>,
}

/// A heading and the sentences under it, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// A few words without a full stop.
    pub title: String,
    /// In reading order; joined by spaces they are a paragraph.
    pub sentences: Vec<Sentence>,
}

/// What a chart says. Written with `to_string`: title, paragraph, blank line, and the notice as the last line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Sections that have something to say, in reading order.
    pub sections: Vec<Section>,
    /// What a reading is for; belongs under every one.
    pub notice: String,
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.sections.is_empty() {
            write!(f, "{}\n\n", self.body())?;
        }
        f.write_str(&self.notice)
    }
}

impl Reading {
    /// As it is written without the notice.
    #[must_use]
    pub fn body(&self) -> String {
        let paragraph = |Section { title, sentences }: &Section| {
            let said: Vec<&str> = sentences.iter().map(|sentence| sentence.text.as_str()).collect();
            format!("{title}\n{}", said.join(" "))
        };
        self.sections.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")
    }
}

/// What a reading is for: belongs under every one, whoever wrote it.
#[must_use]
pub fn notice(locale: Locale) -> &'static str {
    Texts::of(locale).first("notice.text")
}

/// The reading of a chart.
#[must_use]
pub fn compose(factors: &Factors, options: &Options) -> Reading {
    let texts = Texts::of(options.locale);
    let factors = factors.settled();
    let weighed = weigh::weighed(&factors);
    let mut voice = voice::Voice::new(texts, options.tone, &factors, seed::of(&factors, &weighed));
    let mut left = weighed;
    let mut sections = Vec::new();
    for recipe in plan::recipes(options.focus, factors.across.as_ref().map(|across| across.kind)) {
        let sentences: Vec<Sentence> =
            choose::choose(recipe, &mut left).into_iter().flat_map(|factor| voice.say(factor)).collect();
        if !sentences.is_empty() {
            sections
                .push(Section { title: texts.first(&format!("title.{}", recipe.title)).into(), sentences });
        }
    }
    Reading { sections, notice: notice(options.locale).into() }
}

#[cfg(test)]
mod tests;
