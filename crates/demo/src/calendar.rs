//! When people come: growth over the months, rhythm over the week and the day. Knows no person.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};

use crate::{
    dice::Dice,
    hazards::{GROWTH, HOURS, weekday},
};

/// The days of a run, and how many of its sign-ups have come by the end of each.
#[derive(Clone, Debug)]
pub struct Calendar {
    first: Date,
    sums: Vec<f64>,
}

const DAYS_OF_MONTH: f64 = 30.44;

impl Calendar {
    /// From one day up to another, which is not in it; at least one day.
    #[must_use]
    pub fn new(first: Date, end: Date) -> Self {
        let (mut sums, mut sum) = (Vec::new(), 0.0);
        for (number, day) in first.series(jiff::Span::new().days(1)).take_while(|day| *day < end).enumerate()
        {
            #[expect(clippy::cast_precision_loss, reason = "days of a few years")]
            let months = number as f64 / DAYS_OF_MONTH;
            sum += GROWTH.powf(months) * weekday(day.weekday());
            sums.push(sum);
        }
        Self { first, sums }
    }

    /// The day by whose end this share of all sign-ups has come.
    #[must_use]
    pub fn day_of(&self, share: f64) -> Date {
        let whole = self.sums.last().copied().unwrap_or_default();
        let number =
            self.sums.partition_point(|sum| *sum <= share * whole).min(self.sums.len().saturating_sub(1));
        self.first.saturating_add(jiff::Span::new().days(i64::try_from(number).unwrap_or(0)))
    }
}

/// A time of day when people are awake.
pub fn time_of_day(dice: &mut Dice) -> Time {
    let hour = i8::try_from(dice.weighted(HOURS.into_iter())).unwrap_or(0);
    let part = |dice: &mut Dice| i8::try_from(dice.below(60)).unwrap_or(0);
    let (minute, second) = (part(dice), part(dice));
    Time::new(hour, minute, second, 0).unwrap_or(Time::MIN)
}

/// A local time as an instant; one that the clock skipped moves on, of one that came twice it is the first.
#[must_use]
pub fn instant(day: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    day.to_datetime(time).to_zoned(zone.clone()).ok().map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn sign_ups_grow_and_come_on_every_day() {
        let calendar = Calendar::new(date(2025, 11, 22), date(2026, 11, 22));
        assert_eq!(calendar.sums.len(), 365);
        assert_eq!(
            (calendar.day_of(0.0), calendar.day_of(0.999_999)),
            (date(2025, 11, 22), date(2026, 11, 21))
        );
        let half = calendar.day_of(0.5);
        assert!(half > date(2026, 5, 24), "more than half come in the second half: {half}");
    }
}
