//! Fills in births that are asked for by the id of a saved chart.

use data::Unit;
use kernel::{ChartId, UserId};

use crate::{
    Error,
    rules::{Asked, Birth, Kind, Part, Problem, Refusal, Request, Subject},
    store,
};

/// The request that `user` means. Births of saved charts are copied into it, so that it stands for itself from then on,
/// whatever becomes of those charts.
///
/// # Errors
/// [`Error::Request`] if an id is not one of the user's own natal charts, and nothing tells whether there is such a chart;
/// [`Error::Data`].
pub async fn run(unit: &mut Unit, user: UserId, asked: Asked) -> Result<Request, Error> {
    let Asked { kind, birth, moment, other, settings } = asked;
    let mut wrong = Vec::new();
    let birth = find(unit, user, birth, Part::Birth, &mut wrong).await?;
    let other = match other {
        Some(other) => find(unit, user, other, Part::Other, &mut wrong).await?,
        None => None,
    };
    let Some(birth) = birth.filter(|_| wrong.is_empty()) else { return Err(Refusal::Fields(wrong).into()) };
    Ok(Request { kind, birth, moment, other, settings })
}

async fn find(
    unit: &mut Unit,
    user: UserId,
    subject: Subject,
    part: Part,
    wrong: &mut Vec<Problem>,
) -> Result<Option<Birth>, Error> {
    let id = match subject {
        Subject::Born(birth) => return Ok(Some(birth)),
        Subject::Saved(id) => id,
    };
    let birth = saved(unit, user, id).await?;
    if birth.is_none() {
        let message = "None of your saved birth charts has this id";
        wrong.push(Problem::new(part.path("chart"), "CHART_UNKNOWN", message));
    }
    Ok(birth)
}

async fn saved(unit: &mut Unit, user: UserId, id: ChartId) -> Result<Option<Birth>, Error> {
    let chart = store::find(unit, user, id).await?;
    Ok(chart.filter(|chart| chart.request.kind == Kind::Natal).map(|chart| chart.request.birth))
}

#[cfg(test)]
mod tests;
