//! The PostgreSQL processes of a state folder, as `/proc` shows them: who is there, who must be gone. It asks the kernel
//! and not the cluster's own files, which a crash may leave in any state.

use std::{fs, path::Path, time::Duration};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::patience;

/// The postmasters that run on the data of a state folder. A crash must leave none that nobody owns, a start exactly one.
#[must_use]
pub fn postmasters(state: &Path) -> Vec<i32> {
    let data = state.join("postgres/data");
    let data = fs::canonicalize(&data).unwrap_or(data);
    let serves = |pid: &i32| {
        let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let mut words = command.split(|byte| *byte == 0);
        words.next().is_some_and(|program| program.ends_with(b"/postgres"))
            && words.any(|word| word == data.as_os_str().as_encoded_bytes())
    };
    let found: Vec<i32> = all().into_iter().filter(serves).collect();
    // Just forked, a child still looks like its parent.
    let is_child = |pid: &i32| stat(*pid).is_none_or(|(_, parent)| found.contains(&parent));
    found.iter().copied().filter(|pid| !is_child(pid)).collect()
}

/// A process and its children that live.
#[must_use]
pub fn family(pid: i32) -> Vec<i32> {
    let born_of = |child: &i32| stat(*child).is_some_and(|(state, parent)| parent == pid && state != 'Z');
    std::iter::once(pid).chain(all().into_iter().filter(born_of)).collect()
}

/// Whether a process lives; a zombie does not.
#[must_use]
pub fn lives(pid: i32) -> bool {
    stat(pid).is_some_and(|(state, _)| state != 'Z')
}

/// What a process has in memory, in KiB.
#[must_use]
pub fn resident_kib(pid: i32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().split(' ').next()?.parse().ok()
}

/// Sends a signal; a process that has ended in the meantime is no error.
pub fn signal(pid: i32, what: Signal) {
    let _ = kill(Pid::from_raw(pid), what);
}

/// Kills every PostgreSQL process of a state folder, the postmaster first, and waits until all are gone. Answers how
/// many there were.
///
/// # Errors
/// When one outlives the kill.
pub fn kill_database(state: &Path) -> Result<usize, String> {
    let mut killed: Vec<i32> = postmasters(state).into_iter().flat_map(family).collect();
    for pid in &killed {
        signal(*pid, Signal::SIGKILL);
    }
    // Born between the look and the kill.
    killed
        .extend(postmasters(state).into_iter().flat_map(family).inspect(|pid| signal(*pid, Signal::SIGKILL)));
    gone(&killed, Duration::from_secs(5))?;
    Ok(killed.len())
}

/// Kills every process that was started with this state folder in its environment: servers that nobody waits for.
pub fn kill_servers(state: &Path) {
    let variable = [b"MAINSTAY_SERVER__STATE_DIR=", state.as_os_str().as_encoded_bytes()].concat();
    let is_ours = |pid: &i32| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|one| one == variable)
    };
    all().into_iter().filter(is_ours).for_each(|pid| signal(pid, Signal::SIGKILL));
}

/// Waits until none of these lives.
///
/// # Errors
/// When one still does after `limit`.
pub fn gone(pids: &[i32], limit: Duration) -> Result<(), String> {
    patience::until(limit, "every PostgreSQL process is gone", || !pids.iter().any(|pid| lives(*pid)))
        .map(drop)
}

fn all() -> Vec<i32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// The state letter and the parent.
fn stat(pid: i32) -> Option<(char, i32)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold anything, brackets too.
    let mut words = text.rsplit_once(')')?.1.split_whitespace();
    Some((words.next()?.chars().next()?, words.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn children_are_seen_and_the_dead_are_not() {
        let me = i32::try_from(std::process::id()).unwrap();
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        let pid = i32::try_from(child.id()).unwrap();
        assert!(resident_kib(me).unwrap() > 500 && resident_kib(-1).is_none());
        assert!(lives(me) && family(me).contains(&pid));
        signal(pid, Signal::SIGKILL);
        gone(&[pid], Duration::from_secs(5)).unwrap();
        assert!(!family(me).contains(&pid), "a zombie lives no more");
        child.wait().unwrap();
        assert!(postmasters(Path::new("/nowhere")).is_empty());
    }
}
