//! A reading as a picture: which points stand on which ring, and what the picture is called. How it is drawn is `chart`'s,
//! what it says in words is `caption`'s.

pub use chart::wheel::Theme;
use chart::{
    AspectKind, Cusps, Longitude,
    wheel::{Glyph, Line, Mark, Ring, Wheel},
};

use super::{
    Reading, Refusal,
    aspect::Aspect,
    caption::{description, title},
    point::Point,
};

/// The glyph of each point that is drawn. The mean node and the true apogee would stand beside their likes.
const GLYPHS: [(&str, Glyph); 12] = [
    ("sun", Glyph::Sun),
    ("moon", Glyph::Moon),
    ("mercury", Glyph::Mercury),
    ("venus", Glyph::Venus),
    ("mars", Glyph::Mars),
    ("jupiter", Glyph::Jupiter),
    ("saturn", Glyph::Saturn),
    ("uranus", Glyph::Uranus),
    ("neptune", Glyph::Neptune),
    ("pluto", Glyph::Pluto),
    ("true_node", Glyph::NorthNode),
    ("mean_lilith", Glyph::Lilith),
];

/// What a wheel is made from, in the order in which it is told.
pub struct Picture {
    title: String,
    desc: String,
    inner: Vec<Mark>,
    outer: Option<Vec<Mark>>,
    lines: Vec<Line>,
    cusps: Option<Cusps>,
    ascendant: Option<Longitude>,
    midheaven: Option<Longitude>,
}

impl Picture {
    /// Of a reading, under its owner's name for it. With a second sky there are two rings, and the lines are the aspects
    /// between them.
    ///
    /// # Errors
    /// [`Refusal::Engine`] if the reading holds what is no angle.
    pub fn of(reading: &Reading, name: Option<&str>) -> Result<Self, Refusal> {
        let angle = |degrees: f64| Longitude::new(degrees);
        let angles = reading.angles.as_ref();
        let cusps = reading.houses.as_ref().and_then(|houses| {
            let cusps: Vec<f64> = houses.cusps.iter().map(|cusp| cusp.longitude).collect();
            Cusps::new(cusps.try_into().ok()?).ok()
        });
        let around = reading.outer.as_ref().map(|outer| outer.points.as_slice());
        let from = around.unwrap_or(&reading.points);
        let aspects = reading.between.as_ref().unwrap_or(&reading.aspects);
        Ok(Self {
            title: name.map_or_else(|| title(reading), str::to_owned),
            desc: description(reading),
            inner: marks(&reading.points)?,
            outer: around.map(marks).transpose()?,
            lines: aspects.iter().filter_map(|aspect| line(from, &reading.points, aspect)).collect(),
            cusps,
            ascendant: angles.map(|angles| angle(angles.ascendant.longitude)).transpose()?,
            midheaven: angles.map(|angles| angle(angles.midheaven.longitude)).transpose()?,
        })
    }

    /// As a standalone SVG.
    #[must_use]
    pub fn svg(&self, theme: Theme) -> String {
        self.wheel(theme).svg()
    }

    /// As PNG, so many pixels wide and high: 64 to 4096.
    ///
    /// # Errors
    /// Those of the renderer.
    pub fn png(&self, theme: Theme, width: u32) -> Result<Vec<u8>, chart::wheel::Error> {
        // Pixels cannot follow the reader's device.
        let theme = if theme == Theme::Auto { Theme::Light } else { theme };
        self.wheel(theme).png(width)
    }

    fn wheel(&self, theme: Theme) -> Wheel<'_> {
        Wheel {
            title: &self.title,
            desc: &self.desc,
            theme,
            inner: Ring { points: &self.inner },
            outer: self.outer.as_deref().map(|points| Ring { points }),
            cusps: self.cusps.as_ref(),
            ascendant: self.ascendant,
            midheaven: self.midheaven,
            aspects: &self.lines,
        }
    }
}

/// Whether a point has a glyph.
pub(super) fn drawn(name: &str) -> bool {
    GLYPHS.iter().any(|(body, _)| *body == name)
}

fn marks(points: &[Point]) -> Result<Vec<Mark>, Refusal> {
    let mark = |(body, glyph): &(&str, Glyph)| {
        let point = points.iter().find(|point| point.body == *body)?;
        let mark = |longitude| Mark { glyph: *glyph, longitude, retrograde: point.retrograde };
        Some(Longitude::new(point.position.longitude).map(mark))
    };
    Ok(GLYPHS.iter().filter_map(mark).collect::<Result<_, _>>()?)
}

/// An aspect between two drawn bodies, brighter the more exact it is. Those with an angle would crowd the middle.
fn line(from: &[Point], to: &[Point], aspect: &Aspect) -> Option<Line> {
    let at = |points: &[Point], name: &str| {
        let point = points.iter().find(|point| point.body == name && drawn(name))?;
        Longitude::new(point.position.longitude).ok()
    };
    let kind = AspectKind::ALL.into_iter().find(|kind| kind.name() == aspect.kind)?;
    Some(Line {
        from: at(from, aspect.a)?,
        to: at(to, aspect.b)?,
        kind,
        exactness: (1.0 - aspect.orb / aspect.orb_allowed).clamp(0.0, 1.0),
    })
}
