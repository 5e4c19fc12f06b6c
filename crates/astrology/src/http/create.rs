//! `POST /charts`.

use axum::Extension;
use http::Method;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, Keep, Permission, Principal, Reply, Route, Work, fields::Name, reply};

use super::{
    Desk,
    subject::{NewBirth, NewMoment},
};
use crate::{
    actions,
    rules::{Asked, Kind, Labels, Notes, Part, Refusal, Settings, Tags},
    views::ChartView,
};

/// A chart to draw.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewChart {
    /// What kind of chart.
    kind: Kind,
    /// When and where; of a synastry the first person's, the inner ring.
    birth: NewBirth,
    /// The moment of transits: required for these, refused for other kinds.
    #[serde(default)]
    moment: Option<NewMoment>,
    /// The second birth of a synastry: required for it, refused for other kinds.
    #[serde(default)]
    other: Option<NewBirth>,
    /// How it is drawn, both skies alike.
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

pub(super) fn route() -> Route<Desk> {
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
    Body(mut new): Body<NewChart>,
    Work(mut unit): Work,
) -> web::Result<Reply<ChartView>> {
    let labels = new.labels();
    let asked = new.asked().map_err(crate::Error::from)?;
    let request = actions::assemble::run(&mut unit, me.user, asked).await?;
    let chart = actions::create::run(&mut unit, me.user, request, labels).await?;
    reply(unit.commit(chart).await?)
}

impl NewChart {
    /// What is to be written on it; taken out.
    fn labels(&mut self) -> Labels {
        Labels {
            name: self.name.take().map(|name| name.as_str().to_owned()),
            tags: std::mem::take(&mut self.tags).into_texts(),
            notes: self.notes.take().map(Notes::into_text),
        }
    }

    /// What is asked for, or everything that can be seen to be wrong before a chart is looked up.
    fn asked(self) -> Result<Asked, Refusal> {
        let Self { kind, birth, moment, other, settings, .. } = self;
        let mut wrong = kind.problems(moment.is_some(), other.is_some());
        let birth = Refusal::gather(&mut wrong, birth.subject(Part::Birth))?;
        let moment = Refusal::gather(&mut wrong, moment.map(NewMoment::birth).transpose())?;
        let other = Refusal::gather(&mut wrong, other.map(|other| other.subject(Part::Other)).transpose())?;
        match (birth, moment, other) {
            (Some(birth), Some(moment), Some(other)) if wrong.is_empty() => {
                Ok(Asked { kind, birth, moment, other, settings })
            }
            _ => Err(Refusal::Fields(wrong)),
        }
    }
}
