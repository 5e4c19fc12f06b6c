//! Millions of addresses, each once, against one limiter: memory before and after, and the time of a decision.
//!
//! `cargo run --release -p gate --example crowd -- --addresses 10000000 --seed 1 --remembered 200000`

#![expect(clippy::print_stdout, reason = "it is a command")]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use futures_util::FutureExt;
use gate::{Ask, Limiter, Policy, Who};
use kernel::Clock;
use web::Class;

/// The longer window outlasts the run, so that nothing is forgotten for its age.
const POLICIES: [Policy; 2] = [Policy { limit: 400, seconds: 1 }, Policy { limit: 300, seconds: 3600 }];
const OF_NETWORK: [Policy; 2] = [Policy { limit: 6400, seconds: 1 }, Policy { limit: 4800, seconds: 3600 }];

fn main() {
    let addresses = argument("--addresses", 10_000_000);
    let remembered = argument("--remembered", 200_000);
    let mut state = argument("--seed", 1);
    let clock = Clock::system();
    let limiter = Limiter::new(clock.clone(), remembered);
    // One who has used up its limit: the crowd must not make it forgotten.
    let culprit = asks(Ipv4Addr::new(192, 0, 2, 1).into());
    while admits(&limiter, culprit) {}

    let before = resident_kib();
    let began = clock.now();
    let admitted = (0..addresses).filter(|_| admits(&limiter, asks(any(&mut state)))).count();
    let took = clock.now().duration_since(began);
    let after = resident_kib();

    println!("{addresses} requests of addresses by chance, half of them IPv6; {admitted} admitted");
    println!(
        "resident: {before} KiB before, {after} KiB after; {} counters remembered",
        limiter.remembered()
    );
    println!("{} ns a decision", took.as_nanos() / i128::from(addresses.max(1)));
    let refused = !admits(&limiter, culprit);
    println!("who had used up its limit is {}", if refused { "still refused" } else { "forgotten" });
}

fn asks(address: IpAddr) -> [Ask; 2] {
    let own = Who::at(address, 64);
    let network = Who::around(address, 48).map(|who| Ask { who, policies: OF_NETWORK });
    let nothing = Ask { who: own, policies: [Policy::default(); 2] };
    [network.unwrap_or(nothing), Ask { who: own, policies: POLICIES }]
}

fn admits(limiter: &Limiter, asks: [Ask; 2]) -> bool {
    limiter.take(Class::Read, asks).now_or_never().is_some_and(|taken| taken.is_ok())
}

/// An address by chance (`SplitMix64`), half of them IPv6.
fn any(state: &mut u64) -> IpAddr {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    if mixed.is_multiple_of(2) {
        return Ipv4Addr::from_bits(u32::try_from(mixed >> 32).unwrap_or_default()).into();
    }
    Ipv6Addr::from_bits(0x2001 << 112 | u128::from(mixed) << 48).into()
}

fn argument(name: &str, otherwise: u64) -> u64 {
    let given: Vec<String> = std::env::args().collect();
    let value = given.iter().position(|one| one == name).and_then(|at| given.get(at + 1));
    value.and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// What the process has of the machine's memory.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or_default()
}
