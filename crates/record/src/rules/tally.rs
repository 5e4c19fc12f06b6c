//! Counters of refusals, at most so many of them. Knows no clock and no database.

use core::net::IpAddr;
use std::collections::HashMap;

use jiff::Timestamp;
use kernel::{TenantId, locale::Country};

use super::severity::Severity;

/// A longer route is cut: what a client wrote must not fill the memory.
const LONGEST_ROUTE: usize = 200;
/// The same of evidence.
const LONGEST_EVIDENCE: usize = 200;

/// Something was refused.
#[derive(Clone, Copy, Debug)]
pub struct SecurityEvent<'a> {
    /// In which business.
    pub tenant: TenantId,
    /// Why.
    pub reason: &'static str,
    /// To whom.
    pub address: IpAddr,
    /// At which route, as the route table writes it.
    pub route: &'a str,
    /// How grave it is.
    pub severity: Severity,
    /// What it adds to the client's score.
    pub points: u32,
    /// Where the address is at home, when that is known.
    pub country: Option<Country>,
    /// What it was seen by, masked by whoever saw it.
    pub evidence: Option<&'a str>,
}

/// What is counted apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) tenant: TenantId,
    pub(crate) minute: Timestamp,
    pub(crate) reason: &'static str,
    pub(crate) address: IpAddr,
    pub(crate) route: Box<str>,
}

/// What is counted of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) times: i64,
    pub(crate) score: i64,
    /// The worst of them.
    pub(crate) severity: Severity,
    pub(crate) country: Option<Country>,
    /// The first there was.
    pub(crate) evidence: Option<Box<str>>,
}

/// Counters, in order of their keys, so that two nodes that write the same ones never wait in a circle.
pub(crate) type Counters = Vec<(Key, Counted)>;

/// The counters of this moment.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    counts: HashMap<Key, Counted>,
    dropped: u64,
}

impl Tally {
    /// Counts an event; one that would need a counter beyond the `most` is dropped, and counted as such.
    pub(crate) fn note(&mut self, event: SecurityEvent<'_>, now: Timestamp, most: usize) {
        let SecurityEvent { tenant, reason, address, severity, country, .. } = event;
        let key =
            Key { tenant, minute: minute_of(now), reason, address, route: cut(event.route, LONGEST_ROUTE) };
        let evidence = event.evidence.map(|evidence| cut(evidence, LONGEST_EVIDENCE));
        self.add(
            key,
            Counted { times: 1, score: i64::from(event.points), severity, country, evidence },
            most,
        );
    }

    /// Takes everything out: counters, and events dropped since the last time.
    pub(crate) fn take(&mut self) -> (Counters, u64) {
        let mut counters: Counters = std::mem::take(&mut self.counts).into_iter().collect();
        counters.sort_unstable_by(|one, two| one.0.cmp(&two.0));
        (counters, std::mem::take(&mut self.dropped))
    }

    /// Puts back what could not be written, within the bound.
    pub(crate) fn give_back(&mut self, counters: Counters, most: usize) {
        for (key, counted) in counters {
            self.add(key, counted, most);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.counts.len()
    }

    fn add(&mut self, key: Key, more: Counted, most: usize) {
        if let Some(counted) = self.counts.get_mut(&key) {
            counted.add(more);
        } else if self.counts.len() < most {
            self.counts.insert(key, more);
        } else {
            self.dropped += more.times.unsigned_abs();
        }
    }
}

impl Counted {
    pub(crate) fn add(&mut self, more: Self) {
        self.times = self.times.saturating_add(more.times);
        self.score += more.score;
        self.severity = self.severity.max(more.severity);
        self.country = self.country.or(more.country);
        if self.evidence.is_none() {
            self.evidence = more.evidence;
        }
    }
}

fn cut(text: &str, most: usize) -> Box<str> {
    text[..text.floor_char_boundary(most)].into()
}

/// The beginning of the minute.
pub(crate) fn minute_of(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(60) * 60).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event<'a>(tenant: u128, reason: &'static str, last: u8, route: &'a str) -> SecurityEvent<'a> {
        let tenant = TenantId::from(uuid::Uuid::from_u128(tenant));
        SecurityEvent {
            tenant,
            reason,
            address: [203, 0, 113, last].into(),
            route,
            severity: Severity::Low,
            points: 2,
            country: None,
            evidence: None,
        }
    }

