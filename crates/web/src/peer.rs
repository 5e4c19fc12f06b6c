//! The socket of a peer who may read nothing: what cannot be written for too long ends the connection, so that its place,
//! its memory and a drain are not held by somebody who asked and went away. Knows no HTTP.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Sleep,
};

/// A stream that fails with `TimedOut` once a write has waited for longer than its limit. Every byte taken counts as
/// progress.
pub(crate) struct Peer<T> {
    stream: T,
    limit: Duration,
    /// Set while a write waits.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<T> Peer<T> {
    pub(crate) fn new(stream: T, limit: Duration) -> Self {
        Self { stream, limit, waiting: None }
    }

    /// Passes on what a write came to, and lets no wait last longer than the limit.
    fn bound<R>(&mut self, written: Poll<io::Result<R>>, context: &mut Context<'_>) -> Poll<io::Result<R>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let limit = self.limit;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        ready!(waiting.as_mut().poll(context));
        self.waiting = None;
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Peer<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Peer<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.bound(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.bound(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.bound(flushed, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn who_reads_nothing_is_given_up_and_who_reads_slowly_is_not() {
        let (near, mut far) = tokio::io::duplex(4);
        let mut peer = Peer::new(near, Duration::from_millis(50));
        peer.write_all(b"four").await.unwrap();
        assert_eq!(peer.write(b"more").await.unwrap_err().kind(), io::ErrorKind::TimedOut);

        let slowly = async {
            let mut read = Vec::new();
            let mut some = [0; 2];
            while read.len() < 12 {
                tokio::task::yield_now().await;
                let count = far.read(&mut some).await.unwrap();
                read.extend_from_slice(&some[..count]);
            }
            read
        };
        let (written, read) = tokio::join!(peer.write_all(b"eight by"), slowly);
        written.unwrap();
        assert_eq!(read, b"foureight by");
    }
}
