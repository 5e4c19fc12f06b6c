//! `cargo xtask test [arguments of the test runner]`: all tests, on one scratch cluster that is gone afterwards, also
//! after Ctrl-C. Knows no test.
//!
//! Tests find the cluster by `MAINSTAY_TEST_SOCKET` (its folder), `MAINSTAY_TEST_PORT` and `MAINSTAY_TEST_USER` (a
//! superuser). `cargo nextest` runs them if it is installed, or else `cargo test`. With arguments, which pick tests, the
//! examples in the documentation are left out.

use std::process::{Command, Stdio};

use cluster::Scratch;

use crate::{child::Children, packages, root, say};

/// Every test has a database and a few pools of its own; nothing is replicated or kept.
const SETTINGS: [(&str, &str); 4] = [
    ("max_connections", "400"),
    ("shared_buffers", "256MB"),
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
];

/// Runs the tests.
///
/// # Errors
/// When one fails, or there is no cluster to run them on.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let children = Children::guard()?;
    packages::postgresql(&children)?;
    packages::redis(&children)?;
    let scratch = Scratch::start(&SETTINGS).map_err(|error| error.to_string())?;
    children.run(&mut on(&scratch, &runner(has_nextest(), args)))?;
    if !args.is_empty() {
        say("examples in the documentation are left out: arguments were given");
        return Ok(());
    }
    children.run(&mut on(&scratch, &["test", "--workspace", "--doc"].map(String::from)))
}

fn runner(nextest: bool, args: &[String]) -> Vec<String> {
    let picks_package = args.iter().any(|arg| arg.starts_with("-p") || arg.starts_with("--package"));
    let workspace: &[&str] = if picks_package { &[] } else { &["--workspace"] };
    let runner: &[&str] = if nextest { &["nextest", "run"] } else { &["test", "--lib", "--bins", "--tests"] };
    runner.iter().chain(workspace).map(|word| (*word).to_owned()).chain(args.iter().cloned()).collect()
}

fn has_nextest() -> bool {
    let mut asked = Command::new("cargo");
    asked.args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    asked.status().is_ok_and(|status| status.success())
}

fn on(scratch: &Scratch, args: &[String]) -> Command {
    let address = scratch.address();
    let mut command = Command::new("cargo");
    command.current_dir(root()).args(args);
    command.env("MAINSTAY_TEST_SOCKET", address.socket_folder);
    command.env("MAINSTAY_TEST_PORT", address.port.to_string());
    command.env("MAINSTAY_TEST_USER", address.user);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_reach_the_runner() {
        let line = |nextest, args: &[&str]| {
            runner(nextest, &args.iter().map(ToString::to_string).collect::<Vec<_>>()).join(" ")
        };
        assert_eq!(line(true, &[]), "nextest run --workspace");
        assert_eq!(line(false, &["plans"]), "test --lib --bins --tests --workspace plans");
        assert_eq!(line(true, &["-p", "billing"]), "nextest run -p billing");
    }
}
