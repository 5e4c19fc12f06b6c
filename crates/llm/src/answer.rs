//! An answer as its caller hears it.

use std::sync::Arc;

use futures_util::{Stream, stream};

use crate::{End, Error, Event, Settled, flight::Flight};

/// An answer: events one by one, from the first word, whoever else listens.
///
/// Dropping it before the end calls the provider off, unless somebody else listens to the same answer. What was
/// produced by then is told by [`Answer::meter`], taken before.
#[derive(Debug)]
#[must_use]
pub struct Answer {
    meter: Meter,
    origin: Origin,
    next: usize,
}

/// Where an answer comes from, and so who pays for its tokens: who asked. When that one leaves before the end, whoever of
/// the others came first pays for the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The provider was asked for this caller.
    Asked,
    /// Somebody else had just asked the same: it is heard along with them.
    Shared,
    /// It was kept from before.
    Kept,
}

/// What an answer has cost its caller so far; it outlives the answer.
#[derive(Clone, Debug)]
pub struct Meter {
    flight: Arc<Flight>,
    listener: usize,
}

/// An answer heard to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// All that was said.
    pub text: String,
    /// Why it ended.
    pub end: End,
    /// What it cost this caller.
    pub settled: Settled,
}

impl Answer {
    pub(crate) fn new(flight: Arc<Flight>, listener: usize, origin: Origin) -> Self {
        Self { meter: Meter { flight, listener }, origin, next: 0 }
    }

    /// Where it comes from.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// What tells the costs, then and later.
    #[must_use]
    pub fn meter(&self) -> Meter {
        self.meter.clone()
    }

    /// The next event; none after [`Event::End`] or an error. A call that is given up loses nothing.
    pub async fn next(&mut self) -> Option<Result<Event, Error>> {
        let heard = self.meter.flight.hear(self.next).await;
        self.next = match heard {
            Some(Ok(_)) => self.next + 1,
            _ => usize::MAX,
        };
        heard
    }

    /// The same as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Event, Error>> + Send {
        stream::unfold(self, async |mut answer| answer.next().await.map(|event| (event, answer)))
    }

    /// Hears it to its end.
    ///
    /// # Errors
    /// As they come; words before one are lost.
    pub async fn whole(mut self) -> Result<Whole, Error> {
        let mut text = String::new();
        let mut end = End::Other;
        while let Some(event) = self.next().await {
            match event? {
                Event::Delta(more) => text.push_str(&more),
                Event::Usage(_) => {}
                Event::End(reason) => end = reason,
            }
        }
        Ok(Whole { text, end, settled: self.meter.settled() })
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.meter.flight.leave(self.meter.listener);
    }
}

impl Meter {
    /// What the answer has cost its caller by now: nothing as long as the provider has not taken the prompt, and
    /// nothing for an answer that somebody else pays for or that was kept. It no longer changes once the answer has ended
    /// or its caller has left.
    #[must_use]
    pub fn settled(&self) -> Settled {
        self.flight.share(self.listener)
    }
}
