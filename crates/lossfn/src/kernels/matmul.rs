//! Products of matrices of f64, on one thread. Each number of a result is one chain of multiply-adds in the
//! order of the terms, so no bit depends on the sizes of the tiles, nor on which vectors the processor has.

use super::{Detected, Isa, leaves};
use crate::real::{Float, Unfused};

/// Rows of the left matrix in a tile.
const HIGH: usize = 4;
/// Columns of the right matrix that stand side by side in a panel.
const PANEL: usize = 16;

/// Places where panels are kept between calls.
#[derive(Default)]
pub(crate) struct Panels {
    left: Vec<f64>,
    right: Vec<f64>,
}

/// `c = a bᵀ` for `a` and `b` with rows of `k` numbers, and rows of `c` with as many as `b` has rows.
pub(crate) fn dots(isa: Detected, a: &[f64], b: &[f64], k: usize, c: &mut [f64], room: &mut Panels) {
    match isa.isa() {
        Isa::Avx512 => rows_by_rows::<16>(isa, a, b, k, c, &mut room.left, &mut room.right),
        _ => rows_by_rows::<8>(isa, a, b, k, c, &mut room.left, &mut room.right),
    }
}

/// `c += h b` for `b` and `c` with rows of `k` numbers, and rows of `h` with as many as `b` has rows.
pub(crate) fn combine(isa: Detected, h: &[f64], b: &[f64], k: usize, c: &mut [f64], room: &mut Panels) {
    match isa.isa() {
        Isa::Avx512 => rows_by_columns::<16>(isa, h, b, k, c, &mut room.left, &mut room.right),
        _ => rows_by_columns::<8>(isa, h, b, k, c, &mut room.left, &mut room.right),
    }
}

leaves! {
    fn rows_by_rows[const WIDE: usize][WIDE](
        a: &[f64], b: &[f64], k: usize, c: &mut [f64], left: &mut Vec<f64>, right: &mut Vec<f64>
    ) {
        fused: by_rows::<f64, WIDE>, unfused: by_rows::<Unfused<f64>, WIDE>,
    }
}
leaves! {
    fn rows_by_columns[const WIDE: usize][WIDE](
        h: &[f64], b: &[f64], k: usize, c: &mut [f64], left: &mut Vec<f64>, right: &mut Vec<f64>
    ) {
        fused: by_columns::<f64, WIDE>, unfused: by_columns::<Unfused<f64>, WIDE>,
    }
}

/// Rows of `k` numbers side by side, `W` of them, the last ones filled up with zeros.
#[inline(always)]
fn pack<const W: usize>(x: &[f64], k: usize, to: &mut Vec<f64>) {
    let rows = x.len() / k;
    to.clear();
    to.resize(rows.next_multiple_of(W) * k, 0.0);
    for (panel, rows) in to.chunks_exact_mut(W * k).zip(x.chunks(W * k)) {
        for (r, row) in rows.chunks_exact(k).enumerate() {
            for (place, x) in panel.as_chunks_mut::<W>().0.iter_mut().zip(row) {
                place[r] = *x;
            }
        }
    }
}

/// A tile: `HIGH` rows, by `WIDE` columns of a panel from `from` on.
#[inline(always)]
fn tile<F: Float, const WIDE: usize>(a: &[f64], b: &[f64], from: usize) -> [[f64; WIDE]; HIGH] {
    let mut sums = [[F::ZERO; WIDE]; HIGH];
    for (a, b) in a.as_chunks::<HIGH>().0.iter().zip(b.as_chunks::<PANEL>().0) {
        for r in 0..HIGH {
            let x = F::c(a[r]);
            for j in 0..WIDE {
                sums[r][j] = x.fma(F::c(b[from + j]), sums[r][j]);
            }
        }
    }
    let mut out = [[0.0; WIDE]; HIGH];
    for r in 0..HIGH {
        for j in 0..WIDE {
            out[r][j] = sums[r][j].to_f64();
        }
    }
    out
}

#[inline(always)]
fn by_rows<F: Float, const WIDE: usize>(
    a: &[f64],
    b: &[f64],
    k: usize,
    c: &mut [f64],
    left: &mut Vec<f64>,
    right: &mut Vec<f64>,
) {
    let n = b.len() / k;
    pack::<HIGH>(a, k, left);
    for (first, b) in b.chunks(PANEL * k).enumerate() {
        pack::<PANEL>(b, k, right);
        let width = b.len() / k;
        for (a, c) in left.chunks_exact(HIGH * k).zip(c.chunks_mut(HIGH * n)) {
            for from in (0..width).step_by(WIDE) {
                let sums = tile::<F, WIDE>(a, right, from);
                let columns = WIDE.min(width - from);
                for (sums, c) in sums.iter().zip(c.chunks_exact_mut(n)) {
                    c[first * PANEL + from..][..columns].copy_from_slice(&sums[..columns]);
                }
            }
        }
    }
}

#[inline(always)]
fn by_columns<F: Float, const WIDE: usize>(
    h: &[f64],
    b: &[f64],
    k: usize,
    c: &mut [f64],
    left: &mut Vec<f64>,
    right: &mut Vec<f64>,
) {
    let n = b.len() / k;
    pack::<HIGH>(h, n, left);
    right.clear();
    right.resize(n * PANEL, 0.0);
    for column in (0..k).step_by(PANEL) {
        let width = PANEL.min(k - column);
        for (to, row) in right.as_chunks_mut::<PANEL>().0.iter_mut().zip(b.chunks_exact(k)) {
            to[..width].copy_from_slice(&row[column..column + width]);
        }
        for (h, c) in left.chunks_exact(HIGH * n).zip(c.chunks_mut(HIGH * k)) {
            for from in (0..width).step_by(WIDE) {
                let sums = tile::<F, WIDE>(h, right, from);
                let columns = WIDE.min(width - from);
                for (sums, c) in sums.iter().zip(c.chunks_exact_mut(k)) {
                    for (c, x) in c[column + from..][..columns].iter_mut().zip(sums) {
                        *c += *x;
                    }
                }
            }
        }
    }
}
