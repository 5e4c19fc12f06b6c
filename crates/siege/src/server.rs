//! One run of the binary as a process: is it ready, where does it listen, how does it end.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ExitStatus},
    time::Duration,
};

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::{
    patience::{self, Stopwatch},
    processes,
    wire::Call,
};

/// A server process. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    log: PathBuf,
    state: PathBuf,
    started: Stopwatch,
    address: Option<SocketAddr>,
    ready_after: Duration,
}

impl Server {
    pub(crate) fn new(child: Child, log: PathBuf, state: PathBuf) -> Self {
        let started = Stopwatch::start();
        Self { child, log, state, started, address: None, ready_after: Duration::ZERO }
    }

    /// Waits until it says where it listens and `/readyz` answers 200.
    pub(crate) fn until_ready(mut self, limit: Duration) -> Result<Self, String> {
        let mut ended = None;
        let ready = patience::until(limit, "the server is ready", || {
            ended = self.child.try_wait().ok().flatten();
            self.address = self.address.or_else(|| told(&self.log));
            ended.is_some() || self.address.is_some_and(is_ready)
        });
        self.ready_after = self.started.read();
        let last = || last_line(&self.log);
        match (ended, ready) {
            (Some(status), _) => Err(format!("the server ended ({status}): {}", last())),
            (None, Err(late)) => Err(format!("{late}; it said: {}", last())),
            (None, Ok(_)) => Ok(self),
        }
    }

    /// Where it listens.
    ///
    /// # Panics
    /// When it was never waited for.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address.unwrap_or_else(|| unreachable!("asked for an address before the server was ready"))
    }

    /// How long its start took, until it was ready.
    #[must_use]
    pub fn ready_after(&self) -> Duration {
        self.ready_after
    }

    /// Its process.
    ///
    /// # Errors
    /// When the system's numbers are none that a signal takes.
    pub fn pid(&self) -> Result<i32, String> {
        i32::try_from(self.child.id()).map_err(|error| error.to_string())
    }

    /// Its state folder.
    #[must_use]
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// Whether it has not ended.
    pub fn lives(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_none())
    }

    /// `kill -9`.
    ///
    /// # Errors
    /// When it had ended before: then it was not this that killed it.
    pub fn kill(&mut self) -> Result<(), String> {
        if !self.lives() {
            return Err(format!("the server had ended by itself: {}", last_line(&self.log)));
        }
        let killed = self.child.kill().and_then(|()| self.child.wait());
        killed.map(drop).map_err(|error| error.to_string())
    }

    /// SIGTERM, and no waiting.
    pub fn terminate(&self) {
        if let Ok(pid) = i32::try_from(self.child.id()) {
            processes::signal(pid, Signal::SIGTERM);
        }
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    /// When it has not within `limit`.
    pub fn ended(&mut self, limit: Duration) -> Result<ExitStatus, String> {
        let mut ended = None;
        patience::until(limit, "the server ends", || {
            ended = self.child.try_wait().ok().flatten();
            ended.is_some()
        })?;
        ended.ok_or_else(|| "no status".into())
    }

    /// SIGTERM, exit code 0 within `limit`, and no PostgreSQL process left.
    ///
    /// # Errors
    /// Which of these did not happen.
    pub fn stop(mut self, limit: Duration) -> Result<Duration, String> {
        let watch = Stopwatch::start();
        let database = self.database()?;
        self.terminate();
        let status = self.ended(limit)?;
        if !status.success() {
            return Err(format!("SIGTERM ended the server with {status}: {}", last_line(&self.log)));
        }
        processes::gone(&database, Duration::from_millis(500))?;
        match processes::postmasters(&self.state)[..] {
            [] => Ok(watch.read()),
            ref left => Err(format!("after SIGTERM these postmasters are left: {left:?}")),
        }
    }

    /// The processes of its one PostgreSQL.
    ///
    /// # Errors
    /// When there is not exactly one postmaster.
    pub fn database(&self) -> Result<Vec<i32>, String> {
        match processes::postmasters(&self.state)[..] {
            [one] => Ok(processes::family(one)),
            ref found => Err(format!("one postmaster is to run on the state folder, found {found:?}")),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_ready(address: SocketAddr) -> bool {
    Call::get("/readyz").send(address).is_ok_and(|answer| answer.status == 200)
}

/// Where the log says that it listens.
fn told(log: &Path) -> Option<SocketAddr> {
    let text = fs::read_to_string(log).ok()?;
    let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["message"] == "serving").find_map(|line| line["address"].as_str()?.parse().ok())
}

fn last_line(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    text.lines().last().unwrap_or("nothing").to_owned()
}
