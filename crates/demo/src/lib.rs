//! The demo business: a small company with a year behind it, so that a newcomer, a console and a measurement have something
//! to look at that behaves like one.
//!
//! 1. Customers sign up, try, pay, leave and come back by the [`hazards`]; everything they do goes through the actions that
//!    a request would reach, at its own business time. Seeded people share one password hash.
//! 2. One seed, one ledger: each customer has dice of their own, so the order of the work changes nothing. Identifiers and
//!    `recorded_at` are of the real time of the run.
//! 3. It keeps books of its own ([`books`]), written from the definitions, and tells them as [`Truth`]; what the product
//!    counts is held against them.
//! 4. Memory does not grow with the customers: a life is lived, written down and forgotten.
//!
//! It is for installations without customers; whoever calls it sees to that. What time alone ends (a trial that lapses)
//! is left to the jobs that the actions queue: run them afterwards.

pub mod account;
mod attacks;
pub mod books;
pub mod calendar;
mod cast;
pub mod dice;
mod error;
pub mod hazards;
pub mod life;
pub mod people;
mod truth;

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use accounts::PasswordHash;
use data::{Database, ports::OnSignUp};
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use kernel::TenantId;
use serde::Serialize;
use tokio::task::JoinSet;

pub use error::Error;
pub use truth::{Month, Truth};

use books::Books;
use calendar::Calendar;
use cast::Cast;
use dice::Dice;
use life::Life;
use people::Map;

/// What business to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// How many people sign up.
    pub customers: u32,
    /// Over how many months.
    pub months: u32,
    /// Everything else follows from this.
    pub seed: u64,
    /// The day on which it ends, which is no longer in it; by UTC.
    pub end: Date,
}

/// Where it is made.
#[derive(Clone)]
pub struct Stage {
    /// The database.
    pub database: Database,
    /// The business.
    pub tenant: TenantId,
    /// Who does their part of a sign-up.
    pub listeners: Vec<Arc<dyn OnSignUp>>,
    /// The hash of the password that all customers share.
    pub password_hash: PasswordHash,
}

/// Lives that are lived at once.
const WORKERS: usize = 8;

/// Makes the business; `told` hears after each customer how many there are. Answers what it did.
///
/// # Errors
/// When the database fails, or an action refuses what the definitions allow.
pub async fn seed(
    stage: &Stage,
    profile: Profile,
    told: impl Fn(u32) + Clone + Send + Sync + 'static,
) -> Result<Truth, Error> {
    let from = profile.end.checked_sub(Span::new().months(i64::from(profile.months)))?;
    let until = profile.end.to_zoned(TimeZone::UTC)?.timestamp();
    let run = Arc::new(Run {
        calendar: Calendar::new(from, profile.end),
        map: Map::read()?,
        next: AtomicU32::new(0),
        done: AtomicU32::new(0),
        profile,
        until,
    });
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        let (stage, run, told) = (stage.clone(), run.clone(), told.clone());
        workers.spawn(async move { run.work(&stage, told).await });
    }
    let mut books = Books::default();
    while let Some(worker) = workers.join_next().await {
        books.add(worker.map_err(|_| Error::Broken("a worker was called off"))??);
    }
    let attacks = attacks::count(&stage.database, stage.tenant, profile.seed, from, until).await?;
    Ok(Truth::of(profile, from, until, books, attacks))
}

/// What the workers share.
struct Run {
    profile: Profile,
    calendar: Calendar,
    map: Map,
    until: Timestamp,
    next: AtomicU32,
    done: AtomicU32,
}

impl Run {
    async fn work(&self, stage: &Stage, told: impl Fn(u32)) -> Result<Books, Error> {
        let (cast, mut books) = (Cast::new(stage, self.until), Books::default());
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.profile.customers {
                return Ok(books);
            }
            if let Some(life) = self.life(number) {
                books.add(cast.live(life).await?);
            }
            told(self.done.fetch_add(1, Ordering::Relaxed) + 1);
        }
    }

    fn life(&self, number: u32) -> Option<Life<'_>> {
        let mut dice = Dice::new(self.profile.seed, number.into());
        let person = self.map.person(number, &mut dice);
        let share = (f64::from(number) + 0.5) / f64::from(self.profile.customers);
        Life::new(person, &self.map, dice, self.calendar.day_of(share), self.until)
    }
}
