//! What a data folder says about the server that uses it: `postmaster.pid` and `postmaster.opts`. Starts and stops
//! nothing.
//!
//! A process id alone proves nothing: after a reboot, or in a container, another process may have it, and a server
//! that was killed may still be a zombie. Where the system shows command lines (`/proc`), the one behind the id must
//! name this data folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use nix::{sys::signal, unistd::Pid};

use crate::wait;

/// The line of `postmaster.pid` that tells the state, counted from nought.
const STATE_LINE: usize = 7;

/// A data folder, looked at from outside.
#[derive(Debug, Clone)]
pub(crate) struct Postmaster {
    data: PathBuf,
}

impl Postmaster {
    pub(crate) fn of(data: PathBuf) -> Self {
        Self { data }
    }

    /// The process id of the live server on this data, if there is one.
    pub(crate) fn pid(&self) -> Option<i32> {
        let pid = written_pid(&self.pid_file())?;
        self.serves(pid).then_some(pid)
    }

    /// Whether a live server takes connections.
    pub(crate) fn is_ready(&self) -> bool {
        self.pid().is_some() && self.state() == "ready"
    }

    /// Whether a live server is on its way down.
    pub(crate) fn is_stopping(&self) -> bool {
        self.pid().is_some() && self.state() == "stopping"
    }

    /// Whether the server on this data was started with a fingerprint.
    pub(crate) fn was_started_with(&self, fingerprint: &str) -> bool {
        fs::read_to_string(self.data.join("postmaster.opts"))
            .is_ok_and(|options| options.contains(&format!("cluster_name={fingerprint}")))
    }

    /// Removes a lock file of PostgreSQL (`postmaster.pid`, the socket's) whose process id now belongs to something
    /// else. PostgreSQL removes one whose process is gone by itself, but takes any live process, and any zombie, for a
    /// server and then refuses to start. Should processes of the dead server still be at work, PostgreSQL finds their
    /// shared memory and refuses all the same.
    pub(crate) fn clear_borrowed(&self, socket_lock: &Path) {
        for file in [&self.pid_file(), socket_lock] {
            if written_pid(file).is_some_and(|pid| exists(pid) && !self.serves(pid)) {
                // If it stays, PostgreSQL says so.
                let _ = fs::remove_file(file);
            }
        }
    }

    /// Ends the server at once, without a checkpoint: for data that is about to be removed.
    pub(crate) fn end(&self) {
        let Some(pid) = self.pid() else { return };
        let told = signal::kill(Pid::from_raw(pid), signal::Signal::SIGQUIT);
        if told.is_ok() {
            wait::until(10, || self.pid().is_none());
        }
    }

    fn pid_file(&self) -> PathBuf {
        self.data.join("postmaster.pid")
    }

    fn state(&self) -> String {
        let written = fs::read_to_string(self.pid_file()).unwrap_or_default();
        written.lines().nth(STATE_LINE).unwrap_or_default().trim().to_owned()
    }

    fn serves(&self, pid: i32) -> bool {
        if !Path::new("/proc/self/cmdline").exists() {
            return exists(pid);
        }
        let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        command.split(|byte| *byte == 0).any(|word| word == self.data.as_os_str().as_encoded_bytes())
    }
}

/// Whether a process has this id, of whatever account.
pub(crate) fn exists(pid: i32) -> bool {
    !matches!(signal::kill(Pid::from_raw(pid), None), Err(nix::errno::Errno::ESRCH))
}

fn written_pid(file: &Path) -> Option<i32> {
    let written = fs::read_to_string(file).ok()?;
    // In single-user mode PostgreSQL writes the id with a minus.
    written.lines().next()?.trim().parse::<i32>().ok().map(i32::abs).filter(|pid| *pid > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_process_that_is_no_server_is_not_taken_for_one() {
        let data = std::env::temp_dir().join(format!("mainstay-borrowed-{}", std::process::id()));
        fs::create_dir_all(&data).unwrap();
        let files = [data.join("postmaster.pid"), data.join(".s.PGSQL.5432.lock")];
        let write = |pid: i64| {
            let text = format!("{pid}\n/x\n1700000000\n5432\n/x/run\n\n  1 2\nready   \n");
            for file in &files {
                fs::write(file, &text).unwrap();
            }
        };
        write(std::process::id().into());
        let postmaster = Postmaster::of(data.clone());
        assert_eq!(postmaster.pid(), None);
        assert!(!postmaster.is_ready());
        assert_eq!(postmaster.state(), "ready");
        postmaster.clear_borrowed(&files[1]);
        assert_eq!(files.each_ref().map(|file| file.exists()), [false, false]);

        // No process has this id: PostgreSQL itself clears the files.
        write(i32::MAX.into());
        postmaster.clear_borrowed(&files[1]);
        assert_eq!(files.each_ref().map(|file| file.exists()), [true, true]);
        fs::remove_dir_all(data).unwrap();
    }
}
