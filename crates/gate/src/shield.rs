//! Step 2, the client: what its refusals added up to, and whether it is let in no more for a time.
//!
//! 1. Every refusal adds its weight to the score of the address (of the /64 of an IPv6 one); the score decays. Over the
//!    threshold the address is blocked, each time in a row for twice as long.
//! 2. Blocks are rows of `record`, which every node reads twice a second; memory decides, so a block holds at once, and
//!    also while the database is away.
//! 3. Loopback, trusted proxies, the allow list and `gate.blocks.never` are never blocked: behind one of them may be
//!    everybody, or the operator.
//! 4. Memory is bounded: of more scores or blocks than are remembered the longest idle are forgotten.

mod share;

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use data::Database;
use ipnet::{IpNet, Ipv6Net};
use jiff::Timestamp;
use kernel::{BlockId, Clock, TenantId};
use moka::{policy::EvictionPolicy, sync::Cache};
use record::blocks::{Block, Mark};

use crate::{
    Reason,
    config::{Automatic, Blocks},
    score::{Score, Term, Terms},
};

/// The most blocks of networks that admins give at once; each is compared with every request.
pub(crate) const MOST_NETWORKS: usize = 500;

/// What the shield is set up with.
pub(crate) struct Setup {
    pub(crate) config: Blocks,
    /// Networks that are never blocked.
    pub(crate) spared: Vec<IpNet>,
    pub(crate) remembered: u64,
    pub(crate) clock: Clock,
    pub(crate) database: Database,
    /// The business whose rows the blocks are: that of whoever runs the installation.
    pub(crate) tenant: TenantId,
}

/// Keeps out who was refused too often.
pub(crate) struct Shield {
    setup: Setup,
    scores: Cache<IpNet, Arc<Mutex<Score>>>,
    /// Automatic blocks, also those that are over and still remembered.
    blocked: Cache<IpNet, Held>,
    /// Blocks that admins gave.
    given: RwLock<Vec<(IpNet, Held)>>,
    unwritten: Mutex<Vec<Block>>,
    mark: tokio::sync::Mutex<Mark>,
}

/// How many blocks there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    /// In force, by score.
    pub(crate) automatic: usize,
    /// In force, by an admin.
    pub(crate) given: usize,
    /// Waiting for the database.
    pub(crate) unwritten: usize,
}

/// A block as it is held.
#[derive(Clone, Copy, Debug)]
struct Held {
    id: BlockId,
    term: Term,
}

impl Shield {
    /// Nobody blocked yet.
    pub(crate) fn new(setup: Setup) -> Self {
        let remembered = setup.remembered;
        Self {
            setup,
            scores: bounded(remembered),
            blocked: bounded(remembered),
            given: RwLock::default(),
            unwritten: Mutex::default(),
            mark: tokio::sync::Mutex::default(),
        }
    }

    /// Refuses a blocked address, and says when to come again.
    pub(crate) fn decide(&self, address: IpAddr) -> Result<(), Reason> {
        let now = self.now_ms();
        let single = self.blocked.get(&source(address)).and_then(|held| held.term.left(now));
        let left = single.or_else(|| self.given_left(address, now));
        match left {
            Some(retry_after) if !self.spares(address) => Err(Reason::AddressBlocked { retry_after }),
            _ => Ok(()),
        }
    }

    /// Adds to the score of an address; the refusal that is one too many blocks it.
    pub(crate) fn charge(&self, address: IpAddr, reason: &'static str, points: u32) {
        let config = &self.setup.config;
        if points == 0 || config.automatic == Automatic::Off || self.spares(address) {
            return;
        }
        let (now, client) = (self.now_ms(), source(address));
        let score = self.scores.get_with(client, Arc::default);
        let mut score = score.lock().unwrap_or_else(PoisonError::into_inner);
        *score = score.plus(points, now, config.half_life());
        let reached = score.at(now, config.half_life());
        if reached < f64::from(config.threshold.get()) {
            return;
        }
        *score = Score::default();
        drop(score);
        if config.automatic == Automatic::Observe {
            metrics::counter!("address_blocks_total", "kind" => "observed").increment(1);
            tracing::warn!(reason, "an address would be blocked; gate.blocks.automatic only observes");
        } else {
            self.block(client, reason, reached);
        }
    }

