//! What the examples share: the tables of `data/`, and where pictures go.

use std::error::Error;
use std::path::{Path, PathBuf};

use lossfn_plot::{Chart, Figure};

/// What an example ends with.
pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A table of numbers, column by column.
#[derive(Clone, Debug)]
pub struct Table {
    /// The names of the columns.
    pub names: Vec<String>,
    /// The columns, all of one length.
    pub columns: Vec<Vec<f64>>,
}

impl Table {
    /// The file of this name in `data/`.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or holds something that is no number.
    pub fn read(name: &str) -> Outcome<Self> {
        Self::at(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data").join(name))
    }

    /// A file.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn at(path: &Path) -> Outcome<Self> {
        let mut reader = csv::Reader::from_path(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let names: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let mut columns = vec![vec![]; names.len()];
        for row in reader.records() {
            for (column, cell) in columns.iter_mut().zip(&row?) {
                column.push(cell.parse::<f64>().map_err(|e| format!("{}: {cell:?}: {e}", path.display()))?);
            }
        }
        Ok(Self { names, columns })
    }

    /// The column of this name, taken out of the table.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn take(&mut self, name: &str) -> Outcome<Vec<f64>> {
        let at = self.names.iter().position(|n| n == name).ok_or_else(|| format!("no column {name}"))?;
        self.names.remove(at);
        Ok(self.columns.remove(at))
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// The mean of each column and the root of the mean square about it, 1 where that is 0.
    pub fn moments(&self) -> Vec<(f64, f64)> {
        let of = |column: &Vec<f64>| {
            let n = column.len() as f64;
            let mean = column.iter().sum::<f64>() / n;
            let spread = (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
            (mean, if spread > 0.0 { spread } else { 1.0 })
        };
        self.columns.iter().map(of).collect()
    }

    /// The rows whose number `keep` takes.
    pub fn filter(&self, keep: impl Fn(usize) -> bool) -> Self {
        let some = |column: &Vec<f64>| {
            column.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, x)| *x).collect()
        };
        Self { names: self.names.clone(), columns: self.columns.iter().map(some).collect() }
    }
}

/// Where the picture of an example goes: into the folder that is the first argument, or `target/examples`.
///
/// # Errors
///
/// When the folder cannot be made.
pub fn picture(file: &str) -> Outcome<PathBuf> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("target/examples"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    Ok(folder.join(file))
}

/// Draws charts under a title as the picture of an example, and says where it is.
///
/// # Errors
///
/// When there is nothing to draw, and when the file cannot be written.
#[allow(clippy::print_stdout, reason = "examples print")]
pub fn draw(file: &str, title: &str, panels: Vec<Chart>) -> Outcome {
    let path = picture(file)?;
    Figure { title: title.into(), panels, compact: false }.save(&path)?;
    println!("\npicture: {}", path.display());
    Ok(())
}

/// Which of so many rows are taken, a part of them, by a seed: of two parts the larger holds the smaller.
pub fn some(rows: usize, part: f64, seed: u64) -> Vec<bool> {
    // SplitMix64 of the place, so that a row's number does not depend on how many there are.
    let number = |i: u64| {
        let z = (seed << 32 | i).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) as f64 / 2f64.powi(64)
    };
    (0..rows).map(|i| number(i as u64) < part).collect()
}
