//! Step 2, the client: allow and deny lists.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::Reason;

/// A denied network wins over an allowed one; an empty allow list allows all.
pub(crate) fn decide(address: IpAddr, allow: &[IpNet], deny: &[IpNet]) -> Result<(), Reason> {
    let inside = |nets: &[IpNet]| nets.iter().any(|net| net.contains(&address));
    let admitted = !inside(deny) && (allow.is_empty() || inside(allow));
    if admitted { Ok(()) } else { Err(Reason::AddressDenied) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deny_wins_over_allow() {
        let nets = |text: &[&str]| text.iter().map(|net| net.parse().unwrap()).collect::<Vec<IpNet>>();
        let (all, office, printer) = (nets(&[]), nets(&["10.0.0.0/8"]), nets(&["10.0.0.9/32"]));
        let at = |address: &str| address.parse().unwrap();
        assert!(decide(at("192.0.2.1"), &all, &all).is_ok());
        assert!(decide(at("192.0.2.1"), &office, &all).is_err());
        assert!(decide(at("10.0.0.1"), &office, &printer).is_ok());
        assert!(decide(at("10.0.0.9"), &office, &printer).is_err());
    }
}
