//! `POST /charts`.

use axum::Extension;
use data::seal::Sealer;
use http::Method;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, Keep, Permission, Principal, Reply, Route, Work, fields::Name, reply};

use crate::{
    actions,
    rules::{Birth, Fold, Kind, Labels, Notes, Request, Settings, Tags, Whereabouts},
    views::ChartView,
};

/// A chart to draw.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewChart {
    /// What kind of chart.
    kind: Kind,
    /// When and where.
    birth: NewBirth,
    /// How it is drawn.
    #[serde(default)]
    settings: Settings,
    /// What its owner calls it.
    name: Option<Name>,
    /// What its owner sorts it by: up to 12 tags of 1 to 40 characters, no two the same but for case.
    #[serde(default)]
    tags: Tags,
    /// What its owner thinks of it, up to 4000 characters.
    notes: Option<Notes>,
}

/// When and where somebody was born.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBirth {
    /// Local date, Gregorian, `YYYY-MM-DD`, 1800 to 2200.
    #[schema(format = Date, example = "1987-03-14")]
    date: String,
    /// Local time of day, `HH:MM` or `HH:MM:SS`, if it is known.
    #[serde(default)]
    #[schema(example = "05:47")]
    time: Option<String>,
    /// Which one is meant, if the clock showed that time twice; without effect if it did not.
    #[serde(default)]
    fold: Option<Fold>,
    /// Where.
    place: Whereabouts,
}

pub(super) fn route() -> Route<Sealer> {
    web::route(Method::POST, "/charts")
        .summary("Draw a chart; costs one unit of the meter charts")
        .permission(Permission::ViewRecommendations)
        .body::<NewChart>()
        .answers::<ChartView>()
        .created()
        .keep(Keep::Answer)
        .handler(run)
}

async fn run(
    Extension(me): Extension<Principal>,
    Body(new): Body<NewChart>,
    Work(mut unit): Work,
) -> web::Result<Reply<ChartView>> {
    let NewChart { kind, birth: NewBirth { date, time, fold, place }, settings, name, tags, notes } = new;
    let place = place.locate().map_err(crate::Error::from)?;
    let birth = Birth { date, time, fold, place };
    let labels = Labels {
        name: name.map(|name| name.as_str().to_owned()),
        tags: tags.into_texts(),
        notes: notes.map(Notes::into_text),
    };
    let chart = actions::create::run(&mut unit, me.user, Request { kind, birth, settings }, labels).await?;
    reply(unit.commit(chart).await?)
}
