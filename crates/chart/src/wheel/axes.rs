//! Draws the two axes and names their ends. Knows where they are, not how they come about.

use super::{
    letters,
    palette::Palette,
    pen::{Pen, Spot},
    plan::Plan,
    points::{degrees, minutes},
    spread::spread,
};
use crate::{Longitude, SignPosition};

/// Width of an axis.
const WIDTH: f64 = 2.2;

/// From the rim of the zodiac: how far an axis reaches, and where its names are.
const REACH: (f64, f64) = (9.0, 38.0);

/// Heights of a name and of the degree below it.
const HEIGHT: (f64, f64) = (14.0, 10.0);

/// Stroke width of a name, in units of letters.
const BOLD: f64 = 1.7;

/// An end of an axis.
struct End {
    name: &'static str,
    /// In degrees.
    at: f64,
    /// Degrees and minutes in the sign; empty for the far ends.
    written: String,
}

pub(super) fn draw(
    pen: &mut Pen,
    plan: &Plan,
    palette: &Palette,
    ascendant: Option<Longitude>,
    midheaven: Option<Longitude>,
) {
    let ends: Vec<End> = [("AC", "DC", ascendant), ("MC", "IC", midheaven)]
        .into_iter()
        .filter_map(|(near, far, longitude)| longitude.map(|longitude| (near, far, longitude)))
        .flat_map(|(near, far, longitude)| {
            let position = SignPosition::of(longitude);
            let at = longitude.degrees();
            let written = degrees(position) + &minutes(position);
            [
                End { name: near, at, written },
                End { name: far, at: (at + 180.0) % 360.0, written: String::new() },
            ]
        })
        .collect();
    let (rim, edge) = plan.zodiac;
    pen.path(palette.ink, WIDTH);
    for end in &ends {
        pen.segment(plan.at(end.at, plan.houses.0), plan.at(end.at, edge));
        pen.segment(plan.at(end.at, rim), plan.at(end.at, rim + REACH.0));
    }
    pen.stop();
    names(pen, plan, palette, &ends);
}

fn names(pen: &mut Pen, plan: &Plan, palette: &Palette, ends: &[End]) {
    let wanted: Vec<f64> = ends.iter().map(|end| end.at).collect();
    let places = name_places(plan, &wanted);
    for (end, spot) in ends.iter().zip(places) {
        let lift = if end.written.is_empty() { 0.0 } else { 8.5 };
        pen.group(palette.ink, BOLD);
        letters::write(pen, end.name, Spot { y: spot.y - lift, ..spot }, HEIGHT.0);
        pen.end();
        if !end.written.is_empty() {
            pen.group(palette.ink, letters::WEIGHT);
            letters::write(pen, &end.written, Spot { y: spot.y + lift + 2.0, ..spot }, HEIGHT.1);
            pen.end();
        }
    }
}

/// Where names stand that want to be at `wanted`: beside each other if two axes nearly meet.
pub(super) fn name_places(plan: &Plan, wanted: &[f64]) -> Vec<Spot> {
    let radius = plan.zodiac.0 + REACH.1;
    let gap = 2.0 * (name_size().0.hypot(name_size().1) / 2.0 / radius).asin().to_degrees();
    spread(wanted, gap).into_iter().map(|place| plan.at(place, radius)).collect()
}

/// Width and height of the box about a name and its degree.
pub(super) fn name_size() -> (f64, f64) {
    let (width, _) = letters::size("00°00′", HEIGHT.1);
    (width, 36.0)
}
