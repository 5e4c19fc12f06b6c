//! Prints five readings of real births, to be read aloud: `cargo run -p chart --example readings [focus] [tone]`.
//! Refuses to judge them: that is for ears.

#[path = "../tests/compose/sky.rs"]
#[expect(dead_code, reason = "the trials use more of it")]
mod sky;

use chart::compose::{Focus, Options, Tone, compose};

/// Name, seconds of Unix time, and place if the hour is known.
type Birth = (&'static str, f64, Option<(f64, f64)>);

const BIRTHS: [Birth; 5] = [
    ("London, 10 December 1815, 13:00", -4_861_767_600.0, Some((51.51, -0.13))),
    ("Ulm, 14 March 1879, 11:30", -2_865_670_800.0, Some((48.40, 10.0))),
    ("Coyoacan, 6 July 1907, 08:30", -1_971_682_200.0, Some((19.35, -99.16))),
    ("Vienna, 21 June 1990, 04:15", 645_934_500.0, Some((48.21, 16.37))),
    ("1 January 2001, hour unknown", 978_350_400.0, None),
];

#[expect(clippy::print_stdout, reason = "printing is what it is for")]
fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let focus = Focus::ALL.into_iter().find(|focus| asked.iter().any(|word| word == focus.name()));
    let tone = Tone::ALL.into_iter().find(|tone| asked.iter().any(|word| word == tone.name()));
    let options =
        Options { focus: focus.unwrap_or_default(), tone: tone.unwrap_or_default(), ..Options::default() };
    for (name, seconds, place) in BIRTHS {
        let Some(factors) = sky::at(seconds, place) else { continue };
        let reading = compose(&factors, &options).to_string();
        println!("== {name} ({} words)\n\n{reading}\n", reading.split_whitespace().count());
    }
}
