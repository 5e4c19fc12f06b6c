//! `cargo xtask <command>`: the workshop. Builds, checks and measures the house; holds no product logic.

use std::{io::Write as _, path::PathBuf, process::ExitCode};

mod bench;
mod child;
mod crash;
mod demo;
mod ephemeris;
mod fuzz;
mod packages;
mod places;
mod sql;
mod test;
mod tidy;
mod tz;

type Command = fn(&[String]) -> Result<(), String>;

/// Name, what it does, and its room.
const COMMANDS: [(&str, &str, Command); 10] = [
    ("demo", "builds and starts the server, and does the main job once as a new user", demo::run),
    ("test", "tidy, then all tests on a scratch cluster; arguments go to the test runner", test::run),
    ("crash", "kills server and database at seeded moments and checks that nothing is lost", crash::run),
    (
        "bench",
        "measures requests against bare axum routes, and again with ten times the data; `swiss`: the sky against the Swiss Ephemeris; `gate`: with and without detection; `waf`: the gate against nginx with the OWASP core rule set",
        bench::run,
    ),
    ("fuzz", "feeds detector, decoders, bodies and tokens with what no client would send", fuzz::run),
    ("tidy", "the law of the house, as far as reading the text can check it", tidy::run),
    ("sql", "migrates a scratch cluster and renews the committed query data (`--check`: compares)", sql::run),
    ("ephemeris", "makes the tables of the sky from a JPL kernel", ephemeris::run),
    ("places", "makes the table of places from GeoNames' data", places::run),
    ("tz", "makes the table of historic time zones", tz::run),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let wanted = args.first().map(String::as_str);
    let Some((name, _, command)) = COMMANDS.into_iter().find(|(name, ..)| Some(*name) == wanted) else {
        say("cargo xtask <command>");
        for (name, what, _) in COMMANDS {
            say(&format!("  {name:<10} {what}"));
        }
        return if wanted.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    };
    match command(&args[1..]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("{name}: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Prints a line. A reader that went away is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
