//! The figures as a table: ratios first, because they are what another machine can compare with.

use std::time::Duration;

use super::options::Options;
use crate::say;

/// What a request cost in one turn, in microseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// CPU of the server process.
    pub(crate) server: f64,
    /// CPU of PostgreSQL.
    pub(crate) database: f64,
    /// Of the turn's time, which all connections share.
    pub(crate) share: f64,
    /// From the request to its answer, in the middle and for one in a hundred.
    median: f64,
    slow: f64,
}

/// A turn of each, one after the other.
pub(crate) struct Pair {
    pub(crate) ours: Cost,
    pub(crate) bare: Cost,
}

/// The same with less and with more data.
pub(crate) struct Growth {
    pub(crate) small: Cost,
    pub(crate) large: Cost,
}

impl Cost {
    /// From the CPU that a turn took, how long all of it did and how long each of its requests did, sorted.
    pub(crate) fn of(server_us: u64, database_us: u64, all_took: Duration, took: &[Duration]) -> Self {
        let each = |us: u64| count(us) / count(took.len() as u64);
        let share = all_took.as_secs_f64() * 1e6 / count(took.len() as u64);
        let at = |hundredth: usize| {
            let place = (took.len() * hundredth / 100).min(took.len().saturating_sub(1));
            took.get(place).map_or(0.0, |took| took.as_secs_f64() * 1e6)
        };
        Self { server: each(server_us), database: each(database_us), share, median: at(50), slow: at(99) }
    }
}

pub(crate) fn compared_head(options: &Options) {
    let Options { requests, pairs, connections, .. } = options;
    say("\n## CPU of the server for each request, against bare axum routes\n");
    say(&format!("{pairs} pairs of turns of {requests} requests on {connections} connections\n"));
    say(
        "| request | ratio (min..max) | Mainstay | bare | PostgreSQL beside either | answered in (median, 99 %), Mainstay and bare |",
    );
    say("|---|---|---|---|---|---|");
}

pub(crate) fn compared(name: &str, pairs: &[Pair]) {
    let ratios = sorted(pairs.iter().map(|pair| pair.ours.server / pair.bare.server));
    let of = |figure: fn(&Pair) -> f64| middle(&sorted(pairs.iter().map(figure)));
    say(&format!(
        "| {name} | **{:.2}** ({:.2}..{:.2}) | {:.0} us | {:.0} us | {:.0}, {:.0} us | {:.0}, {:.0} us and {:.0}, {:.0} us |",
        middle(&ratios),
        ratios.first().unwrap_or(&0.0),
        ratios.last().unwrap_or(&0.0),
        of(|pair| pair.ours.server),
        of(|pair| pair.bare.server),
        of(|pair| pair.ours.database),
        of(|pair| pair.bare.database),
        of(|pair| pair.ours.median),
        of(|pair| pair.ours.slow),
        of(|pair| pair.bare.median),
        of(|pair| pair.bare.slow),
    ));
}

pub(crate) fn growth_head(users: usize, times: usize) {
    say(&format!("\n## Growth: {users} accounts, then {times} times as many\n"));
    say("| request | server | PostgreSQL | answered in (median) |");
    say("|---|---|---|---|");
}

pub(crate) fn growth(name: &str, Growth { small, large }: &Growth) {
    let one = |small: f64, large: f64| format!("x{:.2} ({small:.0} to {large:.0} us)", large / small);
    let server = one(small.server, large.server);
    let database = one(small.database, large.database);
    say(&format!("| {name} | {server} | {database} | {} |", one(small.median, large.median)));
}

pub(super) fn sorted(figures: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures
}

/// The middle one, or between the two middle ones.
pub(super) fn middle(sorted: &[f64]) -> f64 {
    let at = |place: usize| sorted.get(place).copied().unwrap_or(f64::NAN);
    f64::midpoint(at(sorted.len().saturating_sub(1) / 2), at(sorted.len() / 2))
}

#[expect(clippy::cast_precision_loss, reason = "2^52 microseconds are a century")]
fn count(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_what_was_measured() {
        assert_eq!(sorted([3.0, 1.0, 2.0].into_iter()), [1.0, 2.0, 3.0]);
        assert!((middle(&[1.0, 2.0, 9.0]) - 2.0).abs() < 1e-9 && (middle(&[1.0, 2.0]) - 1.5).abs() < 1e-9);
        let took: Vec<Duration> = (1..=100).map(Duration::from_micros).collect();
        let cost = Cost::of(1_000, 500, Duration::from_millis(2), &took);
        let expected = [10.0, 5.0, 20.0, 51.0, 100.0];
        let found = [cost.server, cost.database, cost.share, cost.median, cost.slow];
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?}");
    }
}
