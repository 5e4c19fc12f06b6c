//! The owner of a running cluster: takes the lock, decides between making, adopting, replacing and starting, and
//! hands out the address.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use crate::{
    Binaries, Error, Event, SUPERUSER,
    account::Account,
    control::Control,
    init,
    layout::{Layout, PORT, set_mode},
    lock::Lock,
    settings, watch,
};

/// What to start.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the cluster: data, log and socket are inside. Created if it is not there.
    pub data_dir: PathBuf,
    /// Whether a commit survives a power cut. Off only for scratch clusters.
    pub fsync: bool,
    /// Further PostgreSQL settings, which win over our own.
    pub settings: Vec<(String, String)>,
}

impl Options {
    /// A cluster that is safe, in a folder.
    #[must_use]
    pub fn at(data_dir: impl Into<PathBuf>) -> Self {
        Self { data_dir: data_dir.into(), fsync: true, settings: Vec::new() }
    }
}

/// Where a cluster takes connections. There is no password: who can enter the folder is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The folder of the Unix socket, which clients take as the host.
    pub socket_folder: PathBuf,
    /// The port, a part of the socket's name.
    pub port: u16,
    /// The superuser.
    pub user: &'static str,
}

/// A running cluster that this process owns. Dropping it stops the server as well as may be.
#[derive(Debug)]
pub struct Cluster {
    control: Control,
    adopted: bool,
    /// Whether it was stopped on purpose; held while starting and stopping, so that the two never meet.
    stopped: Mutex<bool>,
    stopping: Condvar,
    _lock: Lock,
}

impl Cluster {
    /// Makes the cluster if it is not there and starts it, or adopts a server that a killed owner left behind.
    ///
    /// # Errors
    /// [`Error::Owned`] while another process owns the folder; [`Error::NoBinaries`], [`Error::NoAccount`],
    /// [`Error::NotTraversable`], [`Error::Occupied`] and [`Error::ForeignFolder`] say what to change on the machine; [`Error::Program`]
    /// if PostgreSQL itself refuses.
    pub fn start(options: &Options) -> Result<Self, Error> {
        let layout = Layout::of(&options.data_dir)?;
        let lock = Lock::take(&layout.lock(), &layout.folder)?;
        layout.sweep();
        let account = Account::of(&layout.data())?;
        layout.prepare(&account)?;
        let made_by = init::made_by(&layout)?;
        let binaries = made_by.map_or_else(Binaries::find, Binaries::find_major)?;
        if made_by.is_none() {
            init::make(&layout, &account, &binaries, options.fsync)?;
        }
        let text = settings::render(&layout, options.fsync, &options.settings);
        let fingerprint = settings::fingerprint(&text, &binaries);
        write_settings(&layout.settings(), &text)?;
        let control = Control { layout, account, binaries, fingerprint };
        let adopted = adopt_or_start(&control)?;
        Ok(Self { control, adopted, stopped: Mutex::new(false), stopping: Condvar::new(), _lock: lock })
    }

    /// Where the cluster of a folder takes connections, whoever owns it: for a command beside a running server.
    ///
    /// # Errors
    /// [`Error::Occupied`] when the folder holds something else.
    pub fn address_of(data_dir: &Path) -> Result<Address, Error> {
        Ok(Address { socket_folder: Layout::of(data_dir)?.socket, port: PORT, user: SUPERUSER })
    }

    /// Where it takes connections.
    #[must_use]
    pub fn address(&self) -> Address {
        Address { socket_folder: self.control.layout.socket.clone(), port: PORT, user: SUPERUSER }
    }

    /// The PostgreSQL programs it runs on, for `psql` or `pg_dump` beside them.
    #[must_use]
    pub fn binaries(&self) -> &Binaries {
        &self.control.binaries
    }

    /// The folder of its log files.
    #[must_use]
    pub fn log_folder(&self) -> PathBuf {
        self.control.layout.log()
    }

    /// Whether the server was already running when this owner came.
    #[must_use]
    pub fn was_adopted(&self) -> bool {
        self.adopted
    }

    /// The process id of the live server, if it lives.
    #[must_use]
    pub fn pid(&self) -> Option<i32> {
        self.control.postmaster().pid()
    }

    /// Whether the server process lives.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.pid().is_some()
    }

    /// Waits until the server takes connections, for at most a minute. [`Cluster::start`] has done so already.
    pub fn wait_ready(&self) -> Result<(), Error> {
        self.control.wait_ready()
    }

    /// Starts the server again if it died. Says whether it did. A cluster that was stopped stays so.
    pub fn restart_if_dead(&self) -> Result<bool, Error> {
        let stopped = self.state();
        if *stopped || self.is_alive() {
            return Ok(false);
        }
        self.control.start().map(|()| true)
    }

    /// Keeps the server alive until [`Cluster::stop`] is called, and reports what happened on the way. Blocks.
    pub fn watch(&self, mut report: impl FnMut(Event)) {
        let mut failures = 0;
        while !self.stopped_within(watch::pause(failures)) {
            match self.restart_if_dead() {
                Ok(restarted) => {
                    failures = 0;
                    if restarted {
                        report(Event::Restarted);
                    }
                }
                Err(error) => {
                    failures += 1;
                    report(Event::Failed { error, pause: watch::pause(failures) });
                }
            }
        }
    }

    /// Stops the server: open transactions are rolled back, everything committed is written. Ends [`Cluster::watch`].
    /// A second call does nothing.
    pub fn stop(&self) -> Result<(), Error> {
        let mut stopped = self.state();
        *stopped = true;
        self.stopping.notify_all();
        self.control.stop()
    }

    /// Gives up the ownership and leaves the server running: the next owner adopts it.
    #[must_use]
    pub fn detach(self) -> Address {
        // A cluster that counts as stopped is not stopped again when it is dropped.
        *self.state() = true;
        self.stopping.notify_all();
        self.address()
    }

    fn stopped_within(&self, time: std::time::Duration) -> bool {
        let waited = self.stopping.wait_timeout_while(self.state(), time, |stopped| !*stopped);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// A panic while the flag was held leaves it as true as before.
    fn state(&self) -> MutexGuard<'_, bool> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if !*self.state() {
            // Nobody is left to tell. What stays running is adopted by the next start.
            let _ = self.stop();
        }
    }
}

/// A server that runs with our programs and settings is kept; another one is stopped first. Says whether one was kept.
fn adopt_or_start(control: &Control) -> Result<bool, Error> {
    let found = control.postmaster();
    if found.pid().is_some() {
        if found.was_started_with(&control.fingerprint) && !found.is_stopping() {
            return control.wait_ready().map(|()| true);
        }
        control.stop()?;
    }
    control.start().map(|()| false)
}

/// Readable by the account that runs PostgreSQL, whatever the umask.
fn write_settings(file: &Path, text: &str) -> Result<(), Error> {
    fs::write(file, text).map_err(Error::io("writing", file))?;
    set_mode(file, 0o644)
}
