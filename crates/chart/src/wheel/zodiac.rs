//! Draws the sign band and the scale of degrees. Knows no points and no houses.

use super::{glyph, glyph::Glyph, palette::Palette, pen::Pen, plan::Plan};
use crate::Sign;

/// Size of a sign's glyph in the band, beside that of a point's.
const SIGN_SCALE: f64 = 1.25;

/// Lengths of the ticks at each degree, each five, each ten.
const TICKS: [(f64, f64); 3] = [(4.5, 0.7), (7.5, 0.9), (10.5, 1.1)];

pub(super) fn draw(pen: &mut Pen, plan: &Plan, palette: &Palette) {
    let (rim, edge) = plan.zodiac;
    sectors(pen, plan, palette);
    ticks(pen, plan, palette);
    pen.path(palette.hairline, 1.0);
    for start in (0_u32..360).step_by(30).map(f64::from) {
        pen.segment(plan.at(start, rim), plan.at(start, edge));
    }
    pen.stop();
    pen.circle(palette.hairline, 1.4, rim).circle(palette.hairline, 1.2, edge);
    for band in plan.outer.iter().chain([&plan.inner]) {
        pen.circle(palette.hairline, 1.0, band.floor);
    }
    signs(pen, plan, palette);
}

/// Aries is of fire, Taurus of earth, Gemini of air, Cancer of water, and so on round.
fn sectors(pen: &mut Pen, plan: &Plan, palette: &Palette) {
    let (rim, edge) = plan.zodiac;
    for (element, tint) in (0_u32..).zip(&palette.elements) {
        pen.put("<path fill=\"").put(tint.surface).put("\" d=\"");
        for start in (element * 30..360).step_by(120).map(f64::from) {
            pen.put("M").spot(plan.at(start, rim));
            pen.put("A").number(rim).put(" ").number(rim).put(" 0 0 0 ").spot(plan.at(start + 30.0, rim));
            pen.put("L").spot(plan.at(start + 30.0, edge));
            pen.put("A")
                .number(edge)
                .put(" ")
                .number(edge)
                .put(" 0 0 1 ")
                .spot(plan.at(start, edge))
                .put("Z");
        }
        pen.stop();
    }
}

fn signs(pen: &mut Pen, plan: &Plan, palette: &Palette) {
    let middle = f64::midpoint(plan.zodiac.0, plan.zodiac.1);
    for (number, sign) in (0_u32..).zip(Sign::ALL) {
        let tint = &palette.elements[number as usize % 4];
        let spot = plan.at(f64::from(number) * 30.0 + 15.0, middle);
        pen.put("<path stroke=\"").put(tint.ink).put("\" stroke-width=\"").number(glyph::WEIGHT).put("\"");
        pen.placed(spot, SIGN_SCALE).put(" d=\"").put(Glyph::Sign(sign).shape()).stop();
    }
}

fn ticks(pen: &mut Pen, plan: &Plan, palette: &Palette) {
    let edge = plan.zodiac.1;
    for (kind, (length, width)) in TICKS.into_iter().enumerate() {
        pen.path(palette.hairline, width);
        for degree in 0_u32..360 {
            let finest = usize::from(degree % 5 == 0) + usize::from(degree % 10 == 0);
            if finest == kind {
                let degree = f64::from(degree);
                pen.segment(plan.at(degree, edge), plan.at(degree, edge - length));
            }
        }
        pen.stop();
    }
}
