//! Functions of rows of scores.
//!
//! The largest score is taken out, and its exponential, which is 1, is left out of the sum: so a
//! confident row keeps all digits of what is beside it, in the values and in what comes back from them.

use super::elementwise::{filled, same_length};
use crate::{
    Error,
    data::{Rows, Storage},
    kernels::{Detected, Pair, softmax as kernel, sum},
    spec::{Domain, Value},
    stages::softmax::row::{Sums, settle, tempered, weigh},
    threads,
};

/// About so many scores are a task of a thread.
const PER_TASK: usize = 65536;

/// A row in f64: its largest score, and the exponentials of the gaps to it.
struct Row {
    x: Vec<f64>,
    e: Vec<f64>,
    max: f64,
    sums: Sums,
    temperature: f64,
    isa: Detected,
}

impl Row {
    fn new(isa: Detected, columns: usize, temperature: f64) -> Self {
        let (x, e) = (vec![0.0; columns], vec![0.0; columns]);
        Self { x, e, max: 0.0, sums: Sums::default(), temperature, isa }
    }
    fn read<T: Storage>(&mut self, row: &[T]) {
        for (x, s) in self.x.iter_mut().zip(row) {
            *x = s.to_f64();
        }
        self.max = settle(self.isa, &mut self.x);
        self.sums = tempered(self.isa, &self.x, self.max, self.temperature, &mut self.e);
    }
    fn probability(&self, j: usize) -> f64 {
        self.e[j] / self.sums.total
    }
    /// The softmax of the row, in the place of the exponentials.
    fn probabilities(&mut self) -> &[f64] {
        let total = self.total();
        kernel::divide(self.isa, &mut self.e, total.hi, total.lo);
        &self.e
    }
    /// The sum of the exponentials, with what its rounding leaves.
    fn total(&mut self) -> Pair {
        let skip = self.sums.skip;
        let one = self.e.get_mut(skip).map(core::mem::take);
        let rest = sum::sum(self.isa, &self.e);
        if let Some(one) = one {
            self.e[skip] = one;
        }
        rest.plus(Pair { hi: 1.0, lo: 0.0 })
    }
    /// `ln(1 + rest)`, which is the logarithm of the sum of the exponentials, and a number.
    fn log_total(&self, plus: f64) -> f64 {
        let mut log = [0.0];
        kernel::surprisal(self.isa, &[plus], &[self.sums.rest], &mut log);
        log[0]
    }
    /// The mean of numbers given as sums, which are 0 at the largest score, under the softmax: as a sum.
    fn mean(&mut self, x: [&[f64]; 2]) -> (f64, f64) {
        // Every bit of the total counts where a number is near the mean. What is 0 needs no leaving out.
        let total = self.total();
        let sum = sum::dot(self.isa, x[0], &self.e).plus(sum::dot(self.isa, x[1], &self.e));
        let mean = sum.over(total);
        let low = ((-mean).mul_add(total.hi, sum.hi) + (sum.lo - mean * total.lo)) / total.hi;
        (mean, if low.is_finite() { low } else { 0.0 })
    }
}

/// `a - b` and what rounding takes from it; nothing of what is not finite.
fn difference(a: f64, b: f64) -> (f64, f64) {
    let d = a - b;
    let of_b = d - a;
    let low = (a - (d - of_b)) - (b + of_b);
    (d, if low.is_finite() { low } else { 0.0 })
}

/// What is computed row after row, to where the rows stand.
fn placed<T: Storage>(
    rows: Rows<'_, T>,
    out: &mut [T],
    fill: impl FnOnce(&mut [T]) -> Result<(), Error>,
) -> Result<(), Error> {
    if !rows.scattered() {
        return fill(out);
    }
    let mut by_row = vec![T::default(); out.len()];
    fill(&mut by_row)?;
    rows.scatter(&by_row, out);
    Ok(())
}

/// Each row on its own, on the threads of the library.
fn each<T: Storage>(
    rows: Rows<'_, T>,
    width: usize,
    temperature: f64,
    isa: Detected,
    out: &mut [T],
    one: &(dyn Fn(&mut Row, usize, &mut [T]) + Sync),
) -> Result<(), Error> {
    // An empty table may have any number of columns.
    if rows.is_empty() {
        return Ok(());
    }
    let per_task = (PER_TASK / rows.columns()).max(1);
    threads::run(0, rows.len(), per_task, out, &|out, at| out.split_at_mut(at * width), &|range, out| {
        let mut row = Row::new(isa, rows.columns(), temperature);
        for (i, out) in range.zip(out.chunks_mut(width)) {
            row.read(&rows.row(i));
            one(&mut row, i, out);
        }
    })
}

/// As [`each`], with an answer for each score, where the score stands.
fn table<T: Storage>(
    rows: Rows<'_, T>,
    temperature: f64,
    isa: Detected,
    out: &mut [T],
    one: &(dyn Fn(&mut Row, usize, &mut [T]) + Sync),
) -> Result<(), Error> {
    placed(rows, out, |out| each(rows, rows.columns(), temperature, isa, out, one))
}

