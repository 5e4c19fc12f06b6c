//! Many customers at once, one thread each, and the count of what they were told.

use std::{
    fmt,
    net::SocketAddr,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::Duration,
};

use crate::{
    customer::{Customer, Step},
    dice::Dice,
    patience,
    wire::{Answer, Lost},
};

/// How soon a customer asks again who was told to come later.
const PAUSE: Duration = Duration::from_millis(20);

/// Longest that a customer may be told to come later when nothing is wrong any more.
const PATIENCE: Duration = Duration::from_secs(30);

/// Customers who do one thing after the other; each thread goes on to a new one from time to time.
#[derive(Debug)]
pub struct Crowd {
    members: Vec<Member>,
}

#[derive(Debug)]
struct Member {
    name: &'static str,
    number: usize,
    dice: Dice,
    customers: Vec<Customer>,
    /// Steps until the next customer comes.
    left: u64,
    /// Customers before this one have been looked at since they last did anything.
    looked: usize,
}

/// What the crowd was told, and what it is to do. All threads share one.
#[derive(Debug, Default)]
pub struct Tally {
    acknowledged: AtomicU64,
    replayed: AtomicU64,
    resent: AtomicU64,
    refused: AtomicU64,
    hung_up: AtomicU64,
    unavailable: AtomicU64,
    slowest_ms: AtomicU64,
    /// The database may be away: 503 is right then.
    outage: AtomicBool,
    /// The server is about to be killed: broken connections are right then.
    doomed: AtomicBool,
    stop: AtomicBool,
}

/// What all customers count on together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Accounts.
    pub customers: usize,
    /// Charts kept.
    pub charts: usize,
    /// Monthly recurring revenue in minor units.
    pub mrr_minor: i64,
}

impl Crowd {
    /// So many threads of customers. A `name` of their own keeps two crowds of one site apart.
    #[must_use]
    pub fn new(name: &'static str, dice: &mut Dice, threads: usize) -> Self {
        let member =
            |number| Member { name, number, dice: dice.split(), customers: Vec::new(), left: 0, looked: 0 };
        Self { members: (0..threads).map(member).collect() }
    }

    /// Lets the customers go about their business while `conduct` decides what happens to the server.
    ///
    /// # Errors
    /// The first answer that the contract does not allow, or what `conduct` found.
    pub fn during(
        &mut self,
        address: SocketAddr,
        tally: &Tally,
        conduct: impl FnOnce() -> Result<(), String>,
    ) -> Result<(), String> {
        tally.stop.store(false, Ordering::SeqCst);
        thread::scope(|scope| {
            let members: Vec<_> = self
                .members
                .iter_mut()
                .map(|member| scope.spawn(move || member.live(address, tally)))
                .collect();
            let conducted = conduct();
            if conducted.is_err() || !tally.doomed.load(Ordering::SeqCst) {
                tally.stop.store(true, Ordering::SeqCst);
            }
            let lived = members
                .into_iter()
                .map(|member| member.join().unwrap_or_else(|_| Err("a customer panicked".into())));
            // What a customer saw explains more than a wait that was in vain.
            lived.fold(Ok(()), Result::and).and(conducted)
        })
    }

    /// Sends everything that is pending until its outcome is known.
    ///
    /// # Errors
    /// An answer that the contract does not allow, or none in time.
    pub fn settle(&mut self, address: SocketAddr, tally: &Tally) -> Result<(), String> {
        for customer in self.members.iter_mut().flat_map(|member| &mut member.customers) {
            let mut failed = None;
            patience::until(PATIENCE, "everything pending is settled", || {
                while customer.is_waiting() && failed.is_none() {
                    match customer.step(address, tally) {
                        Ok(Step::Settled) => {}
                        Ok(Step::Later) => return false,
                        Ok(Step::Lost(lost)) => failed = Some(lost.to_string()),
                        Err(error) => failed = Some(error),
                    }
                }
                true
            })?;
            failed.map_or(Ok(()), Err)?;
        }
        Ok(())
    }

    /// Looks whether everybody who did something since the last look is shown what they count on.
    ///
    /// # Errors
    /// What one of them is shown instead.
    pub fn verify(&mut self, address: SocketAddr, tally: &Tally) -> Result<(), String> {
        for member in &mut self.members {
            for customer in &mut member.customers[member.looked..] {
                customer.verify(address, tally)?;
            }
        }
        Ok(())
    }

    /// Remembers that everybody but those at work has been looked at.
    pub fn mark_verified(&mut self) {
        self.members.iter_mut().for_each(|member| member.looked = member.customers.len().saturating_sub(1));
    }

