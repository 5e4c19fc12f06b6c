//! One reading by the model, from the question to what it cost. It runs beside its request, so that what was set aside is
//! settled whoever leaves.

use chart::compose::{Factors, compose, factors};
use llm::{Answer, Client, End, Event, Settled};
use serde_json::json;
use tokio::sync::mpsc;
use tracing::Instrument;
use web::{Error, Works};

use super::{Charged, Fallback, Interpretation, Order, answer::Engine};
use crate::{
    actions::{
        reserve_reading::Held,
        settle_reading::{self, Spent},
    },
    events::{self, Told},
    rules::prompt::VERSION,
};

/// Pieces on their way to a listener who is slower than the model.
const PIECES: usize = 32;

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
    Nothing(Fallback),
}

impl Course {
    /// Asks, and lets the other end listen. Dropping it is leaving.
    pub(crate) fn start(self) -> mpsc::Receiver<Said> {
        let (say, said) = mpsc::channel(PIECES);
        tokio::spawn(data::presence::watched(self.run(say)).in_current_span());
        said
    }

    async fn run(self, say: mpsc::Sender<Said>) {
        data::presence::assert_no_unit("asking a model");
        let heard = self.hear(&say).await;
        if let Heard::Nothing(fallback) = heard {
            let _ = say.send(Said::Anew(fallback)).await;
        }
        let told = self.settle(heard).await;
        if let Ok(Some(answer)) = &told
            && answer.fallback.is_some()
        {
            for paragraph in answer.paragraphs() {
                let _ = say.send(Said::Piece(paragraph.to_owned())).await;
            }
        }
        let _ = say.send(Said::End(told.map(|answer| answer.map(Box::new)))).await;
    }

    async fn hear(&self, say: &mpsc::Sender<Said>) -> Heard {
        let mut answer = self.ask();
        let (meter, mut text) = (answer.meter(), String::new());
        loop {
            let event = tokio::select! {
                biased;
                () = say.closed(), if !self.works.can_be_repeated() => {
                    drop(answer);
                    return Heard::Left(text, meter.settled());
                }
                event = answer.next() => event,
            };
            match event {
                Some(Ok(Event::Delta(more))) => {
                    text.push_str(&more);
                    let _ = say.send(Said::Piece(more)).await;
                }
                Some(Ok(Event::End(End::Filtered))) => return Heard::Nothing(Fallback::Refused),
                Some(Ok(Event::Usage(_) | Event::End(_))) => {}
                Some(Err(error)) => return Heard::Nothing(reason(&error)),
                None if text.trim().is_empty() => return Heard::Nothing(Fallback::Unavailable),
                None => return Heard::Whole(text, meter.settled()),
            }
        }
    }

    /// The same chart asked in the same way is answered once; a question is nobody's but its asker's.
    fn ask(&self) -> Answer {
        let request = self.request.clone();
        if self.order.question.is_some() {
            return self.model.complete(request);
        }
        self.model.shared(self.model.key(VERSION, &request), request)
    }

    async fn settle(&self, heard: Heard) -> Result<Option<Interpretation>, Error> {
        let Some(mut unit) = self.works.resume().await? else {
            let mut unit = self.works.look().await?;
            settle_reading::run(&mut unit, &self.held, Spent::Nothing).await?;
            return Ok(unit.commit(None).await?);
        };
        let spent = match &heard {
            Heard::Whole(_, settled) => Spent::Reading(settled.total()),
            Heard::Left(text, settled) if !text.is_empty() => Spent::Reading(settled.total()),
            Heard::Left(..) | Heard::Nothing(_) => Spent::Nothing,
        };
        let charged = settle_reading::run(&mut unit, &self.held, spent).await?;
        let answer = self.answer(heard, charged);
        unit.audit(settle_reading::audit(
            self.order.chart,
            json!({
                "engine": answer.engine,
                "fallback": answer.fallback,
                "focus": self.order.wanted.focus,
                "tone": self.order.wanted.tone,
                "question": self.order.question.is_some(),
                "charged": charged,
            }),
        ));
        let told = Told {
            by_model: answer.engine == Engine::Model,
            fallback: answer.fallback.is_some(),
            question: self.order.question.is_some(),
            focus: self.order.wanted.options().focus,
        };
        unit.emit(events::interpretation_read(self.order.user, &told));
        metrics::counter!("readings_total", "fallback" => answer.fallback.map_or("none", Fallback::name))
            .increment(1);
        Ok(Some(unit.commit(answer).await?))
    }

    fn answer(&self, heard: Heard, charged: Charged) -> Interpretation {
        match heard {
            Heard::Whole(text, _) | Heard::Left(text, _) => {
                let text = text.trim().to_owned();
                Interpretation::written(&self.order, text, factors(&self.factors), charged)
            }
            Heard::Nothing(fallback) => {
                let reading = compose(&self.factors, &self.order.wanted.options());
                Interpretation::composed(&self.order, reading, charged).instead(fallback)
            }
        }
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
