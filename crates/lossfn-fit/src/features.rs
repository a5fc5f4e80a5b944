//! Tables of features, and their products with vectors.
//!
//! Rows are worked on in parts whose places are fixed, and what comes of parts is added in their order: no bit depends
//! on the number of threads.

use faer::{
    Accum, Mat, MatMut, MatRef, Par,
    linalg::matmul::{
        matmul,
        triangular::{BlockStructure, matmul as triangular},
    },
};
use rayon::prelude::*;

use crate::cost::Curvature;
use crate::error::{Error, Result};
use crate::sums::{lanes, sum};

/// Rows of a part; of a piece of one, of which all columns stay in the cache; and of a strip, of which one does.
const PART: usize = 1 << 15;
const PIECE: usize = 512;
const STRIP: usize = 2048;

/// A table of features, column after column.
///
/// ```
/// use lossfn_fit::Features;
/// let x = Features::new(vec!["age".into(), "bmi".into()], vec![vec![59.0, 48.0], vec![32.1, 21.6]])?;
/// assert_eq!((x.rows(), x.columns()), (2, 2));
/// # Ok::<(), lossfn_fit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Features {
    names: Vec<String>,
    rows: usize,
    data: Vec<f64>,
}

impl Features {
    /// A table of named columns.
    ///
    /// # Errors
    /// When columns differ in length, when there are not as many names as columns, and when a number is not finite.
    pub fn new(names: Vec<String>, columns: Vec<Vec<f64>>) -> Result<Self> {
        let rows = columns.first().map_or(0, Vec::len);
        if names.len() != columns.len() {
            return Err(Error::Shape {
                what: "the list of names".into(),
                got: names.len(),
                want: columns.len(),
            });
        }
        for (name, column) in names.iter().zip(&columns) {
            if column.len() != rows {
                return Err(Error::Shape { what: format!("column `{name}`"), got: column.len(), want: rows });
            }
        }
        let data = match <[Vec<f64>; 1]>::try_from(columns) {
            Ok([column]) => column,
            Err(columns) => columns.concat(),
        };
        Self { names, rows, data }.finite()
    }
    /// A table whose rows stand one after the other.
    ///
    /// # Errors
    /// As [`Features::new`].
    pub fn from_rows(names: Vec<String>, table: &[f64]) -> Result<Self> {
        let columns = names.len();
        if columns == 0 || !table.len().is_multiple_of(columns) {
            let want = table.len().next_multiple_of(columns.max(1));
            return Err(Error::Shape { what: "the table".into(), got: table.len(), want });
        }
        let rows = table.len() / columns;
        let data = (0..columns).flat_map(|j| (0..rows).map(move |i| table[i * columns + j])).collect();
        Self { names, rows, data }.finite()
    }
    fn finite(self) -> Result<Self> {
        if let Some(place) = self.data.iter().position(|x| !x.is_finite()) {
            let (column, row) = (self.names[place / self.rows].clone(), place % self.rows);
            return Err(Error::Value { column, row, value: self.data[place] });
        }
        Ok(self)
    }
    /// The names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }
    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.names.len()
    }
    /// A column.
    pub fn column(&self, j: usize) -> &[f64] {
        &self.data[j * self.rows..][..self.rows]
    }
    /// Some of the rows, in the order that is given.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        let data = (0..self.columns()).flat_map(|j| rows.iter().map(move |&i| self.column(j)[i])).collect();
        Self { names: self.names.clone(), rows: rows.len(), data }
    }
    /// Every number, with the place of its column, as another one.
    pub(crate) fn map(&self, f: impl Fn(usize, f64) -> f64) -> Self {
        let f = &f;
        let data = (0..self.columns()).flat_map(|j| self.column(j).iter().map(move |x| f(j, *x))).collect();
        Self { names: self.names.clone(), rows: self.rows, data }
    }
}

/// Features less their means, where a model has an intercept: it is then a column of ones that all others are
/// orthogonal to, and the hessian is as well conditioned as the data lets it be. The means are taken off wherever
/// features are read: a copy would cost more than all that is done with it.
#[derive(Clone, Debug)]
pub(crate) struct Centred<'a> {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) intercept: bool,
    pub(crate) means: Vec<f64>,
    /// The standard deviation of each column about its mean; without an intercept, the root of the mean square.
    pub(crate) spread: Vec<f64>,
    features: &'a Features,
}

