//! The running month and the one before, on the calendar of the reporting zone.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kernel::Period;

/// Two months that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months {
    /// The one that is running.
    pub this: Period,
    /// The one before.
    pub previous: Period,
}

impl Months {
    /// The month that holds `now` in `zone`, and the one before.
    ///
    /// ```
    /// use jiff::tz::TimeZone;
    /// use overview::rules::Months;
    ///
    /// let tokyo = TimeZone::posix("JST-9")?;
    /// let months = Months::at("2026-02-28T15:00:00Z".parse()?, &tokyo)?;
    /// assert_eq!(months.this.start.to_string(), "2026-02-28T15:00:00Z"); // 1 March, midnight
    /// assert_eq!(months.previous.start.to_string(), "2026-01-31T15:00:00Z");
    /// assert_eq!(months.previous.end, months.this.start);
    /// # Ok::<(), jiff::Error>(())
    /// ```
    ///
    /// # Errors
    /// Outside jiff's years, -9999 to 9999.
    pub fn at(now: Timestamp, zone: &TimeZone) -> Result<Self, jiff::Error> {
        let this = Period::calendar_month(now, zone)?;
        let before = this.start.checked_sub(SignedDuration::from_nanos(1))?;
        Ok(Self { this, previous: Period::calendar_month(before, zone)? })
    }
}
