//! Products of the rows of a matrix with each other, and of a symmetric matrix with a matrix, on one thread.

use crate::{
    data::{Element, Storage as _},
    kernels::{Detected, Isa, leaves},
    real::Parts,
};

/// Rows in a tile.
const HIGH: usize = 4;
/// Columns in a panel.
const PANEL: usize = 16;

/// Places that are added up in one go.
const DEEP: usize = 128;

/// Pixels of feature maps that are computed together.
pub(super) const BLOCK: usize = 256;

/// Numbers in panels of `W` lines: those of a place side by side, the last panel filled up with zeros.
fn panels<const W: usize, R: Parts>(
    lines: usize,
    places: usize,
    of: impl Fn(usize, usize) -> R,
    to: &mut Vec<R>,
) {
    to.clear();
    to.resize(lines.next_multiple_of(W) * places, R::join(0.0, 0.0));
    for (panel, to) in to.chunks_exact_mut(W * places).enumerate() {
        let first = panel * W;
        for line in first..lines.min(first + W) {
            for (place, to) in to.chunks_exact_mut(W).enumerate() {
                to[line - first] = of(line, place);
            }
        }
    }
}

/// A tile of dot products: `HIGH` lines of a panel by `WIDE` of another from `from` on.
#[inline(always)]
fn tile<R: Parts, const WIDE: usize>(a: &[R], b: &[R], from: usize) -> [[R; WIDE]; HIGH] {
    let mut sums = [[R::join(0.0, 0.0); WIDE]; HIGH];
    for (a, b) in a.as_chunks::<HIGH>().0.iter().zip(b.as_chunks::<PANEL>().0) {
        for r in 0..HIGH {
            for j in 0..WIDE {
                sums[r][j] = a[r].mul_add(b[from + j], sums[r][j]);
            }
        }
    }
    sums
}

leaves! {
    fn tiles[R: Parts, const WIDE: usize][R, WIDE](
        a: &[R], b: &[R], places: usize, columns: usize, triangle: bool, out: &mut [R], stride: usize
    ) {
        fused: tiles_of::<R, WIDE>, unfused: tiles_of::<R, WIDE>,
    }
}
/// Adds the dot products of all lines of `a` with those of `b` to `out`; of a triangle those of which the first line is not
/// behind the second, and some more.
#[inline(always)]
fn tiles_of<R: Parts, const WIDE: usize>(
    a: &[R],
    b: &[R],
    places: usize,
    columns: usize,
    triangle: bool,
    out: &mut [R],
    stride: usize,
) {
    // So many places of a panel stay in the first cache.
    for k in (0..places).step_by(DEEP) {
        let deep = DEEP.min(places - k);
        for (j, b) in b.chunks_exact(PANEL * places).enumerate() {
            let b = &b[k * PANEL..][..deep * PANEL];
            for (i, a) in a.chunks_exact(HIGH * places).enumerate() {
                if triangle && i * HIGH >= (j + 1) * PANEL {
                    break;
                }
                let a = &a[k * HIGH..][..deep * HIGH];
                for from in (0..PANEL).step_by(WIDE) {
                    let column = j * PANEL + from;
                    if column >= columns {
                        break;
                    }
                    let sums = tile::<R, WIDE>(a, b, from);
                    let wide = WIDE.min(columns - column);
                    for (sums, out) in sums.iter().zip(out[i * HIGH * stride..].chunks_mut(stride)) {
                        for (out, sum) in out[column..column + wide].iter_mut().zip(sums) {
                            *out = *out + *sum;
                        }
                    }
                }
            }
        }
    }
}
fn run<R: Parts>(
    isa: Detected,
    a: &[R],
    b: &[R],
    places: usize,
    columns: usize,
    triangle: bool,
    out: &mut [R],
) {
    match isa.isa() {
        Isa::Avx512 => tiles::<R, 16>(isa, a, b, places, columns, triangle, out, columns),
        _ => tiles::<R, 8>(isa, a, b, places, columns, triangle, out, columns),
    }
}

/// Some pixels of feature maps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Maps<'a, T> {
    pub(super) data: &'a [T],
    pub(super) channels: usize,
    pub(super) pixels: usize,
    pub(super) interleaved: bool,
}

impl<T: Element> Maps<'_, T> {
    #[inline(always)]
    fn at(&self, channel: usize, pixel: usize) -> f64 {
        let i =
            if self.interleaved { pixel * self.channels + channel } else { channel * self.pixels + pixel };
        self.data[i].widen().to_f64()
    }
    /// The upper triangle of the products of all channels, over pixels from `from` to `to`.
    pub(super) fn gram<R: Parts>(&self, isa: Detected, from: usize, to: usize) -> Vec<R> {
        let c = self.channels;
        let mut sums = vec![R::join(0.0, 0.0); c * c];
        let (mut left, mut right) = (vec![], vec![]);
        for start in (from..to).step_by(BLOCK) {
            let places = BLOCK.min(to - start);
            let read = |channel, place| R::join(self.at(channel, start + place), 0.0);
            panels::<HIGH, R>(c, places, read, &mut left);
            panels::<PANEL, R>(c, places, read, &mut right);
            run(isa, &left, &right, places, c, true, &mut sums);
        }
        sums
    }
    /// The products of a matrix, in panels, with the maps of some pixels: rows of so many numbers.
    pub(super) fn times<R: Parts>(&self, isa: Detected, matrix: &[R], from: usize, to: usize) -> Vec<R> {
        let mut right = vec![];
        let n = to - from;
        panels::<PANEL, R>(
            n,
            self.channels,
            |pixel, channel| R::join(self.at(channel, from + pixel), 0.0),
            &mut right,
        );
        let mut out = vec![R::join(0.0, 0.0); self.channels * n];
        run(isa, matrix, &right, self.channels, n, false, &mut out);
        out
    }
}

/// A square matrix in panels.
pub(super) fn packed<R: Parts>(matrix: &[R], rows: usize) -> Vec<R> {
    let mut out = vec![];
    panels::<HIGH, R>(rows, rows, |i, j| matrix[i * rows + j], &mut out);
    out
}
