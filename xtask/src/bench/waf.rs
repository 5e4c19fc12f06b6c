//! `cargo xtask bench waf`: the gate beside nginx with `ModSecurity` and the OWASP core rule set, as Debian packages them.
//!
//! 1. The same bytes are sent to both: to our probe, and to an nginx that answers 204 to whatever its rules let through.
//!    Both must refuse the attacks and pass what is measured before anything is.
//! 2. What is compared is the CPU time of the server's processes, user and system, for each request. Each side is also
//!    measured without its rules, so that what they cost can be told from what a request costs anyhow.
//! 3. All take turns, so that whatever else the machine does meets all; a figure is the median of the rounds.
//!
//! The core rule set runs at paranoia level 1 with the settings of its package, and its engine refuses. Nothing of it is in
//! this repository; no test and no release needs it.

mod nginx;
mod sent;

use std::net::SocketAddr;

use siege::Site;

use super::{
    build_one,
    cpu::Used,
    gate::DETECTORS,
    load::{Line, drive},
    report::{middle, sorted},
};
use crate::{child::Children, say, target};
use nginx::Nginx;
use sent::Sent;

const USAGE: &str = "usage: cargo xtask bench waf [--pairs N] [--requests N] [--without-build]";

const CONNECTIONS: usize = 2;

const READY_WITHIN: std::time::Duration = std::time::Duration::from_mins(1);

struct Options {
    pairs: usize,
    requests: usize,
    build: bool,
}

/// One of the servers.
struct Side {
    address: SocketAddr,
    pid: i32,
    /// How many times as many requests make a turn: processor time is told in hundredths of a second.
    times: usize,
}

/// Builds the binary, starts all and measures them.
///
/// # Errors
/// What is not installed, does not start, or does not refuse and pass as it should.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    nginx::installed()?;
    if options.build {
        say("Building the release binary (a few minutes the first time)");
        build_one(&Children::guard()?, &["--bin", "mainstay"])?;
    }
    let site = |off: &str| {
        let site = Site::new(&target().join("release/mainstay"))?;
        Ok::<_, String>(site.with("gate.probe", "true").with("gate.detection.off", off))
    };
    let (with, without) = (site("[]")?, site(DETECTORS)?);
    let (with, without) = (with.start(READY_WITHIN)?, without.start(READY_WITHIN)?);
    let nginx = Nginx::start()?;
    let sides = [
        Side { address: with.address(), pid: with.pid()?, times: 50 },
        Side { address: without.address(), pid: without.pid()?, times: 50 },
        Side { address: nginx.guarded, pid: nginx.pid()?, times: 1 },
        Side { address: nginx.open, pid: nginx.pid()?, times: 50 },
    ];
    for (side, refuses) in sides.iter().zip([true, false, true, false]) {
        check(side, refuses)?;
    }
    head(&options)?;
    for sent in sent::clean() {
        let round = || sides.iter().map(|side| turn(side, &sent, &options)).collect::<Result<Vec<f64>, _>>();
        // The first is not counted.
        round()?;
        let rounds = (0..options.pairs).map(|_| round()).collect::<Result<Vec<_>, _>>()?;
        report(&sent, &rounds);
    }
    Ok(())
}

fn parse(args: &[String]) -> Result<Options, String> {
    let mut options = Options { pairs: 7, requests: 500, build: true };
    let mut args = args.iter();
    while let Some(flag) = args.next() {
        let mut number = || {
            let number = args.next().and_then(|value| value.parse().ok());
            number.filter(|number| *number > 0).ok_or_else(|| format!("{flag} needs a number\n{USAGE}"))
        };
        match flag.as_str() {
            "--pairs" => options.pairs = number()?,
            "--requests" => options.requests = number()?,
            "--without-build" => options.build = false,
            _ => return Err(format!("there is no {flag}\n{USAGE}")),
        }
    }
    Ok(options)
}

fn check(side: &Side, refuses: bool) -> Result<(), String> {
    let mut line = Line::to(side.address)?;
    for sent in sent::clean() {
        line.call(&sent.bytes).map_err(|said| format!("{} is refused: {said}", sent.name))?;
    }
    for sent in sent::attacks() {
        // Whoever refuses may close the connection.
        match Line::to(side.address)?.call(&sent.bytes) {
            Ok(_) if !refuses => {}
            Err(said) if refuses && said.starts_with("HTTP/1.1 403") => {}
            Ok(_) => return Err(format!("{} is not refused at {}", sent.name, side.address)),
            Err(said) => return Err(format!("{}: {said}", sent.name)),
        }
    }
    Ok(())
}

/// Processor time for each request, in microseconds.
#[expect(clippy::cast_precision_loss, reason = "2^52 microseconds are a century")]
fn turn(side: &Side, sent: &Sent, options: &Options) -> Result<f64, String> {
    let each = (options.requests * side.times / sent.weight).div_ceil(CONNECTIONS);
    let before = Used::by_family(side.pid);
    drive(side.address, &vec![sent.bytes.clone(); CONNECTIONS], each)?;
    Ok(Used::by_family(side.pid).since(&before) as f64 / (each * CONNECTIONS) as f64)
}

fn head(options: &Options) -> Result<(), String> {
    say(&format!("\n## The gate and {}\n", nginx::versions()?));
    say(&format!(
        "CPU of the server for each request; {} rounds of turns of {} requests or more on {CONNECTIONS} connections\n",
        options.pairs, options.requests
    ));
    say(
        "| request | ours as a part of theirs (min..max) | Mainstay | without detection | nginx with the rules | without them | detection against rules |",
    );
    say("|---|---|---|---|---|---|---|");
    Ok(())
}

fn report(sent: &Sent, rounds: &[Vec<f64>]) {
    let of = |side: usize| middle(&sorted(rounds.iter().map(|round| round[side])));
    let times = sorted(rounds.iter().map(|round| round[2] / round[0]));
    let rules = (of(2) - of(3)) / (of(0) - of(1));
    say(&format!(
        "| {} | **1/{:.1}** (1/{:.1}..1/{:.1}) | {:.0} us | {:.0} us | {:.0} us | {:.0} us | 1/{rules:.0} |",
        sent.name,
        middle(&times),
        times.last().unwrap_or(&f64::NAN),
        times.first().unwrap_or(&f64::NAN),
        of(0),
        of(1),
        of(2),
        of(3),
    ));
}
