//! The worker of a node: looks at the queue, keeps its hands full, and stops without losing anything.

use std::{collections::HashMap, pin::pin, time::Duration};

use data::{Database, Result};
use jiff::{SignedDuration, Timestamp};
use tokio::{
    task::{Id, JoinSet},
    time::{sleep, timeout},
};

use crate::{
    Depth, Jobs,
    execute::{self, Outcome, chain},
    schedule,
    store::{self, Claimed},
};

/// How often a worker looks at schedules and lapsed leases.
const CHORES: SignedDuration = SignedDuration::from_secs(1);
/// How often it measures the depth of the queue.
const MEASURE: SignedDuration = SignedDuration::from_secs(15);
/// While the database is away, the wait between looks doubles up to this many times the usual.
const SLOWEST: u32 = 16;

impl Jobs {
    /// Runs everything that is due now, one job after the other, with whatever those jobs queue for now, and
    /// answers how many ran. For tests and for bulk; a job that queues itself for now never ends it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_due(&self) -> Result<usize> {
        let mut ran = 0;
        self.chores().await?;
        while let Some(job) = self.claim(1).await?.pop() {
            if let Some(running) = self.attempt(job) {
                running.await;
                ran += 1;
            }
        }
        Ok(ran)
    }

    /// Works until `stop` is ready. Then it takes nothing more, lets what runs finish for as long as the
    /// grace lasts, and gives the rest back to the queue. A database that is away is waited for.
    pub async fn run_until(self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let mut crew = Crew::default();
        let mut rounds = Rounds { chores: Timestamp::MIN, measure: Timestamp::MIN };
        let mut away = 0;
        loop {
            match self.look(&mut crew, &mut rounds).await {
                Ok(()) => away = 0,
                Err(error) => {
                    self.database.learn(&error);
                    away = (away * 2).clamp(1, SLOWEST);
                    tracing::warn!(cause = %chain(&error), "the queue cannot be read");
                }
            }
            let room = crew.running.len() < self.settings.concurrency;
            tokio::select! {
                () = &mut stop => break,
                () = crew.one_done(), if !crew.running.is_empty() => {}
                () = self.database.enqueued(), if room && away == 0 => {}
                () = sleep(self.settings.poll() * away.max(1)) => {}
            }
        }
        crew.finish(&self.database, self.settings.grace()).await;
    }

    /// How full the queue is, all tenants together.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn depth(&self) -> Result<Depth> {
        store::depth(&self.database).await
    }

    /// One look at the queue: fills the free hands.
    async fn look(&self, crew: &mut Crew, rounds: &mut Rounds) -> Result<()> {
        let now = self.database.clocks().real.now();
        if now >= rounds.chores {
            self.chores().await?;
            rounds.chores = now.checked_add(CHORES)?;
        }
        if now >= rounds.measure {
            self.measure().await?;
            rounds.measure = now.checked_add(MEASURE)?;
        }
        let room = self.settings.concurrency.saturating_sub(crew.running.len());
        for job in self.claim(room).await? {
            let claimed = job.clone();
            if let Some(running) = self.attempt(job) {
                crew.start(claimed, running);
            }
        }
        Ok(())
    }

    async fn chores(&self) -> Result<()> {
        schedule::fire_due(&self.database, &self.schedules).await?;
        for job in store::lapsed(&self.database, &self.kinds()).await? {
            if let Some(handler) = self.handlers.get(job.kind.as_str()) {
                execute::reclaim(&self.database, handler, &job).await?;
            }
        }
        Ok(())
    }

    async fn measure(&self) -> Result<()> {
        let depth = self.depth().await?;
        let now = self.database.clocks().business.now();
        let age = depth.oldest.map_or(0.0, |oldest| now.duration_since(oldest).as_secs_f64());
        #[expect(clippy::cast_precision_loss, reason = "a gauge is a double")]
        for (name, value) in [("jobs_due", depth.due as f64), ("jobs_given_up", depth.failed as f64)] {
            metrics::gauge!(name).set(value);
        }
        metrics::gauge!("jobs_oldest_due_seconds").set(age);
        Ok(())
    }

    async fn claim(&self, limit: usize) -> Result<Vec<Claimed>> {
        if limit == 0 || self.handlers.is_empty() {
            return Ok(Vec::new());
        }
        store::claim(&self.database, &self.kinds(), limit, self.settings.lease()).await
    }

    fn kinds(&self) -> Vec<String> {
        self.handlers.keys().map(|&kind| kind.to_owned()).collect()
    }

    /// None for a kind without a handler, which is never claimed.
    fn attempt(&self, job: Claimed) -> Option<impl Future<Output = Outcome> + Send + 'static> {
        let handler = self.handlers.get(job.kind.as_str())?.clone();
        Some(execute::execute(self.database.clone(), handler, job, self.settings.lease()))
    }
}

/// When the worker next does what it does not do at every look, in real time.
struct Rounds {
    chores: Timestamp,
    measure: Timestamp,
}

/// The jobs at work on this node.
#[derive(Default)]
struct Crew {
    running: JoinSet<Outcome>,
    claimed: HashMap<Id, Claimed>,
}

impl Crew {
    fn start(&mut self, job: Claimed, running: impl Future<Output = Outcome> + Send + 'static) {
        let task = self.running.spawn(running);
        self.claimed.insert(task.id(), job);
    }

    /// Waits until one is done, and lets go of all that are, so that their places are filled at once.
    async fn one_done(&mut self) {
        let mut done = self.running.join_next_with_id().await;
        while let Some(ended) = done {
            // What broke off is left to its lease.
            let id = ended.map_or_else(|error| error.id(), |(id, _)| id);
            self.claimed.remove(&id);
            done = self.running.try_join_next_with_id();
        }
    }

    /// Waits for what runs, then breaks off the rest and gives it back; that counts as no failure.
    async fn finish(mut self, database: &Database, grace: Duration) {
        let all_done = async {
            while !self.running.is_empty() {
                self.one_done().await;
            }
        };
        if timeout(grace, all_done).await.is_ok() {
            return;
        }
        self.running.shutdown().await;
        let now = database.clocks().business.now();
        for job in self.claimed.into_values() {
            if let Err(error) = store::put_back(database, &job, now, None).await {
                tracing::warn!(job = %job.id, cause = %chain(&error), "a job is left to its lease");
            }
        }
    }
}
