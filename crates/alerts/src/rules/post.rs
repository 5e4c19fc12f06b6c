//! How much is mailed of one rule: so many mails an hour, and what is over that is summed up in the next. Knows no mail.

use jiff::{SignedDuration, Timestamp};

/// The most mails of one rule in an hour, summaries among them.
pub const MAILS_AN_HOUR: usize = 6;
/// The hour.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// What was to be told of a rule, and whether it was mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// As a mail, or left for the next one.
    pub mailed: bool,
}

/// How the post of a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post {
    /// What was not mailed since the last mail.
    pub unsaid: usize,
    /// How long until there is room for another mail; none when there is now.
    pub wait: Option<SignedDuration>,
}

/// The post of a rule at `now`, from what was told of it, newest first. What a clock that was set back since has dated
/// later than now is no reason to be silent.
#[must_use]
pub fn post(told: &[Told], now: Timestamp) -> Post {
    let unsaid = told.iter().take_while(|told| !told.mailed).count();
    let age = |told: &Told| now.duration_since(told.at);
    let mut ages: Vec<SignedDuration> = told.iter().filter(|told| told.mailed).map(age).collect();
    ages.retain(|age| (SignedDuration::ZERO..WINDOW).contains(age));
    ages.sort_unstable();
    // Room comes when the sixth newest is an hour old.
    let wait = ages.get(MAILS_AN_HOUR - 1).map(|age| WINDOW - *age);
    Post { unsaid, wait }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_768_478_400 + minute * 60).unwrap()
    }

    fn told(list: &[(i64, bool)]) -> Vec<Told> {
        list.iter().rev().map(|&(minute, mailed)| Told { at: at(minute), mailed }).collect()
    }

    #[test]
    fn six_an_hour_then_wait_for_the_first_to_grow_old() {
        let minutes = |wait: Option<SignedDuration>| wait.map(|wait| wait.as_mins());
        let six: Vec<(i64, bool)> = (0..6).map(|minute| (minute, true)).collect();
        for (list, now, unsaid, wait) in [
            (&[][..], 0, 0, None),
            (&six[..5], 5, 0, None),
            (&six, 5, 0, Some(55)),
            (&six, 59, 0, Some(1)),
            (&six, 60, 0, None),
            (&[&six[..], &[(6, false), (7, false)]].concat(), 8, 2, Some(52)),
            (&[&six[..], &[(6, false), (60, true), (61, false)]].concat(), 61, 1, None),
            // The clock was set back by a day.
            (&six, -1_440, 0, None),
        ] {
            let post = post(&told(list), at(now));
            assert_eq!((post.unsaid, minutes(post.wait)), (unsaid, wait), "{list:?} {now}");
        }
    }

    proptest! {
        /// From the definition: whoever mails only when there is room mails at most six times in any hour, and whoever
        /// waits as told has room then.
        #[test]
        fn no_hour_has_more_than_its_mails(steps in proptest::collection::vec(0i64..30, 1..100)) {
            let (mut all, mut now) = (Vec::new(), 0);
            for step in steps {
                now += step;
                let open = post(&all, at(now));
                if let Some(wait) = open.wait {
                    prop_assert!(wait > SignedDuration::ZERO && post(&all, at(now) + wait).wait.is_none());
                }
                all.insert(0, Told { at: at(now), mailed: open.wait.is_none() });
            }
            let mailed: Vec<Timestamp> = all.iter().filter(|told| told.mailed).map(|told| told.at).collect();
            for from in &mailed {
                let within = mailed.iter().filter(|at| (*from..*from + WINDOW).contains(*at)).count();
                prop_assert!(within <= MAILS_AN_HOUR);
            }
        }
    }
}