/// A table has to have the shape of the rows.
fn same_shape<T: Storage>(input: &'static str, x: Rows<'_, T>, rows: Rows<'_, T>) -> Result<(), Error> {
    if x.columns() == rows.columns() && x.len() == rows.len() {
        return Ok(());
    }
    Err(Error::Shape { input, got: x.shape(), want: rows.shape() })
}
fn as_table<T: Storage>(input: &'static str, x: &[T], rows: Rows<'_, T>) -> Result<(), Error> {
    same_length(input, x, rows.data().len())
}

/// Declares a function of rows that has a temperature.
macro_rules! tempered { ($($(#[$doc:meta])* $name:ident = $text:literal $f:ident, $forward:ident, $backward:ident;)*) => {$(
    $(#[$doc])*
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct $name {
        temperature: f64,
    }
    impl Default for $name {
        fn default() -> Self {
            Self::new()
        }
    }
    impl $name {
        /// Of the scores as they are.
        pub const fn new() -> Self {
            Self { temperature: 1.0 }
        }
        /// Of the scores divided by a temperature.
        ///
        /// # Errors
        /// When it is not positive and finite.
        pub fn temperature(self, temperature: f64) -> Result<Self, Error> {
            let allowed = Domain::POSITIVE;
            if allowed.contains(temperature) {
                return Ok(Self { temperature });
            }
            let value = Value::Number(temperature);
            Err(Error::Parameter { loss: $text, name: "temperature", value, allowed: allowed.to_string() })
        }
        /// The function of each row.
        pub fn values<T: Storage>(&self, rows: Rows<'_, T>) -> Vec<T> {
            filled(rows.data().len(), |out| self.values_into(rows, out))
        }
        /// The function of each row, into a slice.
        ///
        /// # Errors
        /// When the output is not as long as all rows.
        pub fn values_into<T: Storage>(&self, rows: Rows<'_, T>, out: &mut [T]) -> Result<(), Error> {
            self.values_on(Detected::best(), rows, out)
        }
        /// What comes back of a gradient from above (a vector-Jacobian product, row by row), into a
        /// slice.
        ///
        /// # Errors
        /// When the gradient has another shape than the rows, or the output is not as long as they.
        pub fn backward_into<T: Storage>(
            &self,
            rows: Rows<'_, T>,
            upstream: Rows<'_, T>,
            out: &mut [T],
        ) -> Result<(), Error> {
            self.backward_on(Detected::best(), rows, upstream, out)
        }
        #[doc(hidden)]
        pub fn values_on<T: Storage>(
            &self,
            isa: Detected,
            rows: Rows<'_, T>,
            out: &mut [T],
        ) -> Result<(), Error> {
            as_table("out", out, rows)?;
            table(rows, self.temperature, isa, out, &|row, _, out| $forward(row, out))
        }
        #[doc(hidden)]
        pub fn backward_on<T: Storage>(
            &self,
            isa: Detected,
            rows: Rows<'_, T>,
            upstream: Rows<'_, T>,
            out: &mut [T],
        ) -> Result<(), Error> {
            same_shape("upstream", upstream, rows)?;
            as_table("out", out, rows)?;
            table(rows, self.temperature, isa, out, &|row, i, out| $backward(row, &upstream.row(i), out))
        }
    }
    $(#[$doc])*
    pub fn $f<T: Storage>(rows: Rows<'_, T>) -> Vec<T> {
        $name::new().values(rows)
    }
)*}}
tempered! {
    /// `e^x_j / sum_k e^x_k` in each row. A score of `-inf` has no probability, scores of `+inf` share
    /// all of it; a row of `-inf` only is NaN.
    Softmax = "softmax" softmax, probabilities, through_softmax;
    /// The logarithm of the softmax of each row, `x_j - ln sum_k e^x_k`.
    LogSoftmax = "log_softmax" log_softmax, log_probabilities, through_log_softmax;
}

fn probabilities<T: Storage>(row: &mut Row, out: &mut [T]) {
    for (out, p) in out.iter_mut().zip(row.probabilities()) {
        *out = T::from_f64(*p);
    }
}

fn through_softmax<T: Storage>(row: &mut Row, upstream: &[T], out: &mut [T]) {
    // p_j (u_j - sum_k u_k p_k), with every u measured from that of the largest score.
    let from = upstream.get(row.sums.skip).map_or(0.0, |u| u.to_f64());
    let (u, low): (Vec<f64>, Vec<f64>) = upstream.iter().map(|u| difference(u.to_f64(), from)).unzip();
    let (mean, mean_low) = row.mean([&u, &low]);
    for (j, out) in out.iter_mut().enumerate() {
        let (d, d_low) = difference(u[j], mean);
        let apart = d + (d_low + (low[j] - mean_low));
        *out = T::from_f64(weigh(row.probability(j), apart) / row.temperature);
    }
}

fn log_probabilities<T: Storage>(row: &mut Row, out: &mut [T]) {
    let log = row.log_total(0.0);
    for (out, x) in out.iter_mut().zip(&row.x) {
        // 0 less, so that the logarithm of 1 is 0 and not -0.
        *out = T::from_f64(0.0 - ((row.max - x) / row.temperature + log));
    }
}

fn through_log_softmax<T: Storage>(row: &mut Row, upstream: &[T], out: &mut [T]) {
    // u_j - p_j sum_k u_k; at the largest score 1 - p_j is what the others have.
    let Sums { skip, rest, total } = row.sums;
    let mut u: Vec<f64> = upstream.iter().map(|u| u.to_f64()).collect();
    let own = u.get_mut(skip).map_or(0.0, core::mem::take);
    let others = sum::sum(row.isa, &u);
    let all = others.plus(Pair { hi: own, lo: 0.0 });
    let largest = (weigh(own, rest) - others.hi - others.lo) / total;
    let isa = row.isa;
    kernel::less_shares(isa, &mut u, row.probabilities(), all.hi, all.lo);
    for (j, (out, u)) in out.iter_mut().zip(u).enumerate() {
        let back = if j == skip { largest } else { u };
        *out = T::from_f64(back / row.temperature);
    }
}

/// `ln sum_k e^x_k` of each row. A row of `-inf` only is `-inf`, its gradient NaN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogSumExp;

impl LogSumExp {
    /// The function of each row.
    pub fn values<T: Storage>(&self, rows: Rows<'_, T>) -> Vec<T> {
        filled(rows.len(), |out| self.values_into(rows, out))
    }
    /// The function of each row, into a slice.
    ///
    /// # Errors
    /// When the output is not as long as there are rows.
    pub fn values_into<T: Storage>(&self, rows: Rows<'_, T>, out: &mut [T]) -> Result<(), Error> {
        self.values_on(Detected::best(), rows, out)
    }
    #[doc(hidden)]
    pub fn values_on<T: Storage>(
        &self,
        isa: Detected,
        rows: Rows<'_, T>,
        out: &mut [T],
    ) -> Result<(), Error> {
        same_length("out", out, rows.len())?;
        each(rows, 1, 1.0, isa, out, &|row, i, out| {
            let scores = rows.row(i);
            let max = kernel::max(row.isa, &scores).to_f64();
            let nan = scores.iter().any(|x| x.to_f64().is_nan());
            let value = if max.is_finite() || nan { row.log_total(row.max) } else { max };
            out.fill(T::from_f64(value));
        })
    }
    /// What comes back of one number from above for each row: that number times the softmax of the row.
    ///
    /// # Errors
    /// When there are not as many numbers as rows, or the output is not as long as all rows.
    pub fn backward_into<T: Storage>(
        &self,
        rows: Rows<'_, T>,
        upstream: &[T],
        out: &mut [T],
    ) -> Result<(), Error> {
        self.backward_on(Detected::best(), rows, upstream, out)
    }
    #[doc(hidden)]
    pub fn backward_on<T: Storage>(
        &self,
        isa: Detected,
        rows: Rows<'_, T>,
        upstream: &[T],
        out: &mut [T],
    ) -> Result<(), Error> {
        same_length("upstream", upstream, rows.len())?;
        as_table("out", out, rows)?;
        table(rows, 1.0, isa, out, &|row, i, out| {
            let u = upstream[i].to_f64();
            for (out, p) in out.iter_mut().zip(row.probabilities()) {
                *out = T::from_f64(weigh(*p, u));
            }
        })
    }
}
/// `ln sum_k e^x_k` of each row. A row of `-inf` only is `-inf`.
pub fn log_sum_exp<T: Storage>(rows: Rows<'_, T>) -> Vec<T> {
    LogSumExp.values(rows)
}

/// 1 at the largest score of each row, the first one where there are several, and 0 elsewhere. Its
/// derivative is 0 wherever there is one, so it has none here. A row with NaN in it, or of `-inf` only,
/// is NaN.
pub fn hardmax<T: Storage>(rows: Rows<'_, T>) -> Vec<T> {
    filled(rows.data().len(), |out| hardmax_into(rows, out))
}
/// [`hardmax`] into a slice.
///
/// # Errors
/// When the output is not as long as all rows.
pub fn hardmax_into<T: Storage>(rows: Rows<'_, T>, out: &mut [T]) -> Result<(), Error> {
    as_table("out", out, rows)?;
    let (zero, one) = (T::default(), T::from_f64(1.0));
    placed(rows, out, |out| {
        for (i, out) in out.chunks_mut(rows.columns()).enumerate() {
            let row = rows.row(i);
            let largest = (1..row.len()).fold(0, |top, j| if row[j] > row[top] { j } else { top });
            let nan = row.iter().any(|x| x.to_f64().is_nan());
            let wrong = nan || row[largest].to_f64() == f64::NEG_INFINITY;
            out.fill(if wrong { T::from_f64(f64::NAN) } else { zero });
            if !wrong {
                out[largest] = one;
            }
        }
        Ok(())
    })
}
