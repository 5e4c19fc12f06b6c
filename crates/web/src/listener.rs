//! The accept loop: deadlines, a bound on connections, and a graceful end.
//!
//! 1. A connection that does not finish its request head in time is closed, so a slow client holds a
//!    place only briefly.
//! 2. So is one that reads no answer: what cannot be written in time ends the connection.
//! 3. Past the bound, new connections wait in the kernel's queue.
//! 4. A request that states its length in two ways is refused and is its connection's last; so is, once answered, one
//!    in chunks.
//! 5. When told to stop it accepts nothing more, lets requests in flight finish, and gives up on them
//!    after the drain deadline.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, response::Response};
use http::{HeaderValue, header};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::io::InspectReader;

use crate::{
    Shell,
    framing::{self, Framing},
    front,
    peer::Peer,
};

/// How long and how many.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// For the head of a request, and between two requests of a connection.
    pub head: Duration,
    /// For a peer to read some of its answer.
    pub write: Duration,
    /// For requests in flight once told to stop.
    pub drain: Duration,
}

const MOST_HEADERS: usize = 100;
/// Of what is read ahead; a head may be half as long, which `framing` sees to.
const BUFFER: usize = 64 * 1024;

/// Serves until `stop` completes, then drains; answers whether every connection ended in time.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shell: Arc<Shell>,
    limits: Limits,
    stop: impl Future<Output = ()>,
) -> bool {
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        let (socket, place) = tokio::select! {
            () = &mut stop => break,
            accepted = accepted => accepted,
        };
        let Ok((socket, peer)) = socket else {
            // Out of descriptors, most likely: let connections end before asking again.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = socket.set_nodelay(true);
        let socket = Peer::new(socket, limits.write);
        let connection = connect(socket, peer, router.clone(), shell.clone(), limits.head);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    tokio::time::timeout(limits.drain, graceful.shutdown()).await.is_ok()
}

fn connect(
    socket: Peer<TcpStream>,
    peer: SocketAddr,
    router: Router,
    shell: Arc<Shell>,
    head: Duration,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    let (mut scanner, framings) = framing::pair();
    let socket = InspectReader::new(socket, move |bytes| scanner.read(bytes));
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (router, shell) = (router.clone(), shell.clone());
        let framing = framings.next();
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(framing);
            let mut response: Response = front::answer(router, shell, peer.ip(), request).await;
            if framing != Framing::Length {
                // Where such a request ends is anybody's guess.
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, std::convert::Infallible>(response)
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_headers(MOST_HEADERS)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(socket), service)
}
