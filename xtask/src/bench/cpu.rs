//! CPU time of processes, as the kernel counts it: user and system, in hundredths of a second.

use std::{collections::BTreeMap, fs};

use siege::processes;

/// `USER_HZ`, which Linux shows to programs as 100 on every architecture.
const TICK_US: u64 = 10_000;

/// What processes had used at one moment.
pub(crate) struct Used(BTreeMap<i32, u64>);

impl Used {
    /// One process, all its threads.
    pub(crate) fn by(pid: i32) -> Self {
        Self(ticks(pid).map(|ticks| (pid, ticks)).into_iter().collect())
    }

    /// A process and its children; PostgreSQL has one for each connection.
    pub(crate) fn by_family(pid: i32) -> Self {
        let family = processes::family(pid).into_iter();
        Self(family.filter_map(|pid| Some((pid, ticks(pid)?))).collect())
    }

    /// Microseconds used since `before`. What a process used that has ended in between is lost.
    pub(crate) fn since(&self, before: &Self) -> u64 {
        let grown = |(pid, ticks): (&i32, &u64)| ticks.saturating_sub(*before.0.get(pid).unwrap_or(&0));
        self.0.iter().map(grown).sum::<u64>() * TICK_US
    }
}

fn ticks(pid: i32) -> Option<u64> {
    read(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// User and system time; the name in brackets may hold anything.
fn read(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_added() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194304 99 0 0 0 30 12 5 6 20 0 4 0 100 0 0";
        assert_eq!(read(stat), Some(42));
        assert_eq!(read("nonsense"), None);
        let me = i32::try_from(std::process::id()).unwrap();
        let before = Used::by(me);
        assert!(Used::by_family(me).0.contains_key(&me) && Used::by(me).since(&before) < 60_000_000);
    }

    #[test]
    fn a_new_process_counts_whole_and_an_ended_one_not() {
        let before = Used(BTreeMap::from([(1, 5), (2, 5)]));
        let after = Used(BTreeMap::from([(1, 7), (3, 4)]));
        assert_eq!(after.since(&before), 6 * TICK_US);
    }
}
