//! How well this installation is set up, from 0 to 100: facts in, findings out. Knows no request, no database and no
//! configuration file.
//!
//! The score is what is left of a hundred after each finding took its weight. It judges what an operator can change; it
//! does not say that nobody gets in.

/// What is known of the installation.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that holds or does not")]
pub struct Facts {
    /// It listens beyond the machine itself, or stands behind a proxy.
    pub is_public: bool,
    /// The host names that it answers for are named.
    pub hosts_named: bool,
    /// Keys come from the environment or a secret store, not from a file beside the data.
    pub keys_given: bool,
    /// The log of requests is written.
    pub requests_logged: bool,
    /// Classes of routes without a limit by address.
    pub unlimited_classes: usize,
    /// Addresses are blocked at the threshold; else they are at most observed.
    pub blocks_enforced: bool,
    /// There is a country database.
    pub countries_known: bool,
    /// Other sites' pages may call over plain http.
    pub plain_origins: usize,
    /// Networks of trusted proxies that hold more addresses than a private range has.
    pub wide_proxies: usize,
    /// Refusals that did not fit into the log since the start.
    pub dropped_refusals: u64,
    /// Rows of the request log that did not fit since the start.
    pub dropped_requests: u64,
    /// Blocks that wait for the database.
    pub unshared_blocks: usize,
}

/// What takes from the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// What it takes of a hundred; zero where it is only good to know.
    pub costs: u8,
    /// What is so.
    pub what: &'static str,
    /// What to do.
    pub advice: &'static str,
}

/// The score and what it lost, dearest first.
#[must_use]
pub fn judge(facts: &Facts) -> (u8, Vec<Finding>) {
    let mut findings: Vec<Finding> = configured(facts)
        .into_iter()
        .chain(happening(facts))
        .filter_map(|(holds, finding)| holds.then_some(finding))
        .collect();
    findings.sort_by_key(|finding| core::cmp::Reverse(finding.costs));
    let lost = findings.iter().fold(0u8, |lost, finding| lost.saturating_add(finding.costs));
    (100u8.saturating_sub(lost), findings)
}

const fn finding(check: &'static str, costs: u8, what: &'static str, advice: &'static str) -> Finding {
    Finding { check, costs, what, advice }
}

type Row = (bool, Finding);

/// What the configuration says.
fn configured(facts: &Facts) -> [Row; 8] {
    let blocks = finding(
        "blocks",
        20,
        "Addresses that are refused again and again are let in as before",
        "Set gate.blocks.automatic to enforce",
    );
    let limits = finding(
        "limits",
        20,
        "A class of routes has no limit by address",
        "Set gate.limits.*.per_address above 0",
    );
    let proxies = finding(
        "proxies",
        20,
        "A trusted proxy network is so wide that strangers may write their own address",
        "Name just your proxies in server.trusted_proxies",
    );
    let keys = finding(
        "keys",
        10,
        "The master key is a file beside the data: a copy of the disk opens what is sealed",
        "Give it by MAINSTAY_SECRETS__MASTER_KEYS from a secret store",
    );
    let hosts = finding("hosts", 10, "Any host name is answered", "Name yours in server.hosts");
    let cors = finding(
        "cors",
        10,
        "Pages of a site without TLS may call",
        "Name https:// origins in gate.cors.origins",
    );
    let log = finding("request_log", 5, "Requests are not logged one by one", "Set requests.keep to true");
    let countries = finding(
        "countries",
        0,
        "Country rules are off: there is no country database",
        "Name a file in gate.countries.database if you need them",
    );
    [
        (!facts.blocks_enforced, blocks),
        (facts.unlimited_classes > 0, limits),
        (facts.wide_proxies > 0, proxies),
        (facts.is_public && !facts.hosts_named, hosts),
        (!facts.keys_given, keys),
        (facts.plain_origins > 0, cors),
        (!facts.requests_logged, log),
        (!facts.countries_known, countries),
    ]
}

/// What has happened since the start.
fn happening(facts: &Facts) -> [Row; 3] {
    let refusals = finding(
        "refusals",
        10,
        "More was refused than the log of refusals could hold",
        "Look at /security/events and the address limits; block the networks that it comes from",
    );
    let sharing = finding(
        "sharing",
        10,
        "Blocks of this node wait for the database",
        "Look at the database: see /health",
    );
    let rows = finding(
        "request_rows",
        5,
        "Some requests did not fit into the request log, or were left out by requests.per_second",
        "Look at the load; raise requests.per_second",
    );
    [
        (facts.dropped_refusals > 0, refusals),
        (facts.unshared_blocks > 0, sharing),
        (facts.dropped_requests > 0, rows),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Facts = Facts {
        is_public: true,
        hosts_named: true,
        keys_given: true,
        requests_logged: true,
        unlimited_classes: 0,
        blocks_enforced: true,
        countries_known: true,
        plain_origins: 0,
        wide_proxies: 0,
        dropped_refusals: 0,
        dropped_requests: 0,
        unshared_blocks: 0,
    };

    #[test]
    fn each_fact_takes_its_own() {
        assert_eq!(judge(&GOOD), (100, vec![]));
        let cases = [
            (Facts { blocks_enforced: false, ..GOOD }, 80, "blocks"),
            (Facts { unlimited_classes: 1, ..GOOD }, 80, "limits"),
            (Facts { wide_proxies: 1, ..GOOD }, 80, "proxies"),
            (Facts { hosts_named: false, ..GOOD }, 90, "hosts"),
            (Facts { keys_given: false, ..GOOD }, 90, "keys"),
            (Facts { plain_origins: 1, ..GOOD }, 90, "cors"),
            (Facts { dropped_refusals: 1, ..GOOD }, 90, "refusals"),
            (Facts { unshared_blocks: 1, ..GOOD }, 90, "sharing"),
            (Facts { requests_logged: false, ..GOOD }, 95, "request_log"),
            (Facts { dropped_requests: 1, ..GOOD }, 95, "request_rows"),
            (Facts { countries_known: false, ..GOOD }, 100, "countries"),
        ];
        for (facts, score, check) in cases {
            let (judged, findings) = judge(&facts);
            assert_eq!((judged, findings.len(), findings[0].check), (score, 1, check));
            assert!(!findings[0].advice.is_empty());
        }
        let home = Facts { is_public: false, hosts_named: false, ..GOOD };
        assert_eq!(judge(&home).0, 100, "on its own machine any name will do");
    }

    #[test]
    fn the_worst_is_zero_and_the_dearest_comes_first() {
        let worst = Facts {
            is_public: true,
            unlimited_classes: 5,
            plain_origins: 1,
            wide_proxies: 1,
            dropped_refusals: 1,
            dropped_requests: 1,
            unshared_blocks: 1,
            ..Facts::default()
        };
        let (score, findings) = judge(&worst);
        assert_eq!((score, findings.len()), (0, 11));
        assert!(findings.is_sorted_by(|one, two| one.costs >= two.costs));
    }
}
