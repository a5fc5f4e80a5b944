//! One row of logits: its exponentials, and what of them does not cancel.

use crate::{
    data::Storage,
    kernels::{Detected, softmax, sum},
};

/// What is kept of a row of exponentials.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sums {
    /// The element that is left out of `rest`: one of the largest.
    pub(crate) skip: usize,
    /// The sum of the exponentials of the others.
    pub(crate) rest: f64,
    /// The sum of all.
    pub(crate) total: f64,
}

/// The exponentials of a row into `e`, and what is kept of them.
fn exponentials<T: Storage>(isa: Detected, x: &[T], max: T, e: &mut [T]) -> Sums {
    let skip = softmax::find(isa, x, max);
    let rest = softmax::exp(isa, x, max, skip, e).round();
    Sums { skip, rest, total: 1.0 + rest }
}

/// The same of logits that are divided by a temperature.
pub(crate) fn tempered(isa: Detected, x: &[f64], max: f64, temperature: f64, e: &mut [f64]) -> Sums {
    if temperature == 1.0 {
        return exponentials(isa, x, max, e);
    }
    let skip = softmax::find(isa, x, max);
    softmax::exp_tempered(isa, x, max, temperature, e);
    let skipped = e.get_mut(skip).map(core::mem::take);
    let rest = sum::sum(isa, e).round();
    if let Some(one) = skipped {
        e[skip] = one;
    }
    Sums { skip, rest, total: 1.0 + rest }
}

/// How far the label is below the largest logit, and the exponentials of the row into `e`.
pub(crate) fn logits<T: Storage>(isa: Detected, x: &[T], label: usize, e: &mut [T]) -> (f64, Sums) {
    let max = softmax::max(isa, x);
    if max.to_f64().is_finite() {
        return (max.to_f64() - x[label].to_f64(), exponentials(isa, x, max, e));
    }
    let mut settled = x.to_vec();
    let max = settle(isa, &mut settled);
    let sums = exponentials(isa, &settled, max, e);
    (max.to_f64() - settled[label].to_f64(), sums)
}

/// The product, where 0 silences an infinity.
pub(crate) fn weigh(a: f64, b: f64) -> f64 {
    if a == 0.0 && b.is_infinite() || b == 0.0 && a.is_infinite() { 0.0 } else { a * b }
}

/// The largest logit. Where it is +inf, the row becomes its limit: 0 there and -inf elsewhere.
pub(crate) fn settle<T: Storage>(isa: Detected, x: &mut [T]) -> T {
    let max = softmax::max(isa, x);
    if max.to_f64() != f64::INFINITY {
        return max;
    }
    for x in x {
        let nan = x.to_f64().is_nan();
        *x = if *x == max {
            T::default()
        } else if nan {
            *x
        } else {
            T::from_f64(f64::NEG_INFINITY)
        };
    }
    T::default()
}
