//! Photographs as tensors, and sheets of pictures with a label below each.

use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData};
use lossfn_examples_shared::Outcome;
use tiny_skia::{
    Color, ColorU8, FillRule, FilterQuality, Paint, PathBuilder, Pixmap, PixmapPaint, Transform,
};
use ttf_parser::{Face, OutlineBuilder};

use crate::data::numbers;

/// Where `tools/pictures.py` puts photographs and paintings.
const PICTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/pictures");
/// Pixels between pictures.
const GAP: f32 = 12.0;
/// Pixels from line to line of the labels.
const TEXT: f32 = 20.0;

/// A photograph or a painting: pixels from 0 to 1, of shape (1, 3, height, width).
///
/// # Errors
///
/// When it is not there.
pub fn read(name: &str, device: &Device) -> Outcome<Tensor<4>> {
    let path = Path::new(PICTURES).join(name);
    let picture = Pixmap::load_png(&path).map_err(|e| {
        let path = path.display();
        format!(
            "{path} cannot be read ({e}); `python tools/pictures.py` in the folder of the project writes it."
        )
    })?;
    let numbers: Vec<f32> = picture
        .pixels()
        .iter()
        .flat_map(|p| [p.red(), p.green(), p.blue()])
        .map(|x| f32::from(x) / 255.0)
        .collect();
    let shape = [1, picture.height() as usize, picture.width() as usize, 3];
    Ok(Tensor::from_data(TensorData::new(numbers, shape), device).permute([0, 3, 1, 2]))
}

/// The first image of a tensor as a picture, with what is below 0 or above 1 cut off.
fn picture(image: &Tensor<4>) -> Outcome<Pixmap> {
    let [_, _, height, width] = image.dims();
    let numbers = numbers(image.clone().permute([0, 2, 3, 1]))?;
    let mut picture = Pixmap::new(width as u32, height as u32).ok_or("The image has no pixels.")?;
    for (pixel, rgb) in picture.pixels_mut().iter_mut().zip(numbers.chunks(3)) {
        // A number that is given as a byte is cut off at 0 and 255.
        let [red, green, blue] = [0, 1, 2].map(|c| (255.0 * rgb[c]).round() as u8);
        *pixel = ColorU8::from_rgba(red, green, blue, 255).premultiply();
    }
    Ok(picture)
}

/// Writes pictures in rows, each scaled to a width, with a label below.
///
/// # Errors
///
/// When the file cannot be written.
pub fn save(path: &Path, columns: usize, width: f32, cells: &[(Tensor<4>, String)]) -> Outcome {
    let pictures = cells.iter().map(|(image, _)| picture(image)).collect::<Outcome<Vec<_>>>()?;
    let scales: Vec<f32> = pictures.iter().map(|picture| width / picture.width() as f32).collect();
    let highest = pictures.iter().zip(&scales).map(|(picture, scale)| picture.height() as f32 * scale);
    let (across, down) = (width + GAP, highest.fold(0.0, f32::max) + TEXT + GAP);
    let rows = cells.len().div_ceil(columns) as f32;
    let mut sheet = Pixmap::new((columns as f32 * across + GAP) as u32, (rows * down + GAP) as u32)
        .ok_or("The sheet has no pixels.")?;
    sheet.fill(Color::WHITE);
    for (i, ((picture, scale), (_, label))) in pictures.iter().zip(scales).zip(cells).enumerate() {
        let corner = ((i % columns) as f32 * across + GAP, (i / columns) as f32 * down + GAP);
        let place = Transform::from_scale(scale, scale).post_translate(corner.0, corner.1);
        let paint = PixmapPaint { quality: FilterQuality::Bicubic, ..PixmapPaint::default() };
        sheet.draw_pixmap(0, 0, picture.as_ref(), &paint, place, None);
        let below = corner.1 + picture.height() as f32 * scale + TEXT;
        write(&mut sheet, label, (corner.0 + width / 2.0, below))?;
    }
    sheet.save_png(path)?;
    Ok(())
}

/// A text in black, with the middle of its line at a place.
fn write(sheet: &mut Pixmap, text: &str, (x, y): (f32, f32)) -> Outcome {
    let face = Face::parse(dejavu::sans::regular(), 0)?;
    let mut outlines = Outlines { path: PathBuilder::new(), x: 0.0 };
    for glyph in text.chars().filter_map(|c| face.glyph_index(c)) {
        face.outline_glyph(glyph, &mut outlines);
        outlines.x += f32::from(face.glyph_hor_advance(glyph).unwrap_or(0));
    }
    let unit = 0.8 * TEXT / f32::from(face.units_per_em());
    let place = Transform::from_scale(unit, -unit).post_translate(x - unit * outlines.x / 2.0, y);
    if let Some(path) = outlines.path.finish() {
        sheet.fill_path(&path, &Paint::default(), FillRule::Winding, place, None);
    }
    Ok(())
}

/// The outlines of glyphs, the next one from `x` on.
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
