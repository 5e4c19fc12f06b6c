//! SIGTERM while requests are in flight. What must hold:
//!
//! 1. New connections are refused, idle ones are closed.
//! 2. Requests in flight are answered, and what they were answered is there after the next start.
//! 3. The exit code is 0, before the drain deadline, also when one request never ends; no PostgreSQL process is left.
//!
//! A request is known to be in flight when the server has asked for its body (`100 Continue`).

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::json;

use crate::{
    Server, Site,
    crash::READY_WITHIN,
    customer::sign_up,
    patience::{self, Stopwatch},
    processes,
    wire::{Call, LONGEST, Lost, answer},
};

/// How many requests are in flight.
const IN_FLIGHT: usize = 3;

/// After the listener is told to stop.
const REFUSED_WITHIN: Duration = Duration::from_secs(10);

/// Stopping PostgreSQL and everything else that is not a request.
const BESIDES: Duration = Duration::from_secs(5);

/// A request whose head has been taken and whose body is asked for.
struct Held {
    stream: TcpStream,
    body: Vec<u8>,
}

/// Ends the server while requests are in flight that end, and looks after the next start for what they were answered.
/// Answers how long the end took.
///
/// # Errors
/// The first thing that does not hold.
pub fn graceful(site: &Site, mut server: Server, drain: Duration) -> Result<Duration, String> {
    let address = server.address();
    let token = sign_up(address, "drained@siege.example")?;
    let database = server.database()?;
    let held = (0..IN_FLIGHT).map(|_| hold(address, &token)).collect::<Result<Vec<_>, _>>()?;
    let idle = idle(address)?;
    let watch = Stopwatch::start();
    server.terminate();
    refused(address)?;
    closed(idle)?;
    let mut told = held.into_iter().map(finish).collect::<Result<Vec<_>, _>>()?;
    end(&mut server, watch, drain, &database)?;
    let took = watch.read();

    let again = site.start(READY_WITHIN)?;
    let mut kept = charts(again.address(), &token)?;
    told.sort();
    kept.sort();
    again.stop(drain + BESIDES)?;
    if told == kept {
        Ok(took)
    } else {
        Err(format!("acknowledged while stopping: {told:?}, kept: {kept:?}"))
    }
}

/// Ends the server while a request is in flight that never ends; answers how long it took.
///
/// # Errors
/// The first thing that does not hold.
pub fn straggler(mut server: Server, drain: Duration) -> Result<Duration, String> {
    let address = server.address();
    let token = sign_up(address, "straggler@siege.example")?;
    let database = server.database()?;
    let held = hold(address, &token)?;
    let watch = Stopwatch::start();
    server.terminate();
    refused(address)?;
    end(&mut server, watch, drain, &database)?;
    drop(held);
    Ok(watch.read())
}

fn end(server: &mut Server, watch: Stopwatch, drain: Duration, database: &[i32]) -> Result<(), String> {
    let left = watch.left_of(drain + BESIDES).ok_or("the drain deadline has passed")?;
    let status = server.ended(left)?;
    if !status.success() {
        return Err(format!("SIGTERM ended the server with {status}"));
    }
    processes::gone(database, Duration::from_millis(500))
}

fn hold(address: SocketAddr, token: &str) -> Result<Held, String> {
    let place = json!({ "latitude": 52.3731, "longitude": 4.8922, "time_zone": "Europe/Amsterdam" });
    let body = json!({ "kind": "natal", "birth": { "date": "1987-06-05", "time": "12:34", "place": place } });
    let bytes = Call::post("/api/v1/charts", &body).by(token).bytes();
    let text = String::from_utf8_lossy(&bytes).replacen("\r\n\r\n", "\r\nexpect: 100-continue\r\n\r\n", 1);
    let (head, body) = text.split_at(text.find("\r\n\r\n").map_or(0, |end| end + 4));
    let mut stream = TcpStream::connect(address).map_err(|error| error.to_string())?;
    stream.write_all(head.as_bytes()).map_err(|error| error.to_string())?;
    let asked = answer(&mut stream, Stopwatch::start()).map_err(|lost| lost.to_string())?;
    if asked.status != 100 {
        return Err(format!("the server was to ask for the body: {asked}"));
    }
    Ok(Held { stream, body: body.as_bytes().to_vec() })
}

/// Sends the body and reads the chart's id.
fn finish(mut held: Held) -> Result<String, String> {
    held.stream.write_all(&held.body).map_err(|error| format!("in flight at SIGTERM: {error}"))?;
    let answered = answer(&mut held.stream, Stopwatch::start())
        .map_err(|lost| format!("in flight at SIGTERM: {lost}"))?;
    Ok(answered.data()?["id"].to_string())
}

fn charts(address: SocketAddr, token: &str) -> Result<Vec<String>, String> {
    let answered = Call::get("/api/v1/charts").by(token).send(address).map_err(|lost| lost.to_string())?;
    let data = answered.data()?;
    Ok(data["items"].as_array().into_iter().flatten().map(|chart| chart["id"].to_string()).collect())
}

/// A connection that has been answered once and is kept.
fn idle(address: SocketAddr) -> Result<TcpStream, String> {
    let mut stream = TcpStream::connect(address).map_err(|error| error.to_string())?;
    stream.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n").map_err(|error| error.to_string())?;
    let answered = answer(&mut stream, Stopwatch::start()).map_err(|lost| lost.to_string())?;
    if answered.status == 200 { Ok(stream) } else { Err(answered.to_string()) }
}

fn closed(mut stream: TcpStream) -> Result<(), String> {
    stream.set_read_timeout(Some(LONGEST)).map_err(|error| error.to_string())?;
    match stream.read(&mut [0; 16]) {
        Ok(0) => Ok(()),
        other => Err(format!("an idle connection was to be closed: {other:?}")),
    }
}

fn refused(address: SocketAddr) -> Result<(), String> {
    let refused = || matches!(Call::get("/livez").send(address), Err(Lost::Refused));
    patience::until(REFUSED_WITHIN, "new connections are refused", refused).map(drop)
}
