//! The rules that are shipped, all switched on. Which functions measure what they name, is not known here.

use jiff::SignedDuration;

use super::rule::{Absent, Rule, Severity};

const NONE: SignedDuration = SignedDuration::ZERO;

const fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

/// Every rule, by its key in this order.
pub const SHIPPED: [Rule; 5] = [
    Rule {
        key: "critical_threats",
        severity: Severity::Critical,
        metric: "security.critical_threats",
        unit: "requests in the last minute or two",
        threshold: 1.0,
        hold: NONE,
        keep: minutes(5),
        absent: Absent::Unknown,
        labels: &[("kind", "security")],
        says: "Requests were refused that only an attack sends.",
        advice: "Look at the security events for addresses and routes. A request that was refused did no harm; what to \
                 find out is whether the same address also sent some that were not.",
    },
    Rule {
        key: "events_dropped",
        severity: Severity::Critical,
        metric: "security.events_dropped",
        unit: "refusals in the last minute or two",
        threshold: 1.0,
        hold: NONE,
        keep: minutes(5),
        absent: Absent::Unknown,
        labels: &[("kind", "security")],
        says: "More refusals than can be counted apart: some are known by their number alone.",
        advice: "A flood from very many addresses, or at very many routes. Let the network in front of the server thin it \
                 out, and look at the log for the database being away.",
    },
    Rule {
        key: "jobs_given_up",
        severity: Severity::Warning,
        metric: "jobs.given_up",
        unit: "jobs in the last hour",
        threshold: 1.0,
        hold: NONE,
        keep: minutes(5),
        absent: Absent::Unknown,
        labels: &[("kind", "jobs")],
        says: "Background jobs failed as often as they may and were given up.",
        advice: "Look for \"job given up\" in the log: it names kind and code. Such jobs stay in the queue as failed.",
    },
    Rule {
        key: "jobs_late",
        severity: Severity::Warning,
        metric: "jobs.oldest_due_seconds",
        unit: "seconds",
        threshold: 300.0,
        hold: minutes(1),
        keep: minutes(2),
        absent: Absent::Good,
        labels: &[("kind", "jobs")],
        says: "A background job that could start has been waiting for long.",
        advice: "Every worker is busy, or none runs: look at jobs.concurrency, at the nodes, and at what is queued.",
    },
    Rule {
        key: "many_refusals",
        severity: Severity::Warning,
        metric: "security.refusals_per_minute",
        unit: "refusals a minute",
        threshold: 600.0,
        hold: minutes(2),
        keep: minutes(5),
        absent: Absent::Unknown,
        labels: &[("kind", "security")],
        says: "Many requests are refused, for whatever reason.",
        advice: "Look at /security for the reasons. One reason and one route: a client of ours may be broken. Sign-ins: \
                 somebody tries passwords.",
    },
];

/// The rule of that key.
#[must_use]
pub fn find(key: &str) -> Option<&'static Rule> {
    SHIPPED.iter().find(|rule| rule.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_well_formed() {
        assert!(SHIPPED.is_sorted_by(|one, next| one.key < next.key), "each key once, in order");
        for rule in SHIPPED {
            let plain =
                |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || b"_.".contains(&byte));
            assert!(plain(rule.key) && plain(rule.metric), "{}", rule.key);
            assert!(rule.threshold.is_finite() && rule.hold >= NONE && rule.keep > NONE, "{}", rule.key);
            // They stand in a mail as they are.
            for text in [rule.says, rule.advice, rule.unit] {
                assert!(text.is_ascii() && !text.contains("  ") && !text.contains('\n'), "{text}");
            }
            assert_eq!(find(rule.key), Some(&rule));
        }
        assert_eq!(find("nothing"), None);
    }
}