    /// Whether blocks hold for this address at all.
    pub(crate) fn spares(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_loopback() || self.setup.spared.iter().any(|net| net.contains(&address))
    }

    /// Whether a block of this network would keep out somebody who is never to be.
    pub(crate) fn spares_some_of(&self, network: &IpNet) -> bool {
        let overlaps = |net: &IpNet| net.contains(network) || network.contains(net);
        let loopback = [
            IpNet::from(IpAddr::from([127, 0, 0, 1])),
            IpNet::from(IpAddr::from(std::net::Ipv6Addr::LOCALHOST)),
        ];
        network.addr().is_loopback() || self.setup.spared.iter().chain(&loopback).any(overlaps)
    }

    /// How many blocks are in force here.
    pub(crate) fn counts(&self) -> Counts {
        let now = self.now_ms();
        let automatic = self.blocked.iter().filter(|(_, held)| held.term.left(now).is_some()).count();
        let given = self.given.read().unwrap_or_else(PoisonError::into_inner);
        let given = given.iter().filter(|(_, held)| held.term.left(now).is_some()).count();
        let unwritten = self.unwritten.lock().unwrap_or_else(PoisonError::into_inner).len();
        Counts { automatic, given, unwritten }
    }

    fn block(&self, client: IpNet, reason: &'static str, score: f64) {
        let now = self.now_ms();
        let before = self.blocked.get(&client).map(|held| held.term);
        if before.is_some_and(|term| term.left(now).is_some()) {
            return; // answered after another request of the same client had it blocked
        }
        let term = self.terms().next(before, now);
        let id = BlockId::new(self.setup.clock.now());
        self.blocked.insert(client, Held { id, term });
        metrics::counter!("address_blocks_total", "kind" => "automatic").increment(1);
        let seconds = (term.until_ms - term.from_ms) / 1000;
        tracing::warn!(reason, nth = term.nth, seconds, "an address was blocked; see /security/blocks");
        self.to_write(Block {
            id,
            network: client,
            reason: reason.to_owned(),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a threshold and one refusal fit many times"
            )]
            score: score as i64,
            nth: i32::try_from(term.nth).unwrap_or(i32::MAX),
            blocked_at: instant(term.from_ms),
            blocked_by: "gate".to_owned(),
            until: instant(term.until_ms),
            lifted: None,
        });
    }

    fn given_left(&self, address: IpAddr, now: i64) -> Option<u64> {
        let given = self.given.read().unwrap_or_else(PoisonError::into_inner);
        let address = address.to_canonical();
        let holding = given.iter().filter(|(network, _)| network.contains(&address));
        holding.filter_map(|(_, held)| held.term.left(now)).max()
    }

    fn terms(&self) -> Terms {
        let config = &self.setup.config;
        let seconds = |seconds: std::num::NonZeroU32| Duration::from_secs(u64::from(seconds.get()));
        Terms {
            first: seconds(config.first_seconds),
            longest: seconds(config.longest_seconds),
            memory: seconds(config.memory_seconds),
        }
    }

    fn now_ms(&self) -> i64 {
        self.setup.clock.now().as_millisecond()
    }
}

/// An address as it is scored and blocked: itself, or its /64, which one customer has.
pub(crate) fn source(address: IpAddr) -> IpNet {
    match address.to_canonical() {
        IpAddr::V4(four) => IpNet::from(IpAddr::V4(four)),
        IpAddr::V6(six) => {
            Ipv6Net::new(six, 64).map_or_else(|_| IpNet::from(address), |net| net.trunc().into())
        }
    }
}

fn bounded<V: Clone + Send + Sync + 'static>(remembered: u64) -> Cache<IpNet, V> {
    // The usual policy would rather refuse the newest, and who is not remembered is not kept out.
    Cache::builder().max_capacity(remembered).eviction_policy(EvictionPolicy::lru()).build()
}

fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
pub(crate) mod tests;
