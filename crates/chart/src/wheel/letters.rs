//! Digits and the few letters a wheel needs, drawn with one stroke width. Knows their shapes and widths, not what
//! they say.
//!
//! A letter is ten units high, from -5 to 5, begins at the left at 0, and is path data relative to where it begins.

use super::pen::{Pen, Spot};

/// Between two letters, in units.
const GAP: f64 = 1.8;

/// Stroke width of plain text, in units.
pub(super) const WEIGHT: f64 = 1.3;

/// Height of a letter, in units, its stroke not counted.
const HEIGHT: f64 = 10.0;

/// Writes text with its middle at `spot`, `height` high without its stroke, as a path.
pub(super) fn write(pen: &mut Pen, text: &str, spot: Spot, height: f64) {
    pen.put("<path").placed(spot, height / HEIGHT).put(" d=\"");
    let mut left = -width(text) / 2.0;
    for letter in text.chars() {
        let (wide, shape) = shape(letter);
        pen.put("M").spot(Spot { x: left, y: 0.0 }).put(shape);
        left += wide + GAP;
    }
    pen.stop();
}

/// Width and height of the ink of text that is `height` high without its stroke.
pub(super) fn size(text: &str, height: f64) -> (f64, f64) {
    let scale = height / HEIGHT;
    ((width(text) + WEIGHT) * scale, height + WEIGHT * scale)
}

fn width(text: &str) -> f64 {
    text.chars().map(|letter| shape(letter).0 + GAP).sum::<f64>() - GAP
}

/// Width and path data; nothing for a letter that is not drawn.
fn shape(letter: char) -> (f64, &'static str) {
    match letter {
        '0' => (6.0, "m3-5c2 0 3 2 3 5c0 3-1 5-3 5c-2 0-3-2-3-5c0-3 1-5 3-5z"),
        '1' => (6.0, "m1.1-3.3l2.5-1.7v10"),
        '2' => (6.0, "m.3-2.5c.2-1.6 1.2-2.5 2.7-2.5c1.6 0 2.7 1 2.7 2.6c0 1.4-1 2.6-2.3 4l-3.2 3.4h5.8"),
        '3' => (6.0, THREE),
        '4' => (6.0, "m4.6 5v-10l-4.6 7.3h6"),
        '5' => (6.0, FIVE),
        '6' => (6.0, SIX),
        '7' => (6.0, "m.1-5h5.8l-3.9 10"),
        '8' => (6.0, EIGHT),
        '9' => (6.0, NINE),
        '°' => (2.8, "m2.8-3.6a1.4 1.4 0 1 1-2.8 0a1.4 1.4 0 1 1 2.8 0z"),
        '′' => (0.8, "m.8-5l-.7 2.6"),
        'A' => (7.0, "m0 5l3.5-10l3.5 10m-5.8-3.3h4.6"),
        'C' => (6.6, "m6.6-3c-.7-1.3-1.8-2-3.1-2c-2.1 0-3.5 2-3.5 5c0 3 1.4 5 3.5 5c1.3 0 2.4-.7 3.1-2"),
        'D' => (6.6, "m0-5v10h2.6c2.4 0 4-2 4-5c0-3-1.6-5-4-5z"),
        'I' => (0.0, "m0-5v10"),
        'M' => (7.6, "m0 5v-10l3.8 7.2l3.8-7.2v10"),
        '℞' => {
            (6.2, "m0 4.4v-9.4h2.6c1.7 0 2.7 1 2.7 2.6c0 1.6-1 2.6-2.7 2.6h-2.6m2.5 0l3.7 4.8m0-3.7l-3.5 3.7")
        }
        _ => (0.0, ""),
    }
}

const THREE: &str = "m.5-3.2c.4-1.2 1.3-1.8 2.5-1.8c1.5 0 2.5 .9 2.5 2.3c0 1.5-1.1 2.3-3 2.3\
                     c2.1 0 3.3 1.1 3.3 2.7c0 1.7-1.2 2.7-2.9 2.7c-1.4 0-2.4-.7-2.8-2";
const FIVE: &str = "m5.4-5h-4.1l-.5 4.3c.6-.6 1.4-.9 2.2-.9c1.7 0 2.9 1.3 2.9 3.2\
                    c0 2.1-1.3 3.4-3 3.4c-1.4 0-2.4-.7-2.8-1.8";
const SIX: &str = "m5.4-3.8c-.4-.8-1.2-1.2-2.1-1.2c-2.1 0-3.3 2-3.3 5.4c0 2.9 1.1 4.6 3 4.6\
                   c1.7 0 2.9-1.3 2.9-3.1c0-1.8-1.2-3-2.8-3c-1.6 0-2.8 1.1-3.1 2.5";
const EIGHT: &str = "m3-.5c-1.5 0-2.5-.9-2.5-2.25c0-1.35 1-2.25 2.5-2.25c1.5 0 2.5 .9 2.5 2.25\
                     c0 1.35-1 2.25-2.5 2.25c-1.8 0-3 1.1-3 2.7c0 1.7 1.2 2.8 3 2.8c1.8 0 3-1.1 3-2.8\
                     c0-1.6-1.2-2.7-3-2.7z";
const NINE: &str = "m.6 3.8c.4 .8 1.2 1.2 2.1 1.2c2.1 0 3.3-2 3.3-5.4c0-2.9-1.1-4.6-3-4.6\
                    c-1.7 0-2.9 1.3-2.9 3.1c0 1.8 1.2 3 2.8 3c1.6 0 2.8-1.1 3.1-2.5";
