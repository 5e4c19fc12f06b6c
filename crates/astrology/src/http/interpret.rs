//! `POST /charts/{id}/interpretations`.

use axum::Extension;
use chart::compose::{self, Focus, Locale, Options, Tone};
use data::seal::Sealer;
use http::Method;
use kernel::ChartId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Body, Error, Keep, PathOf, Permission, Principal, Reply, Route, Work, reply};

use crate::actions;

/// What is asked of a reading.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInterpretation {
    /// Which part of life; all unless told.
    #[serde(default)]
    focus: Part,
    /// How it speaks; warm unless told.
    #[serde(default)]
    tone: Voice,
    /// The language; English unless told.
    #[serde(default)]
    locale: Language,
}

/// A part of life.
#[derive(Clone, Copy, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReadingFocus)]
enum Part {
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
#[derive(Clone, Copy, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReadingTone)]
enum Voice {
    /// Factors are woven into the sentences.
    #[default]
    Warm,
    /// Each factor is named first.
    Plain,
}

/// A language that there are texts in.
#[derive(Clone, Copy, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReadingLocale)]
enum Language {
    /// English.
    #[default]
    En,
}

/// A chart in words.
#[derive(Serialize, ToSchema)]
pub(super) struct Interpretation {
    /// Of which chart.
    #[schema(value_type = String, format = Uuid)]
    chart_id: ChartId,
    /// Who wrote it: `composer`, which says the same of the same chart always.
    engine: &'static str,
    focus: Part,
    tone: Voice,
    locale: Language,
    /// In reading order.
    sections: Vec<SectionView>,
    /// What a reading is for; belongs under every one.
    notice: String,
}

/// A heading and what stands under it.
#[derive(Serialize, ToSchema)]
#[schema(as = ReadingSection)]
struct SectionView {
    /// A few words.
    title: String,
    /// Plain text; joined by spaces they are a paragraph.
    sentences: Vec<SentenceView>,
}

/// A sentence and what it rests on.
#[derive(Serialize, ToSchema)]
#[schema(as = ReadingSentence)]
struct SentenceView {
    /// Plain text.
    text: String,
    /// The factors behind it, such as `sun.sign.leo` or `moon.square.saturn`.
    factors: Vec<String>,
}

pub(super) fn route() -> Route<Sealer> {
    web::route(Method::POST, "/charts/{id}/interpretations")
        .summary("Read one of your charts in words; costs one unit of the meter ai_interpretations")
        .permission(Permission::ViewRecommendations)
        .body::<NewInterpretation>()
        .answers::<Interpretation>()
        .created()
        .keep(Keep::Answer)
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    PathOf(id): PathOf<ChartId>,
    Body(asked): Body<NewInterpretation>,
    Work(mut unit): Work,
) -> web::Result<Reply<Interpretation>> {
    let reading = actions::interpret::run(&mut unit, me.user, id, &asked.options()).await?;
    let reading = reading.ok_or_else(|| Error::not_found("chart"))?;
    reply(unit.commit(asked.answered(id, reading)).await?)
}

impl NewInterpretation {
    fn options(&self) -> Options {
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

    fn answered(self, chart_id: ChartId, reading: compose::Reading) -> Interpretation {
        let sentence = |compose::Sentence { text, factors }| SentenceView { text, factors };
        let section = |compose::Section { title, sentences }| SectionView {
            title,
            sentences: sentences.into_iter().map(sentence).collect(),
        };
        Interpretation {
            chart_id,
            engine: "composer",
            focus: self.focus,
            tone: self.tone,
            locale: self.locale,
            sections: reading.sections.into_iter().map(section).collect(),
            notice: reading.notice,
        }
    }
}
