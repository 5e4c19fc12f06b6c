//! The stretch of time that is asked about: from the parameters of a request to the periods of a report.
//!
//! What is not asked for has its default: the last twelve months, by the month. Nothing is told of the future: a range
//! that reaches into it ends with the period that is running. It knows no rows.

use jiff::{SignedDuration, Span, Timestamp, civil::Date, tz::TimeZone};
use kernel::{Currency, Period};
use serde::Deserialize;

use super::{Fault, ReportInterval, periods};

/// How a tenant wants its reports.
#[derive(Clone, Debug)]
pub struct Reporting {
    /// Where days and months begin.
    pub zone: TimeZone,
    /// The name of that zone.
    pub time_zone: String,
    /// The currency of amounts, unless another is asked for.
    pub currency: Currency,
}

/// One end of a range, as it is asked for: `2026-01-31`, or `2026-01-31T09:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Edge {
    /// The first instant of a day in the reporting zone.
    Day(Date),
    /// An instant.
    Moment(Timestamp),
}

/// What is asked, as far as time goes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Range {
    /// The first instant; unless told, eleven months before the month of the last.
    pub from: Option<Edge>,
    /// The first instant after; unless told, the present.
    pub to: Option<Edge>,
    /// The length of the periods; unless told, months.
    pub interval: Option<ReportInterval>,
}

/// The periods that cover a range, seen from an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Up to when the ledger is read, that instant included.
    pub as_of: Timestamp,
    /// The length of the periods.
    pub interval: ReportInterval,
    /// The name of the reporting zone.
    pub time_zone: String,
    /// One at least; the last one may be running.
    pub periods: Vec<Period>,
}

/// The finest step of a ledger's clock: what takes effect at `as_of` is in, a step later is out.
const STEP: SignedDuration = SignedDuration::from_micros(1);

/// Years that a date may name: there is no ledger before, and no calendar after.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=9_000;

impl Timeline {
    /// The periods of `range`, seen from `now`.
    ///
    /// ```
    /// use jiff::tz::TimeZone;
    /// use kernel::Currency;
    /// use revenue::rules::{Range, Reporting, Timeline};
    ///
    /// let utc = Reporting { zone: TimeZone::UTC, time_zone: "UTC".into(), currency: Currency::USD };
    /// let year = Timeline::new(&Range::default(), &utc, "2026-01-15T12:00:00Z".parse()?)?;
    /// assert_eq!(year.periods.len(), 12);
    /// assert_eq!(year.start().to_string(), "2025-02-01T00:00:00Z");
    /// assert_eq!(year.until().to_string(), "2026-01-15T12:00:00.000001Z");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Fault::NotYet`], [`Fault::EmptyRange`], [`Fault::TooManyPeriods`], [`Fault::Calendar`].
    pub fn new(range: &Range, reporting: &Reporting, now: Timestamp) -> Result<Self, Fault> {
        let zone = &reporting.zone;
        let present = now.checked_add(STEP)?;
        let to = range.to.map_or(Ok(present), |edge| edge.at(zone))?.min(present);
        let from = range.from.map_or_else(|| year_before(to, zone), |edge| edge.at(zone))?;
        if from > now {
            return Err(Fault::NotYet);
        }
        let interval = range.interval.unwrap_or(ReportInterval::Month);
        let periods = periods(from, to, interval, zone)?;
        Ok(Self { as_of: now, interval, time_zone: reporting.time_zone.clone(), periods })
    }

    /// The first instant of the first period.
    #[must_use]
    pub fn start(&self) -> Timestamp {
        self.periods.first().map_or(self.as_of, |period| period.start)
    }

    /// The first instant that is not told: after the last period, or after `as_of`.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        let end = self.periods.last().map_or(self.as_of, |period| period.end);
        self.as_of.checked_add(STEP).map_or(end, |present| end.min(present))
    }
}

impl Edge {
    fn at(self, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
        match self {
            Self::Day(date) => Ok(date.to_zoned(zone.clone())?.start_of_day()?.timestamp()),
            Self::Moment(at) => Ok(at),
        }
    }
}

impl TryFrom<String> for Edge {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        const DAY: usize = "2026-01-31".len();
        let edge =
            if text.len() == DAY { text.parse().map(Self::Day) } else { text.parse().map(Self::Moment) };
        let year = |edge: &Self| match edge {
            Self::Day(date) => date.year(),
            Self::Moment(at) => at.to_zoned(TimeZone::UTC).year(),
        };
        let wanted = "A day (2026-01-31) or an instant (2026-01-31T09:00:00Z), from 1970 on";
        edge.ok().filter(|edge| YEARS.contains(&year(edge))).ok_or(wanted)
    }
}

