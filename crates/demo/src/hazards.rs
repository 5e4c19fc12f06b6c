//! Every number that the demo business behaves by, in one place. Knows nobody.
//!
//! A hazard is a chance a day (or a visit, where it says so). They are chosen so that a year looks like that of a small
//! subscription product: some four in a hundred sign-ups come to pay, half of the payers come by a trial, and months lose
//! three to six in a hundred of those who pay by the month. They are nobody's measurements.

use jiff::civil::Weekday;

/// Where customers come from.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// As spending on it is booked.
    pub name: &'static str,
    /// Its campaign, if it has one.
    pub campaign: Option<&'static str>,
    /// Weight among the sources.
    pub weight: f64,
    /// How much readier to try and to buy than others.
    pub zeal: f64,
}

/// Sources and campaigns.
pub const SOURCES: [Source; 7] = [
    Source { name: "search", campaign: None, weight: 34.0, zeal: 1.1 },
    Source { name: "ads", campaign: Some("natal chart"), weight: 18.0, zeal: 1.2 },
    Source { name: "ads", campaign: Some("horoscope"), weight: 10.0, zeal: 0.6 },
    Source { name: "social", campaign: Some("wheel of the week"), weight: 17.0, zeal: 0.7 },
    Source { name: "partner", campaign: Some("podcast"), weight: 6.0, zeal: 1.8 },
    Source { name: "newsletter", campaign: None, weight: 5.0, zeal: 1.6 },
    Source { name: "friends", campaign: None, weight: 10.0, zeal: 1.4 },
];

/// Countries by weight; people there live in its towns, in proportion to their size.
pub const COUNTRIES: [(&str, &str, f64); 14] = [
    ("US", "en-US", 26.0),
    ("GB", "en-GB", 12.0),
    ("NL", "nl-NL", 11.0),
    ("DE", "de-DE", 11.0),
    ("FR", "fr-FR", 7.0),
    ("ES", "es-ES", 6.0),
    ("IT", "it-IT", 5.0),
    ("BR", "pt-BR", 6.0),
    ("CA", "en-CA", 5.0),
    ("AU", "en-AU", 4.0),
    ("IN", "en-IN", 3.0),
    ("PL", "pl-PL", 2.0),
    ("SE", "sv-SE", 1.0),
    ("JP", "ja-JP", 1.0),
];

/// The largest towns of a country that people live in and were born in.
pub const TOWNS: usize = 40;

/// By how much more a month brings than the one before.
pub const GROWTH: f64 = 1.06;

/// How lively a weekday is, from Monday.
pub const WEEKDAYS: [f64; 7] = [0.95, 0.85, 0.9, 0.9, 0.95, 1.15, 1.3];

/// How lively this one is.
#[must_use]
pub fn weekday(day: Weekday) -> f64 {
    WEEKDAYS[usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)]
}

/// How lively an hour is, by the clock where somebody lives.
pub const HOURS: [f64; 24] = [
    0.5, 0.25, 0.12, 0.08, 0.06, 0.08, 0.25, 0.6, 0.9, 0.8, 0.7, 0.75, 1.0, 0.95, 0.75, 0.75, 0.8, 1.0, 1.2,
    1.5, 1.9, 2.1, 1.8, 1.1,
];

/// Whether somebody comes back on a day: who is on the free plan, so many days after the sign-up.
#[must_use]
pub fn visit_free(days: f64) -> f64 {
    0.012 + 0.2 * (-days / 9.0).exp()
}
/// On trial.
pub const VISIT_TRIAL: f64 = 0.42;
/// Who pays.
pub const VISIT_PAYING: f64 = 0.2;

/// Charts that a visit draws, 0 to 3, as chances: the first visit, then any other of who is free, who tries or pays.
pub const CHARTS_FIRST: [f64; 4] = [0.1, 0.55, 0.25, 0.1];
/// Of who is free.
pub const CHARTS_FREE: [f64; 4] = [0.55, 0.3, 0.1, 0.05];
/// Of who tries or pays.
pub const CHARTS_MORE: [f64; 4] = [0.4, 0.35, 0.17, 0.08];
/// Whether a chart is read in words.
pub const READ: f64 = 0.22;
/// Whether the time of day of a birth is not known.
pub const TIME_UNKNOWN: f64 = 0.12;

/// Whether a visit begins the trial, for somebody of zeal 1: in passing, and when a limit was met.
pub const TRY: f64 = 0.035;
/// When a limit was met.
pub const TRY_AT_LIMIT: f64 = 0.2;
/// Whether a visit buys: on trial, and later or never having tried.
pub const BUY_ON_TRIAL: f64 = 0.05;
/// Without a trial running.
pub const BUY: f64 = 0.003;
/// When a limit was met.
pub const BUY_AT_LIMIT: f64 = 0.05;
/// Whether it is bought for a year.
pub const YEARLY: f64 = 0.22;

/// A day's chance that somebody cancels who pays by the month: in the first three months, and later.
pub const CANCEL_EARLY: f64 = 0.075 / 30.4;
/// Later.
pub const CANCEL_LATE: f64 = 0.035 / 30.4;
/// Who pays by the year.
pub const CANCEL_YEARLY: f64 = 0.18 / 365.0;
/// Whether it is to end at once and not with what is paid.
pub const CANCEL_NOW: f64 = 0.12;
/// A day's chance that it is taken back before it takes effect.
pub const RESUME: f64 = 0.008;
/// A day's chance that somebody buys again who has paid before.
pub const RETURN: f64 = 0.0012;

/// What people say when they leave, by weight; the rest says nothing.
pub const REASONS: [(&str, f64); 5] = [
    ("too expensive", 3.0),
    ("not using it enough", 4.0),
    ("found what I was looking for", 2.0),
    ("missing a feature", 1.0),
    ("", 6.0),
];

/// Attacks a month: each is one address that keeps trying for some minutes.
pub const ATTACKS: u32 = 3;
