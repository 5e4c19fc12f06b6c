//! One PostgreSQL that keeps what it is told, and on it both servers.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use cluster::{Cluster, Options};
use siege::{Server, Site, patience::Stopwatch};

use super::{
    cpu::Used,
    load::{Shot, drive},
    people::People,
    report::Cost,
};
use crate::{
    sql::{psql, url},
    target,
};

pub(crate) const ADMIN: &str = "admin@bench.example";
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// Of a database that lives for minutes behind a socket of its own.
const KEY: &str = "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a";

const READY_WITHIN: Duration = Duration::from_mins(1);

/// What tells in the log who sent a statement.
pub(crate) const LOG_PREFIX: &str = "@%a/%u ";

/// Everything that runs. Dropped in this order.
pub(crate) struct Place {
    pub(crate) mainstay: Host,
    bare: Option<Host>,
    _server: Server,
    _site: Site,
    _bare: Option<Bare>,
    pub(crate) database: Database,
}

/// Mainstay once more, configured otherwise.
pub(crate) struct Another {
    pub(crate) host: Host,
    _server: Server,
    _site: Site,
}

/// A server as the load sees it.
pub(crate) struct Host {
    pub(crate) address: SocketAddr,
    pub(crate) pid: i32,
}

/// The bare routes; they end with their owner.
struct Bare(Child);

/// A cluster in a folder that is removed.
pub(crate) struct Database {
    cluster: Option<Cluster>,
    folder: PathBuf,
}

impl Place {
    /// With these settings beside those of every benchmark.
    pub(crate) fn start(settings: &[(&str, &str)]) -> Result<Self, String> {
        let database = Database::start()?;
        let site = site(&database, settings)?;
        let create = ["admin", "create", "--email", ADMIN, "--if-missing"];
        let made = site.run(&create, PASSWORD, READY_WITHIN)?;
        if !made.status.success() {
            return Err(made.said);
        }
        let server = site.start(READY_WITHIN)?;
        let mainstay = Host { address: server.address(), pid: server.pid()? };
        Ok(Self { mainstay, bare: None, _server: server, _site: site, _bare: None, database })
    }

    /// The bare routes beside it.
    pub(crate) fn with_bare(self) -> Result<Self, String> {
        let url = url(&self.database.cluster()?.address());
        let (bare, address) = Bare::start(&target().join("release/examples/bare_axum"), &url)?;
        Ok(Self { bare: Some(Host { address, pid: bare.pid()? }), _bare: Some(bare), ..self })
    }

    /// Mainstay once more on the same database, with these settings.
    pub(crate) fn another(&self, settings: &[(&str, &str)]) -> Result<Another, String> {
        let site = site(&self.database, settings)?;
        let server = site.start(READY_WITHIN)?;
        let host = Host { address: server.address(), pid: server.pid()? };
        Ok(Another { host, _server: server, _site: site })
    }

    /// The bare routes, where they were started.
    pub(crate) fn bare(&self) -> Result<&Host, String> {
        self.bare.as_ref().ok_or_else(|| "the bare routes do not run".to_owned())
    }

    /// Sends so many requests to one of them.
    pub(crate) fn turn(
        &self,
        host: &Host,
        shot: &Shot,
        people: &People,
        requests: usize,
    ) -> Result<Cost, String> {
        let all = people.requests(shot);
        let each = requests.div_ceil(all.len());
        let postmaster = self.database.cluster()?.pid().ok_or("PostgreSQL has ended")?;
        let before = (Used::by(host.pid), Used::by_family(postmaster));
        let watch = Stopwatch::start();
        let took = drive(host.address, &all, each)?;
        let all_took = watch.read();
        let server = Used::by(host.pid).since(&before.0);
        let database = Used::by_family(postmaster).since(&before.1);
        Ok(Cost::of(server, database, all_took, &took))
    }

    /// Lets PostgreSQL know how much there is now, before a later turn pays for it.
    pub(crate) fn tidy(&self) -> Result<(), String> {
        self.database.tell("VACUUM ANALYZE")?;
        self.database.tell("CHECKPOINT")
    }
}

fn site(database: &Database, settings: &[(&str, &str)]) -> Result<Site, String> {
    let url = url(&database.cluster()?.address());
    let site = Site::new(&target().join("release/mainstay"))?
        .with("database.url", &url)
        .with("secrets.master_keys", &format!("[\"{KEY}\"]"))
        .with("accounts.access_token_seconds", "86400");
    Ok(settings.iter().fold(site, |site, (key, value)| site.with(key, value)))
}

impl Database {
    fn start() -> Result<Self, String> {
        let folder = env::temp_dir().join(format!("mainstay-bench-{}", std::process::id()));
        // Before the cluster, so that the folder goes even if that does not start.
        let mut database = Self { cluster: None, folder };
        let settings = vec![("log_line_prefix".to_owned(), LOG_PREFIX.to_owned())];
        let options = Options { data_dir: database.folder.clone(), fsync: true, settings };
        database.cluster = Some(Cluster::start(&options).map_err(|error| error.to_string())?);
        Ok(database)
    }

    pub(crate) fn cluster(&self) -> Result<&Cluster, String> {
        self.cluster.as_ref().ok_or_else(|| "PostgreSQL does not run".to_owned())
    }

    /// Runs one statement as its superuser.
    pub(crate) fn tell(&self, sql: &str) -> Result<(), String> {
        let done = psql(self.cluster()?).args(["-c", sql]).status().map_err(|error| error.to_string())?;
        if done.success() { Ok(()) } else { Err(format!("{sql}: {done}")) }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Nobody is left to tell.
        let _ = self.cluster.take().map(|cluster| cluster.stop());
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Bare {
    /// Starts it and reads where it listens.
    fn start(binary: &Path, url: &str) -> Result<(Self, SocketAddr), String> {
        let failed = |error: std::io::Error| format!("{}: {error}", binary.display());
        let mut command = Command::new(binary);
        command.env("BARE_DATABASE", url).env("BARE_KEY", KEY).stdout(Stdio::piped());
        let mut bare = Self(command.spawn().map_err(failed)?);
        let mut line = String::new();
        let said = bare.0.stdout.take().ok_or("no standard output")?;
        BufReader::new(said).read_line(&mut line).map_err(failed)?;
        let address = line.trim().parse().map_err(|_| "the bare routes did not start".to_owned())?;
        Ok((bare, address))
    }

    fn pid(&self) -> Result<i32, String> {
        i32::try_from(self.0.id()).map_err(|error| error.to_string())
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
