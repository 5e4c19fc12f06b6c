//! Zones by name. Knows which names exist and what they stand for; leaves dates to `resolve`.

use std::fmt;

use jiff::tz::TimeZone;

use crate::LocalTimeError;
use crate::table::{Entry, Table};

/// A zone of the tz database, under one of its names. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Zone {
    table: &'static Table,
    entry: &'static Entry,
}

impl Zone {
    /// The zone or alias of this name, written in any case.
    ///
    /// # Errors
    /// [`LocalTimeError::UnknownZone`] if there is none.
    ///
    /// ```
    /// # use places::Zone;
    /// let zone = Zone::find("asia/CALCUTTA")?;
    /// assert_eq!((zone.name(), zone.canonical()), ("Asia/Calcutta", "Asia/Kolkata"));
    /// # Ok::<(), places::LocalTimeError>(())
    /// ```
    pub fn find(name: &str) -> Result<Self, LocalTimeError> {
        let table = Table::get()?;
        let entry = table.find(name).ok_or_else(|| LocalTimeError::UnknownZone(name.to_owned()))?;
        Ok(Self { table, entry })
    }

    /// The name as the tz database writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry.name
    }

    /// The name of the zone that an alias stands for; a zone's own name otherwise.
    #[must_use]
    pub fn canonical(self) -> &'static str {
        self.table.zone_of(self.entry)
    }

    /// Its rules, for arithmetic with the calendar: billing periods, days of a report.
    ///
    /// # Errors
    /// [`LocalTimeError::Table`] if the packed zones are damaged.
    pub fn rules(self) -> Result<&'static TimeZone, LocalTimeError> {
        self.table.rules(self.entry)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

/// Every zone and alias, in order of name without regard to case.
pub fn zones() -> Result<impl Iterator<Item = Zone>, LocalTimeError> {
    let table = Table::get()?;
    Ok(table.entries().iter().map(move |entry| Zone { table, entry }))
}

/// The release of the tz database in use, such as `2026f`.
pub fn tz_release() -> Result<&'static str, LocalTimeError> {
    Table::get().map(|table| table.release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_keep_their_name_and_know_their_zone() {
        let cases = [
            ("US/Eastern", "America/New_York"),
            ("europe/kiev", "Europe/Kyiv"),
            ("Arctic/Longyearbyen", "Europe/Oslo"),
            ("ICELAND", "Atlantic/Reykjavik"),
            ("Europe/Amsterdam", "Europe/Amsterdam"),
        ];
        for (name, zone) in cases {
            let found = Zone::find(name).unwrap();
            assert!(found.name().eq_ignore_ascii_case(name));
            assert_eq!(found.canonical(), zone);
        }
    }

    #[test]
    fn what_is_not_there_is_named_in_the_error() {
        for name in ["", "Europe", "Mars/Olympus", "Europe/Amsterdam ", "Ευρώπη"] {
            assert_eq!(Zone::find(name), Err(LocalTimeError::UnknownZone(name.into())));
        }
    }

    #[test]
    fn zones_are_listed_once_each_and_in_order() {
        let names: Vec<String> = zones().unwrap().map(|zone| zone.name().to_ascii_lowercase()).collect();
        assert!(names.is_sorted_by(|a, b| a < b));
        assert_eq!(tz_release().unwrap().len(), 5);
    }
}
