//! `kill -9` of the server at seeded moments while customers write, and what must hold after the next start:
//!
//! 1. It is ready within [`READY_WITHIN`], on exactly one postmaster.
//! 2. Everybody is shown what they were told, and a request whose answer was lost was carried out whole or not at all.
//! 3. Sent again under its key, it is carried out once: no second chart, no second account, no second subscription.
//! 4. At the end accounts, charts and revenue add up to what was acknowledged, and SIGTERM leaves no process behind.
//!
//! Chance picks the moment, and how bad it is: the server alone, the server while it starts, or the server and its
//! database at once.

use std::{fmt, time::Duration};

use crate::{
    Server, Site,
    crowd::{Crowd, Tally, Totals},
    dice::Dice,
    office::Office,
    patience, processes,
};

/// A start after a crash may take so long.
pub const READY_WITHIN: Duration = Duration::from_secs(5);

/// The first start makes the cluster and all tables.
pub const FIRST_START: Duration = Duration::from_mins(1);

/// Between two kills the customers must get ahead.
const PROGRESS: Duration = Duration::from_secs(30);

/// Long enough to draw all in flight and drain.
const STOP_WITHIN: Duration = Duration::from_secs(20);

/// What is done to the server.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The same seed makes the same decisions, as far as scheduling allows.
    pub seed: u64,
    /// How often the server is killed while it serves.
    pub points: u32,
    /// Customers at once.
    pub customers: usize,
}

/// What was done and found.
#[derive(Debug, Default)]
pub struct Report {
    /// Kills while it served, the server alone.
    pub alone: u32,
    /// Kills of the server and its database at once.
    pub both: u32,
    /// Kills while it started.
    pub starting: u32,
    /// The slowest start after a kill.
    pub slowest_start: Duration,
    /// How long the final SIGTERM took.
    pub stop: Duration,
    /// What all customers count on.
    pub totals: Totals,
    /// What they were told on the way.
    pub tally: Tally,
}

/// Carries out the plan on a site that was never started; `say` gets a line about every tenth kill.
///
/// # Errors
/// The first thing that does not hold.
pub fn run(site: &Site, plan: Plan, mut say: impl FnMut(&str)) -> Result<Report, String> {
    let mut dice = Dice::new(plan.seed);
    let mut report = Report::default();
    let mut crowd = Crowd::new("crash", &mut dice, plan.customers);
    kill_while_starting(site, &mut dice, 3000)?;
    report.starting += 1;
    let mut server = site.start(FIRST_START)?;
    let office = Office::open(site)?;
    for point in 1..=plan.points {
        let at = |error| format!("seed {}, point {point}: {error}", plan.seed);
        server = one_point(site, server, &mut crowd, &mut dice, &mut report).map_err(at)?;
        if point % 10 == 0 {
            say(&format!("  {point} kills; {}", report.tally));
        }
    }
    crowd.settle(server.address(), &report.tally)?;
    crowd.mark_unverified();
    crowd.verify(server.address(), &report.tally)?;
    report.totals = crowd.totals();
    office.audit(server.address(), report.totals)?;
    report.stop = server.stop(STOP_WITHIN)?;
    Ok(report)
}

/// One kill and everything that must hold after it; answers the server that runs then.
fn one_point(
    site: &Site,
    mut server: Server,
    crowd: &mut Crowd,
    dice: &mut Dice,
    report: &mut Report,
) -> Result<Server, String> {
    let tally = &report.tally;
    let both = dice.one_in(6);
    let (acts, moment) = (5 + dice.below(60), Duration::from_micros(dice.below(20_000)));
    tally.expect_death(false);
    let goal = tally.count() + acts;
    crowd.during(server.address(), tally, || {
        patience::until(PROGRESS, "customers get ahead", || tally.count() >= goal || tally.is_over())?;
        patience::pass(moment);
        tally.expect_death(true);
        server.kill()?;
        if both { processes::kill_database(server.state()).map(drop) } else { Ok(()) }
    })?;
    report.alone += u32::from(!both);
    report.both += u32::from(both);
    if dice.one_in(5) {
        kill_while_starting(site, dice, 800)?;
        report.starting += 1;
    }
    let server = site.start(READY_WITHIN)?;
    report.slowest_start = report.slowest_start.max(server.ready_after());
    server.database()?;
    crowd.verify(server.address(), tally)?;
    crowd.settle(server.address(), tally)?;
    crowd.verify(server.address(), tally)?;
    crowd.mark_verified();
    Ok(server)
}

/// A start that does not get far.
fn kill_while_starting(site: &Site, dice: &mut Dice, longest_ms: u64) -> Result<(), String> {
    let mut server = site.spawn()?;
    patience::pass(Duration::from_micros(dice.below(longest_ms * 1000)));
    server.kill()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { alone, both, starting, slowest_start, stop, totals, tally } = self;
        let Totals { customers, charts, mrr_minor } = totals;
        writeln!(
            f,
            "  kills: {alone} of the server, {both} of server and database at once, {starting} during a start"
        )?;
        writeln!(f, "  {tally}")?;
        writeln!(
            f,
            "  nothing lost, nothing twice: {customers} customers, {charts} charts, MRR {mrr_minor} minor units"
        )?;
        write!(
            f,
            "  slowest start after a kill {slowest_start:.1?}, final SIGTERM {stop:.1?}, no process left"
        )
    }
}
