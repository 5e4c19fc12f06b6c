//! A real Redis of a test's own, on a socket in a folder of its own. It knows nothing of what is kept there.

#![expect(clippy::expect_used, reason = "a test whose server cannot stand fails")]

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

/// A running server; stopped and its folder removed when dropped.
pub struct Redis {
    folder: PathBuf,
    process: Child,
}

impl Redis {
    /// An empty server that takes connections.
    ///
    /// # Panics
    /// When `redis-server` is not installed, or does not start.
    #[must_use]
    pub fn start() -> Self {
        let name = hex::encode(kernel::entropy::bytes::<8>());
        let folder = std::env::temp_dir().join(format!("mainstay-redis-{name}"));
        std::fs::create_dir(&folder).expect("a folder for temporary files");
        let process = launch(&folder);
        Self { folder, process }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis+unix://{}", self.folder.join("socket").display())
    }

    /// Kills it, as a machine that burns.
    ///
    /// # Panics
    /// When it cannot be killed.
    pub fn kill(&mut self) {
        self.process.kill().expect("a process of our own");
        self.process.wait().expect("a process of our own");
    }

    /// Starts an empty one at the same address, after [`Redis::kill`].
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_anew(&mut self) {
        self.process = launch(&self.folder);
    }

    /// Makes it hang: connections stay open and nothing is answered.
    ///
    /// # Panics
    /// When it is gone.
    pub fn hang(&self) {
        self.signal(Signal::SIGSTOP);
    }

    /// Ends [`Redis::hang`].
    ///
    /// # Panics
    /// When it is gone.
    pub fn go_on(&self) {
        self.signal(Signal::SIGCONT);
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.process.id()).expect("an identifier of a process");
        kill(Pid::from_raw(id), signal).expect("a process of our own");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn launch(folder: &PathBuf) -> Child {
    let socket = folder.join("socket");
    let _ = std::fs::remove_file(&socket);
    let mut process = Command::new("redis-server")
        .args(["--port", "0", "--save", "", "--appendonly", "no", "--daemonize", "no", "--unixsocket"])
        .arg(socket)
        .arg("--dir")
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("`redis-server` is missing: install it with `apt-get install redis-server`");
    let mut lines = BufReader::new(process.stdout.take().expect("its output is piped")).lines();
    let ready = lines.by_ref().map_while(Result::ok).any(|line| line.contains("ready to accept connections"));
    assert!(ready, "redis-server does not start");
    // What it says later is read too, or it would wait for a reader.
    std::thread::spawn(move || lines.count());
    process
}
