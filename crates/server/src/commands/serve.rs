//! `mainstay serve`: from the configuration to a server that drains when it is told to stop.

use std::{net::SocketAddr, num::NonZeroUsize, sync::Arc};

use kernel::Clocks;
use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::{
    app::App,
    config::Config,
    installation::{self, Installation},
};

/// Descriptors that are no connections.
const BESIDES: rlim_t = 200;

/// Why the server could not serve.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The installation did not open.
    #[error(transparent)]
    Installation(#[from] installation::Error),
    /// The rooms could not be wired.
    #[error(transparent)]
    App(#[from] crate::app::Error),
    /// The address is taken, or not ours.
    #[error("server.listen {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The system takes no signal handlers.
    #[error("signals: {0}")]
    Signals(std::io::Error),
}

/// Serves until SIGTERM or SIGINT, then drains: no new requests, those in flight finish, jobs finish, the
/// security log is written, the private cluster stops.
///
/// # Errors
/// See [`Error`].
pub async fn run(config: Config) -> Result<(), Error> {
    raise_descriptors(config.server.connections);
    // Bound first: a taken address is noticed before the database is started.
    let listen = config.server.listen;
    let listener = TcpListener::bind(listen).await.map_err(|error| Error::Listen(listen, error))?;
    let (mut terminate, mut interrupt) =
        (handler(SignalKind::terminate())?, handler(SignalKind::interrupt())?);
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        let _ = stop.send(true);
    });

    let limits = config.listener_limits();
    let installation = Installation::open(&config, Clocks::system()).await?;
    let app = App::wire(&config, &installation).await?;
    let background = app.start(stopping.clone());
    // The gazetteer is unpacked once, in tens of milliseconds: better now than under the first who looks for a place.
    drop(tokio::task::spawn_blocking(|| places::places().map(Iterator::count)));
    let address = listener.local_addr().unwrap_or(listen);
    tracing::info!(%address, "serving");
    app.ready.set(true);
    let ready = app.ready.clone();
    let told = async move {
        wait(stopping).await;
        ready.set(false);
    };
    let drained = web::listener::serve(listener, app.router, Arc::clone(&app.shell), limits, told).await;
    if !drained {
        tracing::warn!("some requests were still at work when the drain deadline came");
    }
    background.finish().await;
    installation.close().await?;
    tracing::info!("stopped");
    Ok(())
}

/// Many systems start a process with 1,024 descriptors; a connection needs one, and beside the listener there are pools,
/// files and pipes.
fn raise_descriptors(connections: NonZeroUsize) {
    let wanted = rlim_t::try_from(connections.get()).unwrap_or(rlim_t::MAX).saturating_add(BESIDES);
    let raised = getrlimit(Resource::RLIMIT_NOFILE).and_then(|(soft, hard)| {
        let raised = soft.max(wanted.min(hard));
        setrlimit(Resource::RLIMIT_NOFILE, raised, hard).map(|()| raised)
    });
    match raised {
        Ok(limit) if limit < wanted => {
            tracing::warn!(limit, wanted, "fewer files may be open than server.connections needs");
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "the limit of open files cannot be read or raised"),
    }
}

fn handler(kind: SignalKind) -> Result<tokio::signal::unix::Signal, Error> {
    signal(kind).map_err(Error::Signals)
}

/// Completes once `stopping` turns true.
pub(crate) async fn wait(mut stopping: watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}
