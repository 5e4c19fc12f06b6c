//! The binary as a process, on its private cluster: killed, stopped, pestered, and told nonsense. The failure programme in
//! short; `cargo xtask crash` runs it at length.

use std::{path::Path, time::Duration};

use siege::{
    Site, crash, drain, leaks, odd, outage,
    slow::{self, Deadlines},
};

const DEADLINES: Deadlines =
    Deadlines { head: Duration::from_secs(1), body: Duration::from_secs(1), write: Duration::from_secs(1) };
const DRAIN: Duration = Duration::from_secs(5);
const PLACES: usize = 32;

#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
fn site() -> Site {
    Site::new(Path::new(env!("CARGO_BIN_EXE_mainstay"))).unwrap()
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let site = site();
    let plan = crash::Plan { seed: 20, points: 3, customers: 4 };
    crash::run(&site, plan, |_| {}).unwrap();
    let mut server = site.start(crash::READY_WITHIN).unwrap();
    outage::run(&mut server, 20, 1, 4).unwrap();
    server.stop(Duration::from_secs(20)).unwrap();
}

#[test]
fn slow_and_odd_clients_hold_nobody_up() {
    let site = site()
        .with("server.head_seconds", "1")
        .with("gate.body_seconds", "1")
        .with("server.write_seconds", "1")
        .with("server.connections", &PLACES.to_string());
    let server = site.start(crash::FIRST_START).unwrap();
    odd::run(server.address(), DEADLINES.head).unwrap();
    slow::run(server.address(), DEADLINES).unwrap();
    slow::crowd_out(server.address(), PLACES, DEADLINES).unwrap();
    server.stop(Duration::from_secs(20)).unwrap();
}

#[test]
fn sigterm_answers_what_is_in_flight() {
    let site = site().with("server.drain_seconds", "5");
    let server = site.start(crash::FIRST_START).unwrap();
    drain::graceful(&site, server, DRAIN).unwrap();
    drain::straggler(site.start(crash::READY_WITHIN).unwrap(), DRAIN).unwrap();
}

#[test]
fn nothing_leaks_and_one_server_owns_a_state_folder() {
    let site = site();
    let mut server = site.start(crash::FIRST_START).unwrap();
    let planted = leaks::plant(&server).unwrap();
    leaks::modes(&site.state()).unwrap();

    let second = site.run(&["serve"], "", Duration::from_secs(10)).unwrap();
    assert!(!second.status.success());
    let last = second.said.lines().last().unwrap();
    let folder = site.state().join("postgres").display().to_string();
    assert!(last.starts_with("mainstay: ") && last.contains(&folder) && last.contains("process"), "{last}");
    assert!(server.lives(), "the first one goes on");

    // What goes wrong on the way is told too: it must not tell too much.
    outage::run(&mut server, 4, 1, 2).unwrap();
    server.stop(Duration::from_secs(20)).unwrap();
    leaks::search(&site, &planted).unwrap();
}

#[test]
fn an_unknown_key_stops_the_start_and_is_named() {
    for (key, value) in [("server.lisen", "127.0.0.1:0"), ("sever.listen", "127.0.0.1:0")] {
        let ended = site().with(key, value).run(&["serve"], "", Duration::from_secs(10)).unwrap();
        assert!(!ended.status.success());
        let wrong = key.split('.').find(|word| ["lisen", "sever"].contains(word)).unwrap();
        let line = ended.said.trim();
        assert!(
            line.starts_with("mainstay: configuration: ") && line.contains(&format!("`{wrong}`")),
            "{line}"
        );
        assert_eq!(line.lines().count(), 1, "{line}");
        assert!(!line.contains(value), "a value may be a secret: {line}");
    }
}
