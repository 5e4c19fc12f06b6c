//! The machine, pair by pair and over random lives. The oracles are written from the definitions of the states.

use proptest::prelude::*;

use super::*;

const HOLD: i64 = 30;
const KEEP: i64 = 60;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_768_478_400 + second).unwrap()
}

fn settings(hold: i64, keep: i64) -> Settings {
    Settings {
        enabled: true,
        threshold: 1.0,
        hold: SignedDuration::from_secs(hold),
        keep: SignedDuration::from_secs(keep),
    }
}

#[test]
fn every_state_meets_every_observation() {
    use Sign::{Bad, Good, Nothing};
    use State::{Firing, NoData, Normal, Pending, Recovering};
    // The state and whether it fired before; the observation; what comes of it after 10 s, after HOLD and after KEEP;
    // and at once, without any patience.
    let table = [
        (Normal, false, Bad, [Pending, Pending, Pending], Firing),
        (Normal, false, Good, [Normal, Normal, Normal], Normal),
        (Normal, false, Nothing, [NoData, NoData, NoData], NoData),
        (Pending, false, Bad, [Pending, Firing, Firing], Firing),
        (Pending, false, Good, [Normal, Normal, Normal], Normal),
        (Pending, false, Nothing, [NoData, NoData, NoData], NoData),
        (Firing, true, Bad, [Firing, Firing, Firing], Firing),
        (Firing, true, Good, [Recovering, Recovering, Recovering], Normal),
        (Firing, true, Nothing, [NoData, NoData, NoData], NoData),
        (Recovering, true, Bad, [Firing, Firing, Firing], Firing),
        (Recovering, true, Good, [Recovering, Recovering, Normal], Normal),
        (Recovering, true, Nothing, [NoData, NoData, NoData], NoData),
        (NoData, false, Bad, [Pending, Pending, Pending], Firing),
        (NoData, false, Good, [Normal, Normal, Normal], Normal),
        (NoData, false, Nothing, [NoData, NoData, NoData], NoData),
        (NoData, true, Bad, [Firing, Firing, Firing], Firing),
        (NoData, true, Good, [Recovering, Recovering, Recovering], Normal),
        (NoData, true, Nothing, [NoData, NoData, NoData], NoData),
    ];
    for (state, fired, sign, expected, at_once) in table {
        let before = Standing { state, since: at(0), seen: at(0), fired: fired.then(|| at(-5)) };
        for (second, expected) in [10, HOLD, KEEP].into_iter().zip(expected) {
            let after = before.after(sign, at(second), settings(HOLD, KEEP));
            assert_eq!(after.state, expected, "{state:?} {fired} {sign:?} after {second} s");
            let since = if expected == state { at(0) } else { at(second) };
            assert_eq!((after.since, after.seen), (since, at(second)));
            let still = fired && expected != Normal;
            let begun = if still { Some(at(-5)) } else { (expected == Firing).then(|| at(second)) };
            assert_eq!(after.fired, begun, "{state:?} {fired} {sign:?}");
        }
        assert_eq!(
            before.after(sign, at(0), settings(0, 0)).state,
            at_once,
            "{state:?} {fired} {sign:?} at once"
        );
    }
}

#[test]
fn a_clock_set_back_costs_nothing_and_gives_nothing() {
    let settings = settings(HOLD, KEEP);
    let pending = Standing::new(at(0)).after(Sign::Bad, at(0), settings).after(Sign::Bad, at(20), settings);
    let back = pending.after(Sign::Bad, at(20 - 3_600), settings);
    assert_eq!((back.state, back.since), (State::Pending, at(-3_600)), "twenty seconds stay twenty");
    assert_eq!(back.after(Sign::Bad, at(-3_600 + 29), settings).state, State::Pending);
    assert_eq!(back.after(Sign::Bad, at(-3_600 + 30), settings).state, State::Firing);
    let (first, last) = (Timestamp::MIN, Timestamp::MAX);
    let torn = Standing { state: State::Pending, since: first, seen: last, fired: None };
    assert_eq!(torn.after(Sign::Bad, first, settings).seen, first, "no instant is beyond it");
}

#[test]
fn names_come_back() {
    for state in State::ALL {
        assert_eq!(State::parse(state.as_str()), Some(state));
    }
    assert_eq!(State::parse("error"), None);
}

fn signs() -> impl Strategy<Value = Sign> {
    prop_oneof![4 => Just(Sign::Bad), 4 => Just(Sign::Good), 1 => Just(Sign::Nothing)]
}

