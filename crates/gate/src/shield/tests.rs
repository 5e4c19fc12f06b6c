//! Scores and blocks on a real database, with the clock moved by hand.

use jiff::SignedDuration;
use kernel::Clocks;
use testkit::{START, TestDatabase};

use super::*;

pub(crate) struct Bench {
    test: TestDatabase,
    clocks: Clocks,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self { test: testkit::database().await, clocks: testkit::clocks(START) }
    }

    fn pass(&self, seconds: i64) {
        self.clocks.real.advance(SignedDuration::from_secs(seconds));
    }

    /// Lifts every block of a network, as an admin does.
    async fn lift(&self, network: &str) {
        let database = self.test.open(self.clocks.clone());
        let mut unit = database.unit(self.test.scope(data::Actor::Operator)).await.unwrap();
        let (all, _) =
            record::blocks::page(&mut unit, true, None, kernel::PageSize::default()).await.unwrap();
        let found = all.iter().find(|block| block.network.to_string() == network).unwrap();
        record::blocks::lift(&mut unit, found.id).await.unwrap();
        unit.commit(()).await.unwrap();
    }
}

/// A node over the bench's database, set up otherwise than usual.
pub(crate) fn shielded(bench: &Bench, change: impl FnOnce(&mut Blocks)) -> Shield {
    let number = |n: u32| std::num::NonZeroU32::new(n).unwrap();
    let mut config = Blocks {
        automatic: Automatic::Enforce,
        threshold: number(1_000),
        half_life_seconds: number(300),
        first_seconds: number(60),
        longest_seconds: number(86_400),
        memory_seconds: number(86_400),
        never: Vec::new(),
    };
    change(&mut config);
    Shield::new(Setup {
        spared: config.never.clone(),
        config,
        remembered: 1_000,
        clock: bench.clocks.real.clone(),
        database: bench.test.open(bench.clocks.clone()),
        tenant: bench.test.tenant(),
    })
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn retry_after(shield: &Shield, from: &str) -> Option<u64> {
    match shield.decide(address(from)) {
        Ok(()) => None,
        Err(Reason::AddressBlocked { retry_after }) => Some(retry_after),
        Err(other) => panic!("{other:?}"),
    }
}

fn attack(shield: &Shield, from: &str) {
    (0..10).for_each(|_| shield.charge(address(from), "null_byte", 100));
}

const EVIL: &str = "203.0.113.7";

#[tokio::test]
async fn too_many_refusals_block_and_the_time_doubles() {
    let bench = Bench::new().await;
    let shield = shielded(&bench, |_| {});
    for length in [60, 120, 240] {
        (0..9).for_each(|_| shield.charge(address(EVIL), "null_byte", 100));
        assert_eq!(retry_after(&shield, EVIL), None, "one less than the threshold");
        shield.charge(address(EVIL), "null_byte", 100);
        assert_eq!(retry_after(&shield, EVIL), Some(length));
        assert_eq!(retry_after(&shield, "203.0.113.8"), None, "its neighbour did nothing");
        bench.pass(1);
        assert_eq!(retry_after(&shield, EVIL), Some(length - 1));
        attack(&shield, EVIL);
        bench.pass(i64::try_from(length).unwrap() - 2);
        assert_eq!(retry_after(&shield, EVIL), Some(1), "what comes while blocked makes it no longer");
        bench.pass(1);
        assert_eq!(retry_after(&shield, EVIL), None);
        bench.pass(3_000);
    }
    bench.pass(86_400);
    attack(&shield, EVIL);
    assert_eq!(retry_after(&shield, EVIL), Some(60), "a day of peace is forgotten");
}

#[tokio::test]
async fn an_ipv6_customer_is_one_client_and_a_mapped_address_is_ipv4() {
    let bench = Bench::new().await;
    let shield = shielded(&bench, |_| {});
    for n in 0..10 {
        shield.charge(address(&format!("2001:db8:1:2::{n}")), "null_byte", 100);
    }
    assert_eq!(retry_after(&shield, "2001:db8:1:2:ffff::1"), Some(60));
    assert_eq!(retry_after(&shield, "2001:db8:1:3::1"), None);
    attack(&shield, "::ffff:203.0.113.7");
    assert_eq!(retry_after(&shield, EVIL), Some(60));
}

#[tokio::test]
async fn some_are_never_blocked() {
    let bench = Bench::new().await;
    let shield = shielded(&bench, |config| config.never = vec!["198.51.100.0/24".parse().unwrap()]);
    for spared in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "198.51.100.9"] {
        attack(&shield, spared);
        assert_eq!(retry_after(&shield, spared), None, "{spared}");
    }
    assert_eq!(shield.counts(), Counts { automatic: 0, given: 0, unwritten: 0 });
}

#[tokio::test]
async fn observing_and_off_block_nobody() {
    let bench = Bench::new().await;
    for automatic in [Automatic::Observe, Automatic::Off] {
        let shield = shielded(&bench, |config| config.automatic = automatic);
        attack(&shield, EVIL);
        assert_eq!(retry_after(&shield, EVIL), None, "{automatic:?}");
        assert_eq!(shield.counts().unwritten, 0);
    }
}

