//! When a recurring job is due. Knows no clock.

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};

/// How often a job recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cadence {
    /// At whole multiples of this since 1970, so that every node reckons the same instants.
    Every(SignedDuration),
    /// Every day at this time, UTC. What must follow a tenant's own zone runs every hour and looks.
    Daily(civil::Time),
}

impl Cadence {
    /// The first due instant after `now`.
    pub(crate) fn after(self, now: Timestamp) -> Result<Timestamp, jiff::Error> {
        match self {
            Self::Every(step) => {
                let step = i64::try_from(step.as_micros()).unwrap_or(i64::MAX).max(1);
                let slot = now.as_microsecond().div_euclid(step).saturating_add(1);
                Timestamp::from_microsecond(slot.saturating_mul(step))
            }
            Self::Daily(time) => {
                let today = now.to_zoned(TimeZone::UTC).date();
                let at = |date: civil::Date| date.to_datetime(time).to_zoned(TimeZone::UTC);
                let first = at(today)?.timestamp();
                if first > now { Ok(first) } else { Ok(at(today.tomorrow()?)?.timestamp()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn due_instants_are_reckoned_from_the_epoch_or_the_day() {
        let hourly = Cadence::Every(SignedDuration::from_hours(1));
        let daily = Cadence::Daily(civil::time(3, 30, 0, 0));
        let table = [
            (hourly, "2026-01-15T12:00:00Z", "2026-01-15T13:00:00Z"),
            (hourly, "2026-01-15T12:59:59.999999Z", "2026-01-15T13:00:00Z"),
            (hourly, "1969-12-31T23:30:00Z", "1970-01-01T00:00:00Z"),
            (daily, "2026-01-15T03:29:59Z", "2026-01-15T03:30:00Z"),
            (daily, "2026-01-15T03:30:00Z", "2026-01-16T03:30:00Z"),
            (daily, "2028-02-28T12:00:00Z", "2028-02-29T03:30:00Z"),
        ];
        for (cadence, now, next) in table {
            assert_eq!(cadence.after(at(now)).unwrap(), at(next), "{cadence:?} after {now}");
        }
    }

    proptest! {
        #[test]
        fn the_next_instant_is_ahead_and_no_further_than_one_step(now in -1_000_000_000_000i64..4_000_000_000_000, step in 1i64..10_000_000) {
            let now = Timestamp::from_millisecond(now).unwrap();
            let step = SignedDuration::from_millis(step);
            let next = Cadence::Every(step).after(now).unwrap();
            prop_assert!(next > now && next.duration_since(now) <= step);
        }
    }
}
