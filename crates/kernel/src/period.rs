//! Half-open billing periods, always counted from their anchor and never chained.
//!
//! Boundary *k* is the anchor's local date plus *k* months, cut to the end of a shorter month, at
//! the anchor's local time. A local time that a clock change skips moves forward; one that occurs
//! twice takes the first. Counting from the anchor keeps January 31, February 28, March 31;
//! chaining would lose the 31st for ever.

use jiff::{SignedDuration, Span, Timestamp, Unit, Zoned, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// `[start, end)`: the start belongs to it, the end to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First instant inside.
    pub start: Timestamp,
    /// First instant after.
    pub end: Timestamp,
}

impl Period {
    /// Whether `at` lies inside.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }

    /// How long it lasts in real seconds; a period over a clock change is an hour off a whole day.
    #[must_use]
    pub fn duration(&self) -> SignedDuration {
        self.end.duration_since(self.start)
    }

    /// The calendar month that holds `at` in `zone`.
    ///
    /// # Errors
    /// Outside jiff's years, -9999 to 9999.
    pub fn calendar_month(at: Timestamp, zone: &TimeZone) -> Result<Self, jiff::Error> {
        let start = at.to_zoned(zone.clone()).first_of_month()?.start_of_day()?;
        let end = start.checked_add(Span::new().months(1))?.start_of_day()?;
        Ok(Self { start: start.timestamp(), end: end.timestamp() })
    }

    /// The period of `months` months, counted from `anchor` in `zone`, that holds `at`.
    ///
    /// ```
    /// use jiff::{Timestamp, tz::TimeZone};
    /// use kernel::Period;
    ///
    /// let anchor: Timestamp = "2026-01-31T10:00:00Z".parse()?;
    /// let march: Timestamp = "2026-03-15T00:00:00Z".parse()?;
    /// let period = Period::anchored(anchor, 1, march, &TimeZone::UTC)?;
    /// assert_eq!(period.start.to_string(), "2026-02-28T10:00:00Z");
    /// assert_eq!(period.end.to_string(), "2026-03-31T10:00:00Z");
    /// # Ok::<(), jiff::Error>(())
    /// ```
    ///
    /// # Errors
    /// Outside jiff's years, -9999 to 9999, or when `months` is zero.
    pub fn anchored(
        anchor: Timestamp,
        months: u16,
        at: Timestamp,
        zone: &TimeZone,
    ) -> Result<Self, jiff::Error> {
        let first = anchor.to_zoned(zone.clone());
        let mut k = whole_months(&first, &at.to_zoned(zone.clone()))?.div_euclid(i32::from(months.max(1)));
        // The estimate counts whole months of the calendar; cut month ends can put it one off.
        while boundary(&first, months, k)? > at {
            k -= 1;
        }
        while boundary(&first, months, k + 1)? <= at {
            k += 1;
        }
        Ok(Self { start: boundary(&first, months, k)?, end: boundary(&first, months, k + 1)? })
    }
}

/// `start` plus `days` calendar days at the same local clock time: how long a trial lasts.
///
/// # Errors
/// Outside jiff's years, -9999 to 9999.
pub fn add_days(start: Timestamp, days: u16, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
    Ok(start.to_zoned(zone.clone()).checked_add(Span::new().days(days))?.timestamp())
}

fn boundary(anchor: &Zoned, months: u16, k: i32) -> Result<Timestamp, jiff::Error> {
    let span = Span::new().try_months(i64::from(months) * i64::from(k))?;
    Ok(anchor.checked_add(span)?.timestamp())
}

fn whole_months(from: &Zoned, to: &Zoned) -> Result<i32, jiff::Error> {
    Ok(from.until((Unit::Month, to))?.get_months())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn zone(index: usize) -> TimeZone {
        // Fixed POSIX rules stand in for named zones: the ground has no zone data of its own.
        let rules = ["UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "<+1245>-12:45"];
        TimeZone::posix(rules[index % rules.len()]).unwrap()
    }

    proptest! {
        #[test]
        fn periods_tile_time(anchor in 0i64..2_000_000_000, at in 0i64..2_000_000_000, months in 1u16..13, z in 0usize..4) {
            let (anchor, at) = (Timestamp::from_second(anchor).unwrap(), Timestamp::from_second(at).unwrap());
            let period = Period::anchored(anchor, months, at, &zone(z)).unwrap();
            prop_assert!(period.contains(at));
            let next = Period::anchored(anchor, months, period.end, &zone(z)).unwrap();
            prop_assert_eq!(next.start, period.end);
            let before = period.start - SignedDuration::from_secs(1);
            prop_assert_eq!(Period::anchored(anchor, months, before, &zone(z)).unwrap().end, period.start);
        }
    }

    #[test]
    fn anchors_never_chain() {
        let anchor: Timestamp = "2024-01-31T12:00:00Z".parse().unwrap();
        let ends = ["2024-02-10", "2024-03-10", "2024-04-10", "2024-05-10"].map(|day| {
            let at: Timestamp = format!("{day}T00:00:00Z").parse().unwrap();
            Period::anchored(anchor, 1, at, &TimeZone::UTC).unwrap().end.to_string()
        });
        assert_eq!(
            ends,
            ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"].map(|d| format!("{d}T12:00:00Z"))
        );
    }

    #[test]
    fn a_skipped_local_time_moves_forward_and_a_double_one_takes_the_first() {
        let berlin = zone(1);
        let anchor: Timestamp = "2026-02-28T01:30:00Z".parse().unwrap(); // 02:30 local
        let at: Timestamp = "2026-03-20T00:00:00Z".parse().unwrap();
        let spring = Period::anchored(anchor, 1, at, &berlin).unwrap();
        assert_eq!(spring.end.to_string(), "2026-03-28T01:30:00Z");
        let gap = add_days("2026-03-28T01:30:00Z".parse().unwrap(), 1, &berlin).unwrap();
        assert_eq!(gap.to_string(), "2026-03-29T01:30:00Z", "02:30 does not exist, 03:30 does");
        let fold = add_days("2026-10-24T00:30:00Z".parse().unwrap(), 1, &berlin).unwrap();
        assert_eq!(fold.to_string(), "2026-10-25T00:30:00Z", "the first 02:30");
    }
}
