//! How often a price recurs, and the paid period that follows from it. It knows no price.

use jiff::{Span, Timestamp, tz::TimeZone};
use kernel::Period;

use super::words::words;

words! {
    /// The time one price pays for.
    Interval {
        /// One calendar day.
        Day = "day",
        /// Seven calendar days.
        Week = "week",
        /// One month.
        Month = "month",
        /// Three months.
        Quarter = "quarter",
        /// Six months.
        HalfYear = "half_year",
        /// Twelve months.
        Year = "year",
    }
}

enum Length {
    Days(i64),
    Months(u16),
}

impl Interval {
    /// The paid period that holds `at`: boundary *k* is `anchor` plus *k* intervals in `zone`, never chained.
    ///
    /// ```
    /// use billing::rules::Interval;
    /// use jiff::{Timestamp, tz::TimeZone};
    ///
    /// let bought: Timestamp = "2024-02-29T12:00:00Z".parse()?;
    /// let at: Timestamp = "2027-01-01T00:00:00Z".parse()?;
    /// let year = Interval::Year.period(bought, at, &TimeZone::UTC)?;
    /// assert_eq!(year.end.to_string(), "2027-02-28T12:00:00Z");
    /// let week = Interval::Week.period(bought, at, &TimeZone::UTC)?;
    /// assert_eq!(week.start.to_string(), "2026-12-31T12:00:00Z"); // a Thursday, as 2024-02-29 was
    /// # Ok::<(), jiff::Error>(())
    /// ```
    ///
    /// # Errors
    /// Outside jiff's years, -9999 to 9999.
    pub fn period(self, anchor: Timestamp, at: Timestamp, zone: &TimeZone) -> Result<Period, jiff::Error> {
        match self.length() {
            Length::Months(months) => Period::anchored(anchor, months, at, zone),
            Length::Days(days) => period_of_days(anchor, days, at, zone),
        }
    }

    const fn length(self) -> Length {
        match self {
            Self::Day => Length::Days(1),
            Self::Week => Length::Days(7),
            Self::Month => Length::Months(1),
            Self::Quarter => Length::Months(3),
            Self::HalfYear => Length::Months(6),
            Self::Year => Length::Months(12),
        }
    }
}

fn period_of_days(
    anchor: Timestamp,
    days: i64,
    at: Timestamp,
    zone: &TimeZone,
) -> Result<Period, jiff::Error> {
    let first = anchor.to_zoned(zone.clone());
    let boundary = |k: i64| first.checked_add(Span::new().try_days(k * days)?).map(|end| end.timestamp());
    // Days of 24 hours are an estimate: a clock change can put it one off.
    let mut k = at.duration_since(anchor).as_secs().div_euclid(days * 86_400);
    while boundary(k)? > at {
        k -= 1;
    }
    while boundary(k + 1)? <= at {
        k += 1;
    }
    Ok(Period { start: boundary(k)?, end: boundary(k + 1)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn zone(index: usize) -> TimeZone {
        let rules = ["UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "<+1245>-12:45"];
        TimeZone::posix(rules[index % rules.len()]).unwrap()
    }

    proptest! {
        #[test]
        fn paid_periods_tile_time(
            anchor in 0i64..2_000_000_000, later in 0i64..500_000_000, i in 0usize..6, z in 0usize..4,
        ) {
            let anchor = Timestamp::from_second(anchor).unwrap();
            let at = Timestamp::from_second(anchor.as_second() + later).unwrap();
            let period = Interval::ALL[i].period(anchor, at, &zone(z)).unwrap();
            prop_assert!(period.contains(at) && period.start >= anchor);
            let next = Interval::ALL[i].period(anchor, period.end, &zone(z)).unwrap();
            prop_assert_eq!(next.start, period.end);
        }
    }

    #[test]
    fn each_interval_as_long_as_its_name() {
        let bought: Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
        let ends = Interval::ALL.iter().map(|i| i.period(bought, bought, &TimeZone::UTC).unwrap().end);
        let expected = ["2026-02-01", "2026-02-07", "2026-02-28", "2026-04-30", "2026-07-31", "2027-01-31"];
        for (end, day) in ends.zip(expected) {
            assert_eq!(end.to_string(), format!("{day}T12:00:00Z"));
        }
    }

    #[test]
    fn a_day_over_a_clock_change_keeps_its_local_hour() {
        let anchor: Timestamp = "2026-03-27T11:00:00Z".parse().unwrap(); // noon in winter
        let at: Timestamp = "2026-03-29T10:30:00Z".parse().unwrap(); // 12:30 in summer
        let day = Interval::Day.period(anchor, at, &zone(1)).unwrap();
        assert_eq!(day.start.to_string(), "2026-03-29T10:00:00Z");
        assert_eq!(day.end.to_string(), "2026-03-30T10:00:00Z");
    }
}
