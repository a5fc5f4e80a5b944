//! Rows as directions: what cosines are made of.

use crate::data::{Element, Rows, Storage as _};

/// Rows of a table, each divided by its length. No eps is added: a row of zeros stays one.
pub(super) struct Table {
    pub(super) columns: usize,
    /// The directions, row after row; 0 where a row is out.
    pub(super) x: Vec<f64>,
    lengths: Vec<Length>,
    /// The rows that are out.
    pub(super) out: Vec<usize>,
}

/// The length of a row: `norm / (up.0 up.1)`, of which neither leaves the range.
#[derive(Clone, Copy)]
struct Length {
    norm: f64,
    up: (f64, f64),
}

impl Length {
    /// Divides a row by its length.
    fn of(row: &mut [f64]) -> Self {
        let top = row.iter().fold(0.0, |top: f64, x| top.max(x.abs()));
        if top == 0.0 && !row.iter().any(|x| x.is_nan()) {
            return Self { norm: 0.0, up: (1.0, 1.0) };
        }
        // The exponent, so that no square overflows or vanishes; in halves, as 2^1074 is no number.
        let exponent = if top.is_normal() { (top.to_bits() >> 52) as i32 - 1023 } else { -1023 };
        let half = -exponent / 2;
        let up = (2f64.powi(half), 2f64.powi(-exponent - half));
        let mut square = 0.0;
        for x in &mut *row {
            *x = *x * up.0 * up.1;
            square += *x * *x;
        }
        let norm = f64::sqrt(square);
        for x in row {
            *x /= norm;
        }
        Self { norm, up }
    }
}

impl Table {
    /// Some tables of as many columns, one below the other, each with those of its rows that count.
    pub(super) fn of<E: Element>(tables: &[(Rows<'_, E>, Option<&[bool]>)]) -> Self {
        let columns = tables[0].0.columns();
        let rows: usize = tables.iter().map(|(table, _)| table.len()).sum();
        let (mut x, mut lengths, mut out) =
            (Vec::with_capacity(rows * columns), Vec::with_capacity(rows), vec![]);
        for (table, kept) in tables {
            for row in 0..table.len() {
                let start = x.len();
                if kept.is_some_and(|k| !k[row]) {
                    out.push(lengths.len());
                    x.resize(start + columns, 0.0);
                    lengths.push(Length { norm: 0.0, up: (1.0, 1.0) });
                    continue;
                }
                x.extend(table.row(row).iter().map(|x| x.to_f64()));
                lengths.push(Length::of(&mut x[start..]));
            }
        }
        Self { columns, x, lengths, out }
    }
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }
    /// One direction.
    pub(super) fn row(&self, i: usize) -> &[f64] {
        self.rows(i..i + 1)
    }
    /// Some directions.
    pub(super) fn rows(&self, rows: core::ops::Range<usize>) -> &[f64] {
        &self.x[rows.start * self.columns..rows.end * self.columns]
    }
    /// What is known by the direction of a row, by the row itself: only what turns it counts. `along` is the
    /// derivative times the direction.
    pub(super) fn back(&self, i: usize, slopes: &mut [f64], along: f64) {
        let Length { norm, up } = self.lengths[i];
        for (slope, x) in slopes.iter_mut().zip(self.row(i)) {
            // The direction of a row of zeros is no function of it: the kink has the slope 0.
            *slope = if norm == 0.0 { 0.0 } else { (-along).mul_add(*x, *slope) / norm * up.0 * up.1 };
        }
    }
    /// The sine of the angle of two directions, of which `c` is the cosine: of what stands across, so that it
    /// has its digits where they are near each other.
    pub(super) fn sine(&self, i: usize, other: &Self, j: usize, c: f64) -> f64 {
        let square: f64 = self.row(i).iter().zip(other.row(j)).map(|(a, b)| (b - c * a) * (b - c * a)).sum();
        square.sqrt()
    }
}
