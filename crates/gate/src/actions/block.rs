//! An admin blocks a network for a time. What would keep out the admin, the operator or everybody is refused.

use std::net::IpAddr;

use data::{AuditEntry, Unit};
use ipnet::IpNet;
use jiff::SignedDuration;
use kernel::BlockId;
use record::blocks::{self, Block};
use web::{Error, FieldError};

use crate::shield::{MOST_NETWORKS, Shield};

/// What is to be blocked.
pub(crate) struct Order {
    /// An address or a network.
    pub(crate) network: String,
    /// For how long.
    pub(crate) seconds: u32,
    /// Why, in the admin's words.
    pub(crate) reason: String,
    /// Where the admin is.
    pub(crate) from: IpAddr,
}

/// The shortest and the longest block: a minute, a year.
const SECONDS: std::ops::RangeInclusive<u32> = 60..=366 * 24 * 3600;
/// The widest networks: a block is for a neighbourhood, `gate.deny` for half of the world.
const WIDEST_V4: u8 = 8;
const WIDEST_V6: u8 = 24;
const LONGEST_REASON: usize = 200;

/// Writes the block, and that it was given.
///
/// # Errors
/// Names the field that is wrong; 409 when there are as many blocks as every request can be compared with.
pub(crate) async fn run(unit: &mut Unit, shield: &Shield, order: Order) -> Result<Block, Error> {
    let network = judge(shield, &order).map_err(|error| Error::fields(&[error]))?;
    if shield.counts().given >= MOST_NETWORKS {
        let message = "There are as many blocks by hand as can be; lift some, or use gate.deny";
        return Err(Error::new(http::StatusCode::CONFLICT, "TOO_MANY_BLOCKS", message));
    }
    let at = unit.real_now();
    let block = Block {
        id: BlockId::new(at),
        network,
        reason: order.reason,
        score: 0,
        nth: 0,
        blocked_at: at,
        blocked_by: unit.actor().to_string(),
        until: at
            .checked_add(SignedDuration::from_secs(i64::from(order.seconds)))
            .map_err(data::Error::from)?,
        lifted: None,
    };
    blocks::add(unit, &block).await?;
    // Audit entries stay for seven years; whom it kept out is gone with the block.
    let details = serde_json::json!({ "seconds": order.seconds, "prefix": network.prefix_len() });
    unit.audit(AuditEntry::new("gate.address.blocked", "block", block.id).with(details));
    Ok(block)
}

fn judge(shield: &Shield, order: &Order) -> Result<IpNet, FieldError> {
    let wrong = |path: &str, code, message: &str| FieldError::new(path, code, message);
    let network = read(&order.network)
        .ok_or_else(|| wrong("network", "INVALID", "Expected an address or a network as 203.0.113.0/24"))?;
    let widest = if network.addr().is_ipv4() { WIDEST_V4 } else { WIDEST_V6 };
    if network.prefix_len() < widest {
        return Err(wrong("network", "TOO_WIDE", "The widest is /8 of IPv4 and /24 of IPv6; see gate.deny"));
    }
    if network.contains(&order.from.to_canonical()) {
        return Err(wrong("network", "LOCKS_OUT", "You are in this network yourself"));
    }
    if shield.spares_some_of(&network) {
        let message = "It holds addresses that are never blocked: loopback, a trusted proxy, gate.allow or gate.blocks.never";
        return Err(wrong("network", "LOCKS_OUT", message));
    }
    if !SECONDS.contains(&order.seconds) {
        return Err(wrong("seconds", "INVALID", "A block lasts from 60 seconds to 366 days"));
    }
    let letters = order.reason.chars().count();
    if order.reason.trim().is_empty()
        || letters > LONGEST_REASON
        || order.reason.chars().any(char::is_control)
    {
        return Err(wrong("reason", "INVALID", "Say why, in up to 200 characters on one line"));
    }
    Ok(network)
}

/// An address alone, or a network, whose host bits do not matter; IPv4 in IPv6 clothes is IPv4.
fn read(text: &str) -> Option<IpNet> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address.to_canonical().into());
    }
    let network = text.parse::<IpNet>().ok()?.trunc();
    let mapped = network.addr() != network.addr().to_canonical();
    (!mapped).then_some(network)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shield::tests::{Bench, shielded};

    #[tokio::test]
    async fn what_would_lock_somebody_out_is_refused() {
        let bench = Bench::new().await;
        let shield = shielded(&bench, |config| config.never = vec!["198.51.100.0/28".parse().unwrap()]);
        let judged = |network: &str, seconds, reason: &str| {
            let from = "192.0.2.200".parse().unwrap();
            let order = Order { network: network.into(), seconds, reason: reason.into(), from };
            judge(&shield, &order).map_err(|error| (error.path, error.code))
        };
        let wrong = |path: &str, code| Err((path.to_owned(), code));
        let good = |text: &str| Ok(text.parse().unwrap());
        assert_eq!(judged("203.0.113.7", 60, "spam"), good("203.0.113.7/32"));
        assert_eq!(judged("203.0.113.7/24", 60, "spam"), good("203.0.113.0/24"));
        assert_eq!(judged("::ffff:203.0.113.7", 60, "spam"), good("203.0.113.7/32"));
        assert_eq!(judged("2001:db8::/32", 60, "spam"), good("2001:db8::/32"));
        for network in ["", "x", "203.0.113.0/33", "::ffff:203.0.113.0/120"] {
            assert_eq!(judged(network, 60, "spam"), wrong("network", "INVALID"), "{network}");
        }
        for network in ["0.0.0.0/0", "128.0.0.0/1", "2000::/3", "::/0"] {
            assert_eq!(judged(network, 60, "spam"), wrong("network", "TOO_WIDE"), "{network}");
        }
        for network in ["127.0.0.1", "127.0.0.0/8", "::1", "192.0.2.0/24", "198.51.100.0/24", "198.51.100.1"]
        {
            assert_eq!(judged(network, 60, "spam"), wrong("network", "LOCKS_OUT"), "{network}");
        }
        for seconds in [0, 59, 366 * 24 * 3600 + 1] {
            assert_eq!(judged("203.0.113.7", seconds, "spam"), wrong("seconds", "INVALID"));
        }
        for reason in ["", " ", "two\nlines", &"x".repeat(201)] {
            assert_eq!(judged("203.0.113.7", 60, reason), wrong("reason", "INVALID"));
        }
    }
}
