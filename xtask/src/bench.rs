//! `cargo xtask bench`: what a request costs beyond the statements that it runs, how that grows with the data, and what the
//! computation of a chart costs alone. `cargo xtask bench swiss` compares that with the Swiss Ephemeris C library, `cargo xtask bench gate` the gate with and without
//! detection, `cargo xtask bench waf` the gate with nginx, `ModSecurity` and the OWASP core rule set.
//!
//! 1. Mainstay and bare axum routes (`crates/server/examples/bare_axum.rs`) serve from one PostgreSQL, in which they run
//!    the same statements in the same transactions: its log is compared before anything is measured.
//! 2. They take turns, so that whatever else the machine does meets both. What is compared is the CPU time of the server
//!    process for each request; the figure is the median of the pairs' ratios.
//! 3. The load comes from this process over loopback, on connections that stay open.

mod cpu;
mod gate;
mod load;
mod options;
mod people;
mod place;
mod report;
mod statements;
mod swiss;
mod waf;

use std::process::Command;

use crate::{child::Children, root, say};
use load::Shot;
use options::Options;
use people::People;
use place::Place;
use report::{Cost, Growth, Pair};

const READ_ME: Shot = Shot { name: "GET /users/me", admin: false, weight: 1, bytes: people::read_me };
const MAKE_CHART: Shot = Shot { name: "POST /charts", admin: false, weight: 2, bytes: people::make_chart };
const LIST_CHARTS: Shot = Shot { name: "GET /charts", admin: false, weight: 2, bytes: people::list_charts };
const DASHBOARD: Shot =
    Shot { name: "GET /analytics/dashboard", admin: true, weight: 20, bytes: people::dashboard };

/// What is compared with the bare routes.
const COMPARED: [Shot; 2] = [READ_ME, MAKE_CHART];

/// What is measured again with ten times the data; last what adds to it.
const GROWING: [Shot; 4] = [READ_ME, LIST_CHARTS, DASHBOARD, MAKE_CHART];

/// Ten times the data.
const TIMES: usize = 10;

/// Builds both servers and measures them.
///
/// # Errors
/// When something does not start, answers otherwise than it should, or runs other statements.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    match args.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        Some(("swiss", rest)) => return swiss::run(rest),
        Some(("gate", rest)) => return gate::run(rest),
        Some(("waf", rest)) => return waf::run(rest),
        _ => {}
    }
    let options = Options::parse(args)?;
    let children = Children::guard()?;
    if options.build {
        build(&children)?;
    }
    measure(&options)?;
    if options.natal {
        say("\n## The natal computation alone\n");
        children.run(Command::new("cargo").current_dir(root()).args([
            "bench",
            "--quiet",
            "-p",
            "ephemeris",
        ]))?;
    }
    Ok(())
}

/// One after the other: together the server would be built with the features of its tests.
fn build(children: &Children) -> Result<(), String> {
    say("Building the release binary and the bare routes (a few minutes the first time)");
    [["--bin", "mainstay"], ["--example", "bare_axum"]].iter().try_for_each(|what| build_one(children, what))
}

fn build_one(children: &Children, what: &[&str]) -> Result<(), String> {
    let mut build = Command::new("cargo");
    build.current_dir(root()).args(["build", "--release", "--quiet", "-p", "server"]).args(what);
    children.run(&mut build)
}

fn measure(options: &Options) -> Result<(), String> {
    let place = Place::start(&[])?.with_bare()?;
    let mut people = People::first(&place, options)?;
    people.grow_to(&place, options.users)?;
    for shot in &COMPARED {
        let count = statements::compare(&place, shot, &people)?;
        say(&format!("{}: {count} statements, the same in both", shot.name));
    }
    let before = GROWING.iter().map(|shot| grown(&place, shot, &people, options));
    let before = before.collect::<Result<Vec<_>, _>>()?;
    people.grow_to(&place, options.users * TIMES)?;
    report::growth_head(options.users, TIMES);
    for (shot, small) in GROWING.iter().zip(before) {
        let large = grown(&place, shot, &people, options)?;
        report::growth(shot.name, &Growth { small, large });
    }
    report::compared_head(options);
    for shot in &COMPARED {
        report::compared(shot.name, &compare(&place, shot, &people, options)?);
    }
    Ok(())
}

/// Takes turns, after a turn of each that does not count.
fn compare(place: &Place, shot: &Shot, people: &People, options: &Options) -> Result<Vec<Pair>, String> {
    let turn = |of| place.turn(of, shot, people, options.requests);
    let pair = || Ok(Pair { ours: turn(&place.mainstay)?, bare: turn(place.bare()?)? });
    let warm: Result<Pair, String> = pair();
    warm?;
    (0..options.pairs).map(|_| pair()).collect()
}

/// The median turn of three, after one that does not count.
fn grown(place: &Place, shot: &Shot, people: &People, options: &Options) -> Result<Cost, String> {
    let turn = || place.turn(&place.mainstay, shot, people, options.requests / 4 / shot.weight);
    turn()?;
    let mut turns = vec![turn()?, turn()?, turn()?];
    turns.sort_by(|a, b| a.server.total_cmp(&b.server));
    Ok(turns.swap_remove(1))
}
