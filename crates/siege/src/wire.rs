//! The smallest HTTP/1.1 client that can be trusted with a dying server: one request a connection, a deadline over all
//! of it, nothing repeated by itself, and an answer counts only when it is there whole.

use std::{
    fmt,
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

use crate::patience::Stopwatch;

/// Longer than this no answer may take, whatever happens to the database.
pub const LONGEST: Duration = Duration::from_secs(5);

/// One request below the root of the server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Call<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, with its query.
    pub path: &'a str,
    /// The access token of who asks; none for a guest.
    pub token: Option<&'a str>,
    /// The `Idempotency-Key`.
    pub key: Option<&'a str>,
    /// The body, sent as JSON.
    pub body: Option<&'a Value>,
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body, or null where it is not JSON.
    pub body: Value,
    /// How long it took, from the connection on.
    pub took: Duration,
    head: String,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Lost {
    /// Nobody listens.
    Refused,
    /// The connection broke before the answer was whole.
    Broken(io::ErrorKind),
    /// The answer did not come within [`LONGEST`].
    Late,
}

impl<'a> Call<'a> {
    /// A `GET` as a guest.
    #[must_use]
    pub fn get(path: &'a str) -> Self {
        Self { method: "GET", path, ..Self::default() }
    }

    /// A `POST` as a guest, without a key.
    #[must_use]
    pub fn post(path: &'a str, body: &'a Value) -> Self {
        Self { method: "POST", path, body: Some(body), ..Self::default() }
    }

    /// As somebody signed in.
    #[must_use]
    pub fn by(self, token: &'a str) -> Self {
        Self { token: Some(token), ..self }
    }

    /// The request as bytes, for whoever sends it by hand.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut head =
            format!("{} {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n", self.method, self.path);
        for (name, value) in [("authorization: Bearer ", self.token), ("idempotency-key: ", self.key)] {
            head.extend(value.map(|value| format!("{name}{value}\r\n")));
        }
        let body = self.body.map(Value::to_string).unwrap_or_default();
        if self.body.is_some() {
            head.push_str("content-type: application/json\r\n");
            head.extend(["content-length: ".to_owned(), body.len().to_string(), "\r\n".to_owned()]);
        }
        format!("{head}\r\n{body}").into_bytes()
    }

    /// Sends it and waits for the answer.
    ///
    /// # Errors
    /// [`Lost`]: whether the request was carried out is then unknown.
    pub fn send(&self, address: SocketAddr) -> Result<Answer, Lost> {
        let watch = Stopwatch::start();
        let mut stream = connect(address, watch)?;
        stream.write_all(&self.bytes()).map_err(|error| Lost::of(&error))?;
        answer(&mut stream, watch)
    }

    /// Sends it and goes away without waiting for the answer.
    ///
    /// # Errors
    /// [`Lost`] when it could not be sent.
    pub fn hang_up(&self, address: SocketAddr) -> Result<(), Lost> {
        let mut stream = connect(address, Stopwatch::start())?;
        stream.write_all(&self.bytes()).map_err(|error| Lost::of(&error))?;
        stream.shutdown(Shutdown::Both).map_err(|error| Lost::of(&error))
    }
}

impl Answer {
    /// A header's value.
    #[must_use]
    pub fn header(&self, wanted: &str) -> Option<&str> {
        header(&self.head, wanted)
    }

    /// The code of a refusal, or nothing.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// Whether it acknowledges what was asked.
    #[must_use]
    pub fn is_acknowledged(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The data of an answer that acknowledges.
    ///
    /// # Errors
    /// The status and body of any other.
    pub fn data(self) -> Result<Value, String> {
        if self.is_acknowledged() { Ok(self.body["data"].clone()) } else { Err(self.to_string()) }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.body)
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("nobody listens"),
            Self::Broken(kind) => write!(f, "the connection broke ({kind})"),
            Self::Late => write!(f, "no answer within {LONGEST:?}"),
        }
    }
}

impl Lost {
    fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused,
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Self::Late,
            kind => Self::Broken(kind),
        }
    }
}

/// Connects, with what is left of the deadline for everything that follows.
fn connect(address: SocketAddr, watch: Stopwatch) -> Result<TcpStream, Lost> {
    let stream = TcpStream::connect_timeout(&address, LONGEST).map_err(|error| Lost::of(&error))?;
    let left = watch.left_of(LONGEST).ok_or(Lost::Late)?;
    stream.set_write_timeout(Some(left)).map_err(|error| Lost::of(&error))?;
    stream.set_nodelay(true).map_err(|error| Lost::of(&error))?;
    Ok(stream)
}

/// Reads one whole answer with a stated length.
pub(crate) fn answer(stream: &mut TcpStream, watch: Stopwatch) -> Result<Answer, Lost> {
    let mut read = Vec::new();
    loop {
        if let Some(answer) = whole(&read, watch) {
            return Ok(answer);
        }
        stream
            .set_read_timeout(Some(watch.left_of(LONGEST).ok_or(Lost::Late)?))
            .map_err(|error| Lost::of(&error))?;
        let mut some = [0; 8192];
        match stream.read(&mut some).map_err(|error| Lost::of(&error))? {
            0 => return Err(Lost::Broken(io::ErrorKind::UnexpectedEof)),
            count => read.extend_from_slice(&some[..count]),
        }
    }
}

/// The answer, once its head and as many bytes as the head says are there.
fn whole(read: &[u8], watch: Stopwatch) -> Option<Answer> {
    let end = read.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&read[..end]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = header(&head, "content-length").map_or(Some(0), |length| length.parse::<usize>().ok())?;
    let body = read.get(end + 4..end + 4 + length)?;
    let body = serde_json::from_slice(body).unwrap_or_default();
    Some(Answer { status, body, took: watch.read(), head })
}

fn header<'h>(head: &'h str, wanted: &str) -> Option<&'h str> {
    let mut lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    lines.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_counts_only_when_it_is_whole() {
        let said = b"HTTP/1.1 201 Created\r\nContent-Length: 21\r\nRetry-After: 1\r\n\r\n{\"data\":{\"id\":\"one\"}}";
        let watch = Stopwatch::start();
        for cut in 0..said.len() {
            assert!(whole(&said[..cut], watch).is_none(), "{cut}");
        }
        let answer = whole(said, watch).unwrap();
        assert_eq!((answer.status, answer.header("retry-after")), (201, Some("1")));
        assert_eq!(answer.data().unwrap(), json!({ "id": "one" }));
    }

    #[test]
    fn a_request_is_written_plainly() {
        let body = json!({ "a": 1 });
        let call = Call { key: Some("k"), ..Call::post("/x", &body).by("t") };
        let text = String::from_utf8(call.bytes()).unwrap();
        assert!(text.starts_with("POST /x HTTP/1.1\r\nhost: localhost\r\n"), "{text}");
        assert!(text.contains("\r\nauthorization: Bearer t\r\nidempotency-key: k\r\n"), "{text}");
        assert!(text.ends_with("content-length: 7\r\n\r\n{\"a\":1}"), "{text}");
    }
}
