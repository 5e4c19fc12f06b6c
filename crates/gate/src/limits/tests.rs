//! The limits from their definition, in memory, with time moved by hand.

use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;

const FIVE_IN_TEN: Policy = Policy { limit: 5, seconds: 10 };
const OFF: Policy = Policy { limit: 0, seconds: 1 };

fn limiter_of(remembered: u64) -> (Limiter, Clock) {
    let clock = Clock::manual(Timestamp::from_second(1_800_000_000).unwrap());
    (Limiter::new(clock.clone(), remembered), clock)
}

fn limiter() -> (Limiter, Clock) {
    limiter_of(1000)
}

fn v4(n: u32) -> Who {
    Who::at(std::net::Ipv4Addr::from(0xC000_0200 + n).into(), 64)
}

fn sustained(who: Who) -> [Ask; 1] {
    [Ask { who, policies: [OFF, FIVE_IN_TEN] }]
}

/// In memory a decision never waits.
fn take<const N: usize>(limiter: &Limiter, class: Class, asks: [Ask; N]) -> Result<Vec<Left>, Vec<Left>> {
    limiter.take(class, asks).now_or_never().expect("memory never waits")
}

fn look<const N: usize>(limiter: &Limiter, asks: [Ask; N]) -> Vec<Left> {
    limiter.look(Class::Read, asks).now_or_never().expect("memory never waits")
}

fn admits<const N: usize>(limiter: &Limiter, asks: [Ask; N]) -> bool {
    take(limiter, Class::Read, asks).is_ok()
}

#[test]
fn the_limit_admits_exactly_that_many_and_says_when_to_come_again() {
    let (limiter, clock) = limiter();
    let me = sustained(v4(1));
    for left in (0..5).rev() {
        assert_eq!(take(&limiter, Class::Read, me).unwrap()[0].remaining, left);
    }
    let refused = take(&limiter, Class::Read, me).unwrap_err()[0];
    assert_eq!((refused.reset, refused.name()), (10, "read-address".to_owned()));
    let other = take(&limiter, Class::Write, me).unwrap()[0];
    assert_eq!((other.remaining, other.reset), (4, 10), "the first already says when it is forgotten");
    assert!(take(&limiter, Class::SignIn, me).is_ok(), "another class has its own windows");
    assert!(admits(&limiter, sustained(v4(2))));
    clock.advance(SignedDuration::from_secs(refused.reset.into()));
    assert!(admits(&limiter, me), "whoever waits as told gets through");
}

#[test]
fn burst_and_sustained_must_both_have_room_and_a_refusal_counts_nowhere() {
    let (limiter, clock) = limiter();
    let policies = [Policy { limit: 2, seconds: 1 }, FIVE_IN_TEN];
    let me = [Ask { who: v4(1), policies }];
    let second = || clock.advance(SignedDuration::from_secs(1));
    assert!(admits(&limiter, me) && admits(&limiter, me));
    let refused = take(&limiter, Class::Read, me).unwrap_err();
    let nearest = nearest(&refused).unwrap();
    assert!(nearest.burst && nearest.reset == 1, "{nearest:?}");
    for _ in 0..100 {
        assert!(!admits(&limiter, me));
    }
    assert_eq!(look(&limiter, me)[1].remaining, 3, "what the burst refused, the longer window did not count");
    second();
    assert!(admits(&limiter, me) && admits(&limiter, me) && !admits(&limiter, me));
    second();
    assert!(admits(&limiter, me));
    let refused = take(&limiter, Class::Read, me).unwrap_err();
    assert_eq!((refused[0].remaining, refused[1].remaining), (1, 0), "now the longer window refuses");
    assert_eq!(super::nearest(&refused).unwrap().reset, 8);
    clock.advance(SignedDuration::from_secs(8));
    assert!(admits(&limiter, me));
}

#[test]
fn a_network_does_not_take_as_much_as_all_its_addresses() {
    let (limiter, _) = limiter();
    let asks = |host: u128| {
        let address: std::net::IpAddr =
            std::net::Ipv6Addr::from(0x2001_0db8_0007_u128 << 80 | host << 64).into();
        let network = Policy { limit: 12, seconds: 10 };
        [
            Ask { who: Who::around(address, 48).unwrap(), policies: [OFF, network] },
            Ask { who: Who::at(address, 64), policies: [OFF, FIVE_IN_TEN] },
        ]
    };
    let admitted = (0..60_000).filter(|host| admits(&limiter, asks(*host))).count();
    assert_eq!(admitted, 12);
    assert_eq!(limiter.remembered(), 13, "whom the network refuses is not remembered either");
    assert_eq!(
        look(&limiter, asks(70_000))[1].remaining,
        5,
        "a refusal by the network is not held against the address"
    );

    let (limiter, _) = limiter_of(1000);
    let one = (0..100).filter(|_| admits(&limiter, asks(1))).count();
    assert_eq!(one, 5);
    assert_eq!(
        look(&limiter, asks(2))[0].remaining,
        7,
        "what the address refused, the network did not count"
    );
}

#[test]
fn a_clock_that_is_set_back_keeps_nobody_waiting_and_forgets_nothing_for_a_trifle() {
    let (limiter, clock) = limiter();
    let me = sustained(v4(1));
    while admits(&limiter, me) {}
    clock.advance(SignedDuration::from_secs(-5));
    assert!(!admits(&limiter, me), "by less than a window: nothing is forgotten");
    clock.advance(SignedDuration::from_secs(15));
    assert!(admits(&limiter, me), "and nobody waits longer than till the time that was");
    while admits(&limiter, me) {}
    clock.advance(SignedDuration::from_hours(-1));
    assert!(admits(&limiter, me), "by more than a window: all begins anew");
}

