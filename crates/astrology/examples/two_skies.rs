//! Draws charts of two skies, light and dark, as SVG and PNG into the folder given: to be looked at. Prints their readings.
//! Refuses to judge them: that is for eyes and ears.

use std::{env, error::Error, fs, path::Path};

use astrology::rules::{
    Request, draw,
    interpretation::factors,
    wheel::{Picture, Theme},
};
use chart::compose::{Focus, Options, compose};

/// Width of the PNGs, in pixels.
const WIDTH: u32 = 1_040;

const CHARTS: [(&str, &str); 5] = [
    (
        "transits",
        r#"{"kind":"transits","birth":{"date":"1987-03-14","time":"05:47","place":{"latitude":48.2083,"longitude":16.3731,"time_zone":"Europe/Vienna"}},
            "moment":{"date":"2026-11-22","time":"12:00","place":{"latitude":48.2083,"longitude":16.3731,"time_zone":"Europe/Vienna"}}}"#,
    ),
    (
        "synastry",
        r#"{"kind":"synastry","birth":{"date":"1907-07-06","time":"08:30","place":{"latitude":19.35,"longitude":-99.16,"time_zone":"America/Mexico_City"}},
            "other":{"date":"1886-12-08","time":"12:00","place":{"latitude":21.02,"longitude":-101.26,"time_zone":"America/Mexico_City"}}}"#,
    ),
    (
        "transits-no-times",
        r#"{"kind":"transits","birth":{"date":"1990-06-21","place":{"latitude":48.2083,"longitude":16.3731,"time_zone":"Europe/Vienna"}},
            "moment":{"date":"2020-01-12","place":{"latitude":0,"longitude":0,"time_zone":"UTC"}}}"#,
    ),
    (
        "synastry-other-no-time",
        r#"{"kind":"synastry","birth":{"date":"1962-02-05","time":"06:00","place":{"latitude":40.7,"longitude":-74.0,"time_zone":"America/New_York"}},
            "other":{"date":"1962-02-04","place":{"latitude":51.5,"longitude":0,"time_zone":"Europe/London"}}}"#,
    ),
    (
        "transits-dense",
        r#"{"kind":"transits","birth":{"date":"1962-02-05","time":"06:00","place":{"latitude":40.7,"longitude":-74.0,"time_zone":"America/New_York"}},
            "moment":{"date":"2020-01-12","time":"23:59","place":{"latitude":40.7,"longitude":-74.0,"time_zone":"America/New_York"}},"settings":{"aspects":"all"}}"#,
    ),
];

#[expect(clippy::print_stdout, reason = "printing is what it is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("the folder to write to")?;
    let focus = env::args().nth(2).unwrap_or_default();
    let focus = Focus::ALL.into_iter().find(|known| known.name() == focus).unwrap_or_default();
    fs::create_dir_all(&folder)?;
    for (name, body) in CHARTS {
        let reading = draw(&serde_json::from_str::<Request>(body)?)?;
        let picture = Picture::of(&reading, None)?;
        for (theme, shade) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            let path = Path::new(&folder).join(format!("{name}-{shade}"));
            fs::write(path.with_extension("svg"), picture.svg(theme))?;
            fs::write(path.with_extension("png"), picture.png(theme, WIDTH)?)?;
        }
        let words = compose(&factors(&reading), &Options { focus, ..Options::default() }).to_string();
        println!("== {name} ({} words)\n\n{words}\n", words.split_whitespace().count());
    }
    Ok(())
}
