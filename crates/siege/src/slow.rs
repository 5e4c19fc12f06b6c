//! Clients that take their time, over real sockets. What must hold: each is closed soon after the deadline that it breaks,
//! and meanwhile everybody else is answered; slow clients that take every place hold it no longer than the deadline.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    thread,
    time::Duration,
};

use crate::{
    patience::{self, Stopwatch},
    wire::Call,
};

/// How much later than its deadline a client may be closed.
const GRACE: Duration = Duration::from_secs(2);

/// The pace of whoever sends byte by byte.
const PACE: Duration = Duration::from_millis(50);

/// The deadlines that the server was configured with.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// `server.head_seconds`.
    pub head: Duration,
    /// `gate.body_seconds`.
    pub body: Duration,
    /// `server.write_seconds`.
    pub write: Duration,
}

/// How a client is slow.
#[derive(Clone, Copy, Debug)]
enum Habit {
    /// Connects and says nothing.
    Silent,
    /// Sends a head byte by byte.
    DripsHead,
    /// Sends half a head, and no more.
    StopsInHead,
    /// Sends half a head and closes its side.
    LeavesInHead,
    /// Sends a body byte by byte.
    DripsBody,
    /// Sends half a body, and no more.
    StopsInBody,
    /// Announces a body to a route that reads none, and does not send it.
    OwesBody,
    /// Is answered once and says nothing more.
    Lingers,
    /// Asks for much and reads nothing.
    ReadsNothing,
}

const HABITS: [Habit; 9] = [
    Habit::Silent,
    Habit::DripsHead,
    Habit::StopsInHead,
    Habit::LeavesInHead,
    Habit::DripsBody,
    Habit::StopsInBody,
    Habit::OwesBody,
    Habit::Lingers,
    Habit::ReadsNothing,
];

const HEAD: &str = "POST /api/v1/auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n\r\n";
const PLAIN: &str = "GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n";
const OWING: &str = "GET /livez HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4000000\r\n\r\n";
const LARGE: &str = "GET /api/v1/docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// Every habit at once, and somebody in no hurry beside them. Answers the longest that one of them was suffered beyond
/// their deadline.
///
/// # Errors
/// Who was not closed in time, or that the others had to wait.
pub fn run(address: SocketAddr, deadlines: Deadlines) -> Result<Duration, String> {
    thread::scope(|scope| {
        let slow: Vec<_> =
            HABITS.map(|habit| scope.spawn(move || suffered(address, habit, deadlines))).into();
        while slow.iter().any(|client| !client.is_finished()) {
            answered(address)?;
            patience::pass(PACE);
        }
        let beyond =
            slow.into_iter().map(|client| client.join().unwrap_or_else(|_| Err("a client panicked".into())));
        let beyond = beyond.collect::<Result<Vec<_>, _>>()?;
        answered(address)?;
        Ok(beyond.into_iter().max().unwrap_or_default())
    })
}

/// As many silent clients as the server has places. Answers how long somebody else waits.
///
/// # Errors
/// When that is longer than the deadline of a head.
pub fn crowd_out(address: SocketAddr, places: usize, deadlines: Deadlines) -> Result<Duration, String> {
    let silent = (0..places).map(|_| TcpStream::connect(address)).collect::<Result<Vec<_>, _>>();
    let silent = silent.map_err(|error| error.to_string())?;
    let waited =
        patience::until(deadlines.head + GRACE, "somebody finds a place", || answered(address).is_ok());
    drop(silent);
    waited
}

fn answered(address: SocketAddr) -> Result<(), String> {
    let answer = Call::get("/livez").send(address).map_err(|lost| format!("beside slow clients: {lost}"))?;
    if answer.status == 200 { Ok(()) } else { Err(answer.to_string()) }
}

/// How long after its deadline a client of this habit was closed.
fn suffered(address: SocketAddr, habit: Habit, deadlines: Deadlines) -> Result<Duration, String> {
    let failed = |error: std::io::Error| format!("{habit:?}: {error}");
    let mut stream = TcpStream::connect(address).map_err(failed)?;
    let watch = Stopwatch::start();
    let (opening, limit): (String, _) = match habit {
        Habit::Silent | Habit::DripsHead => (String::new(), deadlines.head),
        Habit::StopsInHead | Habit::LeavesInHead => (HEAD[..40].into(), deadlines.head),
        Habit::DripsBody => (HEAD.into(), deadlines.body),
        Habit::StopsInBody => (format!("{HEAD}{{\"email\":"), deadlines.body),
        Habit::OwesBody => (OWING.into(), deadlines.head),
        Habit::Lingers => (PLAIN.into(), deadlines.head),
        Habit::ReadsNothing => (LARGE.repeat(30), deadlines.write),
    };
    stream.write_all(opening.as_bytes()).map_err(failed)?;
    if matches!(habit, Habit::LeavesInHead) {
        stream.shutdown(Shutdown::Write).map_err(failed)?;
    }
    let drip = match habit {
        Habit::DripsHead => HEAD.as_bytes(),
        Habit::DripsBody | Habit::ReadsNothing => b" ",
        _ => b"",
    };
    let reads = !matches!(habit, Habit::ReadsNothing);
    for byte in drip.iter().chain(std::iter::repeat(&b' ')) {
        if !drip.is_empty() && stream.write_all(&[*byte]).is_err() {
            break;
        }
        if reads && is_closed(&mut stream).map_err(failed)? {
            break;
        }
        if watch.left_of(limit + GRACE).is_none() {
            return Err(format!("{habit:?} is still there {GRACE:?} after the deadline of {limit:?}"));
        }
        if !reads {
            patience::pass(PACE);
        }
    }
    Ok(watch.read().saturating_sub(limit))
}

/// Reads what has come, for as long as the pace allows.
fn is_closed(stream: &mut TcpStream) -> std::io::Result<bool> {
    stream.set_read_timeout(Some(PACE))?;
    match stream.read(&mut [0; 4096]) {
        Ok(count) => Ok(count == 0),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(false),
        Err(_) => Ok(true),
    }
}
