//! Draws aspects as lines across the middle. Knows their natures; looks for none.

use super::{Line, palette::Palette, pen::Pen, plan::Plan};
use crate::AspectKind;

/// Opacity of an aspect at the limit of its orb; an exact one has 1.
pub(super) const FAINTEST: f64 = 0.65;

/// Width of a line at the limit of its orb, and how much wider an exact one is.
const WIDTH: (f64, f64) = (1.1, 0.9);

pub(super) fn draw(pen: &mut Pen, plan: &Plan, palette: &Palette, aspects: &[Line]) {
    for aspect in aspects {
        // What is no number is not exact.
        let exactness = if aspect.exactness > 0.0 { aspect.exactness.min(1.0) } else { 0.0 };
        let (colour, dashed) = look(palette, aspect.kind);
        pen.put("<path stroke=\"").put(colour);
        pen.put("\" stroke-width=\"").number(WIDTH.0 + WIDTH.1 * exactness);
        pen.put("\" stroke-opacity=\"").number(FAINTEST + (1.0 - FAINTEST) * exactness);
        pen.put(if dashed { "\" stroke-dasharray=\"5 4.5\" d=\"" } else { "\" d=\"" });
        pen.segment(plan.at(aspect.from.degrees(), plan.core), plan.at(aspect.to.degrees(), plan.core))
            .stop();
    }
}

/// Colour, and whether dashed.
fn look(palette: &Palette, kind: AspectKind) -> (&'static str, bool) {
    match kind {
        AspectKind::Conjunction => (palette.conjunction, false),
        AspectKind::Square | AspectKind::Opposition => (palette.hard, false),
        AspectKind::Sextile | AspectKind::Trine => (palette.soft, false),
        AspectKind::SemiSextile
        | AspectKind::SemiSquare
        | AspectKind::Quintile
        | AspectKind::SesquiSquare
        | AspectKind::BiQuintile
        | AspectKind::Quincunx => (palette.minor, true),
    }
}
