//! A picture as pixels.

use tiny_skia::{
    FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform,
};
use ttf_parser::OutlineBuilder;

use crate::PlotError;
use crate::font::Font;
use crate::mark::{Align, Colour, Mark, Pen, Picture, Text};

/// Pixels to a unit of the layout.
const SCALE: f64 = 2.0;
/// A quarter of a gigabyte.
const MOST_PIXELS: f64 = 67_108_864.0;

pub(crate) fn write(picture: &Picture, font: &Font) -> Result<Vec<u8>, PlotError> {
    let (width, height) = ((picture.width * SCALE).ceil(), (picture.height * SCALE).ceil());
    let size = PlotError::Size { width, height };
    // An allocation too large would end the process: refuse it before.
    if width * height > MOST_PIXELS {
        return Err(size);
    }
    let mut page = Pixmap::new(width as u32, height as u32).ok_or(size)?;
    page.fill(tiny_skia::Color::WHITE);
    let zoom = Transform::from_scale(SCALE as f32, SCALE as f32);
    for mark in &picture.marks {
        match mark {
            Mark::Line { points, pen } => {
                if let Some(path) = polyline(points) {
                    page.stroke_path(&path, &paint(pen.colour), &stroke(*pen), zoom, None);
                }
            }
            Mark::Dot { centre, radius, colour } => {
                if let Some(path) = PathBuilder::from_circle(centre.0 as f32, centre.1 as f32, *radius as f32)
                {
                    page.fill_path(&path, &paint(*colour), FillRule::Winding, zoom, None);
                }
            }
            Mark::Block { corner, width, height, colour } => {
                let rect = Rect::from_xywh(corner.0 as f32, corner.1 as f32, *width as f32, *height as f32);
                if let Some(rect) = rect {
                    page.fill_rect(rect, &paint(*colour), zoom, None);
                }
            }
            Mark::Area { rings, colour } => {
                if let Some(path) = area(rings) {
                    page.fill_path(&path, &paint(*colour), FillRule::Winding, zoom, None);
                }
            }
            Mark::Text(text) => {
                if let Some((path, place)) = outline(text, font) {
                    let place = place.post_concat(zoom);
                    page.fill_path(&path, &paint(text.colour), FillRule::Winding, place, None);
                }
            }
        }
    }
    page.encode_png().map_err(|_| PlotError::Encoding)
}

fn paint(Colour(red, green, blue): Colour) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

fn stroke(pen: Pen) -> Stroke {
    Stroke {
        width: pen.width as f32,
        line_cap: LineCap::Butt,
        line_join: LineJoin::Round,
        dash: StrokeDash::new(pen.dash.to_vec(), 0.0),
        ..Stroke::default()
    }
}

fn polyline(points: &[(f64, f64)]) -> Option<Path> {
    let mut path = PathBuilder::new();
    follow(&mut path, points);
    path.finish()
}

fn area(rings: &[Vec<(f64, f64)>]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for ring in rings {
        follow(&mut path, ring);
        path.close();
    }
    path.finish()
}

fn follow(path: &mut PathBuilder, points: &[(f64, f64)]) {
    for (i, &(x, y)) in points.iter().enumerate() {
        match i {
            0 => path.move_to(x as f32, y as f32),
            _ => path.line_to(x as f32, y as f32),
        }
    }
}

/// The outlines of a text in font units, and the way to its place.
fn outline(text: &Text, font: &Font) -> Option<(Path, Transform)> {
    let (glyphs, width) = font.glyphs(&text.words);
    let start = match text.align {
        Align::Start => 0.0,
        Align::Middle => -0.5 * width,
        Align::End => -width,
    };
    let mut outlines = Outlines { path: PathBuilder::new(), x: 0.0 };
    for (glyph, at) in glyphs {
        outlines.x = (start + at) as f32;
        font.face.outline_glyph(glyph, &mut outlines);
    }
    let unit = font.unit(text.size) as f32;
    let turn = if text.upwards { -90.0 } else { 0.0 };
    let place = Transform::from_scale(unit, -unit)
        .post_rotate(turn)
        .post_translate(text.at.0 as f32, text.at.1 as f32);
    Some((outlines.path.finish()?, place))
}

struct Outlines {
    path: PathBuilder,
    x: f32,
}

impl OutlineBuilder for Outlines {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.path.quad_to(self.x + x1, y1, self.x + x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.path.cubic_to(self.x + x1, y1, self.x + x2, y2, self.x + x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
