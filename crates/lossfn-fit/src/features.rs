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

use crate::error::{Error, Result};

/// Rows of a part, and of a piece of one that stays in the cache.
const PART: usize = 1 << 15;
const PIECE: usize = 512;

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
}

/// Features less their means, where a model has an intercept: it is then a column of ones that all others are
/// orthogonal to, and the hessian is as well conditioned as the data lets it be.
#[derive(Clone, Debug)]
pub(crate) struct Centred {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) intercept: bool,
    pub(crate) means: Vec<f64>,
    /// The standard deviation of each column about its mean; without an intercept, the root of the mean square.
    pub(crate) spread: Vec<f64>,
    data: Vec<f64>,
}

impl Centred {
    /// `weights` add up to 1.
    pub(crate) fn new(features: &Features, weights: &[f64], intercept: bool) -> Self {
        Self::about(features, weights, intercept, intercept)
    }
    /// The same with features as they are, for methods whose path shows their units.
    pub(crate) fn raw(features: &Features, weights: &[f64], intercept: bool) -> Self {
        Self { spread: vec![1.0; features.columns()], ..Self::about(features, weights, intercept, false) }
    }
    fn about(features: &Features, weights: &[f64], intercept: bool, centred: bool) -> Self {
        let (rows, columns) = (features.rows, features.columns());
        let mut data = vec![0.0; features.data.len()];
        let one = |(to, from): (&mut [f64], &[f64])| {
            // A constant column has no spread, whatever the rounding of its mean.
            let constant = centred && from.iter().all(|x| *x == from[0]);
            let centre = match centred {
                true if constant => from[0],
                true => dot(from, weights),
                false => 0.0,
            };
            let mut squares = 0.0;
            for ((to, from), weights) in
                to.chunks_mut(PIECE).zip(from.chunks(PIECE)).zip(weights.chunks(PIECE))
            {
                to.iter_mut().zip(from).for_each(|(to, x)| *to = x - centre);
                squares += lanes(to.len(), |i| weights[i] * to[i] * to[i]);
            }
            (centre, squares.sqrt())
        };
        let (means, spread) = (data.par_chunks_exact_mut(rows.max(1)))
            .zip(features.data.par_chunks_exact(rows.max(1)))
            .map(one)
            .unzip();
        Self { rows, columns, intercept, means, spread, data }
    }
    /// How many coefficients an output has, with its intercept.
    pub(crate) fn width(&self) -> usize {
        self.columns + usize::from(self.intercept)
    }
    fn matrix(&self) -> MatRef<'_, f64> {
        MatRef::from_column_major_slice(&self.data, self.rows, self.columns)
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
        out.par_chunks_mut(PART * outputs).enumerate().for_each(|(k, out)| {
            let (start, n) = self.part(k);
            for row in out.chunks_exact_mut(outputs) {
                if self.intercept { row.copy_from_slice(intercept) } else { row.fill(0.0) }
            }
            if zero {
                return;
            }
            let x = self.matrix().subrows(start, n);
            matmul(MatMut::from_row_major_slice_mut(out, n, outputs), Accum::Add, x, w, 1.0, Par::Seq);
        });
        out
    }
    /// The gradient in the coefficients from that in the predictions.
    pub(crate) fn transposed(&self, by_prediction: &[f64], outputs: usize, gradient: &mut [f64]) {
        let one = |k: usize| {
            let (start, n) = self.part(k);
            let mut part = vec![0.0; self.width() * outputs];
            let (coefficients, intercept) = part.split_at_mut(self.columns * outputs);
            let rows = &by_prediction[start * outputs..][..n * outputs];
            let to = MatMut::from_row_major_slice_mut(coefficients, self.columns, outputs);
            let g = MatRef::from_row_major_slice(rows, n, outputs);
            matmul(to, Accum::Replace, self.matrix().subrows(start, n).transpose(), g, 1.0, Par::Seq);
            for (c, out) in intercept.iter_mut().enumerate() {
                *out = lanes(n, |i| rows[i * outputs + c]);
            }
            part
        };
        let parts: Vec<Vec<f64>> = (0..self.parts()).into_par_iter().map(one).collect();
        gradient.fill(0.0);
        for part in parts {
            gradient.iter_mut().zip(part).for_each(|(to, x)| *to += x);
        }
    }
    /// The hessian in the coefficients: `curvature(row, a, b)` is that of the loss in two outputs of a row, symmetric.
    pub(crate) fn hessian(
        &self,
        outputs: usize,
        curvature: &(dyn Fn(usize, usize, usize) -> f64 + Sync),
    ) -> Mat<f64> {
        let size = self.width() * outputs;
        let one = |k: usize| {
            let mut part = Mat::<f64>::zeros(size, size);
            let (start, n) = self.part(k);
            let mut pair = [(); 2].map(|()| Mat::<f64>::zeros(PIECE, self.width()));
            let mut block = Mat::<f64>::zeros(self.width(), self.width());
            for a in 0..outputs {
                for b in 0..=a {
                    block.fill(0.0);
                    for from in (start..start + n).step_by(PIECE) {
                        self.gather(
                            &mut pair,
                            from,
                            PIECE.min(start + n - from),
                            &|i| curvature(i, a, b),
                            a == b,
                        );
                        let m = PIECE.min(start + n - from);
                        let [x, y] = [&pair[0], &pair[1]].map(|p| p.as_ref().subrows(0, m));
                        let y = if a == b { x } else { y };
                        let half = if a == b {
                            BlockStructure::TriangularLower
                        } else {
                            BlockStructure::Rectangular
                        };
                        let whole = BlockStructure::Rectangular;
                        triangular(
                            block.as_mut(),
                            half,
                            Accum::Add,
                            x.transpose(),
                            whole,
                            y,
                            whole,
                            1.0,
                            Par::Seq,
                        );
                    }
                    for p in 0..self.width() {
                        for q in 0..self.width() {
                            let (i, j) = if a == b && q > p { (q, p) } else { (p, q) };
                            part[(p * outputs + a, q * outputs + b)] = block[(i, j)];
                            part[(q * outputs + b, p * outputs + a)] = block[(i, j)];
                        }
                    }
                }
            }
            part
        };
        let parts: Vec<Mat<f64>> = (0..self.parts()).into_par_iter().map(one).collect();
        parts.into_iter().fold(Mat::zeros(size, size), |sum, part| sum + part)
    }
    /// Some rows with the column of ones: times the curvature of each, and as they are; a square where both are the
    /// same output, whose curvature has a root.
    fn gather(
        &self,
        pair: &mut [Mat<f64>; 2],
        from: usize,
        n: usize,
        curvature: &dyn Fn(usize) -> f64,
        square: bool,
    ) {
        let factors: Vec<f64> = (from..from + n)
            .map(|i| if square { curvature(i).max(0.0).sqrt() } else { curvature(i) })
            .collect();
        let [scaled, plain] = pair;
        for j in 0..self.width() {
            let one = |to: &mut [f64], f: &dyn Fn(usize, f64) -> f64| {
                if j < self.columns {
                    let x = &self.data[j * self.rows + from..][..n];
                    to.iter_mut().zip(x).enumerate().for_each(|(i, (to, x))| *to = f(i, *x));
                } else {
                    to[..n].iter_mut().enumerate().for_each(|(i, to)| *to = f(i, 1.0));
                }
            };
            one(scaled.col_as_slice_mut(j), &|i, x| factors[i] * x);
            if !square {
                one(plain.col_as_slice_mut(j), &|_, x| x);
            }
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

/// The means and spreads that features are standardised with.
#[derive(Clone, Debug)]
pub(crate) struct Scaling {
    means: Vec<f64>,
    spread: Vec<f64>,
    intercept: bool,
}

impl Scaling {
    pub(crate) fn of(features: &Features, weights: &[f64], intercept: bool) -> Self {
        let Centred { means, mut spread, .. } = Centred::new(features, weights, intercept);
        // A constant column becomes 0.
        spread.iter_mut().filter(|s| **s == 0.0).for_each(|s| *s = 1.0);
        Self { means, spread, intercept }
    }
    pub(crate) fn apply(&self, features: &Features) -> Features {
        let rows = features.rows;
        let mut scaled = features.clone();
        for (j, column) in scaled.data.chunks_exact_mut(rows.max(1)).enumerate() {
            for x in column {
                *x = (*x - self.means[j]) / self.spread[j];
            }
        }
        scaled
    }
    /// Coefficients of standardised features from those of features as they are.
    pub(crate) fn scaled_from(&self, theta: &[f64], outputs: usize) -> Vec<f64> {
        self.changed(theta, outputs, 1.0, |w, spread| w * spread)
    }
    /// The other way.
    pub(crate) fn plain_from(&self, theta: &[f64], outputs: usize) -> Vec<f64> {
        self.changed(theta, outputs, -1.0, |w, spread| w / spread)
    }
    fn changed(&self, theta: &[f64], outputs: usize, sign: f64, unit: fn(f64, f64) -> f64) -> Vec<f64> {
        let from = self.means.len() * outputs;
        if theta.len() < from {
            return theta.to_vec();
        }
        let mut out = theta.to_vec();
        for (j, w) in out[..from].iter_mut().enumerate() {
            *w = unit(*w, self.spread[j / outputs]);
        }
        if self.intercept && out.len() > from {
            for c in 0..outputs {
                let plain = |j: usize| if sign > 0.0 { theta[j * outputs + c] } else { out[j * outputs + c] };
                let shift = sum((0..self.means.len()).map(|j| self.means[j] * plain(j)));
                out[from + c] += sign * shift;
            }
        }
        out
    }
}

/// A sum in eight lanes, whose order is fixed.
#[inline(always)]
fn lanes(n: usize, term: impl Fn(usize) -> f64) -> f64 {
    let mut sums = [0.0; 8];
    let whole = n - n % 8;
    for i in (0..whole).step_by(8) {
        for (k, sum) in sums.iter_mut().enumerate() {
            *sum += term(i + k);
        }
    }
    sums.iter().sum::<f64>() + (whole..n).map(term).sum::<f64>()
}

/// A sum of products, each piece in lanes.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    sum(a.chunks(PIECE).zip(b.chunks(PIECE)).map(|(a, b)| lanes(a.len(), |i| a[i] * b[i])))
}

/// A sum with what was lost carried along.
pub(crate) fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut lost) = (0.0, 0.0);
    for x in terms {
        let next: f64 = total + x;
        let part = next - total;
        lost += (total - (next - part)) + (x - part);
        total = next;
    }
    total + lost
}
