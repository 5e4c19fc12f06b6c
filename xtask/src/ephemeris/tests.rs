//! The tool on a kernel of its own making: two circles and a straight line, written as a DAF/SPK file.

use super::{
    fit::fit,
    pack::{Track, pack},
    position,
    spk::{KM_PER_AU, Kernel},
};
use ::ephemeris::table::{OBLIQUITY_OF_TABLE, Orbit, Table};
use std::{env, f64::consts::TAU, fs, path::PathBuf, process};

const J2000: f64 = 2_451_545.0;
const RECORD_DAYS: f64 = 50.0;
const RECORDS: u32 = 4;

/// A segment of straight motion: `start` and `speed` in au and au a day, along the three axes.
fn line(start: [f64; 3], speed: [f64; 3]) -> Vec<f64> {
    let (half, mut words) = (RECORD_DAYS * 43_200.0, Vec::new());
    for record in 0..RECORDS {
        let middle = RECORD_DAYS * (f64::from(record) + 0.5);
        words.extend([middle * 86_400.0, half]);
        for axis in 0..3 {
            words.extend(
                [start[axis] + speed[axis] * middle, speed[axis] * RECORD_DAYS / 2.0]
                    .map(|au| au * KM_PER_AU),
            );
        }
    }
    words.extend([0.0, RECORD_DAYS * 86_400.0, 8.0, f64::from(RECORDS)]);
    words
}

/// A DAF/SPK file of segments `(target, center, words)`.
fn kernel_bytes(segments: &[(i32, i32, Vec<f64>)]) -> Vec<u8> {
    let mut file = vec![0; 1024];
    file[..8].copy_from_slice(b"DAF/SPK ");
    file[76..80].copy_from_slice(&2_i32.to_le_bytes());
    file[88..96].copy_from_slice(b"LTL-IEEE");
    let mut first = 3 * 128 + 1;
    let mut summaries: Vec<u8> = [0.0, 0.0, f64::from(u32::try_from(segments.len()).unwrap())]
        .iter()
        .flat_map(|n: &f64| n.to_le_bytes())
        .collect();
    for (target, center, words) in segments {
        let last = first + i32::try_from(words.len()).unwrap() - 1;
        summaries.extend([0.0_f64, 0.0].iter().flat_map(|n| n.to_le_bytes()));
        summaries.extend([*target, *center, 1, 2, first, last].iter().flat_map(|n| n.to_le_bytes()));
        first = last + 1;
    }
    summaries.resize(1024, 0);
    file.extend(summaries);
    file.resize(3 * 1024, 0);
    file.extend(segments.iter().flat_map(|(.., words)| words).flat_map(|n| n.to_le_bytes()));
    file
}

fn opened(name: &str, bytes: &[u8]) -> Result<Kernel, String> {
    let path: PathBuf = env::temp_dir().join(format!("mainstay-kernel-{}-{name}.bsp", process::id()));
    fs::write(&path, bytes).map_err(|e| e.to_string())?;
    let kernel = Kernel::open(&path);
    fs::remove_file(&path).map_err(|e| e.to_string())?;
    kernel
}

#[test]
fn kernel_is_read_and_turned_to_the_ecliptic() {
    let segments = [
        (1, 0, line([0.1, 0.2, 0.3], [0.01, 0.0, -0.02])),
        (10, 0, line([0.01, 0.0, 0.0], [0.0, 0.001, 0.0])),
    ];
    let kernel = opened("lines", &kernel_bytes(&segments)).unwrap();
    let found = kernel.position(1, 0, J2000 + 120.0).unwrap();
    let expected = [1.3, 0.2, -2.1];
    assert!((0..3).all(|n| (found[n] - expected[n]).abs() < 1e-12), "{found:?}");
    // Mercury from the Sun, turned about the first axis by the obliquity.
    let found = position(&kernel, Orbit::Mercury, J2000 + 120.0).unwrap();
    let (sin, cos) = (OBLIQUITY_OF_TABLE / 3600.0).to_radians().sin_cos();
    let expected = [1.29, cos * 0.08 - sin * 2.1, -cos * 2.1 - sin * 0.08];
    assert!((0..3).all(|n| (found[n] - expected[n]).abs() < 1e-12), "{found:?}");
    assert!(kernel.position(5, 0, J2000).is_err_and(|e| e.contains("no segment for 5")));
    assert!(kernel.position(1, 0, J2000 - 1.0).is_err_and(|e| e.contains("does not reach")));
    assert!(kernel.position(1, 0, J2000 + 201.0).is_err_and(|e| e.contains("does not reach")));
}

#[test]
fn other_files_are_refused() {
    let good = kernel_bytes(&[(1, 0, line([0.0; 3], [0.0; 3]))]);
    assert!(opened("text", b"no kernel").is_err_and(|e| e.contains("not a little-endian")));
    let mut other_type = good.clone();
    other_type[1024 + 24 + 16 + 12] = 3;
    assert!(opened("type", &other_type).is_err_and(|e| e.contains("type 3")));
    assert!(opened("short", &good[..3 * 1024]).is_err_and(|e| e.contains("outside")));
    assert!(opened("lost", &good[..1024]).is_err_and(|e| e.contains("outside")));
}

/// Circles of one to eleven thousandths of an au, packed and read back by the engine, are off by a few quanta.
#[test]
fn what_is_fitted_is_read_back() {
    let (start, end, quantum) = (J2000, J2000 + 1000.0, 1e-9);
    let circle = |radius: f64, day: f64| {
        let (sin, cos) = (TAU * (day - start) / 90.0).sin_cos();
        [radius * cos, radius * sin, -radius * 0.1 * sin]
    };
    let radius = |orbit: Orbit| 0.001 * f64::from(orbit as u8 + 1);
    let tracks: Vec<Track> = Orbit::ALL
        .into_iter()
        .map(|orbit| {
            let days = 30.0 + f64::from(orbit as u8);
            let fit = fit(start, end, days, quantum, |day| Ok(circle(radius(orbit), day))).unwrap();
            Track { orbit, budget_arcseconds: 0.5, fit }
        })
        .collect();
    let bytes = pack(&[7; 32], (start, end), &tracks);
    let table = Table::unpack(&bytes).unwrap();
    assert_eq!((table.kernel_sha256, table.span), ([7; 32], (start, end)));
    for orbit in Orbit::ALL {
        for step in 0..=500 {
            let day = start + 2.0 * f64::from(step);
            let (found, exact) = (table.state(orbit, day).0, circle(radius(orbit), day));
            let error = (0..3).map(|n| (found[n] - exact[n]).abs()).fold(0.0, f64::max);
            assert!(error < 6.0 * quantum, "{orbit:?} {day}: {error}");
        }
    }
    assert_eq!(bytes, pack(&[7; 32], (start, end), &tracks));
}
