//! Pictures of curves and bars, as SVG, PNG or plain text.
//!
//! The crate knows nothing of losses: it is given series of numbers. A picture
//! is laid out once, as a list of marks, and the two writers (`svg`, `png`) only
//! translate that list, so both show the same thing. The colours can be told
//! apart by colour-blind readers, every line has its own dashes for black and
//! white print, and the font is linked in: no system font or library is needed.
//!
//! ```
//! use lossfn_plot::{Chart, Figure, Series};
//!
//! let points = |f: fn(f64) -> f64| (-30..=30).map(|i| f64::from(i) / 10.0).map(|x| (x, f(x))).collect();
//! let chart = Chart {
//!     title: "Value".into(),
//!     x_label: "residual".into(),
//!     y_label: "loss".into(),
//!     series: vec![
//!         Series::new("half squared", points(|x| 0.5 * x * x)),
//!         Series::new("absolute", points(f64::abs)),
//!     ],
//!     y_range: Some((0.0, 3.0)),
//! };
//! print!("{}", lossfn_plot::terminal(&chart, 60, 10));
//! let figure = Figure { title: "Two losses".into(), panels: vec![chart], compact: false };
//! assert!(figure.svg()?.contains("half squared"));
//! # Ok::<(), lossfn_plot::PlotError>(())
//! ```

mod axis;
mod bars;
mod chart;
mod error;
mod field;
mod file;
mod font;
mod legend;
mod mark;
mod mesh;
mod overlay;
mod png;
mod svg;
mod terminal;
mod thin;
mod window;

use std::path::Path;

pub use error::PlotError;
pub use terminal::terminal;
pub use window::window;

/// The colour of a part of a range, 0 at its lower end: red, green and blue of a scale from dark to light whose steps
/// colour-blind readers see as well.
pub fn shade(part: f64) -> [u8; 3] {
    let mark::Colour(red, green, blue) = mark::shade(part);
    [red, green, blue]
}

use font::Font;

/// A named curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What the legend says. Series of one name share a colour across panels.
    pub name: String,
    /// The points in drawing order. A point that is not finite breaks the line,
    /// so a jump is drawn as one by a NaN point between its two sides. A point
    /// with a break on either side is drawn as a dot.
    pub points: Vec<(f64, f64)>,
    /// How the points are drawn in a [`Chart`].
    pub style: SeriesStyle,
}

/// How the points of a series are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SeriesStyle {
    /// As a line through them.
    #[default]
    Line,
    /// As a dot each.
    Dots,
    /// As the name of the series, written at each: for classes with short names, which so need no legend
    /// and can be told apart without colours.
    Names,
}

impl Series {
    /// A curve through `points`.
    pub fn new(name: impl Into<String>, points: Vec<(f64, f64)>) -> Self {
        Self { name: name.into(), points, style: SeriesStyle::Line }
    }

    /// A dot for each of `points`.
    pub fn dots(name: impl Into<String>, points: Vec<(f64, f64)>) -> Self {
        Self { style: SeriesStyle::Dots, ..Self::new(name, points) }
    }

    /// The name of the series at each of `points`.
    pub fn names(name: impl Into<String>, points: Vec<(f64, f64)>) -> Self {
        Self { style: SeriesStyle::Names, ..Self::new(name, points) }
    }
}

/// A pair of axes with curves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// The line above the axes; empty for none.
    pub title: String,
    /// The text below the horizontal axis; empty for none.
    pub x_label: String,
    /// The text beside the vertical axis; empty for none.
    pub y_label: String,
    /// The curves, the first one drawn lowest.
    pub series: Vec<Series>,
    /// The ends of the vertical axis, lower first. Curves are clipped to it.
    /// Without one, the axis holds every finite point.
    pub y_range: Option<(f64, f64)>,
}

/// Charts under one title with one legend.
///
/// Up to three panels stand side by side, four as two by two, and more in rows
/// of three.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// The line above the panels; empty for none.
    pub title: String,
    /// The panels in reading order.
    pub panels: Vec<Chart>,
    /// Smaller panels, 220 by 165 instead of 320 by 240, so that three of them fit a page of text.
    pub compact: bool,
}

/// Horizontal bars in groups: for each label one bar of every group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bars {
    /// The line above the bars; empty for none.
    pub title: String,
    /// The text below the horizontal axis; empty for none.
    pub x_label: String,
    /// What is compared, from the top down.
    pub labels: Vec<String>,
    /// Groups by name, each with one value per label. A value that is not
    /// finite has no bar, only its name (`NaN`, `inf`) where the bar would be.
    pub groups: Vec<(String, Vec<f64>)>,
}

/// Numbers over a grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// The line above the picture; empty for none.
    pub title: String,
    /// What the first axis shows.
    pub x_label: String,
    /// What the second axis shows.
    pub y_label: String,
    /// The ends of the first axis, lower first.
    pub x: (f64, f64),
    /// The ends of the second axis, lower first.
    pub y: (f64, f64),
    /// A row for each place of the second axis, from its lower end on, at even distances; in each a number for
    /// each place of the first. Where one is not finite, the picture has a hole.
    pub values: Vec<Vec<f64>>,
    /// How it is drawn.
    pub style: FieldStyle,
    /// Curves over it, such as the steps of a solver; a contour shows them, points outside of it left out.
    pub paths: Vec<Series>,
}

/// How numbers over a grid are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldStyle {
    /// From above, as bands of colour with lines of equal value between.
    #[default]
    Contour,
    /// From the side, as a surface.
    Surface,
}

macro_rules! outputs {
    ($($kind:ident)*) => {$(
        impl $kind {
            /// The picture as an SVG document.
            ///
            /// It has no `id` attributes, so several can be put into one HTML page.
            ///
            /// # Errors
            ///
            /// When there is nothing to draw, or a range or a length is wrong.
            pub fn svg(&self) -> Result<String, PlotError> {
                Ok(svg::write(&self.picture(&Font::load()?)?))
            }

            /// The picture as a PNG file, two pixels to a unit of the SVG.
            ///
            /// # Errors
            ///
            /// As [`svg`](Self::svg), and when the picture is too large for memory.
            pub fn png(&self) -> Result<Vec<u8>, PlotError> {
                let font = Font::load()?;
                png::write(&self.picture(&font)?, &font)
            }

            /// Writes the picture to `path`, as SVG or PNG by its ending.
            ///
            /// The file appears whole or not at all: it is written under another
            /// name in the same folder and then renamed.
            ///
            /// # Errors
            ///
            /// As [`png`](Self::png), when the ending is neither `.svg` nor `.png`,
            /// and when the file cannot be written.
            pub fn save(&self, path: &Path) -> Result<(), PlotError> {
                match file::Ending::of(path)? {
                    file::Ending::Svg => file::write(path, self.svg()?.as_bytes()),
                    file::Ending::Png => file::write(path, &self.png()?),
                }
            }
        }
    )*};
}

outputs!(Figure Bars Field);
