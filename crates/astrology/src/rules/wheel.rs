//! A reading as a picture: which points stand on which ring, and what the picture is called. How it is drawn is `chart`'s.

use std::fmt::Write;

pub use chart::wheel::Theme;
use chart::{
    AspectKind, Cusps, Longitude,
    wheel::{Glyph, Line, Mark, Ring, Wheel},
};

use super::{
    Reading, Refusal,
    aspect::{ASCENDANT, Aspect, MIDHEAVEN},
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
    marks: Vec<Mark>,
    lines: Vec<Line>,
    cusps: Option<Cusps>,
    ascendant: Option<Longitude>,
    midheaven: Option<Longitude>,
}

impl Picture {
    /// Of a reading, under its owner's name for it.
    ///
    /// # Errors
    /// [`Refusal::Engine`] if the reading holds what is no angle.
    pub fn of(reading: &Reading, name: Option<&str>) -> Result<Self, Refusal> {
        let marks = GLYPHS.iter().filter_map(|(body, glyph)| {
            let point = reading.points.iter().find(|point| point.body == *body)?;
            let mark = |longitude| Mark { glyph: *glyph, longitude, retrograde: point.retrograde };
            Some(Longitude::new(point.position.longitude).map(mark))
        });
        let angle = |degrees: f64| Longitude::new(degrees);
        let angles = reading.angles.as_ref();
        let cusps = reading.houses.as_ref().and_then(|houses| {
            let cusps: Vec<f64> = houses.cusps.iter().map(|cusp| cusp.longitude).collect();
            Cusps::new(cusps.try_into().ok()?).ok()
        });
        Ok(Self {
            title: name.unwrap_or("Birth chart").to_owned(),
            desc: describe(reading),
            marks: marks.collect::<Result<_, _>>()?,
            lines: reading.aspects.iter().filter_map(|aspect| line(reading, aspect)).collect(),
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
            inner: Ring { points: &self.marks },
            outer: None,
            cusps: self.cusps.as_ref(),
            ascendant: self.ascendant,
            midheaven: self.midheaven,
            aspects: &self.lines,
        }
    }
}

/// For whoever hears the picture instead of seeing it.
fn describe(reading: &Reading) -> String {
    let mut text = String::new();
    for point in &reading.points {
        if GLYPHS.iter().any(|(body, _)| *body == point.body) {
            let house = point.house.map_or_else(String::new, |house| format!(" in house {house}"));
            let _ = write!(text, "{} {}{house}; ", point.body.replace('_', " "), point.position.degree.text);
        }
    }
    match &reading.angles {
        Some(angles) => {
            let _ = write!(
                text,
                "ascendant {}, midheaven {}.",
                angles.ascendant.degree.text, angles.midheaven.degree.text
            );
        }
        None => text.push_str("without ascendant and houses."),
    }
    text
}

/// An aspect between two drawn bodies, brighter the more exact it is. Those with an angle would crowd the middle.
fn line(reading: &Reading, aspect: &Aspect) -> Option<Line> {
    let drawn = |name: &str| GLYPHS.iter().any(|(body, _)| *body == name);
    if [aspect.a, aspect.b].iter().any(|name| [ASCENDANT, MIDHEAVEN].contains(name) || !drawn(name)) {
        return None;
    }
    let at = |name: &str| {
        let point = reading.points.iter().find(|point| point.body == name)?;
        Longitude::new(point.position.longitude).ok()
    };
    let kind = AspectKind::ALL.into_iter().find(|kind| kind.name() == aspect.kind)?;
    Some(Line {
        from: at(aspect.a)?,
        to: at(aspect.b)?,
        kind,
        exactness: (1.0 - aspect.orb / aspect.orb_allowed).clamp(0.0, 1.0),
    })
}
