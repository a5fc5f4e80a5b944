use std::path::PathBuf;
use std::{fmt, io};

/// Why a picture could not be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum PlotError {
    /// A figure has no panels, or bars have no labels or no groups.
    Empty,
    /// A `y_range` is not two finite numbers, the lower one first.
    Range {
        /// The title of the chart.
        chart: String,
        /// The lower end given.
        lo: f64,
        /// The upper end given.
        hi: f64,
    },
    /// A group of bars does not have one value per label.
    Length {
        /// The name of the group.
        group: String,
        /// The number of labels.
        want: usize,
        /// The number of values.
        got: usize,
    },
    /// A field has an axis that is not two finite numbers, the lower one first, or rows of different length, or
    /// fewer than two places along an axis.
    Grid {
        /// The title of the field.
        field: String,
    },
    /// The picture has too many pixels for a PNG.
    Size {
        /// Its width in pixels.
        width: f64,
        /// Its height in pixels.
        height: f64,
    },
    /// The PNG could not be encoded.
    Encoding,
    /// The built-in font could not be read.
    Font,
    /// The file name does not end in `.svg` or `.png`.
    Ending {
        /// The path given.
        path: PathBuf,
    },
    /// The file could not be written.
    Write {
        /// The path given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is nothing to draw"),
            Self::Range { chart, lo, hi } => write!(
                f,
                "chart `{chart}`: y_range is ({lo}, {hi}), it takes two finite numbers, the lower first"
            ),
            Self::Length { group, want, got } => {
                write!(f, "group `{group}` has {got} values for {want} labels")
            }
            Self::Grid { field } => write!(
                f,
                "field `{field}`: it takes rows of one length, two numbers or more along each axis, and two finite ends for each axis, the lower first"
            ),
            Self::Size { width, height } => {
                write!(f, "a PNG of {width} by {height} pixels is too large; save as .svg instead")
            }
            Self::Encoding => f.write_str("the PNG could not be encoded; save as .svg instead"),
            Self::Font => f.write_str("the built-in font could not be read"),
            Self::Ending { path } => {
                write!(f, "cannot save to `{}`: the name must end in .svg or .png", path.display())
            }
            Self::Write { path, source } => {
                write!(f, "cannot write `{}`: {source}", path.display())
            }
        }
    }
}

impl std::error::Error for PlotError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}
