//! A few attacks: addresses of the range for documentation that keep trying for some minutes, and what the gate counted.

use std::net::{IpAddr, Ipv4Addr};

use data::Database;
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use kernel::{Clock, Clocks, TenantId};
use record::{SecurityEvent, SecurityLog, Severity};

use crate::{
    Error,
    calendar::{instant, time_of_day},
    dice::Dice,
    hazards::ATTACKS,
};

/// What they try, how the gate names its refusal, how grave that is and what it adds to the score.
const KINDS: [(&str, &str, Severity, u32); 4] = [
    ("/api/v1/auth/login", "address_limit", Severity::Low, 0),
    ("/api/v1/admin/users", "no_token", Severity::Info, 0),
    ("/api/v1/users/me", "token_invalid", Severity::Low, 2),
    ("/api/v1/charts", "body_malformed", Severity::Low, 2),
];

/// Counts the attacks of the days from one up to another; answers how many refusals that were.
pub(crate) async fn count(
    database: &Database,
    tenant: TenantId,
    seed: u64,
    from: Date,
    until: Timestamp,
) -> Result<u64, Error> {
    let mut dice = Dice::new(seed, u64::MAX);
    let clock = Clock::manual(Timestamp::UNIX_EPOCH);
    let clocks = Clocks { business: clock.clone(), real: clock.clone() };
    let log = SecurityLog::new(database.with_clocks(clocks));
    let mut refused = 0;
    let mut month = from.first_of_month();
    while instant(month, jiff::civil::Time::MIN, &TimeZone::UTC).is_some_and(|start| start < until) {
        for _ in 0..ATTACKS {
            let day = month.saturating_add(jiff::Span::new().days(i64::from(dice.below(28))));
            let Some(start) = instant(day, time_of_day(&mut dice), &TimeZone::UTC).filter(|at| *at < until)
            else {
                continue;
            };
            let address = IpAddr::V4(Ipv4Addr::new(203, 0, 113, u8::try_from(dice.below(256)).unwrap_or(0)));
            let (route, reason, severity, points) = KINDS[dice.weighted([5.0, 2.0, 2.0, 1.0].into_iter())];
            let tries = 40 + dice.below(400);
            for _ in 0..tries {
                let at = start + SignedDuration::from_secs(i64::from(dice.below(600)));
                clock.advance(at.duration_since(clock.now()));
                log.note(SecurityEvent {
                    tenant,
                    reason,
                    address,
                    route,
                    severity,
                    points,
                    country: None,
                    evidence: None,
                });
            }
            refused += u64::from(tries);
            log.flush().await?;
        }
        month = month.saturating_add(jiff::Span::new().months(1));
    }
    Ok(refused)
}
