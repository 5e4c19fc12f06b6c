//! A private PostgreSQL: found on the machine, made, started, watched and stopped by this process. Knows nothing of
//! SQL, roles, migrations or connections; it ends at the socket.
//!
//! # What it promises
//!
//! 1. **One owner.** An exclusive `flock` on the data folder is held for the life of [`Cluster`]; a second server is
//!    refused with [`Error::Owned`].
//! 2. **One server process.** PostgreSQL outlives an owner that is killed by `kill -9`: nothing short of the kernel
//!    could prevent it. The next start finds it and adopts it if it runs with the same programs and settings, or else
//!    stops it and starts anew. Either way exactly one is there afterwards, and none is left behind.
//! 3. **Whole or absent.** A data folder is made beside its place and renamed: a kill in the middle leaves nothing
//!    half-made. What a crash of PostgreSQL leaves is recovered by PostgreSQL.
//! 4. **Closed.** A Unix socket in a folder of mode 0700, no network, no values in the log.
//! 5. **Unprivileged.** As root every PostgreSQL program runs as user `postgres`, or `mainstay`, or whoever owns the
//!    data already. Without root it runs as the caller.
//!
//! # What to mind
//!
//! Every function blocks: call it from a thread that may (`tokio::task::spawn_blocking`). [`Cluster::watch`] blocks
//! until [`Cluster::stop`], so give it a thread of its own.
//!
//! ```no_run
//! # fn main() -> Result<(), cluster::Error> {
//! use cluster::{Cluster, Options};
//!
//! let cluster = Cluster::start(&Options::at("/var/lib/mainstay/postgres"))?;
//! let address = cluster.address();
//! // host = address.socket_folder, port = address.port, user = address.user, database "postgres"
//! cluster.stop()?;
//! # Ok(())
//! # }
//! ```

mod account;
mod binaries;
mod control;
mod error;
mod init;
mod layout;
mod lock;
mod owner;
mod postmaster;
mod scratch;
mod settings;
#[cfg(test)]
mod tests;
mod wait;
mod watch;

pub use binaries::{Binaries, OLDEST};
pub use error::Error;
pub use owner::{Address, Cluster, Options};
pub use scratch::Scratch;
pub use watch::Event;

/// The superuser of every private cluster. Nothing but start-up work signs in as it.
pub const SUPERUSER: &str = "mainstay";
