//! `cargo xtask bench swiss`: the natal computation against the Swiss Ephemeris C library, in one run.
//!
//! 1. Both sides are programs of ours that compute the same for the same births: twelve bodies with speeds, angles and
//!    Placidus houses. Each times its rounds itself, as CPU; rounds are taken in pairs, one of each.
//! 2. Before anything is measured both write their charts down, and it is an error when they differ by more than seconds of arc.
//! 3. Births come once by chance, as customers do, and once in order of dates, which spares the library to read its
//!    files anew.
//!
//! Caveat: the library is under the AGPL. It is fetched and compiled in the target folder and runs as a process of its
//! own: nothing of it is in this repository, nothing of ours is linked with it, and nothing that is shipped needs it.

mod agreement;
mod fetch;
mod side;

use std::{fmt::Write as _, fs, path::Path, process::Command};

use ephemeris::{Ut1, delta_t};

use super::report::{middle, sorted};
use crate::{child::Children, root, say, target};
use agreement::{Agreement, BY_FILES, BY_MOSHIER};
use side::Side;

/// What is measured.
struct Options {
    pairs: usize,
    births: usize,
}

/// A birth as both sides read it: Julian day (UT), latitude and longitude.
type Birth = [f64; 3];

const USAGE: &str = "usage: cargo xtask bench swiss [--pairs N] [--births N]";

/// The first days of 1800 and of 2200: the years of ours that one file of theirs covers.
const DAYS: [f64; 2] = [2_378_497.5, 2_524_594.5];

/// Houses of Placidus exist up to here.
const NORTHERNMOST: f64 = 66.0;

/// Fetches and builds the other side, then measures.
///
/// # Errors
/// When something cannot be had, with what is lacking, or the two sides do not agree.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let children = Children::guard()?;
    let folder = target().join("swiss");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let library = fetch::library(&children, &folder)?;
    let mut build = Command::new("cargo");
    build.args(["build", "--release", "--quiet", "-p", "ephemeris", "--example", "rounds"]);
    children.run(build.current_dir(root()))?;
    let mut births = by_chance(options.births);
    say("\n## The natal computation against the Swiss Ephemeris C library\n");
    say(&format!("{} pairs of rounds of {} births, CPU of one thread\n", options.pairs, options.births));
    say("| births by | times as fast (min..max) | Mainstay | Swiss Ephemeris | positions of theirs |");
    say("|---|---|---|---|---|");
    let agreement = compare("chance", &births, &options, &folder, &library, &children)?;
    births.sort_by(|a, b| a[0].total_cmp(&b[0]));
    compare("date", &births, &options, &folder, &library, &children)?;
    say(&format!("\nDifferences (median, 99 %, greatest): {agreement}."));
    Ok(())
}

fn parse(args: &[String]) -> Result<Options, String> {
    let mut options = Options { pairs: 15, births: 10_000 };
    let mut args = args.iter();
    while let Some(flag) = args.next() {
        let number = args.next().and_then(|value| value.parse().ok()).filter(|number| *number > 0);
        match flag.as_str() {
            "--pairs" => options.pairs = number.ok_or(USAGE)?,
            "--births" => options.births = number.ok_or(USAGE)?,
            _ => return Err(format!("there is no {flag}\n{USAGE}")),
        }
    }
    Ok(options)
}

/// Rounds in pairs, after one of each that does not count; a line of the table.
fn compare(
    order: &str,
    births: &[Birth],
    options: &Options,
    folder: &Path,
    library: &fetch::Library,
    children: &Children,
) -> Result<Agreement, String> {
    let list = folder.join(format!("by_{order}.txt"));
    fs::write(&list, written(births)).map_err(|error| format!("{}: {error}", list.display()))?;
    let mut ours = Side::start(Command::new(target().join("release/examples/rounds")).arg(&list))?;
    let mut theirs = Side::start(Command::new(&library.program).arg(&list).args(&library.files))?;
    let (our_charts, their_charts) = (ours.charts(births.len())?, theirs.charts(births.len())?);
    let allowed = if library.files.is_some() { BY_FILES } else { BY_MOSHIER };
    let agreement = Agreement::between(&our_charts, &their_charts, allowed)?;
    let mut pairs = Vec::new();
    for number in 0..=options.pairs {
        let pair = (ours.round(births.len())?, theirs.round(births.len())?);
        if children.is_interrupted() {
            return Err("interrupted".into());
        }
        if number > 0 {
            pairs.push(pair);
        }
    }
    say(&line(order, &pairs, theirs.source()));
    Ok(agreement)
}

fn line(order: &str, pairs: &[(f64, f64)], source: &str) -> String {
    let of = |figure: fn(&(f64, f64)) -> f64| sorted(pairs.iter().map(figure));
    let ratios = of(|(ours, theirs)| theirs / ours);
    let (least, most) = (ratios.first().unwrap_or(&0.0), ratios.last().unwrap_or(&0.0));
    let (ratio, ours, theirs) = (middle(&ratios), middle(&of(|pair| pair.0)), middle(&of(|pair| pair.1)));
    format!("| {order} | **{ratio:.1}** ({least:.1}..{most:.1}) | {ours:.2} us | {theirs:.1} us | {source} |")
}

/// Moments and places without order, the same at every run.
#[expect(clippy::cast_precision_loss, reason = "31 bits fit")]
fn by_chance(count: usize) -> Vec<Birth> {
    let mut state = 20_261_122_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1_u64 << 31) as f64
    };
    let mut birth = || {
        let [first, last] = DAYS;
        [first + next() * (last - first), (next() * 2.0 - 1.0) * NORTHERNMOST, next() * 360.0 - 180.0]
    };
    (0..count).map(|_| birth()).collect()
}

/// With our delta T, for the comparison of positions: models of it differ by what it will have been in 2200.
fn written(births: &[Birth]) -> String {
    births.iter().fold(String::new(), |mut text, [day, latitude, longitude]| {
        let delta_t = delta_t(Ut1::from_julian_day(*day));
        let _ = writeln!(text, "{day:.9} {latitude:.9} {longitude:.9} {delta_t:.9}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags() {
        let parse = |args: &[&str]| parse(&args.iter().map(ToString::to_string).collect::<Vec<_>>());
        let options = parse(&["--births", "9", "--pairs", "3"]).unwrap();
        assert_eq!((options.births, options.pairs), (9, 3));
        for bad in [&["--pairs"][..], &["--pairs", "0"], &["--births", "x"], &["--frobnicate"]] {
            assert!(parse(bad).err().unwrap().contains("usage:"), "{bad:?}");
        }
    }

    #[test]
    fn births_are_the_same_at_every_run_and_within_what_both_cover() {
        let births = by_chance(1_000);
        assert_eq!(births, by_chance(1_000));
        assert!(births.iter().all(|[day, latitude, longitude]| {
            (DAYS[0]..DAYS[1]).contains(day) && latitude.abs() <= 66.0 && longitude.abs() <= 180.0
        }));
        let text = written(&births);
        assert!(text.lines().all(|line| line.split(' ').count() == 4));
    }

    #[test]
    fn the_median_of_the_ratios_and_not_the_ratio_of_medians() {
        let line = line("date", &[(2.0, 20.0), (4.0, 28.0), (5.0, 45.0)], "files");
        assert_eq!(line, "| date | **9.0** (7.0..10.0) | 4.00 us | 28.0 us | files |");
    }
}
