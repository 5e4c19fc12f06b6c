//! What a decision costs in memory, with one caller remembered and with a million.

use std::{
    hint::black_box,
    net::{Ipv4Addr, Ipv6Addr},
};

use divan::Bencher;
use futures_util::FutureExt;
use gate::{Ask, Limiter, Policy, Who};
use kernel::Clock;
use web::Class;

const POLICIES: [Policy; 2] =
    [Policy { limit: 1_000_000_000, seconds: 1 }, Policy { limit: 4_000_000_000, seconds: 60 }];

fn main() {
    divan::main();
}

fn v4(n: u32) -> [Ask; 1] {
    [Ask { who: Who::at(Ipv4Addr::from(n).into(), 64), policies: POLICIES }]
}

fn v6(n: u32) -> [Ask; 2] {
    let address = Ipv6Addr::from(u128::from(n) << 64).into();
    let network = Who::around(address, 48).unwrap_or(Who::at(address, 64));
    [Ask { who: network, policies: POLICIES }, Ask { who: Who::at(address, 64), policies: POLICIES }]
}

fn take<const N: usize>(limiter: &Limiter, asks: [Ask; N]) {
    let _ = black_box(limiter.take(Class::Read, asks).now_or_never());
}

/// One request of somebody who is remembered, in an order that no cache foresees.
#[divan::bench(args = [1, 1_000, 1_000_000])]
fn known(bencher: Bencher, callers: u32) {
    let limiter = Limiter::new(Clock::system(), 2 * u64::from(callers) + 64);
    (0..callers).for_each(|n| take(&limiter, v4(n)));
    let mut n = 0_u32;
    bencher.bench_local(|| {
        n = n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        take(&limiter, v4(n % callers));
    });
}

/// The same for an IPv6 address, which is counted with its network.
#[divan::bench(args = [1, 1_000_000])]
fn known_v6(bencher: Bencher, callers: u32) {
    let limiter = Limiter::new(Clock::system(), 2 * u64::from(callers) + 64);
    (0..callers).for_each(|n| take(&limiter, v6(n)));
    let mut n = 0_u32;
    bencher.bench_local(|| {
        n = n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        take(&limiter, v6(n % callers));
    });
}

/// One request of a newcomer, for whom another must leave.
#[divan::bench(args = [1_000, 1_000_000])]
fn newcomer(bencher: Bencher, remembered: u32) {
    let limiter = Limiter::new(Clock::system(), u64::from(remembered));
    (0..2 * remembered).for_each(|n| take(&limiter, v4(n)));
    let mut n = 2 * remembered;
    bencher.bench_local(|| {
        n = n.wrapping_add(1);
        take(&limiter, v4(n));
    });
}
