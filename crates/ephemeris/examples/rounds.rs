//! Natal charts, timed from inside: one of the two sides that `cargo xtask bench swiss` compares. The other computes
//! the same in C: Sun to Pluto, mean and true node with speeds, angles and Placidus houses, each from universal time.
//!
//! Its argument is a file with a line for each birth: Julian day (UT), latitude, longitude, and a delta T that it does
//! not need. Told `round` on its standard input, it answers the nanoseconds of CPU that all births took; told `charts`,
//! `table`, and then for each birth 12 longitudes, 12 speeds and 12 cusps. Refuses to know what the other side finds.

use std::{
    env, fs,
    hint::black_box,
    io::{self, BufRead, Write},
};

use ephemeris::{Body, HouseSystem, Position, Site, Sky, Ut1};
use nix::time::{ClockId, clock_gettime};

const BODIES: [Body; 12] = [
    Body::Sun,
    Body::Moon,
    Body::Mercury,
    Body::Venus,
    Body::Mars,
    Body::Jupiter,
    Body::Saturn,
    Body::Uranus,
    Body::Neptune,
    Body::Pluto,
    Body::MeanNode,
    Body::TrueNode,
];

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let path = env::args().nth(1).ok_or("usage: rounds BIRTHS")?;
    let births = fs::read_to_string(path)?.lines().map(birth).collect::<Result<Vec<_>>>()?;
    let mut out = io::BufWriter::new(io::stdout());
    for line in io::stdin().lock().lines() {
        if line? == "round" {
            writeln!(out, "{}", round(&births)?)?;
        } else {
            writeln!(out, "table")?;
            births.iter().try_for_each(|(ut, site)| write_chart(&mut out, *ut, *site))?;
        }
        out.flush()?;
    }
    Ok(())
}

fn birth(line: &str) -> Result<(Ut1, Site)> {
    let numbers: Vec<f64> = line.split(' ').map(str::parse).collect::<std::result::Result<_, _>>()?;
    let [day, latitude, longitude, _delta_t] = numbers[..] else { return Err("not four numbers".into()) };
    Ok((Ut1::from_julian_day(day), Site::new(latitude, longitude)?))
}

fn chart(ut: Ut1, site: Site) -> Result<([Position; 12], [f64; 12])> {
    let sky = Sky::at(ut.tt())?;
    Ok((BODIES.map(|body| sky.position(body)), sky.angles(ut, site).houses(HouseSystem::Placidus).cusps))
}

fn round(births: &[(Ut1, Site)]) -> Result<i128> {
    let from = cpu()?;
    for (ut, site) in births {
        black_box(chart(*ut, *site)?);
    }
    Ok(cpu()? - from)
}

/// Nanoseconds of CPU that this process has used.
fn cpu() -> Result<i128> {
    let used = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?;
    Ok(i128::from(used.tv_sec()) * 1_000_000_000 + i128::from(used.tv_nsec()))
}

fn write_chart(out: &mut impl Write, ut: Ut1, site: Site) -> Result<()> {
    let (positions, cusps) = chart(ut, site)?;
    let longitudes = positions.iter().map(|position| position.longitude);
    let speeds = positions.iter().map(|position| position.speed_longitude);
    longitudes.chain(speeds).chain(cusps).try_for_each(|number| write!(out, "{number:.9} "))?;
    Ok(writeln!(out)?)
}