/// The first of the month eleven months before the one that `end` closes or cuts.
fn year_before(end: Timestamp, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
    let last = end.checked_sub(SignedDuration::from_nanos(1))?.to_zoned(zone.clone()).date();
    let first = last.first_of_month().checked_sub(Span::new().months(11))?;
    Edge::Day(first).at(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(text: &str) -> Edge {
        Edge::try_from(text.to_owned()).unwrap()
    }

    fn ask(from: &str, to: &str, interval: Option<ReportInterval>, now: &str) -> Result<Timeline, Fault> {
        let zone = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
        let reporting = Reporting { zone, time_zone: "New York".into(), currency: Currency::USD };
        let given = |text: &str| (!text.is_empty()).then(|| edge(text));
        let range = Range { from: given(from), to: given(to), interval };
        Timeline::new(&range, &reporting, now.parse().unwrap())
    }

    const NOW: &str = "2026-01-15T12:00:00Z";

    #[test]
    fn a_day_begins_in_the_reporting_zone() {
        let line = ask("2025-07-01", "2025-08-01", None, NOW).unwrap();
        assert_eq!(line.periods.len(), 1);
        assert_eq!(line.start().to_string(), "2025-07-01T04:00:00Z");
        assert_eq!(line.until().to_string(), "2025-08-01T04:00:00Z");
        assert_eq!(ask("2025-07-01T03:59:59Z", "2025-08-01", None, NOW).unwrap().periods.len(), 2);
    }

    #[test]
    fn unless_told_it_is_the_last_twelve_months() {
        let months = |to: &str, now: &str| {
            let line = ask("", to, None, now).unwrap();
            (line.periods.len(), line.start().to_string(), line.periods[11].end.to_string())
        };
        let year = |start: &str, end: &str| (12, format!("{start}:00:00Z"), format!("{end}:00:00Z"));
        assert_eq!(months("", NOW), year("2025-02-01T05", "2026-02-01T05"));
        assert_eq!(months("", "2026-02-01T04:59:59Z"), year("2025-02-01T05", "2026-02-01T05"));
        assert_eq!(months("", "2026-02-01T05:00:00Z"), year("2025-03-01T05", "2026-03-01T05"));
        assert_eq!(months("2026-01-01", NOW), year("2025-01-01T05", "2026-01-01T05"));
        assert_eq!(months("2025-11-02", NOW), year("2024-12-01T05", "2025-12-01T05"));
    }

    #[test]
    fn nothing_is_told_of_the_future() {
        let line = ask("2026-01-01", "2030-01-01", Some(ReportInterval::Day), NOW).unwrap();
        assert_eq!(line.periods.len(), 15);
        assert_eq!(line.until().to_string(), "2026-01-15T12:00:00.000001Z");
        assert!(matches!(ask("2026-01-15T12:00:00.000001Z", "", None, NOW), Err(Fault::NotYet)));
        assert_eq!(ask(NOW, "", Some(ReportInterval::Day), NOW).unwrap().periods.len(), 1);
    }

    #[test]
    fn a_bad_range_is_refused() {
        let day = Some(ReportInterval::Day);
        assert!(matches!(ask("2025-07-02", "2025-07-02", day, NOW), Err(Fault::EmptyRange)));
        assert!(matches!(ask("2025-07-02", "2025-07-01", day, NOW), Err(Fault::EmptyRange)));
        assert!(matches!(ask("2020-01-01", "", day, NOW), Err(Fault::TooManyPeriods { .. })));
        assert_eq!(
            ask("1970-01-01", "9000-12-31", Some(ReportInterval::Year), NOW).unwrap().periods.len(),
            57
        );
    }

    #[test]
    fn an_edge_is_a_day_or_an_instant() {
        assert_eq!(edge("2026-01-31"), Edge::Day(Date::constant(2026, 1, 31)));
        assert_eq!(edge("2026-01-31T09:00:00+01:00"), edge("2026-01-31T08:00:00Z"));
        let wrong = [
            "",
            "2026-02-30",
            "2026-1-31",
            "20260131",
            "today",
            "1969-12-31",
            "9001-01-01",
            "2026-01-31T09:00:00",
        ];
        for text in wrong {
            assert!(Edge::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
