//! `kill -9` of PostgreSQL, all its processes at once, under a server that goes on. What must hold:
//!
//! 1. Whoever asks meanwhile gets 503 with `Retry-After` within [`crate::wire::LONGEST`]: never a 500, never a broken
//!    connection, never a wait without end.
//! 2. The same server, never restarted, starts PostgreSQL again and goes on by itself.
//! 3. Everything acknowledged before is there, and a request sent again under its key is carried out once.

use std::{fmt, time::Duration};

use crate::{
    Server,
    crowd::{Crowd, Tally},
    dice::Dice,
    patience::{self, Stopwatch},
    processes,
};

/// From the kill until customers get ahead again.
const RECOVERED_WITHIN: Duration = Duration::from_secs(20);

/// What was done and found.
#[derive(Debug, Default)]
pub struct Report {
    /// How often PostgreSQL was killed.
    pub points: u32,
    /// From a kill until the first acknowledgement on the new postmaster, at the worst.
    pub longest: Duration,
    /// What customers were told on the way.
    pub tally: Tally,
}

/// Kills the database of a running server so many times.
///
/// # Errors
/// The first thing that does not hold.
pub fn run(server: &mut Server, seed: u64, points: u32, customers: usize) -> Result<Report, String> {
    let mut dice = Dice::new(seed);
    let mut crowd = Crowd::new("outage", &mut dice, customers);
    let mut report = Report::default();
    report.tally.expect_outage(true);
    for point in 1..=points {
        let at = |error| format!("seed {seed}, database point {point}: {error}");
        one_point(server, &mut crowd, &mut dice, &mut report).map_err(at)?;
    }
    if points > 0 && report.tally.count_unavailable() == 0 {
        return Err("nobody noticed that the database was away: this trial has no teeth".into());
    }
    Ok(report)
}

fn one_point(
    server: &mut Server,
    crowd: &mut Crowd,
    dice: &mut Dice,
    report: &mut Report,
) -> Result<(), String> {
    let (tally, address) = (&report.tally, server.address());
    let (goal, moment) = (tally.count() + 5 + dice.below(60), Duration::from_micros(dice.below(20_000)));
    let mut outage = Duration::ZERO;
    crowd.during(address, tally, || {
        patience::until(RECOVERED_WITHIN, "customers get ahead", || {
            tally.count() >= goal || tally.is_over()
        })?;
        patience::pass(moment);
        let watch = Stopwatch::start();
        processes::kill_database(server.state())?;
        let before = tally.count();
        let recovered = || tally.is_over() || (server.database().is_ok() && tally.count() > before);
        patience::until(RECOVERED_WITHIN, "customers get ahead again", recovered)?;
        outage = watch.read();
        let goal = tally.count() + 20;
        patience::until(RECOVERED_WITHIN, "and all of them", || tally.count() >= goal || tally.is_over())
            .map(drop)
    })?;
    report.points += 1;
    report.longest = report.longest.max(outage);
    if !server.lives() {
        return Err("the server ended".into());
    }
    crowd.settle(address, tally)?;
    crowd.verify(address, tally)?;
    crowd.mark_verified();
    Ok(())
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { points, longest, tally } = self;
        writeln!(
            f,
            "  {points} kills of PostgreSQL under the running server; back at the latest after {longest:.1?}"
        )?;
        write!(f, "  {tally}")
    }
}
