//! One answer under way, heard by any number of listeners, each from its first word. It knows no provider.
//!
//! A flight belongs to nobody: when the caller who began it leaves and others still listen, it goes on for them, and the
//! first of them pays from there on; when the last one leaves it is called off, and its counts stand still.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

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
    /// Who listens, by the order in which they came.
    listeners: BTreeSet<usize>,
    /// How many have come so far.
    came: usize,
    /// Who pays for what is said; nobody for what was kept.
    payer: Option<usize>,
    /// What those paid for who left before the end.
    paid: BTreeMap<usize, Settled>,
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
    /// A flight with one listener, number 0, who pays and to whom nothing has been said.
    pub(crate) fn new(request: &Request) -> Arc<Self> {
        let log = Log {
            listeners: BTreeSet::from([0]),
            came: 1,
            payer: Some(0),
            ..Log::new(Vec::new(), Tally::of(request), State::Under)
        };
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
        let log = Log::new(events, log.tally, State::Landed(Ok(())));
        Arc::new(Self { log: Mutex::new(log), grown: Notify::new() })
    }

    /// The number of one more listener; none when it was called off, or failed.
    pub(crate) fn join(&self) -> Option<usize> {
        let mut log = self.log();
        if !matches!(log.state, State::Under | State::Landed(Ok(()))) {
            return None;
        }
        let listener = log.came;
        log.came += 1;
        log.listeners.insert(listener);
        Some(listener)
    }

    /// One listener less.
    pub(crate) fn leave(&self, listener: usize) {
        let mut log = self.log();
        log.listeners.remove(&listener);
        if !matches!(log.state, State::Under) {
            return;
        }
        match log.listeners.first().copied() {
            Some(heir) if log.payer == Some(listener) => log.hand_over(listener, heir),
            Some(_) => {}
            None => {
                log.state = State::CalledOff;
                let pilot = log.pilot.take();
                drop(log);
                pilot.inspect(AbortHandle::abort);
            }
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

    /// What it has cost so far, all listeners together.
    pub(crate) fn settled(&self) -> Settled {
        self.log().tally.settled()
    }

    /// What it has cost one listener.
    pub(crate) fn share(&self, listener: usize) -> Settled {
        let log = self.log();
        if log.payer == Some(listener) {
            log.unpaid()
        } else {
            log.paid.get(&listener).copied().unwrap_or_default()
        }
    }

    /// Whether words have been said.
    pub(crate) fn has_words(&self) -> bool {
        self.log().tally.has_words()
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log {
    fn new(events: Vec<Event>, tally: Tally, state: State) -> Self {
        let (listeners, paid) = (BTreeSet::new(), BTreeMap::new());
        Self { events, tally, state, listeners, came: 0, payer: None, paid, pilot: None }
    }

    /// Who leaves has paid for what was said, which is nothing before the first word; the heir pays for the rest.
    fn hand_over(&mut self, from: usize, heir: usize) {
        let share = if self.tally.has_words() { self.unpaid() } else { Settled::default() };
        self.paid.insert(from, share);
        self.payer = Some(heir);
    }

    /// What nobody who left has paid for.
    fn unpaid(&self) -> Settled {
        self.paid.values().fold(self.tally.settled(), |rest, paid| rest.less(*paid))
    }
}
