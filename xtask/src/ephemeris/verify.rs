//! Measures an unpacked table against the kernel it came from: for every segment of every orbit, how far apart the two
//! put the body as seen from the centre of the Earth.
//!
//! Refuses to know how the table was made: it reads the packed bytes through the engine's own reader.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts of thousands"
)]

use super::{position, spk::Kernel};
use ::ephemeris::table::{Orbit, Table};
use std::{f64::consts::PI, fmt::Write as _};

/// Mass of the Earth over that of the Moon, DE440.
const EARTH_OVER_MOON: f64 = 81.300_568_221_497_22;
/// Where in a segment errors are looked for: the turning points of the Chebyshev polynomial of this order, ends included.
const POINTS: usize = 12;

/// What was found.
pub(crate) struct Report {
    /// One line an orbit.
    pub(crate) text: String,
    /// Whether every orbit keeps its budget.
    pub(crate) within_budget: bool,
}

/// Looks at every segment.
pub(crate) fn report(kernel: &Kernel, table: &Table, bytes: usize) -> Result<Report, String> {
    let mut text = format!("kernel sha256 {}\ntable {bytes} bytes\n", hex(&kernel.sha256));
    let mut within_budget = true;
    let _ = writeln!(
        text,
        "{:10}{:>12}{:>14}{:>14}{:>12}",
        "orbit", "days", "worst arcsec", "worst au", "budget"
    );
    for orbit in Orbit::ALL {
        let (days, budget) = (table.segment_days(orbit), table.budget_arcseconds(orbit));
        let (mut arcseconds, mut distance) = (0.0_f64, 0.0_f64);
        let segments = ((table.span.1 - table.span.0) / days).ceil() as usize;
        for point in 0..segments * (POINTS + 1) {
            let x = (PI * (point % (POINTS + 1)) as f64 / POINTS as f64).cos();
            // Just inside the ends, so that it is this segment that answers.
            let day = table.span.0 + days * ((point / (POINTS + 1)) as f64 + 0.5 + 0.499_999_9 * x);
            if day > table.span.1 {
                continue;
            }
            let exact = geocentric(orbit, |o| position(kernel, o, day))?;
            let found = geocentric(orbit, |o| Ok(table.state(o, day).0))?;
            let apart = length(&minus(&exact, &found));
            arcseconds = arcseconds.max((apart / length(&exact)).to_degrees() * 3600.0);
            distance = distance.max(apart);
        }
        within_budget &= arcseconds <= budget;
        let name = format!("{orbit:?}");
        let _ = writeln!(text, "{name:10}{days:>12.0}{arcseconds:>14.5}{distance:>14.2e}{budget:>12}");
    }
    Ok(Report { text, within_budget })
}

/// Vector from the centre of the Earth to a body (for the barycentre of Earth and Moon: to the Sun).
fn geocentric(orbit: Orbit, of: impl Fn(Orbit) -> Result<[f64; 3], String>) -> Result<[f64; 3], String> {
    let moon = of(Orbit::Moon)?;
    if orbit == Orbit::Moon {
        return Ok(moon);
    }
    let about_the_sun = of(Orbit::EarthMoon)?;
    let earth = [0, 1, 2].map(|n| about_the_sun[n] - moon[n] / (1.0 + EARTH_OVER_MOON));
    Ok(match orbit {
        Orbit::EarthMoon => earth.map(|n| -n),
        // Nothing looks at the Sun from its own barycentre but the outer planets and aberration: Jupiter stands for them.
        Orbit::Sun => minus(&of(Orbit::Jupiter)?, &plus(&of(Orbit::Sun)?, &earth)),
        _ if orbit.naif().1 == 10 => minus(&of(orbit)?, &earth),
        _ => minus(&of(orbit)?, &plus(&of(Orbit::Sun)?, &earth)),
    })
}

fn plus(a: &[f64; 3], b: &[f64; 3]) -> [f64; 3] {
    [0, 1, 2].map(|n| a[n] + b[n])
}

fn minus(a: &[f64; 3], b: &[f64; 3]) -> [f64; 3] {
    [0, 1, 2].map(|n| a[n] - b[n])
}

fn length(a: &[f64; 3]) -> f64 {
    a.iter().map(|n| n * n).sum::<f64>().sqrt()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
