//! An interpretation as it is asked for and answered. Knows no meter and no provider.

use chart::compose::{self, Focus, Locale, Options, Tone};
use kernel::ChartId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Order;

/// How a reading is to be.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) focus: Part,
    pub(crate) tone: Voice,
    pub(crate) locale: Language,
}

/// A part of life.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReadingFocus)]
pub(crate) enum Part {
    /// The whole chart.
    #[default]
    All,
    /// Affection and company.
    Love,
    /// Vocation and daily work.
    Work,
    /// Who one is when nobody asks.
    #[serde(rename = "self")]
    Inner,
}

/// How a reading speaks.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReadingTone)]
pub(crate) enum Voice {
    /// Factors are woven into the sentences.
    #[default]
    Warm,
    /// Each factor is named first.
    Plain,
}

/// A language that there are texts in.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReadingLocale)]
pub(crate) enum Language {
    /// English.
    #[default]
    En,
}

/// Who wrote a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReadingEngine)]
pub(crate) enum Engine {
    /// Rules and texts of our own: the same of the same chart always.
    Composer,
    /// The language model that this server is configured with.
    Model,
    /// Nobody: a fixed text for somebody who may need help.
    Rules,
}

/// Why the composer stands in for the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReadingFallback)]
pub(crate) enum Fallback {
    /// The model cannot be had now.
    Unavailable,
    /// The model will not speak of this.
    Refused,
    /// The question and the chart are too long for the model.
    TooLong,
    /// The model broke off.
    BrokeOff,
}

/// What a reading has cost, by meter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReadingCharge)]
pub(crate) struct Charged {
    /// Interpretations: 1, or 0 for a reading that is not the one that was asked for.
    pub(crate) ai_interpretations: u32,
    /// Tokens read and written by the model for this caller.
    pub(crate) ai_tokens: u32,
}

/// A chart in words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Interpretation {
    /// Of which chart.
    #[schema(value_type = String, format = Uuid)]
    chart_id: ChartId,
    /// Who wrote it.
    pub(crate) engine: Engine,
    focus: Part,
    tone: Voice,
    locale: Language,
    /// The whole of it in plain text, paragraphs parted by blank lines.
    text: String,
    /// In reading order, each sentence with what it rests on; the composer's alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sections: Vec<SectionView>,
    /// All that the model was told of the chart: signs, houses, aspects; nothing that tells whose it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    told: Vec<String>,
    /// Why it is not the model that speaks, where one was asked; then nothing is charged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fallback: Option<Fallback>,
    /// What it has cost.
    pub(crate) charged: Charged,
    /// What a reading is for; belongs under every one.
    notice: String,
}

/// A heading and what stands under it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReadingSection)]
struct SectionView {
    /// A few words.
    title: String,
    /// Plain text; joined by spaces they are a paragraph.
    sentences: Vec<SentenceView>,
}

/// A sentence and what it rests on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReadingSentence)]
struct SentenceView {
    /// Plain text.
    text: String,
    /// The factors behind it, such as `sun.sign.leo` or `moon.square.saturn`.
    factors: Vec<String>,
}

impl Fallback {
    /// Its name in metrics.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Refused => "refused",
            Self::TooLong => "too_long",
            Self::BrokeOff => "broke_off",
        }
    }
}

impl Wanted {
    pub(crate) fn options(self) -> Options {
        let focus = match self.focus {
            Part::All => Focus::All,
            Part::Love => Focus::Love,
            Part::Work => Focus::Work,
            Part::Inner => Focus::Inner,
        };
        let tone = match self.tone {
            Voice::Warm => Tone::Warm,
            Voice::Plain => Tone::Plain,
        };
        let locale = match self.locale {
            Language::En => Locale::English,
        };
        Options { focus, tone, locale }
    }
}

impl Interpretation {
    /// The composer's.
    pub(super) fn composed(order: &Order, reading: compose::Reading, charged: Charged) -> Self {
        let text = reading.body();
        let sentence = |compose::Sentence { text, factors }| SentenceView { text, factors };
        let section = |compose::Section { title, sentences }| SectionView {
            title,
            sentences: sentences.into_iter().map(sentence).collect(),
        };
        let sections = reading.sections.into_iter().map(section).collect();
        Self { sections, charged, ..Self::plain(order.chart, order.wanted, Engine::Composer, text) }
    }

    /// In the model's place.
    pub(super) fn instead(self, fallback: Fallback) -> Self {
        Self { fallback: Some(fallback), ..self }
    }

    /// The model's.
    pub(super) fn written(order: &Order, text: String, told: Vec<String>, charged: Charged) -> Self {
        Self { told, charged, ..Self::plain(order.chart, order.wanted, Engine::Model, text) }
    }

    /// A fixed text.
    pub(crate) fn fixed(chart: ChartId, wanted: Wanted, text: &str) -> Self {
        Self::plain(chart, wanted, Engine::Rules, text.to_owned())
    }

    /// What is heard of it piece by piece.
    pub(crate) fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.text.split_inclusive("\n\n")
    }

    fn plain(chart_id: ChartId, wanted: Wanted, engine: Engine, text: String) -> Self {
        let Wanted { focus, tone, locale } = wanted;
        Self {
            chart_id,
            engine,
            focus,
            tone,
            locale,
            text,
            sections: Vec::new(),
            told: Vec::new(),
            fallback: None,
            charged: Charged::default(),
            notice: compose::notice(wanted.options().locale).to_owned(),
        }
    }
}
