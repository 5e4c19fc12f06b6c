//! Writes SVG: numbers, places, elements, and the text of strangers. Knows nothing of wheels.

/// Room for a wheel of two rings, so that the text is not moved while it grows.
const CAPACITY: usize = 64 * 1_024;

/// A place in the picture: x to the right, y down, the middle of the wheel at 0, 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// The text so far.
pub(super) struct Pen(String);

impl Pen {
    pub(super) fn new() -> Self {
        Self(String::with_capacity(CAPACITY))
    }

    pub(super) fn done(self) -> String {
        self.0
    }

    /// Text of our own, as it is.
    pub(super) fn put(&mut self, text: &str) -> &mut Self {
        self.0.push_str(text);
        self
    }

    /// Text of anybody: what XML gives a meaning is escaped, what it forbids is replaced by U+FFFD.
    pub(super) fn escaped(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\t' | '\n' => self.0.push(character),
                '\0'..' ' | '\u{7f}'..'\u{a0}' | '\u{fffe}' | '\u{ffff}' => self.0.push('\u{fffd}'),
                other => self.0.push(other),
            }
        }
        self
    }

    /// A finite number to two decimals, as short as it can be said, and never `-0`.
    pub(super) fn number(&mut self, value: f64) -> &mut Self {
        #[expect(clippy::cast_possible_truncation, reason = "thousands at most; a cast saturates")]
        let hundredths = (value * 100.0).round() as i64;
        if hundredths < 0 {
            self.0.push('-');
        }
        let size = hundredths.unsigned_abs();
        self.digits(size / 100);
        let rest = size % 100;
        if rest > 0 {
            self.0.push('.');
            self.digit(rest / 10);
            if !rest.is_multiple_of(10) {
                self.digit(rest % 10);
            }
        }
        self
    }

    /// `x y`.
    pub(super) fn spot(&mut self, spot: Spot) -> &mut Self {
        self.number(spot.x);
        if spot.y > -0.005 {
            self.0.push(' ');
        }
        self.number(spot.y)
    }

    /// In the data of a path: begins at `from` and goes straight to `to`.
    pub(super) fn segment(&mut self, from: Spot, to: Spot) -> &mut Self {
        self.put("M").spot(from).put("L").spot(to)
    }

    /// Begins an element of paths drawn in one colour and width; [`Self::end`] ends it.
    pub(super) fn group(&mut self, colour: &str, width: f64) -> &mut Self {
        self.put("<g stroke=\"").put(colour).put("\" stroke-width=\"").number(width).put("\">\n")
    }

    pub(super) fn end(&mut self) -> &mut Self {
        self.put("</g>\n")
    }

    /// Begins a path drawn in one colour and width; its data follow, then [`Self::stop`].
    pub(super) fn path(&mut self, colour: &str, width: f64) -> &mut Self {
        self.put("<path stroke=\"").put(colour).put("\" stroke-width=\"").number(width).put("\" d=\"")
    }

    pub(super) fn stop(&mut self) -> &mut Self {
        self.put("\"/>\n")
    }

    /// A circle about the middle.
    pub(super) fn circle(&mut self, colour: &str, width: f64, radius: f64) -> &mut Self {
        self.put("<circle r=\"").number(radius).put("\" stroke=\"").put(colour);
        self.put("\" stroke-width=\"").number(width).put("\"/>\n")
    }

    /// ` transform="..."`: drawn about `spot`, `scale` times as large.
    pub(super) fn placed(&mut self, spot: Spot, scale: f64) -> &mut Self {
        self.put(" transform=\"translate(").spot(spot).put(")scale(").number(scale).put(")\"")
    }

    fn digits(&mut self, number: u64) {
        if number >= 10 {
            self.digits(number / 10);
        }
        self.digit(number % 10);
    }

    fn digit(&mut self, digit: u64) {
        #[expect(clippy::cast_possible_truncation, reason = "below ten")]
        self.0.push(char::from(b'0' + digit as u8));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(value: f64) -> String {
        let mut pen = Pen::new();
        pen.number(value);
        pen.done()
    }

    #[test]
    fn numbers_are_short_and_never_minus_nothing() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (-0.004_9, "0"),
            (-0.005_1, "-0.01"),
            (12.0, "12"),
            (-12.5, "-12.5"),
            (3.04, "3.04"),
            (1_039.999, "1040"),
            (0.999, "1"),
        ];
        for (value, expected) in cases {
            assert_eq!(written(value), expected, "{value}");
        }
    }

    #[test]
    fn the_sign_parts_two_numbers_and_a_space_does_otherwise() {
        for (y, expected) in [(-2.5, "1-2.5"), (-0.004, "1 0"), (-0.0051, "1-0.01"), (2.0, "1 2")] {
            let mut pen = Pen::new();
            pen.spot(Spot { x: 1.0, y });
            assert_eq!(pen.done(), expected);
        }
    }

    proptest! {
        #[test]
        fn numbers_are_near_what_was_meant(value in -9_999.0..9_999.0_f64) {
            let text = written(value);
            prop_assert!((text.parse::<f64>().unwrap() - value).abs() <= 0.005 + 1e-9, "{text}");
            prop_assert!(text != "-0" && !text.ends_with('.') && (!text.contains('.') || !text.ends_with('0')));
        }
    }
}
