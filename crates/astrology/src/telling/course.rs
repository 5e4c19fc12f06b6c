//! One reading by the model, from the question to what it cost. It runs beside its request and waits for no listener, so
//! that what was set aside is settled in time, whoever reads slowly or leaves.

use chart::compose::{Factors, compose, factors};
use data::Unit;
use llm::{Answer, Client, End, Event, Settled};
use tokio::sync::mpsc;
use tracing::Instrument;
use web::{Error, Works};

use super::{Charged, Fallback, Interpretation, Order};
use crate::{
    actions::{
        note_reading::{self, Told},
        reserve_reading::Held,
        settle_reading::{self, Spent},
    },
    rules::prompt::VERSION,
};

/// A reading for which everything is set aside.
pub(crate) struct Course {
    pub(super) model: Client,
    pub(super) works: Works,
    pub(super) order: Order,
    pub(super) factors: Factors,
    pub(super) request: llm::Request,
    pub(super) held: Held,
}

/// What a listener hears.
pub(crate) enum Said {
    /// More text.
    Piece(String),
    /// What was said does not count: the composer begins anew.
    Anew(Fallback),
    /// The end. None when another request with the same key was answered first.
    End(Result<Option<Box<Interpretation>>, Error>),
}

/// How the model was heard.
enum Heard {
    Whole(String, Settled),
    /// The listener left after these words.
    Left(String, Settled),
    /// The listener left before the first word.
    Unheard,
    Nothing(Fallback),
}

impl Course {
    /// Asks, and lets the other end listen. Dropping it is leaving. What waits there is no more than the longest answer.
    pub(crate) fn start(self) -> mpsc::UnboundedReceiver<Said> {
        let (say, said) = mpsc::unbounded_channel();
        tokio::spawn(data::presence::watched(self.run(say)).in_current_span());
        said
    }

    async fn run(self, say: mpsc::UnboundedSender<Said>) {
        data::presence::assert_no_unit("asking a model");
        let heard = self.hear(&say).await;
        if let Heard::Nothing(fallback) = heard {
            let _ = say.send(Said::Anew(fallback));
        }
        let told = self.settle(heard).await;
        if let Ok(Some(answer)) = &told
            && answer.fallback.is_some()
        {
            for paragraph in answer.paragraphs() {
                let _ = say.send(Said::Piece(paragraph.to_owned()));
            }
        }
        let _ = say.send(Said::End(told.map(|answer| answer.map(Box::new))));
    }

    async fn hear(&self, say: &mpsc::UnboundedSender<Said>) -> Heard {
        let mut answer = self.ask();
        let (meter, mut text) = (answer.meter(), String::new());
        loop {
            let event = tokio::select! {
                biased;
                () = say.closed(), if !self.works.can_be_repeated() => {
                    drop(answer);
                    return if text.is_empty() { Heard::Unheard } else { Heard::Left(text, meter.settled()) };
                }
                event = answer.next() => event,
            };
            match event {
                Some(Ok(Event::Delta(more))) => {
                    text.push_str(&more);
                    let _ = say.send(Said::Piece(more));
                }
                Some(Ok(Event::End(End::Filtered))) => return Heard::Nothing(Fallback::Refused),
                Some(Ok(Event::Usage(_) | Event::End(_))) => {}
                Some(Err(error)) => return Heard::Nothing(reason(&error)),
                None if text.trim().is_empty() => return Heard::Nothing(Fallback::Unavailable),
                None => return Heard::Whole(text, meter.settled()),
            }
        }
    }

    /// The same chart asked in the same way is answered once in a tenant: that an answer is there already tells that the chart
    /// is known. A question is nobody's but its asker's.
    fn ask(&self) -> Answer {
        let request = self.request.clone();
        if self.order.question.is_some() {
            return self.model.complete(request);
        }
        let scope = format!("{VERSION} {}", self.order.tenant);
        self.model.shared(self.model.key(&scope, &request), request)
    }

    async fn settle(&self, heard: Heard) -> Result<Option<Interpretation>, Error> {
        let Some(mut unit) = self.works.resume().await? else {
            return self.release(self.works.look().await?).await;
        };
        let (answer, charged) = match heard {
            Heard::Unheard => return self.release(unit).await,
            Heard::Whole(text, settled) | Heard::Left(text, settled) => {
                let charged =
                    settle_reading::run(&mut unit, &self.held, Spent::Reading(settled.total())).await?;
                (self.written(&text, charged), charged)
            }
            Heard::Nothing(fallback) => {
                let charged = settle_reading::run(&mut unit, &self.held, Spent::Nothing).await?;
                (self.composed(fallback, charged), charged)
            }
        };
        let told = Told {
            engine: answer.engine,
            fallback: answer.fallback,
            options: self.order.wanted.options(),
            question: self.order.question.is_some(),
            charged,
        };
        note_reading::run(&mut unit, self.order.user, self.order.chart, &told);
        metrics::counter!("readings_total", "fallback" => answer.fallback.map_or("none", Fallback::name))
            .increment(1);
        Ok(Some(unit.commit(answer).await?))
    }

    /// Nothing was told to anybody.
    async fn release(&self, mut unit: Unit) -> Result<Option<Interpretation>, Error> {
        settle_reading::run(&mut unit, &self.held, Spent::Nothing).await?;
        Ok(unit.commit(None).await?)
    }

    fn written(&self, text: &str, charged: Charged) -> Interpretation {
        Interpretation::written(&self.order, text.trim().to_owned(), factors(&self.factors), charged)
    }

    fn composed(&self, fallback: Fallback, charged: Charged) -> Interpretation {
        let reading = compose(&self.factors, &self.order.wanted.options());
        Interpretation::composed(&self.order, reading, charged).instead(fallback)
    }
}

/// What an operator has to mend is nothing that a user can act on.
fn reason(error: &llm::Error) -> Fallback {
    match error {
        llm::Error::Unavailable { .. } | llm::Error::Misconfigured { .. } => Fallback::Unavailable,
        llm::Error::Refused { .. } => Fallback::Refused,
        llm::Error::TooLong { .. } => Fallback::TooLong,
        llm::Error::BrokenMidStream { .. } => Fallback::BrokeOff,
    }
}
