//! `cargo xtask crash`: the failure programme at length, on the release binary and its private database.
//!
//! What is done and what must hold is written in `crates/siege`. Every line that fails names the seed that repeats it.

mod options;

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use siege::{
    Site, crash, drain, idle, odd, outage,
    slow::{self, Deadlines},
};

use crate::{root, say};
use options::Options;

/// Customers at once.
const CUSTOMERS: usize = 6;

/// Places for connections where slow clients are to take them all.
const PLACES: usize = 64;

/// Short enough to wait for.
const DEADLINES: Deadlines =
    Deadlines { head: Duration::from_secs(1), body: Duration::from_secs(2), write: Duration::from_secs(2) };

/// Long enough for a crowd to gather.
const CROWDED: Deadlines = Deadlines {
    head: Duration::from_secs(15),
    body: Duration::from_secs(15),
    write: Duration::from_secs(20),
};

/// How long requests in flight get when the server is told to stop.
const DRAIN: Duration = Duration::from_secs(3);

/// Builds the binary unless one is named, then kills, stops and pesters it.
///
/// # Errors
/// The first thing that does not hold.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = Options::parse(args)?;
    let binary = binary(&options)?;
    if options.only_crowd {
        return crowd(&binary, options.crowd);
    }
    say(&format!("seed {}: {} kills of the server", options.seed, options.points));
    let site = Site::new(&binary)?;
    let plan = crash::Plan { seed: options.seed, points: options.points, customers: CUSTOMERS };
    say(&crash::run(&site, plan, say)?.to_string());

    say(&format!("seed {}: {} kills of its database", options.seed, options.database));
    let mut server = site.start(crash::READY_WITHIN)?;
    say(&outage::run(&mut server, options.seed, options.database, CUSTOMERS)?.to_string());
    let stopped = server.stop(Duration::from_secs(20))?;
    say(&format!("  SIGTERM {stopped:.1?}, no process left"));
    drop(site);
    manners(&binary)?;
    crowd(&binary, options.crowd)
}

/// Thousands of slow connections at once, or as many as the limit of open files allows.
fn crowd(binary: &Path, wanted: usize) -> Result<(), String> {
    let connections = idle::allowed(wanted)?;
    if connections < wanted {
        say(&format!("the limit of open files allows {connections} connections of {wanted}"));
    }
    let seconds = |time: Duration| time.as_secs().to_string();
    let site = Site::new(binary)?
        .with("server.head_seconds", &seconds(CROWDED.head))
        .with("gate.body_seconds", &seconds(CROWDED.body))
        .with("server.connections", &(connections + PLACES).to_string());
    let server = site.start(crash::FIRST_START)?;
    say(&format!("  {}", idle::run(&server, connections, CROWDED)?));
    Ok(())
}

/// SIGTERM with requests in flight, slow clients and odd requests, on deadlines that can be waited for.
fn manners(binary: &Path) -> Result<(), String> {
    say("SIGTERM with requests in flight, slow clients, odd requests");
    let seconds = |time: Duration| time.as_secs().to_string();
    let site = Site::new(binary)?
        .with("server.head_seconds", &seconds(DEADLINES.head))
        .with("gate.body_seconds", &seconds(DEADLINES.body))
        .with("server.write_seconds", &seconds(DEADLINES.write))
        .with("server.drain_seconds", &seconds(DRAIN))
        .with("server.connections", &PLACES.to_string());
    let server = site.start(crash::FIRST_START)?;
    let address = server.address();
    say(&format!("  {} odd requests refused or answered", odd::run(address, DEADLINES.head)?));
    say(&format!(
        "  slow clients closed at most {:.0?} after their deadline",
        slow::run(address, DEADLINES)?
    ));
    let waited = slow::crowd_out(address, PLACES, DEADLINES)?;
    say(&format!("  with all {PLACES} places taken by silent clients somebody else waits {waited:.1?}"));
    let graceful = drain::graceful(&site, server, DRAIN)?;
    say(&format!(
        "  SIGTERM with requests in flight: all answered and kept, exit code 0 after {graceful:.1?}"
    ));
    let straggler = drain::straggler(site.start(crash::READY_WITHIN)?, DRAIN)?;
    say(&format!("  SIGTERM with one that never ends: exit code 0 after {straggler:.1?}"));
    Ok(())
}

fn binary(options: &Options) -> Result<PathBuf, String> {
    if let Some(named) = &options.binary {
        return Ok(named.clone());
    }
    say("Building the release binary (a few minutes the first time)");
    let mut build = Command::new("cargo");
    build.current_dir(root()).args(["build", "--release", "--quiet", "-p", "server"]);
    // Without a guard over signals: an interruption is to end this process too.
    let built = build.status().map_err(|error| format!("cargo: {error}"))?;
    if built.success() {
        Ok(crate::target().join("release/mainstay"))
    } else {
        Err(format!("cargo: {built}"))
    }
}
