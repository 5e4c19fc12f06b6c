//! Starts and stops a server by `pg_ctl`. Does not decide when.

use std::{fs, process::Output};

use crate::{Binaries, Error, account::Account, layout::Layout, postmaster::Postmaster, wait};

/// Recovery after a crash may take long; below this it is not a failure.
const START_SECONDS: u32 = 60;

/// After this a fast shutdown becomes an immediate one, which is recovered from at the next start.
const STOP_SECONDS: u32 = 30;

/// For how long the processes of a killed server may hold its shared memory.
const ORPHAN_SECONDS: u32 = 30;

/// The hand on the lever.
#[derive(Debug)]
pub(crate) struct Control {
    pub(crate) layout: Layout,
    pub(crate) account: Account,
    pub(crate) binaries: Binaries,
    pub(crate) fingerprint: String,
}

impl Control {
    pub(crate) fn postmaster(&self) -> Postmaster {
        Postmaster::of(self.layout.data())
    }

    /// Starts the server and waits until it takes connections. Processes of a server that was killed hold its memory
    /// for a moment longer: they are waited for.
    pub(crate) fn start(&self) -> Result<(), Error> {
        self.postmaster().clear_borrowed(&self.layout.socket_lock());
        let mut outcome = self.try_start();
        wait::until(ORPHAN_SECONDS, || {
            if outcome.is_err() && self.memory_is_held() {
                outcome = self.try_start();
                return false;
            }
            true
        });
        outcome
    }

    /// Stops the server and waits until it is gone.
    pub(crate) fn stop(&self) -> Result<(), Error> {
        if self.postmaster().pid().is_none() {
            return Ok(());
        }
        self.stop_by("fast").or_else(|_| self.stop_by("immediate"))
    }

    /// Waits until a server that is already there takes connections.
    pub(crate) fn wait_ready(&self) -> Result<(), Error> {
        if wait::until(START_SECONDS, || self.postmaster().is_ready()) {
            return Ok(());
        }
        Err(Error::NotReady { seconds: START_SECONDS, log: self.layout.log() })
    }

    fn try_start(&self) -> Result<(), Error> {
        let log = self.layout.start_log();
        // A fresh file for each start; that there was none is no failure.
        let _ = fs::remove_file(&log);
        let data = self.layout.data();
        let settings = self.layout.settings();
        let options = format!(
            "-c config_file={} -c cluster_name={}",
            quoted(&settings.to_string_lossy()),
            self.fingerprint
        );
        let seconds = START_SECONDS.to_string();
        let (data, said) = (data.to_string_lossy(), log.to_string_lossy());
        let args = ["start", "-s", "-w", "-t", &seconds, "-D", &data, "-l", &said, "-o", &options];
        let done = self.account.run("pg_ctl", self.binaries.folder(), &args)?;
        if done.status.success() {
            return Ok(());
        }
        let complaint = fs::read_to_string(&log).ok().and_then(|text| complaint(&text));
        let output = complaint.unwrap_or_else(|| last_line(&done));
        Err(Error::Program { program: "postgres", output, log: Some(self.layout.log()) })
    }

    fn stop_by(&self, mode: &str) -> Result<(), Error> {
        let data = self.layout.data();
        let (data, seconds) = (data.to_string_lossy(), STOP_SECONDS.to_string());
        let args = ["stop", "-s", "-w", "-t", &seconds, "-m", mode, "-D", &data];
        let done = self.account.run("pg_ctl", self.binaries.folder(), &args)?;
        if done.status.success() || self.postmaster().pid().is_none() {
            return Ok(());
        }
        Err(Error::Program { program: "pg_ctl", output: last_line(&done), log: Some(self.layout.log()) })
    }

    fn memory_is_held(&self) -> bool {
        let said = fs::read_to_string(self.layout.start_log()).unwrap_or_default();
        said.contains("pre-existing shared memory block")
    }
}

/// The last thing a program said, for an error of one line.
pub(crate) fn last_line(output: &Output) -> String {
    let said = [&output.stdout, &output.stderr].map(|stream| String::from_utf8_lossy(stream).into_owned());
    let lines = said.iter().flat_map(|stream| stream.lines());
    let telling = |line: &&str| !line.is_empty() && !line.ends_with("Examine the log output.");
    let last = lines.map(str::trim).rfind(telling).map(str::to_owned);
    last.unwrap_or_else(|| output.status.to_string())
}

/// The line of a server's log that says why it did not start.
fn complaint(log: &str) -> Option<String> {
    let serious = log.lines().find(|line| line.contains("FATAL:") || line.contains("PANIC:"))?;
    serious.split_once(": ").map(|(_, message)| message.trim().to_owned())
}

/// `pg_ctl` hands its options to a shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complaint_is_the_first_fatal_line() {
        let log = "2026-01-01 00:00:00.000 UTC [7] LOG:  starting\n2026-01-01 00:00:00.000 UTC [7] FATAL:  no room\n";
        assert_eq!(complaint(log).as_deref(), Some("no room"));
        assert_eq!(complaint("LOG:  fine\n"), None);
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