    /// Forgets who has been looked at.
    pub fn mark_unverified(&mut self) {
        self.members.iter_mut().for_each(|member| member.looked = 0);
    }

    /// What all customers count on together.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let ledgers = self.members.iter().flat_map(|member| &member.customers).map(Customer::ledger);
        ledgers.filter(|ledger| ledger.signed_up).fold(Totals::default(), |sum, ledger| Totals {
            customers: sum.customers + 1,
            charts: sum.charts + ledger.charts(),
            mrr_minor: sum.mrr_minor + ledger.mrr_minor(),
        })
    }
}

impl Member {
    fn live(&mut self, address: SocketAddr, tally: &Tally) -> Result<(), String> {
        let lived = self.go_on(address, tally);
        if lived.is_err() {
            tally.stop.store(true, Ordering::SeqCst);
        }
        lived
    }

    fn go_on(&mut self, address: SocketAddr, tally: &Tally) -> Result<(), String> {
        while !tally.stop.load(Ordering::SeqCst) {
            match self.customer().step(address, tally)? {
                Step::Settled => self.left = self.left.saturating_sub(1),
                Step::Later => patience::pass(PAUSE),
                Step::Lost(Lost::Late) => return Err(Lost::Late.to_string()),
                Step::Lost(_) if tally.doomed.load(Ordering::SeqCst) => return Ok(()),
                Step::Lost(lost) => return Err(format!("nobody touched the server, and yet {lost}")),
            }
        }
        Ok(())
    }

    fn customer(&mut self) -> &mut Customer {
        let busy = self.customers.last().is_some_and(Customer::is_waiting);
        if self.customers.is_empty() || (self.left == 0 && !busy) {
            let name = format!("{}-{}-{}", self.name, self.number, self.customers.len());
            self.left = 6 + self.dice.below(20);
            self.customers.push(Customer::new(&name, self.dice.split()));
        }
        let last = self.customers.len() - 1;
        &mut self.customers[last]
    }
}

impl Tally {
    /// Acknowledgements so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.acknowledged.load(Ordering::SeqCst)
    }

    /// Answers 503 so far.
    #[must_use]
    pub fn count_unavailable(&self) -> u64 {
        self.unavailable.load(Ordering::SeqCst)
    }

    /// Whether a customer saw something wrong: no use in waiting for more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// From now on 503 is right, or no longer.
    pub fn expect_outage(&self, expected: bool) {
        self.outage.store(expected, Ordering::SeqCst);
    }

    /// From now on broken connections are right, or no longer.
    pub fn expect_death(&self, expected: bool) {
        self.doomed.store(expected, Ordering::SeqCst);
    }

    pub(crate) fn sent(&self, again: bool) {
        self.resent.fetch_add(u64::from(again), Ordering::SeqCst);
    }

    pub(crate) fn hung_up(&self) {
        self.hung_up.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn acknowledged(&self, replayed: bool) {
        self.replayed.fetch_add(u64::from(replayed), Ordering::SeqCst);
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
    }

    /// Whether an answer asks to send the request again later: rightly so, and with the time to wait.
    ///
    /// # Errors
    /// When it is a failure of the server, or does not say when to come again.
    pub(crate) fn is_later(&self, answer: &Answer) -> Result<bool, String> {
        let took = u64::try_from(answer.took.as_millis()).unwrap_or(u64::MAX);
        self.slowest_ms.fetch_max(took, Ordering::SeqCst);
        let in_flight =
            answer.status == 409 && ["IDEMPOTENCY_IN_FLIGHT", "CONCURRENT_CHANGE"].contains(&answer.code());
        let away = answer.status == 503;
        self.unavailable.fetch_add(u64::from(away), Ordering::SeqCst);
        let expected = in_flight || (away && self.outage.load(Ordering::SeqCst));
        if expected && answer.header("retry-after").is_some() {
            return Ok(true);
        }
        if answer.status >= 500 || in_flight {
            return Err(format!("{answer}, retry-after: {:?}", answer.header("retry-after")));
        }
        Ok(false)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { acknowledged, replayed, resent, refused, hung_up, unavailable, slowest_ms, .. } = self;
        let [acknowledged, replayed, resent, refused, hung_up, unavailable, slowest_ms] =
            [acknowledged, replayed, resent, refused, hung_up, unavailable, slowest_ms]
                .map(|count| count.load(Ordering::SeqCst));
        write!(
            f,
            "{acknowledged} acknowledged, of these {replayed} by the kept answer; {resent} sent again, {hung_up} hung up on, \
             {refused} refused by a limit, {unavailable} times 503; slowest answer {slowest_ms} ms"
        )
    }
}
