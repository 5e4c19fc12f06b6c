//! The section `[gate.limits]`: who may ask how often.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    num::{NonZeroU32, NonZeroU64},
};

use kernel::{TenantId, UserId};
use secrecy::SecretString;
use serde::Deserialize;
use web::Class;

use super::{Ask, Policy, Who};

/// How many times more guesses at one account are let through in all than from one address.
const EVERYWHERE: u32 = 10;

/// The limits of each class, and what widens them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsConfig {
    /// Reading one's own, and paths that do not exist.
    pub read: LimitConfig,
    /// Changing something.
    pub write: LimitConfig,
    /// Trying credentials.
    pub sign_in: LimitConfig,
    /// Making accounts.
    pub sign_up: LimitConfig,
    /// Reports and exports.
    pub heavy: LimitConfig,
    /// How IPv6 addresses are counted.
    pub ipv6: Ipv6,
    /// What a plan changes, by its code.
    pub plans: BTreeMap<String, PlanLimits>,
    /// Where counts are shared: the URL of a Redis or Valkey, with its password; empty to count on each node apart.
    pub redis: SecretString,
    /// Milliseconds within which it must answer.
    pub redis_deadline_ms: NonZeroU64,
    /// Milliseconds that it is left alone after it did not.
    pub redis_rest_ms: NonZeroU64,
}

/// The limits of one class; zero switches one off.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitConfig {
    /// Requests of one address in a window; with zero its burst is not limited either.
    pub per_address: u32,
    /// Requests of one account in a window, before its plan; when signing in, guesses at one account from one address,
    /// and ten times as many from all addresses together. With zero its burst is not limited either.
    pub per_account: u32,
    /// The window's length in seconds.
    pub seconds: NonZeroU32,
    /// As `per_address`, in the shorter window; zero for no such limit.
    pub burst_per_address: u32,
    /// As `per_account`, in the shorter window; zero for no such limit.
    pub burst_per_account: u32,
    /// The shorter window's length in seconds.
    pub burst_seconds: NonZeroU32,
}

/// How IPv6 addresses are counted.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ipv6 {
    /// Bits of an address that make one customer.
    pub prefix: u8,
    /// Bits of the wider network, of which one customer may own all.
    pub network_prefix: u8,
    /// How many times the limit of an address such a network has; zero for no such limit.
    pub network_factor: u32,
}

/// What a plan changes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanLimits {
    /// How many times the limits of an account it has.
    pub factor: NonZeroU32,
}

impl LimitsConfig {
    /// The limits of a class.
    #[must_use]
    pub fn of(&self, class: Class) -> LimitConfig {
        match class {
            Class::Read => self.read,
            Class::Write => self.write,
            Class::SignIn => self.sign_in,
            Class::SignUp => self.sign_up,
            Class::Heavy => self.heavy,
        }
    }

    /// Every class with its limits.
    pub fn each(&self) -> impl Iterator<Item = (Class, LimitConfig)> {
        [Class::Read, Class::Write, Class::SignIn, Class::SignUp, Class::Heavy]
            .map(|class| (class, self.of(class)))
            .into_iter()
    }

    /// What an address is held to: its network, if it has one, and itself.
    #[must_use]
    pub fn address(&self, class: Class, address: IpAddr) -> [Ask; 2] {
        let limits = self.of(class);
        let own = limits.policies(limits.per_address, limits.burst_per_address);
        let who = Who::at(address, self.ipv6.prefix);
        let around = Who::around(address, self.ipv6.network_prefix);
        let network = around.map(|who| Ask { who, policies: times(own, self.ipv6.network_factor) });
        [network.unwrap_or(Ask { who, policies: [Policy::default(); 2] }), Ask { who, policies: own }]
    }

    /// What an account is held to, with the factor of its plan.
    #[must_use]
    pub fn account(&self, class: Class, tenant: TenantId, user: UserId, factor: NonZeroU32) -> [Ask; 1] {
        let limits = self.of(class);
        let own = limits.policies(limits.per_account, limits.burst_per_account);
        [Ask { who: Who::Account(tenant, user), policies: times(own, factor.get()) }]
    }

    /// What guesses at one account are held to: few from one address; more in all, so that a stranger cannot keep its
    /// owner out by guessing.
    pub(crate) fn guesses(&self, tenant: TenantId, email: &str, address: IpAddr) -> [Ask; 2] {
        let limits = self.of(Class::SignIn);
        let own = limits.policies(limits.per_account, limits.burst_per_account);
        let [anywhere, here] = Who::claiming(tenant, email, address);
        [Ask { who: anywhere, policies: times(own, EVERYWHERE) }, Ask { who: here, policies: own }]
    }
}

impl LimitConfig {
    fn policies(self, sustained: u32, burst: u32) -> [Policy; 2] {
        let burst = if sustained == 0 { 0 } else { burst };
        [
            Policy { limit: burst, seconds: self.burst_seconds.get() },
            Policy { limit: sustained, seconds: self.seconds.get() },
        ]
    }
}

fn times(policies: [Policy; 2], factor: u32) -> [Policy; 2] {
    policies.map(|policy| Policy { limit: policy.limit.saturating_mul(factor), ..policy })
}
