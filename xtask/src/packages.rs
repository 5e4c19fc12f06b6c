//! What the machine has to have: PostgreSQL's programs, and for the tests a Redis. Installed where that is allowed, as root on Debian; knows no
//! other system.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use cluster::Binaries;

use crate::{child::Children, say};

/// PostgreSQL's programs.
///
/// # Errors
/// Where they are missing and cannot be installed.
pub(crate) fn postgresql(children: &Children) -> Result<(), String> {
    let Err(missing) = Binaries::find() else { return Ok(()) };
    install(children, "postgresql", &missing.to_string())?;
    Binaries::find().map(drop).map_err(|error| error.to_string())
}

/// `redis-server`, which tests start for themselves.
///
/// # Errors
/// Where it is missing and cannot be installed.
pub(crate) fn redis(children: &Children) -> Result<(), String> {
    let here = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join("redis-server").exists()));
    if here {
        Ok(())
    } else {
        install(children, "redis-server", "`redis-server` is not in the PATH: install it for the tests")
    }
}

fn install(children: &Children, package: &str, missing: &str) -> Result<(), String> {
    if !(Path::new("/usr/bin/apt-get").exists() && nix::unistd::geteuid().is_root()) {
        return Err(missing.to_owned());
    }
    say(&format!("Installing {package} with apt-get"));
    let apt = |args: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
        command
    };
    children.run(&mut apt(&["update", "-qq"]))?;
    children.run(&mut apt(&["install", "-y", "-qq", package]))
}
