//! The periods of a report: half-open, on the calendar of the tenant's reporting zone.
//!
//! They tile the range without gap or overlap, whatever the clocks do. It knows no rows.

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use kernel::Period;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Fault;

/// The most periods in one report: three years of days.
pub const MOST_PERIODS: usize = 1_100;

/// How long one period of a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportInterval {
    /// From midnight to midnight.
    Day,
    /// From Monday to Monday.
    Week,
    /// From the first of a month.
    Month,
    /// From January, April, July or October.
    Quarter,
    /// From January.
    Year,
}

/// The periods that cover `[from, to)`, the first holding `from`, the last reaching `to` or beyond.
///
/// ```
/// use jiff::tz::TimeZone;
/// use revenue::rules::{ReportInterval, periods};
///
/// let (from, to) = ("2026-02-14T00:00:00Z".parse()?, "2026-04-01T00:00:00Z".parse()?);
/// let months = periods(from, to, ReportInterval::Month, &TimeZone::UTC)?;
/// assert_eq!(months.len(), 2);
/// assert_eq!(months[0].start.to_string(), "2026-02-01T00:00:00Z");
/// assert_eq!(months[1].end.to_string(), "2026-04-01T00:00:00Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Fault::EmptyRange`], [`Fault::TooManyPeriods`], [`Fault::Calendar`].
pub fn periods(
    from: Timestamp,
    to: Timestamp,
    interval: ReportInterval,
    zone: &TimeZone,
) -> Result<Vec<Period>, Fault> {
    if to <= from {
        return Err(Fault::EmptyRange);
    }
    let mut date = interval.first_day(from.to_zoned(zone.clone()).date())?;
    let mut start = midnight(date, zone)?;
    let mut periods = Vec::new();
    while start < to {
        if periods.len() == MOST_PERIODS {
            return Err(Fault::TooManyPeriods { most: MOST_PERIODS });
        }
        date = date.checked_add(interval.span())?;
        let end = midnight(date, zone)?;
        periods.push(Period { start, end });
        start = end;
    }
    Ok(periods)
}

impl ReportInterval {
    fn first_day(self, date: Date) -> Result<Date, jiff::Error> {
        match self {
            Self::Day => Ok(date),
            Self::Week => date.checked_sub(Span::new().days(date.weekday().to_monday_zero_offset())),
            Self::Month => Ok(date.first_of_month()),
            Self::Quarter => Date::new(date.year(), (date.month() - 1) / 3 * 3 + 1, 1),
            Self::Year => Ok(date.first_of_year()),
        }
    }

    fn span(self) -> Span {
        match self {
            Self::Day => Span::new().days(1),
            Self::Week => Span::new().weeks(1),
            Self::Month => Span::new().months(1),
            Self::Quarter => Span::new().months(3),
            Self::Year => Span::new().years(1),
        }
    }
}

/// The first instant of a day; where a clock change skips midnight, the first one after.
fn midnight(date: Date, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
    Ok(date.to_zoned(zone.clone())?.start_of_day()?.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    const ALL: [ReportInterval; 5] = [
        ReportInterval::Day,
        ReportInterval::Week,
        ReportInterval::Month,
        ReportInterval::Quarter,
        ReportInterval::Year,
    ];

    fn zone(index: usize) -> TimeZone {
        // The last one skips midnight: its clocks go from 00:00 to 01:00.
        let rules = [
            "UTC0",
            "CET-1CEST,M3.5.0,M10.5.0/3",
            "EST5EDT,M3.2.0,M11.1.0",
            "<-04>4<-03>,M9.1.6/24,M4.1.6/24",
        ];
        TimeZone::posix(rules[index]).unwrap()
    }

    proptest! {
        #[test]
        fn periods_tile_the_range_from_calendar_boundaries(from in 0i64..2_000_000_000, hours in 1i64..20_000, i in 0usize..5, z in 0usize..4) {
            let from = Timestamp::from_second(from).unwrap();
            let to = from + SignedDuration::from_hours(hours);
            let found = periods(from, to, ALL[i], &zone(z)).unwrap();
            prop_assert!(found[0].contains(from));
            let last = found[found.len() - 1];
            prop_assert!(last.start < to && to <= last.end);
            prop_assert!(found.windows(2).all(|pair| pair[0].end == pair[1].start));
            for period in found {
                let (date, before) = (
                    period.start.to_zoned(zone(z)).date(),
                    (period.start - SignedDuration::from_nanos(1)).to_zoned(zone(z)).date(),
                );
                prop_assert_eq!(before.tomorrow().unwrap(), date, "the day begins here");
                let first = match ALL[i] {
                    ReportInterval::Day => true,
                    ReportInterval::Week => date.weekday() == jiff::civil::Weekday::Monday,
                    ReportInterval::Month => date.day() == 1,
                    ReportInterval::Quarter => date.day() == 1 && [1, 4, 7, 10].contains(&date.month()),
                    ReportInterval::Year => date.day_of_year() == 1,
                };
                prop_assert!(first, "{date}");
            }
        }
    }

    #[test]
    fn a_report_has_an_end() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (from, to) = (at("2020-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z"));
        let ask = |from, to, interval| periods(from, to, interval, &TimeZone::UTC);
        assert!(matches!(ask(from, to, ReportInterval::Day), Err(Fault::TooManyPeriods { .. })));
        assert_eq!(ask(from, to, ReportInterval::Quarter).unwrap().len(), 24);
        assert!(matches!(ask(from, from, ReportInterval::Day), Err(Fault::EmptyRange)));
        assert!(matches!(ask(to, from, ReportInterval::Day), Err(Fault::EmptyRange)));
    }
}
