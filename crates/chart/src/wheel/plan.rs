//! Where everything goes: which longitude is on the left, and the radii of the rings. Draws nothing.

use super::{Wheel, glyph, letters, pen::Spot};
use crate::Longitude;

/// Radii of a wheel, from its rim inwards, and how it is turned.
pub(super) struct Plan {
    /// Longitude at nine o'clock, in degrees.
    left: f64,
    /// The sign band: rim and inner edge.
    pub(super) zodiac: (f64, f64),
    /// The second chart.
    pub(super) outer: Option<Band>,
    /// The first.
    pub(super) inner: Band,
    /// The ring of house numbers, rim and inner edge; without houses both are the inner band's floor.
    pub(super) houses: (f64, f64),
    /// The circle on which aspects end.
    pub(super) core: f64,
}

/// The band of one chart, from outside inwards: marks, leaders, labels.
pub(super) struct Band {
    /// The circle on which the points stand.
    pub(super) rim: f64,
    /// How far their marks reach.
    pub(super) mark: f64,
    /// Where leaders end and labels begin.
    pub(super) elbow: f64,
    /// The middles of glyph, degrees, minutes and retrograde mark.
    pub(super) rows: [f64; 4],
    /// Where labels end.
    pub(super) floor: f64,
    /// Size of what is written, 1 in a wheel of one ring.
    pub(super) scale: f64,
}

/// Heights of glyph, degrees, minutes and retrograde mark at scale 1, strokes of letters not counted.
const HEIGHTS: [f64; 4] = [28.0, 14.0, 11.5, 9.5];

/// From the circle within houses and labels to that on which aspects end.
const CORE: f64 = 6.0;

/// The widest text of each row but the first.
const WIDEST: [&str; 4] = ["", "00°", "00′", "℞"];

impl Plan {
    pub(super) fn of(wheel: &Wheel) -> Self {
        let first_cusp = wheel.cusps.map(|cusps| cusps.longitudes()[0]);
        let left = wheel.ascendant.or(first_cusp).map_or(0.0, Longitude::degrees);
        let mut plan = if wheel.outer.is_some() { Self::two_rings(left) } else { Self::one_ring(left) };
        if wheel.cusps.is_none() {
            plan.houses = (plan.inner.floor, plan.inner.floor);
        }
        plan.core = plan.houses.1 - CORE;
        plan
    }

    fn one_ring(left: f64) -> Self {
        let inner = Band {
            rim: 392.0,
            mark: 379.0,
            elbow: 362.0,
            rows: [341.0, 305.0, 276.5, 257.5],
            floor: 250.0,
            scale: 1.0,
        };
        Self { left, zodiac: (446.0, 392.0), outer: None, inner, houses: (250.0, 226.0), core: 0.0 }
    }

    fn two_rings(left: f64) -> Self {
        let outer = Band {
            rim: 404.0,
            mark: 393.0,
            elbow: 379.0,
            rows: [362.5, 333.0, 309.5, 294.0],
            floor: 288.0,
            scale: 0.82,
        };
        let inner = Band {
            rim: 288.0,
            mark: 278.0,
            elbow: 265.0,
            rows: [248.5, 219.0, 195.5, 180.0],
            floor: 174.0,
            scale: 0.82,
        };
        Self { left, zodiac: (450.0, 404.0), outer: Some(outer), inner, houses: (174.0, 153.0), core: 0.0 }
    }

    /// The place of a longitude, in degrees, at a distance from the middle.
    pub(super) fn at(&self, degrees: f64, radius: f64) -> Spot {
        let (sin, cos) = (degrees - self.left).to_radians().sin_cos();
        Spot { x: -radius * cos, y: radius * sin }
    }
}

impl Band {
    /// Scale at which labels of so many points have room all round: that of the band unless there are very many.
    pub(super) fn scale_for(&self, points: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "counts of points")]
        let room = 360.0 / points.max(1) as f64 / self.gap(self.scale);
        self.scale * room.min(1.0)
    }

    /// Degrees between two labels at which they cannot touch, wherever on the circle they are: at which the circles
    /// around the boxes of any of their rows do not.
    pub(super) fn gap(&self, scale: f64) -> f64 {
        let reach = |row: usize| {
            let (width, height) = row_size(row, scale);
            width.hypot(height) / 2.0
        };
        let mut gap = 0.0_f64;
        for (a, from) in self.rows.into_iter().enumerate() {
            for (b, to) in self.rows.into_iter().enumerate().skip(a) {
                // Chord between two radii at an angle, solved for the angle.
                let across = (reach(a) + reach(b)).powi(2) - (from - to).powi(2);
                let sine = (across.max(0.0) / (4.0 * from * to)).sqrt();
                gap = gap.max(2.0 * sine.min(1.0).asin().to_degrees());
            }
        }
        gap
    }
}

/// Width and height of the box of a row of a label.
pub(super) fn row_size(row: usize, scale: f64) -> (f64, f64) {
    if row == 0 {
        (HEIGHTS[0] * scale, HEIGHTS[0] * scale)
    } else {
        letters::size(WIDEST[row], HEIGHTS[row] * scale)
    }
}

/// How high a row's letters are, their stroke not counted; how many times as large as designed its glyph.
pub(super) fn row_height(row: usize, scale: f64) -> f64 {
    if row == 0 { HEIGHTS[0] * scale / glyph::SIZE } else { HEIGHTS[row] * scale }
}
