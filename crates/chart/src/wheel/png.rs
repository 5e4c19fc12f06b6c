//! A wheel in pixels. Knows no wheels but by their SVG, and no fonts, files or networks: the renderer is built
//! without them.

use std::ops::RangeInclusive;

use resvg::{tiny_skia, usvg};

use super::Wheel;

/// Widths that are drawn, in pixels.
pub const WIDTHS: RangeInclusive<u32> = 64..=4_096;

/// Why a wheel is not drawn in pixels.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A width outside of [`WIDTHS`].
    #[error("a picture is 64 to 4096 pixels wide, not {0}")]
    Width(u32),
    /// The renderer failed: a fault of ours.
    #[error("the wheel was not drawn: {0}")]
    Render(String),
}

impl Wheel<'_> {
    /// The picture as a PNG file, `width` pixels wide and high, opaque.
    ///
    /// # Errors
    /// [`Error::Width`]; [`Error::Render`] if the renderer fails.
    pub fn png(&self, width: u32) -> Result<Vec<u8>, Error> {
        if !WIDTHS.contains(&width) {
            return Err(Error::Width(width));
        }
        let broken = |cause: &dyn std::fmt::Display| Error::Render(cause.to_string());
        let tree =
            usvg::Tree::from_str(&self.svg(), &usvg::Options::default()).map_err(|cause| broken(&cause))?;
        let mut pixels = tiny_skia::Pixmap::new(width, width).ok_or_else(|| broken(&"no room"))?;
        #[expect(clippy::cast_precision_loss, reason = "4096 at most")]
        let scale = width as f32 / tree.size().width();
        resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
        pixels.encode_png().map_err(|cause| broken(&cause))
    }
}
