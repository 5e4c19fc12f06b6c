//! Draws the points of a ring: marks where they are, and labels where there is room, tied by leaders. Knows no names.

use super::{
    Mark, Ring, glyph, letters,
    palette::Palette,
    pen::{Pen, Spot},
    plan::{Band, Plan, row_height, row_size},
    spread::spread,
};
use crate::SignPosition;

/// Between a label and a line that it interrupts.
const AIR: f64 = 3.0;

/// A leader is drawn in pieces of so many degrees at most: they pass for a curve.
const PIECE: f64 = 3.0;

/// A point and where its label is.
pub(super) struct Label<'a> {
    mark: &'a Mark,
    /// In degrees; less the longitude of the mark, it is how far the label was moved.
    pub(super) place: f64,
    /// The middles of glyph, degrees, minutes and retrograde mark.
    pub(super) rows: [Spot; 4],
}

/// The labels of a ring, and the scale they are drawn at.
pub(super) fn labels<'a>(plan: &Plan, band: &Band, ring: &Ring<'a>) -> (f64, Vec<Label<'a>>) {
    let scale = band.scale_for(ring.points.len());
    let wanted: Vec<f64> = ring.points.iter().map(|mark| mark.longitude.degrees()).collect();
    let label = |(mark, place)| Label { mark, place, rows: band.rows.map(|radius| plan.at(place, radius)) };
    (scale, ring.points.iter().zip(spread(&wanted, band.gap(scale))).map(label).collect())
}

pub(super) fn draw(pen: &mut Pen, plan: &Plan, palette: &Palette, band: &Band, ring: &Ring, ink: &str) {
    let (scale, labels) = labels(plan, band, ring);
    clear(pen, palette, &labels, scale);
    leaders(pen, plan, palette, band, &labels);
    marks(pen, plan, band, &labels, ink);
    pen.group(ink, glyph::WEIGHT);
    for Label { mark, rows, .. } in &labels {
        pen.put("<path").placed(rows[0], row_height(0, scale)).put(" d=\"").put(mark.glyph.shape()).stop();
    }
    pen.end().group(ink, letters::WEIGHT);
    for Label { mark, rows, .. } in &labels {
        let position = SignPosition::of(mark.longitude);
        letters::write(pen, &degrees(position), rows[1], row_height(1, scale));
    }
    pen.end().group(palette.house.ink, letters::WEIGHT);
    for Label { mark, rows, .. } in &labels {
        let position = SignPosition::of(mark.longitude);
        letters::write(pen, &minutes(position), rows[2], row_height(2, scale));
    }
    pen.end().group(palette.retrograde, letters::WEIGHT);
    for Label { rows, .. } in labels.iter().filter(|label| label.mark.retrograde) {
        letters::write(pen, "℞", rows[3], row_height(3, scale));
    }
    pen.end();
}

/// Interrupts cusps and axes from a label's glyph to its last row: a line that comes near gives way altogether.
fn clear(pen: &mut Pen, palette: &Palette, labels: &[Label], scale: f64) {
    let widest = row_size(0, scale).0.max(row_size(1, scale).0);
    pen.path(palette.paper, widest + AIR);
    for label in labels {
        pen.segment(label.rows[0], label.rows[2]);
    }
    pen.stop().path(palette.paper, row_size(3, scale).1 + AIR);
    for label in labels.iter().filter(|label| label.mark.retrograde) {
        pen.segment(label.rows[2], label.rows[3]);
    }
    pen.stop();
}

/// From mark to label, turning evenly on the way in, so that leaders do not cross however far labels are moved.
fn leaders(pen: &mut Pen, plan: &Plan, palette: &Palette, band: &Band, labels: &[Label]) {
    pen.path(palette.hairline, 1.0);
    for label in labels {
        let from = label.mark.longitude.degrees();
        let moved = label.place - from;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "up to 61")]
        let pieces = (moved.abs() / PIECE) as u32 + 1;
        pen.put("M").spot(plan.at(from, band.mark));
        for piece in 1..=pieces {
            let part = f64::from(piece) / f64::from(pieces);
            pen.put("L").spot(plan.at(from + part * moved, band.mark + part * (band.elbow - band.mark)));
        }
    }
    pen.stop();
}

/// A stroke on the scale of degrees and a dot where aspects end.
fn marks(pen: &mut Pen, plan: &Plan, band: &Band, labels: &[Label], ink: &str) {
    pen.path(ink, 1.8);
    for label in labels {
        let degrees = label.mark.longitude.degrees();
        pen.segment(plan.at(degrees, band.rim), plan.at(degrees, band.mark));
    }
    pen.stop().path(ink, 4.6);
    for label in labels {
        pen.put("M").spot(plan.at(label.mark.longitude.degrees(), plan.core)).put("h0");
    }
    pen.stop();
}

/// Whole degrees in the sign; the minute is not rounded up, for a position to read as in its sign.
pub(super) fn degrees(position: SignPosition) -> String {
    format!("{}°", position.degrees)
}

/// Whole minutes, in two digits.
pub(super) fn minutes(position: SignPosition) -> String {
    format!("{:02}′", position.minutes)
}