/// The mean of a column, if it is to be taken off, and the root of the mean square of what is left.
fn moments(column: &[f64], weights: &[f64], centred: bool) -> (f64, f64) {
    if !centred {
        return (0.0, sum(pieces(column, weights).map(|(x, w)| lanes(x, w, |x, w| w * x * x))).sqrt());
    }
    // A constant column has no spread, whatever the rounding of its mean.
    if column.iter().all(|x| *x == column[0]) {
        return (column.first().copied().unwrap_or_default(), 0.0);
    }
    // The squares about the mean of what came before and of a piece add up to those about the mean of both.
    let (mut weight, mut mean, mut squares) = (0.0, 0.0, 0.0);
    let mut parts = Vec::with_capacity(column.len().div_ceil(PIECE));
    for (x, w) in pieces(column, weights) {
        let more = lanes(w, w, |w, _| w);
        if more > 0.0 {
            let part = lanes(x, w, |x, w| w * x);
            parts.push(part);
            let own = part / more;
            squares += lanes(x, w, |x, w| w * (x - own) * (x - own));
            let (apart, both) = (own - mean, weight + more);
            squares += apart * apart * (weight * more / both);
            (weight, mean) = (both, mean + apart * (more / both));
        }
    }
    (sum(parts), squares.sqrt())
}

fn pieces<'a>(a: &'a [f64], b: &'a [f64]) -> impl Iterator<Item = (&'a [f64], &'a [f64])> {
    a.chunks(PIECE).zip(b.chunks(PIECE))
}