/// Observations with the seconds since the one before; `back` of them may be negative.
fn life(back: i64) -> impl Strategy<Value = Vec<(Sign, i64)>> {
    proptest::collection::vec((signs(), -back..40), 1..80)
}

fn live(life: &[(Sign, i64)], settings: Settings) -> Vec<Standing> {
    let (mut standing, mut second) = (Standing::new(at(0)), 0);
    let each = life.iter().map(|(sign, step)| {
        second += step;
        standing = standing.after(*sign, at(second), settings);
        standing
    });
    each.collect()
}

proptest! {
    /// From the definition of `for`: when a firing begins, every observation was bad since one at least `for` before.
    /// From that of `keep`: when it ends, every one was good since one at least `keep` before.
    #[test]
    fn no_firing_begins_or_ends_too_soon(life in life(0), hold in 0i64..90, keep in 0i64..90) {
        let standings = live(&life, settings(hold, keep));
        // How long, up to and with each observation, there was nothing but this sign.
        let lasted = |sign: Sign, end: usize| {
            let run = life[..=end].iter().rev().take_while(|(seen, _)| *seen == sign).count();
            (run > 0).then(|| life[end + 2 - run..=end].iter().map(|(_, step)| step).sum::<i64>())
        };
        let mut before = Standing::new(at(0));
        for (index, after) in standings.iter().enumerate() {
            if before.fired.is_none() && after.fired.is_some() {
                prop_assert!(lasted(Sign::Bad, index).is_some_and(|lasted| lasted >= hold), "{index}");
            }
            if before.fired.is_some() && after.fired.is_none() {
                prop_assert!(lasted(Sign::Good, index).is_some_and(|lasted| lasted >= keep), "{index}");
            }
            before = *after;
        }
    }

    /// And never too late: when it has been bad for `for`, it fires, whatever was before.
    #[test]
    fn what_stays_bad_fires(life in life(50), hold in 0i64..90, steps in proptest::collection::vec(1i64..40, 1..20)) {
        let settings = settings(hold, KEEP);
        let (mut standing, mut second) = (Standing::new(at(0)), 0);
        for (sign, step) in &life {
            second += step;
            standing = standing.after(*sign, at(second), settings);
        }
        standing = standing.after(Sign::Bad, at(second), settings);
        let begun = second;
        for step in steps {
            second += step;
            standing = standing.after(Sign::Bad, at(second), settings);
            prop_assert!(second - begun < hold || standing.state == State::Firing);
        }
    }

    /// The same observation told again, by a repeated run or a second node, changes nothing.
    #[test]
    fn a_repeated_observation_changes_nothing(life in life(50), copies in proptest::collection::vec(0usize..3, 80), hold in 0i64..90) {
        let settings = settings(hold, KEEP);
        let once = live(&life, settings);
        let (mut standing, mut second) = (Standing::new(at(0)), 0);
        for (index, (sign, step)) in life.iter().enumerate() {
            second += step;
            for _ in 0..=copies[index] {
                standing = standing.after(*sign, at(second), settings);
            }
            prop_assert_eq!(standing, once[index]);
        }
    }

    /// What is remembered is all that matters: a life told in two halves, with only the standing kept between, ends alike.
    /// And a standing always makes sense.
    #[test]
    fn a_standing_is_all_that_is_needed(life in life(50), cut in 0usize..80, hold in 0i64..90) {
        let settings = settings(hold, KEEP);
        let whole = live(&life, settings);
        for standing in &whole {
            prop_assert!(standing.since <= standing.seen, "{standing:?}");
            let fires = matches!(standing.state, State::Firing | State::Recovering);
            prop_assert!(!fires || standing.fired.is_some(), "{standing:?}");
            let calm = matches!(standing.state, State::Normal | State::Pending);
            prop_assert!(!calm || standing.fired.is_none(), "{standing:?}");
        }
        let cut = cut.min(life.len() - 1);
        let second: i64 = life[..=cut].iter().map(|(_, step)| step).sum();
        let kept = whole[cut];
        let copy = Standing { state: State::parse(kept.state.as_str()).unwrap(), ..kept };
        let (mut standing, mut second) = (copy, second);
        for (sign, step) in &life[cut + 1..] {
            second += step;
            standing = standing.after(*sign, at(second), settings);
        }
        prop_assert_eq!(standing, *whole.last().unwrap());
    }
}