#[test]
fn a_limit_that_was_lowered_says_how_long_to_wait_for_room() {
    let (limiter, clock) = limiter();
    let premium = [Ask { who: v4(1), policies: [OFF, Policy { limit: 20, seconds: 10 }] }];
    for second in 0..4 {
        (0..5).for_each(|_| assert!(admits(&limiter, premium)));
        clock.advance(SignedDuration::from_secs(i64::from(second < 3)));
    }
    let free = sustained(v4(1));
    let refused = take(&limiter, Class::Read, free).unwrap_err()[0];
    assert_eq!((refused.remaining, refused.reset), (0, 10), "all but four must leave");
    clock.advance(SignedDuration::from_secs(9));
    assert!(!admits(&limiter, free));
    clock.advance(SignedDuration::from_secs(1));
    assert!(admits(&limiter, free));
}

#[test]
fn what_is_switched_off_is_not_remembered() {
    let (limiter, _) = limiter();
    let off = [Ask { who: v4(1), policies: [OFF, OFF] }];
    (0..100).for_each(|_| assert!(admits(&limiter, off)));
    assert_eq!((limiter.remembered(), look(&limiter, off)), (0, Vec::new()));
}

#[test]
fn looking_neither_counts_nor_remembers() {
    let (limiter, _) = limiter();
    let me = sustained(v4(1));
    (0..100).for_each(|_| assert_eq!(look(&limiter, me)[0].remaining, 5));
    assert_eq!(limiter.remembered(), 0);
}

#[test]
fn a_crowd_of_regulars_does_not_hide_a_newcomer() {
    let (limiter, _) = limiter_of(10);
    for _ in 0..50 {
        (0..10).for_each(|regular| drop(take(&limiter, Class::Read, sustained(v4(regular)))));
    }
    let admitted = (0..50).filter(|_| admits(&limiter, sustained(v4(99)))).count();
    assert_eq!(admitted, 5);
}

#[test]
fn a_flood_of_newcomers_does_not_make_a_full_counter_be_forgotten() {
    let (limiter, _) = limiter_of(1000);
    let me = sustained(v4(0));
    while admits(&limiter, me) {}
    (1..100_000).for_each(|newcomer| drop(take(&limiter, Class::Read, sustained(v4(newcomer)))));
    assert!(!admits(&limiter, me));
    assert!(limiter.remembered() <= 1000, "{}", limiter.remembered());
}

#[test]
fn silent_counters_leave_before_any_that_count() {
    let (limiter, clock) = limiter_of(32);
    for n in 0..32 {
        while admits(&limiter, sustained(v4(n))) {}
    }
    clock.advance(SignedDuration::from_secs(20));
    let me = sustained(v4(100));
    assert!(admits(&limiter, me));
    (200..231).for_each(|n| assert!(admits(&limiter, sustained(v4(n)))));
    assert_eq!(look(&limiter, me)[0].remaining, 4, "thirty-one newcomers took the places of the silent");
}

proptest! {
    /// From the definition: in any stretch as long as a window less one bucket, never more than the limit.
    #[test]
    fn no_window_ever_holds_more_than_the_limit(steps in proptest::collection::vec(0i64..700, 1..300)) {
        let (limiter, clock) = limiter();
        let me = [Ask { who: v4(1), policies: [Policy { limit: 2, seconds: 1 }, FIVE_IN_TEN] }];
        let mut taken = Vec::new();
        for step in steps {
            clock.advance(SignedDuration::from_millis(step));
            if admits(&limiter, me) {
                taken.push(clock.now().as_millisecond());
            }
        }
        for from in &taken {
            let within = |stretch: i64| taken.iter().filter(|at| (*from..from + stretch).contains(*at)).count();
            prop_assert!(within(900) <= 2 && within(9_000) <= 5);
        }
    }

    /// From the definition: whoever is refused had the whole limit in the last window.
    #[test]
    fn nobody_is_refused_who_had_less_than_the_limit(steps in proptest::collection::vec(0i64..3000, 1..200)) {
        let (limiter, clock) = limiter();
        let mut taken = Vec::new();
        for step in steps {
            clock.advance(SignedDuration::from_millis(step));
            let now = clock.now().as_millisecond();
            if admits(&limiter, sustained(v4(1))) {
                taken.push(now);
            } else {
                prop_assert!(taken.iter().filter(|at| **at > now - 10_000).count() >= 5);
            }
        }
    }

    /// From the definition: after a whole silent window the full limit is back.
    #[test]
    fn silence_restores_the_whole_limit(before in 0usize..9, silence in 10_000i64..100_000) {
        let (limiter, clock) = limiter();
        let me = sustained(v4(1));
        (0..before).for_each(|_| drop(take(&limiter, Class::Read, me)));
        clock.advance(SignedDuration::from_millis(silence));
        prop_assert_eq!(look(&limiter, me)[0].remaining, 5);
    }

    /// Whoever waits as told gets through, and not a second before.
    #[test]
    fn the_wait_that_is_told_is_enough_and_no_more(steps in proptest::collection::vec(0i64..2000, 5..60)) {
        let (limiter, clock) = limiter();
        let me = [Ask { who: v4(1), policies: [Policy { limit: 3, seconds: 2 }, FIVE_IN_TEN] }];
        for step in steps {
            clock.advance(SignedDuration::from_millis(step));
            let Err(refused) = take(&limiter, Class::Read, me) else { continue };
            let wait = nearest(&refused).unwrap().reset;
            clock.advance(SignedDuration::from_millis(i64::from(wait) * 1000 - 1000));
            prop_assert!(!admits(&limiter, me));
            clock.advance(SignedDuration::from_millis(1000));
            prop_assert!(admits(&limiter, me));
        }
    }
}
