//! A cluster for trials: fast, not durable, in the system's folder for temporary files, gone afterwards. One whose
//! owner was killed is removed by the next.

use std::{
    env, fs,
    ops::Deref,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use nix::unistd::Uid;

use crate::{
    Cluster, Error, Options,
    lock::Lock,
    postmaster::{Postmaster, exists},
};

const PREFIX: &str = "mainstay-scratch-";

/// Tells the scratch clusters of one process apart.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A running scratch cluster, used like a [`Cluster`]. Dropping it stops the server and removes the folder.
#[derive(Debug)]
pub struct Scratch {
    cluster: Cluster,
    folder: PathBuf,
}

impl Scratch {
    /// Starts one in a folder of its own, with further PostgreSQL settings.
    pub fn start(settings: &[(&str, &str)]) -> Result<Self, Error> {
        let parent = env::temp_dir();
        sweep(&parent);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = parent.join(format!("{PREFIX}{}-{number}", std::process::id()));
        let settings = settings.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let started = Cluster::start(&Options { data_dir: folder.clone(), fsync: false, settings });
        match started {
            Ok(cluster) => Ok(Self { cluster, folder }),
            Err(error) => {
                // The error that matters is the first one.
                let _ = fs::remove_dir_all(&folder);
                Err(error)
            }
        }
    }
}

impl Deref for Scratch {
    type Target = Cluster;

    fn deref(&self) -> &Cluster {
        &self.cluster
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nobody is left to tell; what stays is swept by the next.
        let _ = self.cluster.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Removes what killed owners left. Failures are for whoever comes next.
pub(crate) fn sweep(parent: &Path) {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for folder in entries.map(|entry| entry.path()).filter(|folder| is_left(folder)) {
        let Ok(_held) = Lock::take(&folder.join("lock"), &folder) else { continue };
        Postmaster::of(folder.join("data")).end();
        let _ = fs::remove_dir_all(&folder);
    }
}

/// A scratch folder of this account whose owner is gone. The lock decides in the end; the process id in the name
/// protects a folder that has just been made and is not locked yet.
fn is_left(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    let rest = name.and_then(|name| name.strip_prefix(PREFIX));
    let owner = rest.and_then(|rest| rest.split('-').next()).and_then(|pid| pid.parse().ok());
    let ours = fs::symlink_metadata(folder)
        .is_ok_and(|meta| meta.is_dir() && meta.uid() == Uid::effective().as_raw());
    ours && owner.is_some_and(|pid| !exists(pid) || is_zombie(pid))
}

/// Ended, but its parent has not asked how: such a process has no command line.
fn is_zombie(pid: i32) -> bool {
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|command| command.is_empty())
}
