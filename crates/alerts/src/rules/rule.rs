//! What a rule is: a metric, a threshold, and patience. Knows no state.

use jiff::SignedDuration;
use serde::Serialize;

use super::state::Sign;

/// One thing that is watched. Rules are data; see [`super::catalogue`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Its name, for ever the same.
    pub key: &'static str,
    /// Who should know.
    pub severity: Severity,
    /// The metric that it watches, by its name.
    pub metric: &'static str,
    /// What the metric counts in.
    pub unit: &'static str,
    /// The value from which on it is bad, unless an admin set another.
    pub threshold: f64,
    /// How long it must be bad before the alert fires.
    pub hold: SignedDuration,
    /// How long it must be good before the alert is normal again.
    pub keep: SignedDuration,
    /// What it means that there is no value.
    pub absent: Absent,
    /// For silences over several rules.
    pub labels: &'static [(&'static str, &'static str)],
    /// What it watches, in a sentence.
    pub says: &'static str,
    /// What to do when it fires.
    pub advice: &'static str,
}

/// Who should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Whoever looks.
    Warning,
    /// The admins, by mail.
    Critical,
}

/// What it means that a metric has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// Nobody knows how things are.
    Unknown,
    /// There is nothing to measure, so nothing is bad.
    Good,
}

/// A rule as it is in force: what was shipped, with what an admin set over it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Whether it is watched at all.
    pub enabled: bool,
    /// The value from which on it is bad.
    pub threshold: f64,
    /// How long it must be bad before the alert fires.
    pub hold: SignedDuration,
    /// How long it must be good before the alert is normal again.
    pub keep: SignedDuration,
}

/// What an admin set otherwise; what is not set is as shipped, also after an upgrade that ships something else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Overrides {
    /// Whether it is watched at all.
    pub enabled: Option<bool>,
    /// The value from which on it is bad.
    pub threshold: Option<f64>,
    /// Seconds that it must be bad before the alert fires.
    pub for_seconds: Option<i32>,
    /// Seconds that it must be good before the alert is normal again.
    pub keep_seconds: Option<i32>,
}

impl Rule {
    /// The rule as it is in force.
    #[must_use]
    pub fn under(&self, set: &Overrides) -> Settings {
        let seconds =
            |set: Option<i32>, shipped| set.map_or(shipped, |set| SignedDuration::from_secs(set.into()));
        Settings {
            enabled: set.enabled.unwrap_or(true),
            threshold: set.threshold.unwrap_or(self.threshold),
            hold: seconds(set.for_seconds, self.hold),
            keep: seconds(set.keep_seconds, self.keep),
        }
    }

    /// The rule as it was shipped: switched on.
    #[must_use]
    pub fn shipped(&self) -> Settings {
        self.under(&Overrides::default())
    }

    /// What a value is a sign of. One that is no number is none.
    #[must_use]
    pub fn sign(&self, settings: Settings, value: Option<f64>) -> Sign {
        match (value.filter(|value| value.is_finite()), self.absent) {
            (Some(value), _) if value >= settings.threshold => Sign::Bad,
            (Some(_), _) | (None, Absent::Good) => Sign::Good,
            (None, Absent::Unknown) => Sign::Nothing,
        }
    }
}

impl Severity {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::catalogue::SHIPPED, *};

    #[test]
    fn what_an_admin_set_stands_over_what_was_shipped() {
        let rule = &SHIPPED[0];
        let set = Overrides { threshold: Some(9.0), keep_seconds: Some(7), ..Overrides::default() };
        let keep = SignedDuration::from_secs(7);
        assert_eq!(rule.under(&set), Settings { threshold: 9.0, keep, ..rule.shipped() });
        assert!(rule.shipped().enabled && !rule.under(&Overrides { enabled: Some(false), ..set }).enabled);
    }

    #[test]
    fn a_value_is_judged_by_the_threshold_in_force() {
        let (unknown, good) =
            (Rule { absent: Absent::Unknown, ..SHIPPED[0] }, Rule { absent: Absent::Good, ..SHIPPED[0] });
        let settings = Settings { threshold: 5.0, ..unknown.shipped() };
        for (value, sign) in [
            (Some(4.999), Sign::Good),
            (Some(5.0), Sign::Bad),
            (Some(f64::MAX), Sign::Bad),
            (Some(-1.0), Sign::Good),
            (Some(f64::NAN), Sign::Nothing),
            (Some(f64::INFINITY), Sign::Nothing),
            (None, Sign::Nothing),
        ] {
            assert_eq!(unknown.sign(settings, value), sign, "{value:?}");
        }
        assert_eq!(good.sign(settings, None), Sign::Good);
    }
}
