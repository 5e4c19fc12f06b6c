//! One answer under way, heard by any number of listeners, each from its first word. It knows no provider.
//!
//! A flight belongs to nobody: when the caller who began it leaves and others still listen, it goes on for them; when
//! the last one leaves it is called off, and its counts stand still.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{sync::Notify, task::AbortHandle};

use crate::{Error, Event, Request, Settled, tally::Tally};

/// What is said so far, and what it costs.
#[derive(Debug)]
pub(crate) struct Flight {
    log: Mutex<Log>,
    grown: Notify,
}

#[derive(Debug)]
struct Log {
    events: Vec<Event>,
    tally: Tally,
    state: State,
    listeners: usize,
    pilot: Option<AbortHandle>,
}

#[derive(Debug)]
enum State {
    Under,
    /// Everything has been said, or the reason why not.
    Landed(Result<(), Error>),
    /// The last listener left before the end.
    CalledOff,
}

impl Flight {
    /// A flight with one listener, to which nothing has been said.
    pub(crate) fn new(request: &Request) -> Arc<Self> {
        let tally = Tally::of(request);
        let log = Log { events: Vec::new(), tally, state: State::Under, listeners: 1, pilot: None };
        Arc::new(Self { log: Mutex::new(log), grown: Notify::new() })
    }

    /// Who is to be stopped when nobody listens.
    pub(crate) fn flown_by(&self, pilot: AbortHandle) {
        self.log().pilot = Some(pilot);
    }

    /// A whole answer as a flight that has landed, in one piece: to be kept.
    pub(crate) fn kept(&self) -> Arc<Self> {
        let log = self.log();
        let mut text = String::new();
        let mut events = Vec::new();
        for event in &log.events {
            match event {
                Event::Delta(more) => text.push_str(more),
                Event::Usage(_) => {}
                Event::End(_) => events.push(event.clone()),
            }
        }
        events.insert(0, Event::Delta(text));
        let log = Log { events, tally: log.tally, state: State::Landed(Ok(())), listeners: 0, pilot: None };
        Arc::new(Self { log: Mutex::new(log), grown: Notify::new() })
    }

    /// One more listener; false when it was called off, or failed.
    pub(crate) fn join(&self) -> bool {
        let mut log = self.log();
        let joinable = matches!(log.state, State::Under | State::Landed(Ok(())));
        log.listeners += usize::from(joinable);
        joinable
    }

    /// One listener less.
    pub(crate) fn leave(&self) {
        let mut log = self.log();
        log.listeners -= 1;
        if log.listeners == 0 && matches!(log.state, State::Under) {
            log.state = State::CalledOff;
            let pilot = log.pilot.take();
            drop(log);
            pilot.inspect(AbortHandle::abort);
        }
    }

    /// A new attempt begins; nothing has been said yet.
    pub(crate) fn again(&self) {
        let mut log = self.log();
        if matches!(log.state, State::Under) {
            log.tally.again();
        }
    }

    /// The provider has taken the prompt.
    pub(crate) fn taken(&self) {
        let mut log = self.log();
        if matches!(log.state, State::Under) {
            log.tally.taken();
        }
    }

    /// Says one more thing to all.
    pub(crate) fn say(&self, event: Event) {
        let mut log = self.log();
        if matches!(log.state, State::Under) {
            log.tally.add(&event);
            log.events.push(event);
            drop(log);
            self.grown.notify_waiters();
        }
    }

    /// Nothing more will be said.
    pub(crate) fn land(&self, outcome: Result<(), Error>) {
        let mut log = self.log();
        if matches!(log.state, State::Under) {
            log.state = State::Landed(outcome);
            log.pilot = None;
            drop(log);
            self.grown.notify_waiters();
        }
    }

    /// What has been said from `index` on: the event there, the end (none), or the error that stands for the rest.
    pub(crate) async fn hear(&self, index: usize) -> Option<Result<Event, Error>> {
        loop {
            let grown = self.grown.notified();
            {
                let log = self.log();
                if let Some(event) = log.events.get(index) {
                    return Some(Ok(event.clone()));
                }
                match &log.state {
                    State::Under => {}
                    State::Landed(Err(error)) if index == log.events.len() => {
                        return Some(Err(error.clone()));
                    }
                    State::Landed(_) | State::CalledOff => return None,
                }
            }
            grown.await;
        }
    }

    /// What it has cost so far.
    pub(crate) fn settled(&self) -> Settled {
        self.log().tally.settled()
    }

    /// Whether words have been said.
    pub(crate) fn has_words(&self) -> bool {
        self.log().tally.has_words()
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
