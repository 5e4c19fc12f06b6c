//! Draws house cusps and numbers. Knows no house system.

use super::{letters, palette::Palette, pen::Pen, plan::Plan, spread::spread};
use crate::Cusps;

/// Height of a number, as a part of the width of its ring.
const HEIGHT: f64 = 0.48;

/// Between a number and a cusp that it interrupts.
const AIR: f64 = 6.0;

pub(super) fn draw(pen: &mut Pen, plan: &Plan, palette: &Palette, cusps: &Cusps) {
    let (outside, inside) = plan.houses;
    pen.circle(palette.house.surface, outside - inside, f64::midpoint(outside, inside));
    pen.circle(palette.hairline, 1.0, outside).circle(palette.hairline, 1.0, inside);
    pen.path(palette.hairline, 1.0);
    for cusp in cusps.longitudes() {
        pen.segment(plan.at(cusp.degrees(), plan.zodiac.1), plan.at(cusp.degrees(), inside));
    }
    pen.stop();
    numbers(pen, plan, palette, &number_places(plan, cusps));
}

/// Where the numbers stand, in degrees: in the middle of their houses, unless houses are too narrow for that.
pub(super) fn number_places(plan: &Plan, cusps: &Cusps) -> Vec<f64> {
    let starts = cusps.longitudes();
    let middle = |i: usize| starts[i].degrees() + starts[i].arc_to(starts[(i + 1) % 12]) / 2.0;
    let middles: Vec<f64> = (0..12).map(|i| middle(i).rem_euclid(360.0)).collect();
    let (width, height) = letters::size("10", number_height(plan));
    let radius = f64::midpoint(plan.houses.0, plan.houses.1);
    spread(&middles, 2.0 * (width.hypot(height) / 2.0 / radius).asin().to_degrees())
}

/// Height of a number, its stroke not counted.
pub(super) fn number_height(plan: &Plan) -> f64 {
    (plan.houses.0 - plan.houses.1) * HEIGHT
}

fn numbers(pen: &mut Pen, plan: &Plan, palette: &Palette, places: &[f64]) {
    let radius = f64::midpoint(plan.houses.0, plan.houses.1);
    // A cusp that a number had to be moved onto gives way to it.
    pen.path(palette.house.surface, number_height(plan) + AIR);
    for place in places {
        pen.put("M").spot(plan.at(*place, radius)).put("h0");
    }
    pen.stop().group(palette.house.ink, letters::WEIGHT);
    for (name, place) in NAMES.into_iter().zip(places) {
        letters::write(pen, name, plan.at(*place, radius), number_height(plan));
    }
    pen.end();
}

const NAMES: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
