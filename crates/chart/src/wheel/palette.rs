//! Colours, by what they are for. Knows light and dark; draws nothing.
//!
//! The contrast of each pair that meets in a wheel is computed in a test, lines at their faintest included.

use super::{Theme, pen::Pen};

/// The colours of a theme, as `#rrggbb`.
pub(super) struct Palette {
    /// Behind everything.
    pub(super) paper: &'static str,
    /// Points of the inner ring, axes and their names.
    pub(super) ink: &'static str,
    /// Points of the outer ring.
    pub(super) guest: &'static str,
    /// Points that go backwards.
    pub(super) retrograde: &'static str,
    /// Circles, ticks, cusps and leaders.
    pub(super) hairline: &'static str,
    /// The ring of house numbers, and the numbers; minutes too.
    pub(super) house: Tint,
    /// Signs of fire, earth, air and water.
    pub(super) elements: [Tint; 4],
    /// Lines of square and opposition.
    pub(super) hard: &'static str,
    /// Lines of trine and sextile.
    pub(super) soft: &'static str,
    /// Lines of conjunction.
    pub(super) conjunction: &'static str,
    /// Lines of the others.
    pub(super) minor: &'static str,
}

/// A surface and what is drawn on it.
pub(super) struct Tint {
    pub(super) surface: &'static str,
    pub(super) ink: &'static str,
}

impl Palette {
    pub(super) fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light | Theme::Auto => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// All of them, in one order.
    fn colours(&self) -> [&'static str; 19] {
        let [fire, earth, air, water] = &self.elements;
        [
            self.paper,
            self.ink,
            self.guest,
            self.retrograde,
            self.hairline,
            self.house.surface,
            self.house.ink,
            fire.surface,
            fire.ink,
            earth.surface,
            earth.ink,
            air.surface,
            air.ink,
            water.surface,
            water.ink,
            self.hard,
            self.soft,
            self.conjunction,
            self.minor,
        ]
    }
}

/// Says that on a device that prefers dark, each light colour is its dark one.
pub(super) fn follow_device(pen: &mut Pen) {
    pen.put("<style>@media(prefers-color-scheme:dark){");
    for (light, dark) in LIGHT.colours().into_iter().zip(DARK.colours()) {
        for property in ["fill", "stroke"] {
            pen.put("[").put(property).put("=\"").put(light).put("\"]{");
            pen.put(property).put(":").put(dark).put("}");
        }
    }
    pen.put("}</style>\n");
}

const LIGHT: Palette = Palette {
    paper: "#fdfcf9",
    ink: "#22252f",
    guest: "#5a3e94",
    retrograde: "#b02a20",
    hairline: "#7f818b",
    house: Tint { surface: "#f4f2ec", ink: "#5d606c" },
    elements: [
        Tint { surface: "#f9e8e1", ink: "#a23a20" },
        Tint { surface: "#ebf0e0", ink: "#4d651f" },
        Tint { surface: "#faf2dc", ink: "#7c5a04" },
        Tint { surface: "#e5eef6", ink: "#1f5a8c" },
    ],
    hard: "#a31618",
    soft: "#154ba3",
    conjunction: "#5f4900",
    minor: "#17643f",
};

const DARK: Palette = Palette {
    paper: "#12151c",
    ink: "#ebe8df",
    guest: "#c2a9f7",
    retrograde: "#ff8f82",
    hairline: "#767b8a",
    house: Tint { surface: "#1a1e27", ink: "#a3a8b6" },
    elements: [
        Tint { surface: "#35201e", ink: "#f3967d" },
        Tint { surface: "#222b1c", ink: "#a8c46e" },
        Tint { surface: "#312916", ink: "#e2bd5e" },
        Tint { surface: "#172938", ink: "#82baec" },
    ],
    hard: "#ff7a70",
    soft: "#74aeff",
    conjunction: "#e6c25a",
    minor: "#66cf9b",
};

/// Whether a colour is one of a palette's.
#[cfg(test)]
pub(super) fn has(colour: &str) -> bool {
    [LIGHT, DARK].iter().any(|palette| palette.colours().contains(&colour))
}

#[cfg(test)]
mod tests {
    use super::{super::lines::FAINTEST, *};

    /// Red, green and blue, 0 to 1, still with gamma.
    fn channels(colour: &str) -> [f64; 3] {
        assert!(colour.len() == 7 && colour.starts_with('#'), "{colour}");
        [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0)
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(channels: [f64; 3]) -> f64 {
        let linear =
            channels.map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn over(front: [f64; 3], opacity: f64, behind: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|i| front[i] * opacity + behind[i] * (1.0 - opacity))
    }

    #[test]
    fn the_measure_of_contrast_is_that_of_the_standard() {
        assert!((contrast(channels("#ffffff"), channels("#000000")) - 21.0).abs() < 1e-9);
        assert!((contrast(channels("#777777"), channels("#ffffff")) - 4.478).abs() < 1e-3);
    }

    #[test]
    fn what_is_read_stands_out_from_what_is_behind_it() {
        for palette in [&LIGHT, &DARK] {
            let mut read =
                vec![(palette.house.ink, palette.house.surface), (palette.house.ink, palette.paper)];
            read.extend([palette.ink, palette.guest, palette.retrograde].map(|ink| (ink, palette.paper)));
            read.extend(palette.elements.each_ref().map(|tint| (tint.ink, tint.surface)));
            for (ink, surface) in read {
                let contrast = contrast(channels(ink), channels(surface));
                assert!(contrast >= 4.5, "{ink} on {surface}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn the_faintest_line_can_be_seen() {
        for palette in [&LIGHT, &DARK] {
            let surfaces = palette.elements.each_ref().map(|tint| tint.surface);
            let mut lines = vec![(palette.hairline, 1.0, palette.paper)];
            lines.push((palette.hairline, 1.0, palette.house.surface));
            lines.extend(surfaces.map(|surface| (palette.hairline, 1.0, surface)));
            let natures = [palette.hard, palette.soft, palette.conjunction, palette.minor];
            lines.extend(natures.map(|line| (line, FAINTEST, palette.paper)));
            for (line, opacity, paper) in lines {
                let paper = channels(paper);
                let contrast = contrast(over(channels(line), opacity, paper), paper);
                assert!(contrast >= 3.0, "{line} at {opacity}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn each_light_colour_has_one_dark_one() {
        let light = LIGHT.colours();
        for (i, colour) in light.iter().enumerate() {
            assert!(!light[..i].contains(colour), "{colour} twice");
        }
    }
}
