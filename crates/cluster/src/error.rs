//! What can go wrong with a private cluster, in words an operator can act on.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// Why a cluster cannot be found, started, watched or stopped. Every message is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No folder with `postgres`, `initdb` and `pg_ctl` of a version that will do.
    #[error(
        "no PostgreSQL {wanted} on this machine{seen}: install it (`apt-get install postgresql` on Debian), or set \
         `database.url` to a server of your own"
    )]
    NoBinaries {
        /// The version that would have done, for instance `15 or newer`.
        wanted: String,
        /// What was found and would not do, as a half sentence that may be empty.
        seen: String,
    },

    /// PostgreSQL refuses to run as root and no other account is there to run it.
    #[error(
        "PostgreSQL will not run as root and there is no user `postgres` or `mainstay`: create one with `useradd \
         --system mainstay`"
    )]
    NoAccount,

    /// A folder on the way to the data cannot be entered by the account that runs PostgreSQL.
    #[error(
        "user `{account}` cannot enter `{}`: run `chmod o+x` on it, or choose another data folder",
        folder.display()
    )]
    NotTraversable {
        /// The account that runs PostgreSQL.
        account: String,
        /// The first folder it cannot enter.
        folder: PathBuf,
    },

    /// Another process holds the data folder.
    #[error("the data folder `{}` is in use by another server (process {owner})", folder.display())]
    Owned {
        /// The data folder.
        folder: PathBuf,
        /// The process id that the owner wrote down, or `unknown`.
        owner: String,
    },

    /// The data folder holds something that is not a cluster of ours; taking it over would change its mode and owner.
    #[error("`{}` holds something else: choose an empty or new folder for the database", folder.display())]
    Occupied {
        /// The folder.
        folder: PathBuf,
    },

    /// A socket folder in a place that everybody may write to is not ours.
    #[error("`{}` exists and is not a folder of `{account}` with mode 0700: remove it", folder.display())]
    ForeignFolder {
        /// The folder.
        folder: PathBuf,
        /// The account that must own it.
        account: String,
    },

    /// A PostgreSQL program ended with an error.
    #[error("{program} failed: {output}{}", see(log.as_deref()))]
    Program {
        /// Which one.
        program: &'static str,
        /// The last line it said.
        output: String,
        /// Where more is written, if anywhere.
        log: Option<PathBuf>,
    },

    /// The server runs, but does not take connections within a minute.
    #[error("PostgreSQL takes no connections after {seconds} s, see `{}`", log.display())]
    NotReady {
        /// How long was waited.
        seconds: u32,
        /// Its log folder.
        log: PathBuf,
    },

    /// The operating system refused something.
    #[error("{what}: {source}")]
    Io {
        /// What was attempted, with the path.
        what: String,
        /// The reason.
        source: io::Error,
    },
}

impl Error {
    /// Wraps an operating system error with what was attempted: `.map_err(Error::io("creating", path))`.
    pub(crate) fn io(doing: &str, on: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let what = format!("{doing} `{}`", on.display());
        move |source| Self::Io { what, source }
    }
}

fn see(log: Option<&Path>) -> impl fmt::Display + use<> {
    log.map(|path| format!(", see `{}`", path.display())).unwrap_or_default()
}