#[tokio::test]
async fn nodes_share_blocks_and_what_is_lifted() {
    let bench = Bench::new().await;
    let (one, two) = (shielded(&bench, |_| {}), shielded(&bench, |_| {}));
    two.refresh().await.unwrap();
    attack(&one, EVIL);
    assert_eq!((retry_after(&one, EVIL), retry_after(&two, EVIL)), (Some(60), None));
    one.refresh().await.unwrap();
    two.refresh().await.unwrap();
    assert_eq!(retry_after(&two, EVIL), Some(60));

    bench.lift("203.0.113.7/32").await;
    one.refresh().await.unwrap();
    two.refresh().await.unwrap();
    assert_eq!((retry_after(&one, EVIL), retry_after(&two, EVIL)), (None, None));
    attack(&two, EVIL);
    assert_eq!(retry_after(&two, EVIL), Some(60), "who was let in by an admin begins anew");

    bench.pass(61);
    two.refresh().await.unwrap();
    one.refresh().await.unwrap();
    attack(&one, EVIL);
    assert_eq!(retry_after(&one, EVIL), Some(120), "what another node blocked counts");
    one.refresh().await.unwrap();
    let late = shielded(&bench, |_| {});
    late.refresh().await.unwrap();
    assert_eq!(retry_after(&late, EVIL), Some(120), "a node that starts knows it too");
}

#[tokio::test]
async fn without_the_database_blocks_hold_and_are_told_later() {
    let bench = Bench::new().await;
    let mut root =
        <sqlx::PgConnection as sqlx::Connection>::connect_with(&bench.test.address().bootstrap().unwrap())
            .await
            .unwrap();
    let (one, two) = (shielded(&bench, |_| {}), shielded(&bench, |_| {}));
    sqlx::query("ALTER TABLE record.address_blocks RENAME TO away").execute(&mut root).await.unwrap();
    attack(&one, EVIL);
    assert!(one.refresh().await.is_err());
    assert_eq!((retry_after(&one, EVIL), one.counts().unwritten), (Some(60), 1));
    sqlx::query("ALTER TABLE record.away RENAME TO address_blocks").execute(&mut root).await.unwrap();
    one.refresh().await.unwrap();
    two.refresh().await.unwrap();
    assert_eq!((retry_after(&two, EVIL), one.counts().unwritten), (Some(60), 0));
}

#[tokio::test]
async fn far_more_addresses_than_remembered_take_no_more_than_the_bound() {
    let bench = Bench::new().await;
    let shield = shielded(&bench, |config| config.threshold = std::num::NonZeroU32::MIN);
    for n in 0..100_000u32 {
        shield.charge(std::net::Ipv4Addr::from_bits(0x0b00_0000 + n).into(), "null_byte", 100);
    }
    shield.scores.run_pending_tasks();
    shield.blocked.run_pending_tasks();
    assert!(shield.scores.entry_count() <= 1_000 && shield.blocked.entry_count() <= 1_000);
    assert_eq!(shield.counts().unwritten, 10_000);
    attack(&shield, EVIL);
    assert_eq!(retry_after(&shield, EVIL), Some(60), "the newest is remembered");
}

#[tokio::test]
async fn a_clock_that_is_set_back_keeps_nobody_out() {
    let bench = Bench::new().await;
    let shield = shielded(&bench, |_| {});
    attack(&shield, EVIL);
    bench.pass(-3_600);
    assert_eq!(retry_after(&shield, EVIL), None);
}

/// Fifty people behind one address: one makes every mistake that the weights hold against a client, a few times, and
/// each mistypes the password once.
#[tokio::test]
async fn an_office_is_not_blocked_by_one_clumsy_user() {
    let bench = Bench::new().await;
    let shield = shielded(&bench, |_| {});
    let office = address("203.0.113.50");
    let mistakes = [
        Reason::TokenInvalid,
        Reason::PermissionDenied,
        Reason::BodyTooLarge { limit: 1 },
        Reason::BodyTooSlow,
        Reason::NoToken,
        Reason::TokenExpired,
        Reason::AddressLimit { retry_after: 1 },
    ];
    for minute in 0..60 {
        for reason in mistakes.iter().cycle().take(14) {
            shield.charge(office, reason.name().unwrap_or_default(), reason.weight().points);
        }
        // The limits let one address guess thirty times in five minutes.
        if minute % 5 == 0 {
            (0..10).for_each(|_| {
                shield.charge(office, "sign_in_refused", crate::weight::SIGN_IN_REFUSED.1.points);
            });
        }
        (0..5).for_each(|_| shield.charge(office, "no_such_route", crate::weight::NO_SUCH_ROUTE.1.points));
        assert_eq!(retry_after(&shield, "203.0.113.50"), None, "minute {minute}");
        bench.pass(60);
    }
}
