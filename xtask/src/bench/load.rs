//! A client that costs little: requests written once, connections that stay open, answers read and not looked into
//! beyond their status and length.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

use serde_json::Value;
use siege::patience::Stopwatch;

/// Far beyond any answer of a healthy server.
const LONGEST: Duration = Duration::from_secs(30);

/// A request that is sent again and again.
pub(crate) struct Shot {
    /// As the documentation writes it.
    pub(crate) name: &'static str,
    /// Whether the admin sends it.
    pub(crate) admin: bool,
    /// How much more it costs than the others, so that fewer of them are sent.
    pub(crate) weight: usize,
    /// The request of whoever has this token.
    pub(crate) bytes: fn(token: &str) -> Vec<u8>,
}

/// A connection that stays open.
pub(crate) struct Line {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Line {
    pub(crate) fn to(address: SocketAddr) -> Result<Self, String> {
        let stream = TcpStream::connect(address).map_err(text)?;
        stream.set_nodelay(true).map_err(text)?;
        stream.set_read_timeout(Some(LONGEST)).map_err(text)?;
        Ok(Self { stream, read: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and answers the body of a success.
    pub(crate) fn call(&mut self, request: &[u8]) -> Result<&[u8], String> {
        self.stream.write_all(request).map_err(text)?;
        self.read.clear();
        let mut some = [0; 16 * 1024];
        loop {
            let count = self.stream.read(&mut some).map_err(text)?;
            if count == 0 {
                return Err("the connection was closed".into());
            }
            self.read.extend_from_slice(&some[..count]);
            if let Some((status, body)) = whole(&self.read)? {
                let said = || String::from_utf8_lossy(&self.read).into_owned();
                return if (200..300).contains(&status) { Ok(&self.read[body..]) } else { Err(said()) };
            }
        }
    }

    /// As [`Line::call`], the `data` of the envelope.
    pub(crate) fn data(&mut self, request: &[u8]) -> Result<Value, String> {
        let mut answer: Value = serde_json::from_slice(self.call(request)?).map_err(text)?;
        Ok(answer["data"].take())
    }
}

/// A request of somebody signed in, with or without a body.
pub(crate) fn request(method: &str, path: &str, token: &str, body: Option<&Value>) -> Vec<u8> {
    let head =
        format!("{method} /api/v1{path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n");
    let body = body.map(Value::to_string);
    let length = body.as_ref().map_or_else(String::new, |body| {
        format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len())
    });
    format!("{head}{length}\r\n{}", body.unwrap_or_default()).into_bytes()
}

/// Sends each request `each` times, all of them at once on a connection of its own; answers how long every one took,
/// sorted.
pub(crate) fn drive(address: SocketAddr, requests: &[Vec<u8>], each: usize) -> Result<Vec<Duration>, String> {
    let one = |request: &[u8]| {
        let mut line = Line::to(address)?;
        let mut took = Vec::with_capacity(each);
        for _ in 0..each {
            let watch = Stopwatch::start();
            line.call(request)?;
            took.push(watch.read());
        }
        Ok(took)
    };
    let mut all = thread::scope(|scope| {
        let started: Vec<_> = requests.iter().map(|request| scope.spawn(|| one(request))).collect();
        let ended =
            started.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("panicked".into())));
        ended.collect::<Result<Vec<Vec<Duration>>, String>>()
    })?
    .concat();
    all.sort_unstable();
    Ok(all)
}

/// The status, and where the body begins, once it is there whole.
fn whole(read: &[u8]) -> Result<Option<(u16, usize)>, String> {
    let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&read[..end]).map_err(text)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("not HTTP")?;
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    };
    let length = head.lines().find_map(header).or((status == 204).then_some(0));
    let length = length.ok_or("an answer without its length")?;
    Ok((read.len() >= end + 4 + length).then_some((status, end + 4)))
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_read_whole() {
        let said = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}";
        for cut in 0..said.len() {
            assert_eq!(whole(&said[..cut]), Ok(None), "{cut}");
        }
        assert_eq!(whole(said), Ok(Some((201, said.len() - 2))));
        assert_eq!(whole(b"HTTP/1.1 204 No Content\r\n\r\n"), Ok(Some((204, 27))));
        assert!(whole(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn a_request_is_written_plainly() {
        let written = String::from_utf8(request("POST", "/x", "t", Some(&json!({"a": 1})))).unwrap();
        let expected = "POST /api/v1/x HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer t\r\n\
                        content-type: application/json\r\ncontent-length: 7\r\n\r\n{\"a\":1}";
        assert_eq!(written, expected);
    }
}
