//! The wheel: a chart as a picture, one ring or two, in standalone SVG.
//!
//! What a browser, a printer or a mail gets to see, so that it needs nothing but itself. The rules:
//!
//! 1. Every sign, digit and letter is a path of our own drawing; no typeface, no script, nothing from elsewhere.
//! 2. The ascendant is on the left and the zodiac goes round against the clock. Without an ascendant the first cusp
//!    is on the left, without houses 0° Aries.
//! 3. Marks stand where the points are. Labels are moved along the circle as little as it takes for them not to
//!    touch, keep their order, and are tied to their marks.
//! 4. What is read has a contrast of at least 4.5 to 1 with what is behind it, and every line at least 3 to 1.
//! 5. The same wheel gives the same bytes.
//!
//! Title and description come from people and are escaped. This room knows no sky, no orbs and no meaning: longitudes
//! in, picture out.
//!
//! ```
//! use chart::Longitude;
//! use chart::wheel::{Glyph, Mark, Ring, Theme, Wheel};
//!
//! let sun = Mark { glyph: Glyph::Sun, longitude: Longitude::new(123.4)?, retrograde: false };
//! let wheel = Wheel {
//!     title: "Ann & Bob",
//!     desc: "Sun in Leo",
//!     theme: Theme::Light,
//!     inner: Ring { points: &[sun] },
//!     outer: None,
//!     cusps: None,
//!     ascendant: None,
//!     midheaven: None,
//!     aspects: &[],
//! };
//! assert!(wheel.svg().contains("<title>Ann &amp; Bob</title>"));
//! # Ok::<(), chart::Error>(())
//! ```

use palette::Palette;
use pen::Pen;
use plan::Plan;

use crate::{AspectKind, Cusps, Longitude};

mod axes;
mod glyph;
mod houses;
mod letters;
mod lines;
mod palette;
mod pen;
mod plan;
#[cfg(feature = "png")]
mod png;
mod points;
mod spread;
mod zodiac;

pub use glyph::Glyph;
#[cfg(feature = "png")]
pub use png::{Error, WIDTHS};

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Wheel<'a> {
    /// Its name, as people and screen readers see it; any text.
    pub title: &'a str,
    /// What it shows, in words; any text.
    pub desc: &'a str,
    /// Its colours.
    pub theme: Theme,
    /// The chart, next to the houses: that of a birth, in most cases.
    pub inner: Ring<'a>,
    /// A second chart around the first: transits, or another person.
    pub outer: Option<Ring<'a>>,
    /// Houses; none if the time is unknown.
    pub cusps: Option<&'a Cusps>,
    /// Where the ascendant is; none if the time is unknown.
    pub ascendant: Option<Longitude>,
    /// Where the midheaven is; none if the time is unknown.
    pub midheaven: Option<Longitude>,
    /// Lines across the middle, the first lowest.
    pub aspects: &'a [Line],
}

/// The colours of a wheel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// Dark on light; for print too.
    #[default]
    Light,
    /// Light on dark.
    Dark,
    /// As the viewer's device prefers; light where it says nothing, and in a PNG.
    Auto,
}

/// The points of one chart.
#[derive(Clone, Copy, Debug)]
pub struct Ring<'a> {
    /// In any order; among points at one longitude the first given comes first in the order of the signs. Up to 40
    /// have labels of full size.
    pub points: &'a [Mark],
}

/// A point of a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// What it is drawn as.
    pub glyph: Glyph,
    /// Where it is.
    pub longitude: Longitude,
    /// Whether it moves backwards.
    pub retrograde: bool,
}

/// An aspect as a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// One point.
    pub from: Longitude,
    /// The other.
    pub to: Longitude,
    /// Which aspect: sets the colour, and whether it is dashed.
    pub kind: AspectKind,
    /// How exact: 1 is exact, 0 at the limit of its orb. Sets opacity and width; what is outside is moved inside.
    pub exactness: f64,
}

impl Wheel<'_> {
    /// The picture: one `svg` element, square, without a size of its own.
    #[must_use]
    pub fn svg(&self) -> String {
        let palette = Palette::of(self.theme);
        let plan = Plan::of(self);
        let mut pen = Pen::new();
        self.open(&mut pen, palette);
        zodiac::draw(&mut pen, &plan, palette);
        if let Some(cusps) = self.cusps {
            houses::draw(&mut pen, &plan, palette, cusps);
        }
        lines::draw(&mut pen, &plan, palette, self.aspects);
        axes::draw(&mut pen, &plan, palette, self.ascendant, self.midheaven);
        if let (Some(outer), Some(band)) = (&self.outer, &plan.outer) {
            points::draw(&mut pen, &plan, palette, band, outer, palette.guest);
        }
        points::draw(&mut pen, &plan, palette, &plan.inner, &self.inner, palette.ink);
        pen.put("</svg>\n");
        pen.done()
    }

    fn open(&self, pen: &mut Pen, palette: &Palette) {
        pen.put("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-520 -520 1040 1040\" role=\"img\"");
        pen.put(" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\n<title>");
        pen.escaped(self.title).put("</title>\n<desc>").escaped(self.desc).put("</desc>\n");
        if self.theme == Theme::Auto {
            palette::follow_device(pen);
        }
        pen.put("<rect x=\"-520\" y=\"-520\" width=\"1040\" height=\"1040\" fill=\"");
        pen.put(palette.paper).put("\"/>\n");
    }
}

#[cfg(test)]
mod tests;
