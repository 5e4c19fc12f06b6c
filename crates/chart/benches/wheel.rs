//! How long a wheel takes to draw. Refuses to know the sky: positions are made up.

use chart::wheel::{Glyph, Line, Mark, Ring, Theme, Wheel};
use chart::{AspectKind, Cusps, Longitude};
use divan::Bencher;

fn main() {
    divan::main();
}

/// Sun to Pluto, nodes, Lilith, Chiron.
fn marks(step: f64) -> Vec<Mark> {
    let mark = |(i, glyph): (u8, Glyph)| Mark {
        glyph,
        longitude: longitude(f64::from(i) * step),
        retrograde: i % 4 == 3,
    };
    (0..).zip(Glyph::ALL.into_iter().take(14)).map(mark).collect()
}

/// As at a middle latitude.
const CUSPS: [f64; 12] = [100.0, 121.3, 146.8, 181.4, 223.6, 257.2, 280.0, 301.3, 326.8, 1.4, 43.6, 77.2];

fn longitude(degrees: f64) -> Longitude {
    Longitude::new(degrees).unwrap_or_else(|error| panic!("{error}"))
}

fn with_wheel(outer: bool, step: f64, use_it: impl FnOnce(Wheel)) {
    let (inner, second) = (marks(step), marks(71.3));
    let cusps = Cusps::new(CUSPS).unwrap_or_else(|e| panic!("{e}"));
    let aspects: Vec<Line> = (0..25_usize)
        .map(|i| Line {
            from: inner[i % 14].longitude,
            to: inner[(i * 5 + 1) % 14].longitude,
            kind: AspectKind::ALL[i % 11],
            exactness: 0.5,
        })
        .collect();
    use_it(Wheel {
        title: "A name",
        desc: "A chart",
        theme: Theme::Light,
        inner: Ring { points: &inner },
        outer: outer.then_some(Ring { points: &second }),
        cusps: Some(&cusps),
        ascendant: Some(longitude(100.0)),
        midheaven: Some(longitude(1.4)),
        aspects: &aspects,
    });
}

#[divan::bench]
fn one_ring(bencher: Bencher) {
    with_wheel(false, 37.7, |wheel| bencher.bench_local(|| wheel.svg()));
}

#[divan::bench]
fn one_ring_at_one_place(bencher: Bencher) {
    with_wheel(false, 0.3, |wheel| bencher.bench_local(|| wheel.svg()));
}

#[divan::bench]
fn two_rings(bencher: Bencher) {
    with_wheel(true, 37.7, |wheel| bencher.bench_local(|| wheel.svg()));
}

#[cfg(feature = "png")]
#[divan::bench(sample_count = 10, sample_size = 1)]
fn two_rings_in_800_pixels(bencher: Bencher) {
    with_wheel(true, 37.7, |wheel| bencher.bench_local(|| wheel.png(800)));
}
