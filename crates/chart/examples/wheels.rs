//! Ten wheels of different shapes, to be looked at: each light and dark, as SVG and PNG, into the folder given.
//!
//! Refuses to know the sky: positions are made up to be difficult.

use std::{env, error::Error, fs, path::Path};

use chart::wheel::{Glyph, Line, Mark, Ring, Theme, Wheel};
use chart::{AspectKind, Cusps, Longitude};

/// Width of the PNGs, in pixels.
const WIDTH: u32 = 1_040;

const POINTS: [Glyph; 16] = [
    Glyph::Sun,
    Glyph::Moon,
    Glyph::Mercury,
    Glyph::Venus,
    Glyph::Mars,
    Glyph::Jupiter,
    Glyph::Saturn,
    Glyph::Uranus,
    Glyph::Neptune,
    Glyph::Pluto,
    Glyph::NorthNode,
    Glyph::SouthNode,
    Glyph::Lilith,
    Glyph::Chiron,
    Glyph::Fortune,
    Glyph::Spirit,
];

/// A chart: longitudes of the points in their order, negative if retrograde.
struct Chart {
    name: &'static str,
    inner: Vec<f64>,
    outer: Vec<f64>,
    cusps: Option<[f64; 12]>,
    axes: Option<(f64, f64)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("the folder to write to")?;
    fs::create_dir_all(&folder)?;
    charts().iter().try_for_each(|chart| write(Path::new(&folder), chart))
}

fn write(folder: &Path, chart: &Chart) -> Result<(), Box<dyn Error>> {
    let (inner, outer) = (marks(&chart.inner)?, marks(&chart.outer)?);
    let cusps = chart.cusps.map(Cusps::new).transpose()?;
    let across: &[Mark] = if outer.is_empty() { &inner } else { &outer };
    let aspects = lines(&inner, across);
    let longitude = |degrees: f64| Longitude::new(degrees);
    for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let wheel = Wheel {
            title: chart.name,
            desc: "A made-up chart",
            theme,
            inner: Ring { points: &inner },
            outer: (!outer.is_empty()).then_some(Ring { points: &outer }),
            cusps: cusps.as_ref(),
            ascendant: chart.axes.map(|(ascendant, _)| longitude(ascendant)).transpose()?,
            midheaven: chart.axes.map(|(_, midheaven)| longitude(midheaven)).transpose()?,
            aspects: &aspects,
        };
        let path = folder.join(format!("{}-{suffix}", chart.name));
        fs::write(path.with_extension("svg"), wheel.svg())?;
        fs::write(path.with_extension("png"), wheel.png(WIDTH)?)?;
    }
    Ok(())
}

fn marks(longitudes: &[f64]) -> Result<Vec<Mark>, chart::Error> {
    let mark = |(glyph, degrees): (Glyph, &f64)| {
        Ok(Mark { glyph, longitude: Longitude::new(degrees.abs())?, retrograde: *degrees < 0.0 })
    };
    POINTS.into_iter().chain(Glyph::ALL.into_iter().skip(18)).zip(longitudes).map(mark).collect()
}

/// Aspects of each of the first ten with each that follows, or with each of another ring.
fn lines(inner: &[Mark], across: &[Mark]) -> Vec<Line> {
    let one_ring = std::ptr::eq(inner, across);
    let mut lines = Vec::new();
    for (i, a) in inner.iter().take(10).enumerate() {
        for b in across.iter().take(10).skip(if one_ring { i + 1 } else { 0 }) {
            lines.extend(AspectKind::ALL.into_iter().filter_map(|kind| line(a, b, kind, one_ring)));
        }
    }
    lines.sort_by(|a, b| a.exactness.total_cmp(&b.exactness));
    lines
}

/// Wide orbs for major aspects within a chart, narrow ones across two, none for minor ones across two.
fn line(a: &Mark, b: &Mark, kind: AspectKind, one_ring: bool) -> Option<Line> {
    let orb = match (AspectKind::MAJOR.contains(&kind), one_ring) {
        (true, true) => 7.0,
        (true, false) => 3.0,
        (false, true) => 1.5,
        (false, false) => return None,
    };
    let off = (a.longitude.shorter_arc_to(b.longitude).abs() - kind.angle()).abs();
    let line = Line { from: a.longitude, to: b.longitude, kind, exactness: 1.0 - off / orb };
    (off <= orb).then_some(line)
}

/// Cusps of quadrants that are divided evenly.
fn quadrants(ascendant: f64, midheaven: f64) -> [f64; 12] {
    let lower = (midheaven + 180.0 - ascendant).rem_euclid(360.0);
    let mut cusps = [0.0; 12];
    for i in 0_u8..6 {
        let third = f64::from(i % 3) / 3.0;
        let from_ascendant = if i < 3 { third * lower } else { lower + third * (180.0 - lower) };
        cusps[usize::from(i)] = ascendant + from_ascendant;
        cusps[usize::from(i) + 6] = ascendant + from_ascendant + 180.0;
    }
    cusps
}

fn charts() -> Vec<Chart> {
    let natal = vec![
        61.3, 203.75, -77.9, 32.48, 141.2, 265.05, -308.6, 352.9, -12.3, 317.77, 96.1, 276.1, 182.4, 28.9,
        168.3, 239.0,
    ];
    let sky = vec![254.2, 14.6, -240.1, 281.9, 262.4, 100.9, 352.1, -59.3, 359.8, 302.6];
    let bundle: Vec<f64> = (0_u8..12).map(|i| 214.0 + f64::from(i) * 3.4).collect();
    let stellium = vec![301.2, 303.9, -305.1, 307.7, 309.0, 311.4, 120.3, 44.8, 318.2, -190.5, 75.2, 255.2];
    let one_place: Vec<f64> = (0_u8..20).map(|i| 187.0 + f64::from(i) * 0.05).collect();
    let spread: Vec<f64> = (0_u8..12).map(|i| 11.0 + f64::from(i) * 30.2).collect();
    let polar = [98.0, 99.6, 101.5, 104.0, 219.0, 251.0, 278.0, 279.6, 281.5, 284.0, 39.0, 71.0];
    let chart = |name, inner: &[f64], outer: &[f64], axes: Option<(f64, f64)>| Chart {
        name,
        inner: inner.to_vec(),
        outer: outer.to_vec(),
        cusps: axes.map(|(ascendant, midheaven)| quadrants(ascendant, midheaven)),
        axes,
    };
    vec![
        chart("01-natal", &natal[..13], &[], Some((192.6, 104.9))),
        chart("02-sixteen", &natal, &[], Some((24.3, 283.1))),
        chart("03-stellium", &stellium, &[], Some((287.7, 221.4))),
        chart("04-spread", &spread, &[], Some((133.0, 30.5))),
        chart("05-bundle", &bundle, &[], Some((228.8, 155.2))),
        Chart { cusps: Some(polar), ..chart("06-polar", &natal[..12], &[], Some((98.0, 284.0))) },
        chart("07-no-time", &natal[..12], &[], None),
        chart("08-transits", &natal[..12], &sky, Some((192.6, 104.9))),
        chart("09-synastry", &stellium, &natal, Some((287.7, 221.4))),
        chart("10-one-place", &one_place, &[], Some((100.4, 3.9))),
    ]
}
