//! Whose requests are counted, and what is asked for them. It counts nothing itself.

use std::{fmt, net::IpAddr, net::Ipv6Addr};

use kernel::{TenantId, UserId};
use sha2::{Digest, Sha256};

use super::Policy;

/// Whose requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// An address, or the prefix of an IPv6 one that is one customer's.
    Address(IpAddr),
    /// The wider prefix of an IPv6 address, of which one customer may own all.
    Network(Ipv6Addr),
    /// A signed-in account.
    Account(TenantId, UserId),
    /// An account that somebody tries to sign in to from one address, by a hash.
    Claimed([u8; 16]),
    /// The same from wherever.
    ClaimedAnywhere([u8; 16]),
}

/// What one caller is held to: a burst and a sustained rate, both of which must have room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Whose requests are counted.
    pub who: Who,
    /// The shorter window, then the longer.
    pub policies: [Policy; 2],
}

impl Ask {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_off(&self) -> bool {
        self.policies.iter().all(|policy| policy.limit == 0)
    }
}

impl Who {
    /// The address as it is counted; `prefix` is the length of an IPv6 customer's.
    #[must_use]
    pub fn at(address: IpAddr, prefix: u8) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self::Address(v4.into()),
            IpAddr::V6(v6) => Self::Address(cut(v6, prefix).into()),
        }
    }

    /// The network of an IPv6 address, `prefix` bits long.
    #[must_use]
    pub fn around(address: IpAddr, prefix: u8) -> Option<Self> {
        match address.to_canonical() {
            IpAddr::V4(_) => None,
            IpAddr::V6(v6) => Some(Self::Network(cut(v6, prefix))),
        }
    }

    /// Whoever tries to sign in to an account from an address, and from wherever.
    pub(crate) fn claiming(tenant: TenantId, email: &str, address: IpAddr) -> [Self; 2] {
        let (tenant, address) = (tenant.to_string(), address.to_string());
        let anywhere = digest(&[&tenant, email]);
        [Self::ClaimedAnywhere(anywhere), Self::Claimed(digest(&[&tenant, email, &address]))]
    }

    /// What it is counted by, as clients see it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Address(_) => "address",
            Self::Network(_) => "network",
            Self::Account(..) => "account",
            Self::Claimed(_) => "guess",
            Self::ClaimedAnywhere(_) => "guess-anywhere",
        }
    }
}

/// As in the name of a shared counter: no two callers have the same.
impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self {
            Self::Address(address) => write!(f, "{name}:{address}"),
            Self::Network(network) => write!(f, "{name}:{network}"),
            Self::Account(tenant, user) => write!(f, "{name}:{tenant}:{user}"),
            Self::Claimed(hash) | Self::ClaimedAnywhere(hash) => {
                write!(f, "{name}:{:032x}", u128::from_be_bytes(*hash))
            }
        }
    }
}

fn cut(address: Ipv6Addr, prefix: u8) -> Ipv6Addr {
    let host_bits = 128 - u32::from(prefix.min(128));
    (address.to_bits() & u128::MAX.checked_shl(host_bits).unwrap_or(0)).into()
}

fn digest(facts: &[&str]) -> [u8; 16] {
    let mut digest = Sha256::new();
    for fact in facts {
        digest.update(fact.len().to_le_bytes());
        digest.update(fact);
    }
    let mut short = [0; 16];
    short.copy_from_slice(&digest.finalize()[..16]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_customer_is_one_caller() {
        let at = |text: &str| Who::at(text.parse().unwrap(), 64);
        assert_eq!(at("2001:db8::1"), at("2001:db8::ffff"));
        assert_ne!(at("2001:db8::1"), at("2001:db8:0:1::1"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
        assert_ne!(
            Who::at("2001:db8::1".parse().unwrap(), 128),
            Who::at("2001:db8::2".parse().unwrap(), 128)
        );
    }

    #[test]
    fn a_network_is_wider_than_its_customers() {
        let around = |text: &str| Who::around(text.parse().unwrap(), 48);
        assert_eq!(around("2001:db8:7:1::1"), around("2001:db8:7:ffff::1"));
        assert_ne!(around("2001:db8:7::1"), around("2001:db8:8::1"));
        assert_eq!(around("192.0.2.1"), None);
        assert_eq!(around("::ffff:192.0.2.1"), None);
        assert_eq!(Who::around("2001:db8::".parse().unwrap(), 0), Some(Who::Network(Ipv6Addr::UNSPECIFIED)));
    }

    #[test]
    fn names_of_counters_tell_callers_apart() {
        let tenant = TenantId::from(uuid::Uuid::from_u128(1));
        let address = "2001:db8::".parse().unwrap();
        let [anywhere, here] = Who::claiming(tenant, "a@b.example", address);
        let all = [anywhere, here, Who::at(address, 64), Who::around(address, 48).unwrap()];
        let names: std::collections::BTreeSet<String> = all.iter().map(ToString::to_string).collect();
        assert_eq!(names.len(), all.len(), "{names:?}");
    }
}
