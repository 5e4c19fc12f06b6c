//! Requests that no honest client writes, byte by byte on the socket. What must hold: each is answered below 500 or closed, in
//! time; what can be read in two ways is refused; and what is hidden in a body is never taken for a request.

use std::{
    fmt::Write as _,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use crate::patience::Stopwatch;

/// How much later than the deadline of a head an odd client may be closed.
const GRACE: Duration = Duration::from_secs(2);

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// One answer of the 4xx, or none, and the end.
    Refused,
    /// So many answers below 500, and then the end.
    Answered(usize),
}

use Fate::{Answered, Refused};

/// What would be smuggled; its answer would be a second one.
const HIDDEN: &str = "GET /livez HTTP/1.1\r\nhost: h\r\n\r\n";

/// Name, fate and text; `|` is the end of a line.
const WRITTEN: [(&str, Fate, &str); 33] = [
    ("plain, for comparison", Answered(1), "GET /livez HTTP/1.1|host: h||"),
    ("no host", Refused, "GET /livez HTTP/1.1||"),
    ("two hosts", Refused, "GET /livez HTTP/1.1|host: h|host: i||"),
    ("a host that is none", Refused, "GET /livez HTTP/1.1|host: a b||"),
    ("HTTP/1.0", Answered(1), "GET /livez HTTP/1.0|host: h||"),
    ("HTTP/1.0 without a host", Refused, "GET /livez HTTP/1.0||"),
    (
        "HTTP/1.0 with chunks",
        Refused,
        "POST /api/v1/auth/login HTTP/1.0|host: h|transfer-encoding: chunked||0||",
    ),
    ("HTTP/3.0", Refused, "GET /livez HTTP/3.0|host: h||"),
    ("no version", Refused, "GET /livez||"),
    ("the preface of HTTP/2", Refused, "PRI * HTTP/2.0||SM||"),
    ("two lengths", Refused, "GET /livez HTTP/1.1|host: h|content-length: 0|content-length: 32||HIDDEN"),
    ("the same length twice", Refused, "GET /livez HTTP/1.1|host: h|content-length: 2|content-length: 2||{}"),
    ("a list of lengths", Refused, "GET /livez HTTP/1.1|host: h|content-length: 0, 32||HIDDEN"),
    (
        "a length and chunks",
        Refused,
        "GET /livez HTTP/1.1|host: h|content-length: 4|transfer-encoding: chunked||0||HIDDEN",
    ),
    (
        "chunks and a length",
        Refused,
        "GET /livez HTTP/1.1|host: h|transfer-encoding: chunked|content-length: 4||0||HIDDEN",
    ),
    ("a negative length", Refused, "GET /livez HTTP/1.1|host: h|content-length: -1||HIDDEN"),
    ("a length with a plus", Refused, "GET /livez HTTP/1.1|host: h|content-length: +2||{}"),
    (
        "a length beyond counting",
        Refused,
        "GET /livez HTTP/1.1|host: h|content-length: 99999999999999999999||{}",
    ),
    ("an unknown coding", Refused, "GET /livez HTTP/1.1|host: h|transfer-encoding: xchunked||HIDDEN"),
    (
        "chunked not last",
        Refused,
        "GET /livez HTTP/1.1|host: h|transfer-encoding: chunked, identity||0||HIDDEN",
    ),
    ("a coding behind a tab", Refused, "GET /livez HTTP/1.1|host: h|transfer-encoding : chunked||0||HIDDEN"),
    (
        "a chunk that is too long",
        Refused,
        "POST /api/v1/auth/login HTTP/1.1|host: h|content-type: application/json|transfer-encoding: chunked||FFFFFFFFFFFFFFFFF|x",
    ),
    (
        "a chunk that is no number",
        Refused,
        "POST /api/v1/auth/login HTTP/1.1|host: h|content-type: application/json|transfer-encoding: chunked||zz|x",
    ),
    ("a folded line", Refused, "GET /livez HTTP/1.1|host: h|x-a: b| c||"),
    ("a space before the colon", Refused, "GET /livez HTTP/1.1|host : h||"),
    ("a null in a header", Refused, "GET /livez HTTP/1.1|host: h|x-a: \0||"),
    ("a control character in the path", Refused, "GET /livez\x01 HTTP/1.1|host: h||"),
    ("a path that goes up", Refused, "GET /api/v1/../../livez HTTP/1.1|host: h||"),
    ("another server's address", Refused, "CONNECT example.org:443 HTTP/1.1|host: example.org:443||"),
    ("no path at all", Refused, "OPTIONS * HTTP/1.1|host: h||"),
    ("trace", Refused, "TRACE /livez HTTP/1.1|host: h||"),
    (
        "three in one go",
        Answered(3),
        "GET /livez HTTP/1.1|host: h||GET /livez HTTP/1.1|host: h||GET /livez HTTP/1.1|host: h||",
    ),
    (
        "an upgrade to HTTP/2",
        Answered(1),
        "GET /livez HTTP/1.1|host: h|connection: upgrade, http2-settings|upgrade: h2c|http2-settings: AAMAAABkAAQAAP__||",
    ),
];

