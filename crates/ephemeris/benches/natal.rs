//! How long a natal chart's sky takes on one thread, and its parts.
//!
//! Refuses to know about charts: aspects, drawing and words are measured where they are made.

use divan::{Bencher, black_box};
use ephemeris::{Body, FIRST_DAY, HouseSystem, LAST_DAY, Position, Site, Sky, Ut1};

fn main() {
    divan::main();
}

/// Sun to Pluto and both nodes.
const NATAL: [Body; 12] = [
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

/// Charts in a sample: enough to visit the whole table.
const CHARTS: usize = 10_000;

/// Moments and places without order, the same at every run.
#[expect(clippy::cast_precision_loss, reason = "31 bits fit")]
fn births() -> Vec<(Ut1, Site)> {
    let mut state = 20_261_122_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1_u64 << 31) as f64
    };
    (0..CHARTS)
        .filter_map(|_| {
            let day = FIRST_DAY + 2.0 + next() * (LAST_DAY - FIRST_DAY - 4.0);
            let site = Site::new(next() * 132.0 - 66.0, next() * 360.0 - 180.0).ok()?;
            Some((Ut1::from_julian_day(day), site))
        })
        .collect()
}

/// Runs `work` on one birth after the other.
fn each<T>(bencher: Bencher, work: impl Fn(Ut1, Site) -> T) {
    let births = births();
    // The table is unpacked before the watch starts.
    black_box(work(births[0].0, births[0].1));
    let mut turn = births.iter().cycle();
    bencher.bench_local(|| turn.next().map(|(ut, site)| work(*ut, *site)));
}

/// Twelve points with speeds, angles and Placidus houses at random moments: one natal chart.
#[divan::bench(sample_count = 500, sample_size = 200)]
fn natal(bencher: Bencher) {
    each(bencher, |ut, site| {
        let sky = Sky::at(ut.tt()).ok()?;
        let positions: [Position; 12] = NATAL.map(|body| sky.position(body));
        let angles = sky.angles(ut, site);
        Some((positions, angles, angles.houses(HouseSystem::Placidus)))
    });
}

/// What all bodies of a moment share: Earth, Sun, Moon, precession, nutation.
#[divan::bench(sample_count = 500, sample_size = 200)]
fn shared(bencher: Bencher) {
    each(bencher, |ut, _| Sky::at(ut.tt()));
}

/// Shared work and one planet: a step of a search for an exact transit.
#[divan::bench(sample_count = 500, sample_size = 200)]
fn one_planet(bencher: Bencher) {
    each(bencher, |ut, _| Sky::at(ut.tt()).map(|sky| sky.position(Body::Mars)));
}

/// Angles and Placidus houses alone.
#[divan::bench(sample_count = 500, sample_size = 200)]
fn houses(bencher: Bencher) {
    let Ok(sky) = Sky::at(Ut1::from_julian_day(2_451_545.0).tt()) else { return };
    each(bencher, |ut, site| sky.angles(ut, site).houses(HouseSystem::Placidus));
}
