//! Who tells a reading: the model, where one is configured, with the composer behind it.
//!
//! 1. A unit of the meter `ai_interpretations`, and the most tokens that the call can take, are set aside and committed;
//!    the model is asked with no connection held; what it took is settled, and the rest given back.
//! 2. Without words from the model the composer speaks, says so, and nothing is charged.
//! 3. A caller who leaves before the end pays for what was said by then. If it gave an `Idempotency-Key`, the reading is
//!    finished and kept for it instead.
//! 4. What crashes in between is charged to nobody: what was set aside lapses, and the key with it.

mod answer;
mod course;

use axum::response::Result;
use chart::compose::Factors;
use jiff::SignedDuration;
use kernel::{ChartId, TenantId, UserId};
use llm::{Client, Request, rules::Question};
use web::{Error, Works};

pub(crate) use answer::{Charged, Engine, Fallback, Interpretation, Language, Part, Voice, Wanted};
pub(crate) use course::{Course, Said};

use crate::{
    actions::{self, reserve_reading},
    rules::{
        interpretation::factors,
        prompt::{MAX_TOKENS, Prompt, prompt},
    },
};

/// Beyond the longest call, for the database.
const MARGIN: SignedDuration = SignedDuration::from_mins(2);

/// The teller of an installation.
#[derive(Clone, Debug)]
pub(crate) struct Teller {
    model: Option<Client>,
}

/// A reading that is asked for.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) tenant: TenantId,
    pub(crate) user: UserId,
    pub(crate) chart: ChartId,
    pub(crate) wanted: Wanted,
    pub(crate) question: Option<Question>,
}

/// How far a reading came at once.
pub(crate) enum Opened {
    /// It is told.
    Told(Box<Interpretation>),
    /// The model is to be asked.
    Asking(Box<Course>),
}

impl Teller {
    pub(crate) fn new(model: Option<Client>) -> Self {
        Self { model }
    }

    /// Whether somebody is there who can answer a question.
    pub(crate) fn answers_questions(&self) -> bool {
        self.model.is_some()
    }

    /// Composes the reading, or sets aside what the model may cost.
    pub(crate) async fn open(&self, works: Works, order: Order) -> Result<Opened> {
        match &self.model {
            None => composed(&works, &order).await.map(Box::new).map(Opened::Told),
            Some(model) => reserved(model, works, order).await.map(Box::new).map(Opened::Asking),
        }
    }
}

async fn composed(works: &Works, order: &Order) -> Result<Interpretation> {
    let mut unit = works.begin().await?;
    let reading = actions::interpret::run(&mut unit, order.user, order.chart, &order.wanted.options()).await;
    let reading = reading.map_err(Error::from)?.ok_or_else(|| Error::not_found("chart"))?;
    let charged = Charged { ai_interpretations: 1, ai_tokens: 0 };
    let answer = Interpretation::composed(order, reading, charged);
    Ok(unit.commit(answer).await.map_err(Error::from)?)
}

async fn reserved(model: &Client, works: Works, order: Order) -> Result<Course> {
    let mut unit = works.begin().await?;
    let chart = actions::read::run(&mut unit, order.user, order.chart).await.map_err(Error::from)?;
    let factors = factors(&chart.ok_or_else(|| Error::not_found("chart"))?.reading);
    let request = request(&factors, &order);
    let lasts = SignedDuration::try_from(model.patience()).unwrap_or(MARGIN) + MARGIN;
    let tokens = u32::try_from(llm::reserve(&request)).unwrap_or(u32::MAX);
    let held = reserve_reading::run(&mut unit, order.user, tokens, lasts).await.map_err(Error::from)?;
    unit.hold(lasts);
    unit.commit(()).await.map_err(Error::from)?;
    Ok(Course { model: model.clone(), works, order, factors, request, held })
}

fn request(factors: &Factors, order: &Order) -> Request {
    let question = order.question.as_ref().map(Question::text);
    let Prompt { system, facts, question } = prompt(factors, order.wanted.options(), question);
    let user = std::iter::once(facts.join("\n")).chain(question).collect();
    Request { system, user, max_tokens: MAX_TOKENS }
}