/// Sends all of them; answers how many. `head` is `server.head_seconds`.
///
/// # Errors
/// Those that met another fate, one a line.
pub fn run(address: SocketAddr, head: Duration) -> Result<usize, String> {
    let written =
        WRITTEN.map(|(name, fate, text)| (name, fate, text.replace('|', "\r\n").replace("HIDDEN", HIDDEN)));
    let all: Vec<_> = written.into_iter().chain(large()).collect();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let tried: Vec<_> = all
            .iter()
            .map(|(name, fate, text)| scope.spawn(move || try_one(address, head, name, *fate, text)))
            .collect();
        let tried =
            tried.into_iter().map(|one| one.join().unwrap_or_else(|_| Err("a client panicked".into())));
        tried.filter_map(Result::err).collect()
    });
    if wrong.is_empty() { Ok(all.len()) } else { Err(wrong.join("\n")) }
}

/// What is too large to write down.
fn large() -> [(&'static str, Fate, String); 4] {
    let plain = |more: &str| format!("GET /livez HTTP/1.1\r\nhost: h\r\n{more}\r\n");
    let many = (0..300).fold(String::new(), |mut text, number| {
        let _ = write!(text, "x-{number}: y\r\n");
        text
    });
    [
        ("a head of 100 KiB", Refused, plain(&format!("x-a: {}\r\n", "y".repeat(100 << 10)))),
        ("300 headers", Refused, plain(&many)),
        ("a path of 20 KiB", Refused, format!("GET /{} HTTP/1.1\r\nhost: h\r\n\r\n", "y".repeat(20 << 10))),
        ("a greeting of TLS", Refused, "\x16\x03\x01\x02\0\x01\0\x01\x7f\x03\x03".repeat(20)),
    ]
}

fn try_one(address: SocketAddr, head: Duration, name: &str, fate: Fate, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{name}: {error}");
    let mut stream = TcpStream::connect(address).map_err(failed)?;
    // The server may answer and close before it has read all.
    let _ = stream.write_all(text.as_bytes());
    let watch = Stopwatch::start();
    let (mut said, mut some) = (Vec::new(), [0; 4096]);
    while let Some(left) = watch.left_of(head + GRACE) {
        stream.set_read_timeout(Some(left)).map_err(failed)?;
        match stream.read(&mut some) {
            Ok(0) => return judge(name, fate, &said),
            Ok(count) => said.extend_from_slice(&some[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {
                return judge(name, fate, &said);
            }
            Err(_) => {}
        }
    }
    Err(format!("{name}: neither closed nor ended within {head:?} and {GRACE:?}; said {:?}", statuses(&said)))
}

fn judge(name: &str, fate: Fate, said: &[u8]) -> Result<(), String> {
    let met = statuses(said);
    let good = match fate {
        Refused => met.len() <= 1 && met.iter().all(|status| (400..500).contains(status)),
        Answered(count) => met.len() == count && met.iter().all(|status| *status < 500),
    };
    if good { Ok(()) } else { Err(format!("{name}: expected {fate:?}, answered {met:?}")) }
}

/// The status of each answer. No body of ours speaks of protocol versions.
fn statuses(said: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(said);
    let answers = text.split("HTTP/1.").skip(1);
    answers.filter_map(|answer| answer.get(2..5)?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smuggled_answer_and_a_failure_are_noticed() {
        let one = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".as_slice();
        let ok = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".as_slice();
        let failure = b"HTTP/1.1 500 Internal Server Error\r\n\r\n".as_slice();
        assert!(judge("x", Refused, one).is_ok() && judge("x", Refused, b"").is_ok());
        assert!(judge("x", Refused, &[one, ok].concat()).is_err());
        assert!(judge("x", Refused, ok).is_err());
        assert!(judge("x", Answered(1), ok).is_ok() && judge("x", Answered(1), failure).is_err());
        assert!(judge("x", Answered(3), ok).is_err());
    }
}
