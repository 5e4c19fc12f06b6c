//! A crowd of clients that want nothing, or want it slowly: connections that were answered once and say no more, heads and
//! bodies of which a byte comes now and then. What must hold while thousands of them are there: the server grows by a bounded
//! amount for each, everybody else is answered within a second, and each is closed at its deadline.

use std::{
    fmt,
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::{
    Server,
    patience::{self, Stopwatch},
    processes,
    slow::Deadlines,
    wire::Call,
};

/// The most memory that a connection may cost, in KiB: its buffers, and what a request at work holds up to its body.
pub const MOST_KIB: u64 = 96;

/// Within this somebody else is answered.
const SOON: Duration = Duration::from_secs(1);

/// How much later than its deadline the last of a crowd may be closed.
const GRACE: Duration = Duration::from_secs(3);

/// Between two bytes of those who are slow.
const PACE: Duration = Duration::from_millis(500);

/// Descriptors that both sides need besides.
const BESIDES: u64 = 200;

const ANSWERED: &str = "GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n";
const HALF_HEAD: &str = "GET /livez HTTP/1.1\r\nhost: localhost\r\nx-slow: ";
const HALF_BODY: &str = "POST /api/v1/auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 4000\r\n\r\n{\"email\":\"";

/// What a crowd was seen to do.
#[derive(Clone, Copy, Debug)]
pub struct Crowd {
    /// How many there were at once.
    pub connections: usize,
    /// What the server had in memory before, at most with all of them, and after them, in KiB.
    pub resident_kib: [u64; 3],
    /// The longest that somebody else waited for an answer meanwhile.
    pub longest: Duration,
    /// How long after the last deadline the last was closed.
    pub beyond: Duration,
}

/// As many connections as both this process and a server that it starts from now on may hold, up to `wanted`; raises the limit
/// of open files as far as the system lets it.
///
/// # Errors
/// When the system does not tell its limit.
pub fn allowed(wanted: usize) -> Result<usize, String> {
    let failed = |error: nix::Error| format!("the limit of open files: {error}");
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).map_err(failed)?;
    let needed = wanted as u64 + BESIDES;
    if soft < needed {
        // Only the superuser may raise the hard one; whoever may not takes what there is.
        let raised = setrlimit(Resource::RLIMIT_NOFILE, needed, hard.max(needed));
        raised.or_else(|_| setrlimit(Resource::RLIMIT_NOFILE, hard, hard)).map_err(failed)?;
    }
    let (soft, _) = getrlimit(Resource::RLIMIT_NOFILE).map_err(failed)?;
    let room = usize::try_from(soft.saturating_sub(BESIDES)).unwrap_or(usize::MAX);
    Ok(wanted.min(room))
}

/// Lets so many connections come, a third of each habit, and watches until the server has closed them all. The server must
/// have places for some more.
///
/// # Errors
/// What does not hold.
pub fn run(server: &Server, connections: usize, deadlines: Deadlines) -> Result<Crowd, String> {
    let (address, pid) = (server.address(), server.pid()?);
    let resident = || processes::resident_kib(pid).ok_or("the server's memory cannot be read");
    let before = resident()?;
    let mut crowd = (0..connections)
        .map(|number| join(address, number))
        .collect::<Result<Vec<TcpStream>, _>>()
        .map_err(|error| format!("joining the crowd: {error}"))?;
    let watch = Stopwatch::start();
    let mut longest = Duration::ZERO;
    let mut with = resident()?;
    if let Some(left) = crowd.iter_mut().position(is_closed) {
        return Err(format!("connection {left} was closed before all {connections} were there"));
    }
    let limit = deadlines.head.max(deadlines.body);
    while !crowd.is_empty() {
        longest = longest.max(answered(address)?);
        with = with.max(resident()?);
        let all = crowd.len();
        crowd.retain_mut(|client| !is_closed(client));
        if watch.left_of(limit + GRACE).is_none() && !crowd.is_empty() {
            return Err(format!("{} are still there {GRACE:?} after the deadline of {limit:?}", crowd.len()));
        }
        if crowd.len() == all {
            patience::pass(PACE);
        }
        crowd.iter_mut().for_each(drip);
    }
    let beyond = watch.read().saturating_sub(limit);
    let grown = with.saturating_sub(before);
    if grown > MOST_KIB * connections as u64 {
        return Err(format!("{connections} connections made the server grow by {grown} KiB"));
    }
    longest = longest.max(answered(address)?);
    Ok(Crowd { connections, resident_kib: [before, with, resident()?], longest, beyond })
}

/// Connects and begins by one of three habits.
fn join(address: SocketAddr, number: usize) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.write_all([ANSWERED, HALF_HEAD, HALF_BODY][number % 3].as_bytes())?;
    if number.is_multiple_of(3) {
        stream.set_read_timeout(Some(GRACE))?;
        let count = stream.read(&mut [0; 4096])?;
        if count == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
    stream.set_nonblocking(true)?;
    Ok(stream)
}

/// One more byte of a head or body that is not to end; to who was answered it is the start of another head.
fn drip(client: &mut TcpStream) {
    // Whether it is closed is asked by reading.
    let _ = client.write(b"a");
}

fn is_closed(client: &mut TcpStream) -> bool {
    let mut some = [0; 4096];
    loop {
        match client.read(&mut some) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() != ErrorKind::WouldBlock,
        }
    }
}

fn answered(address: SocketAddr) -> Result<Duration, String> {
    let answer = Call::get("/api/health").send(address).map_err(|lost| format!("beside a crowd: {lost}"))?;
    if answer.status != 200 {
        return Err(format!("beside a crowd: {answer}"));
    }
    if answer.took > SOON {
        return Err(format!("beside a crowd an answer took {:?}", answer.took));
    }
    Ok(answer.took)
}

impl fmt::Display for Crowd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [before, with, after] = self.resident_kib;
        #[expect(clippy::cast_precision_loss, reason = "memory is far below 2^52 KiB")]
        let each = with.saturating_sub(before) as f64 / self.connections.max(1) as f64;
        write!(
            f,
            "{} slow connections: {} MiB before, {} with them ({each:.1} KiB each), {} after; others answered within {:.0?}; \
             the last closed {:.1?} after its deadline",
            self.connections,
            before / 1024,
            with / 1024,
            after / 1024,
            self.longest,
            self.beyond,
        )
    }
}
