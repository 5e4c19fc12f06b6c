//! A place to besiege: a scratch state folder, the binary, and settings that keep a siege from being taken for an attack.
//! It starts servers and runs commands; what is done to them is not its business.

use std::{
    env, fs,
    fs::File,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use crate::{Server, patience, processes};

const PREFIX: &str = "mainstay-siege-";

/// Tells the sites of one process apart.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// Limits off, hashing cheap, logs for machines. A port of its own for each start, which the log tells.
const SETTINGS: [(&str, &str); 14] = [
    ("server.listen", "127.0.0.1:0"),
    ("accounts.hashing.memory_kib", "64"),
    ("accounts.hashing.passes", "1"),
    ("log.format", "json"),
    ("gate.limits.read.per_address", "0"),
    ("gate.limits.read.per_account", "0"),
    ("gate.limits.write.per_address", "0"),
    ("gate.limits.write.per_account", "0"),
    ("gate.limits.sign_in.per_address", "0"),
    ("gate.limits.sign_in.per_account", "0"),
    ("gate.limits.sign_up.per_address", "0"),
    ("gate.limits.sign_up.per_account", "0"),
    ("gate.limits.heavy.per_address", "0"),
    ("gate.limits.heavy.per_account", "0"),
];

/// A scratch folder and what is started on it. Dropping it ends what still runs there and removes the folder; that of a
/// siege which was killed itself is removed by the next one.
#[derive(Debug)]
pub struct Site {
    folder: PathBuf,
    binary: PathBuf,
    settings: Vec<(String, String)>,
    logs: AtomicU32,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// Its status.
    pub status: ExitStatus,
    /// What it said on standard error.
    pub said: String,
}

impl Site {
    /// A place for this binary, not yet started.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(binary: &Path) -> Result<Self, String> {
        let parent = fs::canonicalize(env::temp_dir()).map_err(|error| error.to_string())?;
        sweep(&parent);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = parent.join(format!("{PREFIX}{}-{number}", std::process::id()));
        let failed = |error| format!("{}: {error}", folder.display());
        fs::create_dir_all(&folder).map_err(failed)?;
        // As root PostgreSQL runs as somebody else, who must be able to cross the folder.
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o711)).map_err(failed)?;
        let settings = SETTINGS.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
        Ok(Self { folder, binary: binary.to_owned(), settings, logs: AtomicU32::new(0) })
    }

    /// With a setting, by its name in the configuration: `server.head_seconds`.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.settings.push((key.to_owned(), value.to_owned()));
        self
    }

    /// The state folder.
    #[must_use]
    pub fn state(&self) -> PathBuf {
        self.folder.join("state")
    }

    /// Everything that servers and commands said, in the order of their starts.
    #[must_use]
    pub fn logs(&self) -> String {
        let logs = (0..self.logs.load(Ordering::Relaxed)).map(|number| self.log(number));
        logs.map(|log| fs::read_to_string(log).unwrap_or_default()).collect()
    }

    /// Starts a server and waits until it is ready.
    ///
    /// # Errors
    /// Its last line when it ends instead, or is not ready within `limit`.
    pub fn start(&self, limit: Duration) -> Result<Server, String> {
        self.spawn()?.until_ready(limit)
    }

    /// Starts a server and does not wait.
    ///
    /// # Errors
    /// When the binary cannot be run.
    pub fn spawn(&self) -> Result<Server, String> {
        let (mut command, log) = self.command(&["serve"])?;
        let child = command.spawn().map_err(|error| format!("{}: {error}", self.binary.display()))?;
        Ok(Server::new(child, log, self.state()))
    }

    /// Runs a command to its end, with a text on its standard input.
    ///
    /// # Errors
    /// When it cannot be run, or does not end within `limit`.
    pub fn run(&self, args: &[&str], input: &str, limit: Duration) -> Result<Ended, String> {
        let (mut command, log) = self.command(args)?;
        let failed = |error: std::io::Error| format!("{args:?}: {error}");
        let (reader, mut writer) = std::io::pipe().map_err(failed)?;
        std::io::Write::write_all(&mut writer, input.as_bytes()).map_err(failed)?;
        drop(writer);
        let mut child = command.stdin(reader).spawn().map_err(failed)?;
        let mut ended = None;
        let in_time = patience::until(limit, "the command ends", || {
            ended = child.try_wait().ok().flatten();
            ended.is_some()
        });
        if in_time.is_err() {
            let _ = child.kill();
            let _ = child.wait();
        }
        in_time.map_err(|late| format!("{args:?}: {late}"))?;
        let said = fs::read_to_string(log).map_err(failed)?;
        Ok(Ended { status: ended.ok_or("no status")?, said })
    }

    /// A command with this site's settings and none of the caller's, and the file that it speaks to.
    fn command(&self, args: &[&str]) -> Result<(Command, PathBuf), String> {
        let log = self.log(self.logs.fetch_add(1, Ordering::Relaxed));
        let file = File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        let mut command = Command::new(&self.binary);
        // Not the caller's folder: it may hold a `mainstay.toml`.
        command.args(args).current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        for (name, _) in env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"MAINSTAY_"))
        {
            command.env_remove(name);
        }
        command.env("MAINSTAY_SERVER__STATE_DIR", self.state());
        for (key, value) in &self.settings {
            command.env(format!("MAINSTAY_{}", key.to_uppercase().replace('.', "__")), value);
        }
        Ok((command, log))
    }

    fn log(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number}.log"))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        clear(&self.folder);
    }
}

fn clear(folder: &Path) {
    // What cannot be ended or removed is for the next siege.
    let _ = processes::kill_database(&folder.join("state"));
    let _ = fs::remove_dir_all(folder);
}

/// Removes what sieges left that were killed themselves, with the servers that they could not end.
fn sweep(parent: &Path) {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for folder in entries.map(|entry| entry.path()).filter(|folder| is_left(folder)) {
        processes::kill_servers(&folder.join("state"));
        clear(&folder);
    }
}

fn is_left(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    let rest = name.and_then(|name| name.strip_prefix(PREFIX));
    let owner = rest.and_then(|rest| rest.split('-').next()).and_then(|pid| pid.parse().ok());
    owner.is_some_and(|pid| !processes::lives(pid))
}
