//! A provider of language models of our own on loopback, which says byte for byte what a script tells it. Knows no dialect.

#![expect(clippy::unwrap_used, reason = "a test whose provider cannot stand fails")]

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};

/// One thing to do on a connection, after its request has been read.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Lets the client read what was sent, for so many milliseconds.
    Pause(u64),
    /// Says nothing more until the client leaves.
    Hold,
    /// Repeats these bytes every two milliseconds until the client leaves.
    Drip(Vec<u8>),
    /// Breaks the connection off instead of closing it.
    Reset,
}

/// What happens on one connection.
pub type Script = Vec<Step>;

/// A listening provider; it stops when dropped.
#[derive(Debug)]
pub struct Provider {
    /// Where on loopback.
    pub port: u16,
    requests: Arc<Mutex<Vec<String>>>,
    left: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Provider {
    /// Each connection plays the next script, the last one for ever.
    pub async fn start(scripts: Vec<Script>) -> Self {
        let mut turn = 0;
        let next = move |_: &str| {
            let script = scripts[turn.min(scripts.len() - 1)].clone();
            turn += 1;
            script
        };
        Self::start_by(next).await
    }

    /// Each connection plays what `choose` says of its request, head and body.
    ///
    /// # Panics
    /// When loopback has no port left, as does [`Provider::start`].
    pub async fn start_by(choose: impl FnMut(&str) -> Script + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let left = Arc::new(Notify::new());
        let seen = (Arc::clone(&requests), Arc::clone(&left));
        let choose = Arc::new(Mutex::new(choose));
        let task = tokio::spawn(async move {
            loop {
                let (mut connection, _) = listener.accept().await.unwrap();
                let (requests, left) = seen.clone();
                let choose = Arc::clone(&choose);
                tokio::spawn(async move {
                    let Some(request) = request(&mut connection).await else { return };
                    let script = choose.lock().unwrap()(&request);
                    requests.lock().unwrap().push(request);
                    play(connection, script, &left).await;
                });
            }
        });
        Self { port, requests, left, task }
    }

    /// What has been asked so far, heads and bodies.
    ///
    /// # Panics
    /// Never on its own.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// Waits until a client has left a script that holds.
    ///
    /// # Panics
    /// After ten seconds.
    pub async fn left(&self) {
        tokio::time::timeout(std::time::Duration::from_secs(10), self.left.notified()).await.unwrap();
    }

    /// Its address.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A head that begins a stream of events in chunks.
#[must_use]
pub fn head() -> Step {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n";
    Step::Send(head.into())
}

/// These bytes as one chunk.
#[must_use]
pub fn chunk(bytes: &[u8]) -> Step {
    Step::Send([format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat())
}

/// A stream in these pieces, to its proper end.
pub fn stream<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Script {
    let pieces = pieces.into_iter().filter(|piece| !piece.is_empty()).map(chunk);
    let mut script = vec![head()];
    script.extend(pieces.flat_map(|piece| [piece, Step::Pause(0)]));
    script.push(Step::Send(b"0\r\n\r\n".into()));
    script
}

/// An answer that is no stream.
#[must_use]
pub fn plain(status: u16, headers: &str, body: &str) -> Script {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} Said\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n");
    vec![Step::Send((head + body).into())]
}

async fn play(mut connection: TcpStream, script: Script, left: &Notify) {
    connection.set_nodelay(true).unwrap();
    for step in script {
        let went = match step {
            Step::Send(bytes) => connection.write_all(&bytes).await,
            Step::Pause(0) => {
                tokio::task::yield_now().await;
                Ok(())
            }
            Step::Pause(milliseconds) => {
                tokio::time::sleep(std::time::Duration::from_millis(milliseconds)).await;
                Ok(())
            }
            Step::Hold => {
                let _ = connection.read_u8().await;
                left.notify_one();
                return;
            }
            Step::Drip(bytes) => drip(&mut connection, &bytes).await,
            Step::Reset => connection.set_zero_linger(),
        };
        if went.is_err() {
            return;
        }
    }
}

async fn drip(connection: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    loop {
        connection.write_all(bytes).await?;
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

async fn request(connection: &mut TcpStream) -> Option<String> {
    let mut text = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let count = connection.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        text.extend_from_slice(&buffer[..count]);
        let said = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = said.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0usize) {
            return Some(said);
        }
    }
}
