//! What each reason weighs: how grave it is, and what it adds to the score of the client that it refused.
//!
//! 1. Mistakes of honest clients weigh nothing, however often they are made: an expired token, a plan that does not
//!    include it, a limit that was reached (waiting is the answer to that), a body that broke off on a train.
//! 2. What is a mistake once and a search when repeated weighs little: with a threshold of 1,000 and a half-life of
//!    five minutes it takes 250 paths that do not exist at once, or one every two seconds for ever.
//! 3. A wrong password weighs so that a whole office may mistype on a Monday morning (the limits let one address guess
//!    thirty times in five minutes, which adds up to 900), and whoever goes on guessing is blocked in the second window.
//! 4. What no honest client sends weighs a tenth of the threshold or more.

use record::Severity::{self, Critical, High, Info, Low, Medium};

use threat::Class;

use crate::Reason;

/// What a refusal weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// How grave it is.
    pub severity: Severity,
    /// What it adds to the client's score.
    pub points: u32,
}

/// A refusal as it is counted: its name in the security log, and what it weighs.
pub(crate) type Named = (&'static str, Weight);

const fn weight(severity: Severity, points: u32) -> Weight {
    Weight { severity, points }
}

impl Reason {
    /// What it weighs.
    #[must_use]
    pub fn weight(&self) -> Weight {
        match self {
            Self::AddressDenied
            | Self::AddressBlocked { .. }
            | Self::CountryDenied
            | Self::NoToken
            | Self::TokenExpired
            | Self::SessionRevoked
            | Self::AccountInactive
            | Self::MediaType
            | Self::BodyBroken
            | Self::NotInPlan { .. }
            | Self::FlaggedOff { .. }
            | Self::Failed(_) => weight(Info, 0),
            Self::AddressLimit { .. } | Self::AccountLimit { .. } => weight(Low, 0),
            Self::TokenInvalid
            | Self::BodyMalformed(_)
            | Self::BodyTooLarge { .. }
            | Self::PermissionDenied => weight(Low, 2),
            Self::BodyTooSlow => weight(Low, 5),
            Self::NullByte { .. } => weight(High, 100),
            Self::Threat(threat) => of_class(threat.class),
        }
    }
}

/// What runs on the server if it gets through is critical.
const fn of_class(class: Class) -> Weight {
    match class {
        Class::Shell | Class::Code | Class::Jndi => weight(Critical, 200),
        _ => weight(High, 100),
    }
}

/// The names of the critical ones, as the security log writes them: they alert the admins.
pub const CRITICAL: [&str; 4] = ["framing_ambiguous", "threat_code", "threat_jndi", "threat_shell"];

/// What a detector saw that only observes.
pub(crate) const OBSERVED: Weight = weight(Info, 0);
/// A sign-in that its handler refused.
pub(crate) const SIGN_IN_REFUSED: Named = ("sign_in_refused", weight(Medium, 30));
/// A path that no route has.
pub(crate) const NO_SUCH_ROUTE: Named = ("no_such_route", weight(Low, 4));

/// What the front refused before the gate saw it, by its code; `None` for what says nothing of the client.
pub(crate) fn of_front(code: &str) -> Option<Named> {
    Some(match code {
        "FRAMING_AMBIGUOUS" => ("framing_ambiguous", weight(Critical, 250)),
        "PATH_MALFORMED" => ("path_malformed", weight(Medium, 50)),
        "HOST_INVALID" => ("host_invalid", weight(Low, 5)),
        "HOST_UNKNOWN" => ("host_unknown", weight(Low, 2)),
        "HEADERS_TOO_LONG" => ("headers_too_long", weight(Low, 5)),
        "URI_TOO_LONG" => ("uri_too_long", weight(Low, 5)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_alerts_the_admins_is_what_is_critical() {
        let threats = Class::ALL.iter().filter(|class| of_class(**class).severity == Critical);
        let mut names: Vec<String> = threats.map(|class| format!("threat_{}", class.as_str())).collect();
        let front = of_front("FRAMING_AMBIGUOUS").unwrap();
        assert_eq!(front.1.severity, Critical);
        names.push(front.0.to_owned());
        names.sort();
        assert_eq!(names, CRITICAL);
    }

    #[test]
    fn what_happens_to_honest_clients_weighs_nothing() {
        let honest = [
            Reason::NoToken,
            Reason::TokenExpired,
            Reason::SessionRevoked,
            Reason::AccountInactive,
            Reason::AddressLimit { retry_after: 1 },
            Reason::AccountLimit { retry_after: 1 },
            Reason::MediaType,
            Reason::BodyBroken,
            Reason::FlaggedOff { feature: "x" },
            Reason::NotInPlan { feature: "x".into(), plan: "free".into(), upgrade: None, trial: None },
        ];
        for reason in honest {
            assert_eq!(reason.weight().points, 0, "{reason:?}");
        }
    }

    /// Being kept out must not keep out: a client that tries again while it is blocked would never come back.
    #[test]
    fn a_refusal_for_the_address_adds_nothing() {
        for reason in
            [Reason::AddressDenied, Reason::AddressBlocked { retry_after: 9 }, Reason::CountryDenied]
        {
            assert_eq!(reason.weight(), weight(Info, 0), "{reason:?}");
        }
    }

    #[test]
    fn graver_weighs_more() {
        let of = |severity| match severity {
            Info => 0..=0,
            Low => 0..=5,
            Medium => 30..=50,
            High => 100..=200,
            Critical => 250..=1_000,
        };
        let codes =
            ["FRAMING_AMBIGUOUS", "PATH_MALFORMED", "HOST_INVALID", "HOST_UNKNOWN", "HEADERS_TOO_LONG"];
        let front = codes.map(|code| of_front(code).unwrap());
        for (name, weight) in front.into_iter().chain([SIGN_IN_REFUSED, NO_SUCH_ROUTE]) {
            assert!(of(weight.severity).contains(&weight.points), "{name}");
        }
        for reason in
            [Reason::NullByte { path: String::new() }, Reason::PermissionDenied, Reason::BodyTooSlow]
        {
            let weight = reason.weight();
            assert!(of(weight.severity).contains(&weight.points), "{reason:?}");
        }
        assert_eq!(of_front("FORWARDED_INVALID"), None, "a mistake of the operator's own proxy");
    }
}
