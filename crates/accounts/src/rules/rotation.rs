//! What a presented refresh token leads to.
//!
//! Each token is used once. One that comes again was either stolen, or belongs to a client whose answer was
//! lost or that asked twice at the same moment; a short grace keeps the second from being taken for the first.

use jiff::{SignedDuration, Timestamp};

/// A family of refresh tokens as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// The generation of the one token that is good now.
    pub generation: i32,
    /// When it took the place of the one before.
    pub rotated_at: Timestamp,
    /// When the sign-in ends, whatever happens.
    pub expires_at: Timestamp,
    /// Whether it was ended, or its account is switched off.
    pub ended: bool,
}

/// What to do with a presented token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Answer with the next one.
    Rotate,
    /// Answer with the current one again: it was presented a moment ago.
    Repeat,
    /// Somebody has a token that was used before: end the family.
    Reused,
    /// Refuse; there is nothing left to end.
    Dead,
}

/// Judges a token of generation `presented` at real time `now`.
#[must_use]
pub fn judge(family: &Family, presented: i32, now: Timestamp, grace: SignedDuration) -> Verdict {
    let newest = family.generation;
    if family.ended || family.expires_at <= now {
        Verdict::Dead
    } else if presented == newest {
        Verdict::Rotate
    } else if presented > newest {
        // Good once, and unknown to a database that was restored from an older backup.
        Verdict::Dead
    } else if presented == newest - 1 && now.duration_since(family.rotated_at) <= grace {
        Verdict::Repeat
    } else {
        Verdict::Reused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRACE: SignedDuration = SignedDuration::from_secs(10);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Rotated to generation 5 at second 1000, good until second 9000.
    fn family() -> Family {
        Family { generation: 5, rotated_at: at(1_000), expires_at: at(9_000), ended: false }
    }

    #[test]
    fn the_table() {
        let ended = Family { ended: true, ..family() };
        let cases = [
            (family(), 5, 1_000, Verdict::Rotate),
            (family(), 5, 8_999, Verdict::Rotate),
            (family(), 5, 9_000, Verdict::Dead),
            (family(), 4, 1_000, Verdict::Repeat),
            (family(), 4, 1_010, Verdict::Repeat),
            (family(), 4, 1_011, Verdict::Reused),
            (family(), 3, 1_000, Verdict::Reused),
            (family(), 1, 1_000, Verdict::Reused),
            (family(), 0, 1_000, Verdict::Reused),
            (family(), i32::MIN, 1_000, Verdict::Reused),
            (family(), 6, 1_000, Verdict::Dead),
            (family(), 4, 9_000, Verdict::Dead),
            (ended, 5, 1_000, Verdict::Dead),
            (ended, 4, 1_000, Verdict::Dead),
            (ended, 3, 1_000, Verdict::Dead),
        ];
        for (family, presented, now, verdict) in cases {
            assert_eq!(
                judge(&family, presented, at(now), GRACE),
                verdict,
                "{presented} at {now}, {family:?}"
            );
        }
    }

    #[test]
    fn the_grace_ends_to_the_microsecond() {
        let just = at(1_010) + SignedDuration::from_micros(1);
        assert_eq!(judge(&family(), 4, just, GRACE), Verdict::Reused);
    }
}
