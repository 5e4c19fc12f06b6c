//! Counts in this process: a table of sets, as a processor's cache has them. It knows no configuration and no network.
//!
//! 1. **Bounded.** A set holds at most so many counters, of 128 bytes each, and grows only as callers come.
//! 2. **One lock a decision.** What is asked together lies in one set, chosen by the widest of it: so a network and all
//!    its addresses are one set, and a flood from one network pushes out nobody but its own addresses.
//! 3. **The fullest stay.** Of a full set the counter leaves that has the least of its limit in use. One that is used up
//!    is pushed out only by as many others as a set holds that are as full: newcomers push out one another.
//!
//! What remains: whoever has more networks than counters fit can be forgotten and come anew, but then had the limit of
//! each of them before.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
};

use web::Class;

use super::{
    Ask, Policy,
    window::{Tally, Window},
};

/// Counters of a set.
const WAYS: u64 = 32;

/// The counters of this process.
pub(super) struct Memory {
    /// Keyed by chance, so that nobody can aim at a set.
    hasher: RandomState,
    sets: Box<[Mutex<Set>]>,
    ways: usize,
}

/// A decision, and what it was based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict<const N: usize> {
    /// Whether all had room; then all have counted it, else none.
    pub(super) admitted: bool,
    /// After the decision, in the order of the asks; of what is off nothing.
    pub(super) tallies: [[Tally; 2]; N],
}

/// Apart, so that a search reads tags and nothing else.
#[derive(Default)]
struct Set {
    tags: Vec<u64>,
    counters: Vec<Counter>,
}

#[derive(Clone, Copy, Default)]
struct Counter {
    windows: [Window; 2],
    /// The least limits that were asked with it: what counts as full.
    floors: [u32; 2],
}

impl Memory {
    /// Nobody counted yet; room for so many counters and no more.
    pub(super) fn new(remembered: u64) -> Self {
        let ways = remembered.clamp(2, WAYS);
        let sets = (remembered / ways).max(1);
        Self {
            hasher: RandomState::new(),
            sets: (0..sets).map(|_| Mutex::default()).collect(),
            ways: usize::try_from(ways).unwrap_or(2),
        }
    }

    /// Counts one request if all that is asked has room for it.
    pub(super) fn take<const N: usize>(&self, class: Class, asks: &[Ask; N], now_ms: i64) -> Verdict<N> {
        let tags = self.tags(class, asks);
        let mut set = self.set(asks, &tags);
        let mut counters = set.rolled(asks, &tags, now_ms);
        if !counters.iter().zip(asks).all(|(counter, ask)| counter.has_room(ask, now_ms)) {
            return Verdict { admitted: false, tallies: tallies(&counters, asks, now_ms) };
        }
        let floors = floors(asks);
        for ((counter, ask), tag) in counters.iter_mut().zip(asks).zip(&tags) {
            if !ask.is_off() {
                counter.count(ask, floors);
                set.keep(*tag, *counter, &tags, self.ways, now_ms);
            }
        }
        Verdict { admitted: true, tallies: tallies(&counters, asks, now_ms) }
    }

    /// What a request would find, without counting it or remembering anybody.
    pub(super) fn look<const N: usize>(&self, class: Class, asks: &[Ask; N], now_ms: i64) -> [[Tally; 2]; N] {
        let tags = self.tags(class, asks);
        let counters = self.set(asks, &tags).rolled(asks, &tags, now_ms);
        tallies(&counters, asks, now_ms)
    }

    /// Counters that are remembered now.
    pub(super) fn remembered(&self) -> usize {
        self.sets.iter().map(|set| lock(set).tags.len()).sum()
    }

    fn tags<const N: usize>(&self, class: Class, asks: &[Ask; N]) -> [u64; N] {
        asks.map(|ask| self.hasher.hash_one((class, ask.who)))
    }

    /// The set of the first that is asked.
    fn set<const N: usize>(&self, asks: &[Ask; N], tags: &[u64; N]) -> MutexGuard<'_, Set> {
        let first = asks.iter().zip(tags).find(|(ask, _)| !ask.is_off()).map_or(0, |(_, tag)| *tag);
        let at = (u128::from(first) * self.sets.len() as u128) >> 64;
        lock(&self.sets[usize::try_from(at).unwrap_or(0)])
    }
}

impl Set {
    fn rolled<const N: usize>(&self, asks: &[Ask; N], tags: &[u64; N], now_ms: i64) -> [Counter; N] {
        std::array::from_fn(|n| {
            let kept = self.tags.iter().position(|tag| *tag == tags[n]);
            let mut counter = kept.map(|at| self.counters[at]).unwrap_or_default();
            counter.roll(&asks[n].policies, now_ms);
            counter
        })
    }

    /// Keeps a counter; in a full set it takes the place of the emptiest that is not asked for just now.
    fn keep(&mut self, tag: u64, counter: Counter, asked: &[u64], ways: usize, now_ms: i64) {
        if let Some(at) = self.tags.iter().position(|kept| *kept == tag) {
            self.counters[at] = counter;
            return;
        }
        if self.tags.len() < ways {
            self.tags.push(tag);
            self.counters.push(counter);
            return;
        }
        let others = (0..ways).filter(|at| !asked.contains(&self.tags[*at]));
        if let Some(at) = others.min_by_key(|at| self.counters[*at].fullness(now_ms)) {
            (self.tags[at], self.counters[at]) = (tag, counter);
        }
    }
}

impl Counter {
    fn roll(&mut self, policies: &[Policy; 2], now_ms: i64) {
        for (window, policy) in self.windows.iter_mut().zip(policies) {
            window.roll(now_ms, *policy);
        }
    }

    fn has_room(&self, ask: &Ask, now_ms: i64) -> bool {
        let mut both = self.windows.iter().zip(ask.policies);
        both.all(|(window, policy)| policy.limit == 0 || window.used_at(now_ms) < policy.limit)
    }

    fn count(&mut self, ask: &Ask, floors: [u32; 2]) {
        self.floors = floors;
        for (window, policy) in self.windows.iter_mut().zip(ask.policies) {
            if policy.limit > 0 {
                window.add();
            }
        }
    }

    /// Thousandths of the limit in use, then how new it is.
    fn fullness(&self, now_ms: i64) -> (u64, i64) {
        let share = |(window, floor): (&Window, &u32)| {
            u64::from(window.used_at(now_ms)) * 1000 / u64::from((*floor).max(1))
        };
        let fullest = self.windows.iter().zip(&self.floors).map(share).max().unwrap_or(0);
        (fullest, self.windows[1].newest_ms().max(self.windows[0].newest_ms()))
    }
}

/// A network has as many times the limit of its addresses, but is as worth keeping: the least limit measures all.
fn floors(asks: &[Ask]) -> [u32; 2] {
    let least = |window: usize| {
        let limits = asks.iter().map(|ask| ask.policies[window].limit);
        limits.filter(|limit| *limit > 0).min().unwrap_or(u32::MAX)
    };
    [least(0), least(1)]
}

fn tallies<const N: usize>(counters: &[Counter; N], asks: &[Ask; N], now_ms: i64) -> [[Tally; 2]; N] {
    std::array::from_fn(|n| {
        std::array::from_fn(|w| match asks[n].policies[w].limit {
            0 => Tally::default(),
            limit => counters[n].windows[w].tally(now_ms, limit),
        })
    })
}

fn lock(set: &Mutex<Set>) -> MutexGuard<'_, Set> {
    set.lock().unwrap_or_else(PoisonError::into_inner)
}