    #[test]
    fn whatever_differs_is_counted_apart() {
        let mut tally = Tally::default();
        let at = |second| Timestamp::from_second(second).unwrap();
        let events = [
            (event(1, "A", 1, "/x"), at(60)),
            (event(1, "A", 1, "/x"), at(119)),
            (event(2, "A", 1, "/x"), at(60)),
            (event(1, "B", 1, "/x"), at(60)),
            (event(1, "A", 2, "/x"), at(60)),
            (event(1, "A", 1, "/y"), at(60)),
            (event(1, "A", 1, "/x"), at(120)),
            (event(1, "A", 1, "/x"), at(59)),
        ];
        for (event, at) in events {
            tally.note(event, at, 100);
        }
        let (counters, dropped) = tally.take();
        assert_eq!((counters.len(), dropped), (7, 0));
        let doubled: Vec<_> = counters.iter().filter(|(_, counted)| counted.times == 2).collect();
        assert_eq!((doubled.len(), doubled[0].0.minute), (1, at(60)));
        assert_eq!(tally.take(), (vec![], 0));
    }

    #[test]
    fn a_counter_keeps_the_worst_the_sum_and_the_first_evidence() {
        let mut tally = Tally::default();
        let country = Country::parse("NL");
        let one = event(1, "A", 1, "/x");
        let tried = [
            one,
            SecurityEvent { severity: Severity::High, points: 7, evidence: Some("u…1"), ..one },
            SecurityEvent { country, evidence: Some("x…2"), ..one },
        ];
        for event in tried {
            tally.note(event, Timestamp::UNIX_EPOCH, 10);
        }
        tally.note(
            SecurityEvent { evidence: Some(&"é".repeat(300)), ..event(1, "B", 1, "/") },
            Timestamp::UNIX_EPOCH,
            10,
        );
        let (counters, _) = tally.take();
        let expected =
            Counted {
                times: 3, score: 11, severity: Severity::High, country, evidence: Some("u…1".into())
            };
        assert_eq!(counters[0].1, expected);
        assert_eq!(counters[1].1.evidence.as_ref().map(|text| text.len()), Some(200));
    }

    #[test]
    fn a_long_route_is_cut_where_a_character_ends() {
        let mut tally = Tally::default();
        tally.note(event(1, "A", 1, &"é".repeat(300)), Timestamp::UNIX_EPOCH, 10);
        tally.note(event(1, "A", 1, &format!("x{}", "é".repeat(300))), Timestamp::UNIX_EPOCH, 10);
        let lengths: Vec<usize> = tally.take().0.iter().map(|(key, _)| key.route.len()).collect();
        assert_eq!(lengths, [199, 200]);
    }

    proptest! {
        /// Every event is either in a counter or among the dropped, also when writing fails in between.
        #[test]
        fn nothing_is_lost_uncounted(
            notes in proptest::collection::vec((0u8..20, 0i64..300, any::<bool>()), 0..200),
            most in 0usize..25,
        ) {
            let (mut tally, mut dropped) = (Tally::default(), 0);
            for &(last, second, fails) in &notes {
                tally.note(event(1, "A", last, "/"), Timestamp::from_second(second).unwrap(), most);
                prop_assert!(tally.len() <= most);
                if fails {
                    let (counters, lost) = tally.take();
                    tally.note(event(1, "B", last, "/"), Timestamp::from_second(second).unwrap(), most);
                    tally.give_back(counters, most);
                    dropped += lost;
                    prop_assert!(tally.len() <= most);
                }
            }
            let (counters, lost) = tally.take();
            let counted: i64 = counters.iter().map(|(_, counted)| counted.times).sum();
            let noted = notes.len() + notes.iter().filter(|note| note.2).count();
            prop_assert_eq!(counted.unsigned_abs() + dropped + lost, noted as u64);
        }
    }
}
