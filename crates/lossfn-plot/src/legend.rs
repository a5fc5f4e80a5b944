//! The rows of names below a picture.

use crate::font::Font;
use crate::mark::{Align, INK, Mark};

const SIZE: f64 = 12.0;
const KEY: f64 = 30.0;
const GAP: f64 = 8.0;
const BETWEEN: f64 = 24.0;
const ROW: f64 = 20.0;

/// Names broken into rows; each entry with its index and its width.
pub(crate) struct Legend<'a> {
    rows: Vec<Vec<(usize, &'a str, f64)>>,
}

impl<'a> Legend<'a> {
    /// Rows no wider than `room`, where a single name allows it. Empty names
    /// have no entry.
    pub(crate) fn new(names: &[&'a str], font: &Font, room: f64) -> Self {
        let mut rows: Vec<Vec<(usize, &'a str, f64)>> = Vec::new();
        let mut used = 0.0;
        for (index, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let width = KEY + GAP + font.width(name, SIZE);
            match rows.last_mut() {
                Some(row) if used + BETWEEN + width <= room => {
                    row.push((index, name, width));
                    used += BETWEEN + width;
                }
                _ => {
                    rows.push(vec![(index, name, width)]);
                    used = width;
                }
            }
        }
        Self { rows }
    }

    pub(crate) fn height(&self) -> f64 {
        ROW * self.rows.len() as f64
    }

    pub(crate) fn width(&self) -> f64 {
        self.rows.iter().map(|row| row_width(row)).fold(0.0, f64::max)
    }

    /// Draws the rows from `top` down, centred on `centre`; `key` draws what
    /// stands for an index between two x at a height.
    pub(crate) fn draw(
        &self,
        centre: f64,
        top: f64,
        marks: &mut Vec<Mark>,
        key: impl Fn(usize, (f64, f64), f64) -> Mark,
    ) {
        for (i, row) in self.rows.iter().enumerate() {
            let middle = top + ROW * (i as f64 + 0.5);
            let mut x = centre - 0.5 * row_width(row);
            for &(index, name, width) in row {
                marks.push(key(index, (x, x + KEY), middle));
                let at = (x + KEY + GAP, middle + 0.36 * SIZE);
                marks.push(Mark::text(at, name, SIZE, Align::Start, INK));
                x += width + BETWEEN;
            }
        }
    }
}

fn row_width(row: &[(usize, &str, f64)]) -> f64 {
    row.iter().map(|(_, _, width)| width).sum::<f64>() + BETWEEN * row.len().saturating_sub(1) as f64
}