impl<'a> Centred<'a> {
    /// `weights` add up to 1.
    pub(crate) fn new(features: &'a Features, weights: &[f64], intercept: bool) -> Self {
        Self::about(features, weights, intercept, intercept)
    }
    /// The same with features as they are, for methods whose path shows their units.
    pub(crate) fn raw(features: &'a Features, intercept: bool) -> Self {
        let (rows, columns) = (features.rows, features.columns());
        Self { rows, columns, intercept, means: vec![0.0; columns], spread: vec![1.0; columns], features }
    }
    fn about(features: &'a Features, weights: &[f64], intercept: bool, centred: bool) -> Self {
        let (rows, columns) = (features.rows, features.columns());
        let one = |j: usize| moments(features.column(j), weights, centred);
        let (means, spread) = (0..columns).into_par_iter().map(one).unzip();
        Self { rows, columns, intercept, means, spread, features }
    }
    /// How many coefficients an output has, with its intercept.
    pub(crate) fn width(&self) -> usize {
        self.columns + usize::from(self.intercept)
    }
    fn parts(&self) -> usize {
        self.rows.div_ceil(PART)
    }
    fn part(&self, k: usize) -> (usize, usize) {
        let start = k * PART;
        (start, PART.min(self.rows - start))
    }
    /// What the model predicts for each row: `outputs` numbers for each, row after row.
    pub(crate) fn times(&self, theta: &[f64], outputs: usize) -> Vec<f64> {
        let mut out = vec![0.0; self.rows * outputs];
        let (coefficients, intercept) = theta.split_at(self.columns * outputs);
        let w = MatRef::from_row_major_slice(coefficients, self.columns, outputs);
        let zero = coefficients.iter().all(|w| *w == 0.0);
        out.par_chunks_mut(STRIP * outputs).enumerate().for_each_init(
            || Mat::zeros(PIECE, self.columns),
            |piece, (k, out)| {
                for row in out.chunks_exact_mut(outputs) {
                    if self.intercept { row.copy_from_slice(intercept) } else { row.fill(0.0) }
                }
                if zero {
                    return;
                }
                if outputs == 1 {
                    for (j, w) in coefficients.iter().enumerate() {
                        let (x, mean) = (&self.features.column(j)[k * STRIP..][..out.len()], self.means[j]);
                        out.iter_mut().zip(x).for_each(|(out, x)| *out += w * (x - mean));
                    }
                    return;
                }
                for (p, out) in out.chunks_mut(PIECE * outputs).enumerate() {
                    let n = out.len() / outputs;
                    let x = self.centred(piece, k * STRIP + p * PIECE, n);
                    matmul(
                        MatMut::from_row_major_slice_mut(out, n, outputs),
                        Accum::Add,
                        x,
                        w,
                        1.0,
                        Par::Seq,
                    );
                }
            },
        );
        out
    }
    /// The gradient in the coefficients from that in the predictions.
    pub(crate) fn transposed(&self, by_prediction: &[f64], outputs: usize, gradient: &mut [f64]) {
        let one = |k: usize| {
            let (start, n) = self.part(k);
            let mut part = vec![0.0; self.width() * outputs];
            let (coefficients, intercept) = part.split_at_mut(self.columns * outputs);
            let rows = &by_prediction[start * outputs..][..n * outputs];
            if outputs == 1 {
                for (s, g) in rows.chunks(STRIP).enumerate() {
                    for (j, to) in coefficients.iter_mut().enumerate() {
                        let x = &self.features.column(j)[start + s * STRIP..][..g.len()];
                        let mean = self.means[j];
                        *to += lanes(x, g, |x, g| g * (x - mean));
                    }
                }
            } else {
                let mut piece = Mat::zeros(PIECE, self.columns);
                for (p, g) in rows.chunks(PIECE * outputs).enumerate() {
                    let n = g.len() / outputs;
                    let x = self.centred(&mut piece, start + p * PIECE, n);
                    let to = MatMut::from_row_major_slice_mut(coefficients, self.columns, outputs);
                    let g = MatRef::from_row_major_slice(g, n, outputs);
                    matmul(to, Accum::Add, x.transpose(), g, 1.0, Par::Seq);
                }
            }
            for (c, out) in intercept.iter_mut().enumerate() {
                *out = rows[c..].iter().step_by(outputs).sum();
            }
            part
        };
        let parts: Vec<Vec<f64>> = (0..self.parts()).into_par_iter().map(one).collect();
        gradient.fill(0.0);
        for part in parts {
            gradient.iter_mut().zip(part).for_each(|(to, x)| *to += x);
        }
    }
    /// Some rows, less the means, in a buffer; with a column of ones where it has room for one.
    fn centred<'b>(&self, piece: &'b mut Mat<f64>, from: usize, n: usize) -> MatRef<'b, f64> {
        if piece.ncols() > self.columns {
            piece.col_as_slice_mut(self.columns).fill(1.0);
        }
        for j in 0..self.columns {
            let (x, mean) = (&self.features.column(j)[from..][..n], self.means[j]);
            piece.col_as_slice_mut(j).iter_mut().zip(x).for_each(|(to, x)| *to = x - mean);
        }
        piece.as_ref().subrows(0, n)
    }
    /// The hessian in the coefficients from that of the loss in the predictions, which is symmetric.
    pub(crate) fn hessian(&self, curvature: &Curvature) -> Mat<f64> {
        let outputs = curvature.outputs;
        let size = self.width() * outputs;
        let one = |k: usize| {
            let mut part = Mat::<f64>::zeros(size, size);
            let (start, n) = self.part(k);
            let [mut plain, mut scaled] = [(); 2].map(|()| Mat::<f64>::zeros(PIECE, self.width()));
            for from in (start..start + n).step_by(PIECE) {
                let m = PIECE.min(start + n - from);
                self.centred(&mut plain, from, m);
                for a in 0..outputs {
                    for b in 0..=a {
                        self.scaled(&plain, &mut scaled, m, |i| curvature.at(from + i, a, b));
                        let [x, y] = [&plain, &scaled].map(|p| p.as_ref().subrows(0, m));
                        let (whole, half) = (BlockStructure::Rectangular, BlockStructure::TriangularLower);
                        let block = part.as_mut().submatrix_mut(
                            a * self.width(),
                            b * self.width(),
                            self.width(),
                            self.width(),
                        );
                        triangular(
                            block,
                            if a == b { half } else { whole },
                            Accum::Add,
                            x.transpose(),
                            whole,
                            y,
                            whole,
                            1.0,
                            Par::Seq,
                        );
                    }
                }
            }
            part
        };
        let parts: Vec<Mat<f64>> = (0..self.parts()).into_par_iter().map(one).collect();
        let blocks = parts.into_iter().fold(Mat::zeros(size, size), |sum, part| sum + part);
        // Blocks of outputs become numbers of features, and what lies above the diagonal is what lies below.
        let place = |i: usize| (i % outputs) * self.width() + i / outputs;
        Mat::from_fn(size, size, |i, j| {
            let (i, j) = (place(i), place(j));
            blocks[(i.max(j), i.min(j))]
        })
    }
    /// Some rows, less the means and with the column of ones, each times a number.
    fn scaled(&self, plain: &Mat<f64>, to: &mut Mat<f64>, n: usize, factor: impl Fn(usize) -> f64) {
        let mut factors = [0.0; PIECE];
        factors[..n].iter_mut().enumerate().for_each(|(i, f)| *f = factor(i));
        for j in 0..self.width() {
            let (to, x) = (to.col_as_slice_mut(j), plain.col_as_slice(j));
            to.iter_mut().zip(x).zip(&factors[..n]).for_each(|((to, x), f)| *to = f * x);
        }
    }
    /// The intercept of each output for features as they were, from that for centred ones.
    pub(crate) fn uncentred(&self, theta: &[f64], outputs: usize) -> Vec<f64> {
        let one = |c: usize| {
            let shift = self.means.iter().enumerate().map(|(j, mean)| -mean * theta[j * outputs + c]);
            sum(shift.chain([theta[self.columns * outputs + c]]))
        };
        if self.intercept { (0..outputs).map(one).collect() } else { vec![0.0; outputs] }
    }
    /// The other way: from intercepts for features as they are.
    pub(crate) fn centre(&self, theta: &mut [f64], outputs: usize) {
        if self.intercept {
            for c in 0..outputs {
                let shift: f64 =
                    self.means.iter().enumerate().map(|(j, mean)| mean * theta[j * outputs + c]).sum();
                theta[self.columns * outputs + c] += shift;
            }
        }
    }
    /// How far a prediction moves with a coefficient, typically: the spread of its column, and 1 for an intercept.
    pub(crate) fn reach(&self, outputs: usize) -> Vec<f64> {
        let each = self.spread.iter().copied().chain(self.intercept.then_some(1.0));
        // A constant column moves nothing, and nothing is divided by it.
        let each = each.map(|s| if s > 0.0 { s } else { 1.0 });
        each.flat_map(|s| core::iter::repeat_n(s, outputs)).collect()
    }
}
