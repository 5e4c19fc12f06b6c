//! `POST /admin/alerts/silences`.

use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Body, Reply, Work, fields::Name, reply};

use super::{SilenceView, silence_view::LabelView};
use crate::{
    Error,
    actions::silence,
    rules::{Matcher, Silence},
};

/// Which alerts, how long and why: `rule` or `label`, not both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSilence {
    /// One alert, by its key.
    #[schema(format = "id")]
    rule: Option<String>,
    /// The alerts that have this label.
    label: Option<LabelView>,
    /// Its first moment; now unless told.
    from: Option<Timestamp>,
    /// The first moment after it, at most 30 days later.
    until: Timestamp,
    /// Why, in one line.
    reason: Name,
}

pub(super) async fn run(
    Body(asked): Body<NewSilence>,
    Work(mut unit): Work,
) -> web::Result<Reply<SilenceView>> {
    let matcher = match (asked.rule, asked.label) {
        (Some(key), None) => Matcher::Rule(key),
        (None, Some(LabelView { name, value })) => Matcher::Label { name, value },
        _ => return Err(Error::Field("rule", "Either `rule` or `label`").into()),
    };
    let from = asked.from.unwrap_or(unit.real_now());
    let silence = Silence { matcher, from, until: asked.until };
    let made = silence::run(&mut unit, silence, asked.reason.as_str().to_owned()).await?;
    reply(unit.commit(SilenceView::from(made)).await?)
}
