//! The built-in font: widths for the layout, outlines for the PNG writer.

use ttf_parser::{Face, GlyphId};

use crate::PlotError;

/// The names an SVG viewer tries. Verdana is as wide as `DejaVu Sans`, so that
/// a layout made with the one holds for the other.
pub(crate) const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

pub(crate) struct Font {
    pub(crate) face: Face<'static>,
}

impl Font {
    pub(crate) fn load() -> Result<Self, PlotError> {
        let face = Face::parse(dejavu::sans::regular(), 0).map_err(|_| PlotError::Font)?;
        Ok(Self { face })
    }

    /// The glyphs of a text, each with its distance from the start, in font
    /// units; and the whole width. Unknown characters show the font's box,
    /// control characters a space.
    pub(crate) fn glyphs(&self, text: &str) -> (Vec<(GlyphId, f64)>, f64) {
        let mut x = 0.0;
        let glyphs = text.chars().map(|c| {
            let glyph = self.face.glyph_index(if c.is_control() { ' ' } else { c }).unwrap_or(GlyphId(0));
            let at = x;
            x += f64::from(self.face.glyph_hor_advance(glyph).unwrap_or(0));
            (glyph, at)
        });
        (glyphs.collect(), x)
    }

    /// The size of a font unit in text of this size.
    pub(crate) fn unit(&self, size: f64) -> f64 {
        size / f64::from(self.face.units_per_em())
    }

    pub(crate) fn width(&self, text: &str, size: f64) -> f64 {
        self.glyphs(text).1 * self.unit(size)
    }
}
