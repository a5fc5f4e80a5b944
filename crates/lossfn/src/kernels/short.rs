//! Short rows of logits with labels, side by side: each lane is a row, each step a class. What is done
//! to a lane depends on nothing beside it, so that no bit depends on where a row stands.

use super::{ROWS, leaves};
use crate::{
    data::Storage,
    real::{Float, Real, Scalar, Unfused, math},
};

/// A number of each row.
pub(crate) type Lanes<T> = [T; ROWS];

/// What is kept of the rows.
pub(crate) struct Short<T> {
    /// The label; no class where the row has none.
    pub(crate) label: Lanes<T>,
    /// The largest logit.
    pub(crate) top: Lanes<T>,
    /// The class that has it, the first of them.
    pub(crate) skip: Lanes<T>,
    /// The sum of the exponentials of the others.
    pub(crate) rest: Lanes<f64>,
    /// How far the label is below the largest.
    pub(crate) gap: Lanes<f64>,
    /// The probability of the other classes than the label, times the sum of all exponentials.
    pub(crate) miss: Lanes<f64>,
}

impl<T: Storage> Short<T> {
    pub(crate) fn new() -> Self {
        let none = T::from_f64(-1.0);
        Self {
            label: [none; ROWS],
            top: [none; ROWS],
            skip: [none; ROWS],
            rest: [0.0; ROWS],
            gap: [0.0; ROWS],
            miss: [0.0; ROWS],
        }
    }
}

#[inline(always)]
fn largest<T: Storage>(x: &[T], rows: &mut Short<T>) {
    let least = T::from_f64(f64::NEG_INFINITY);
    let (mut top, mut at) = ([least; ROWS], [T::from_f64(-1.0); ROWS]);
    for (c, x) in x.as_chunks::<ROWS>().0.iter().enumerate() {
        let c = T::from_f64(c as f64);
        for j in 0..ROWS {
            // All is read before anything is chosen: else addresses are, and no vectors come of it.
            let (x, most, place) = (x[j], top[j], at[j]);
            top[j] = if x > most { x } else { most };
            at[j] = if x > most { c } else { place };
        }
    }
    (rows.top, rows.skip) = (top, at);
}

/// The exponentials into `e`, and what is kept of them.
#[inline(always)]
fn exponentials<T: Storage, F: Float, G: Float>(x: &[T], e: &mut [T], rows: &mut Short<T>) {
    let (top, skip, label) = (rows.top, rows.skip, rows.label);
    let [mut sum, mut lost] = [[G::ZERO; ROWS]; 2];
    let [mut hit, mut own] = [[T::default(); ROWS]; 2];
    for (c, (x, e)) in x.as_chunks::<ROWS>().0.iter().zip(e.as_chunks_mut::<ROWS>().0).enumerate() {
        let c = T::from_f64(c as f64);
        for j in 0..ROWS {
            let (a, b) = (F::c(top[j].to_f64()), F::c(x[j].to_f64()));
            // The difference as a pair: rounded, it would cost a far logit digits of its exponential.
            let d = a - b;
            let t = a - d;
            let power = T::from_f64(math::exp_neg_sum(d, (a - (d + t)) + (t - b)).to_f64());
            e[j] = power;
        }
        for j in 0..ROWS {
            let (x, e, known, before) = (x[j], e[j], hit[j], own[j]);
            hit[j] = if c == label[j] { x } else { known };
            own[j] = if c == label[j] { e } else { before };
            let e = G::c(if c == skip[j] { T::default() } else { e }.to_f64());
            let next = sum[j] + e;
            if !T::NARROW {
                let back = next - sum[j];
                lost[j] = lost[j] + ((sum[j] - (next - back)) + (e - back));
            }
            sum[j] = next;
        }
    }
    for j in 0..ROWS {
        let rest = (sum[j] + lost[j]).to_f64();
        let total = 1.0 + rest;
        rows.rest[j] = rest;
        rows.gap[j] = top[j].to_f64() - hit[j].to_f64();
        rows.miss[j] = if skip[j] == label[j] { rest } else { total - own[j].to_f64() };
    }
}

/// Exponentials become gradients: times `slope / total`, and minus `slope miss / total` at the label.
#[inline(always)]
fn gradients<T: Storage>(slope: &Lanes<f64>, rows: &Short<T>, g: &mut [T]) {
    let [mut k, mut hit] = [[T::default(); ROWS]; 2];
    for j in 0..ROWS {
        let total = 1.0 + rows.rest[j];
        k[j] = T::from_f64(slope[j] / total);
        hit[j] = T::from_f64(-(slope[j] * (rows.miss[j] / total)));
    }
    for (c, g) in g.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
        let c = T::from_f64(c as f64);
        for j in 0..ROWS {
            let (along, hit) = (g[j] * k[j], hit[j]);
            g[j] = if c == rows.label[j] { hit } else { along };
        }
    }
}

/// Hessians of exponentials.
#[inline(always)]
fn hessians<T: Storage, G: Float>(
    slope: &Lanes<f64>,
    bend: &Lanes<f64>,
    rows: &Short<T>,
    e: &[T],
    h: &mut [T],
) {
    for (c, (e, h)) in e.as_chunks::<ROWS>().0.iter().zip(h.as_chunks_mut::<ROWS>().0).enumerate() {
        let c = T::from_f64(c as f64);
        for j in 0..ROWS {
            let rest = G::c(rows.rest[j]);
            let total = G::ONE + rest;
            let (p, miss) = (G::c(e[j].to_f64()) / total, G::c(rows.miss[j]) / total);
            let others = if c == rows.skip[j] { rest / total } else { G::ONE - p };
            let along = Scalar(if c == rows.label[j] { miss } else { p });
            let bend = Scalar(G::c(bend[j])).weigh(along).weigh(along);
            h[j] = T::from_f64((G::c(slope[j]) * p * others + bend.0).to_f64());
        }
    }
}

leaves! {
    /// The largest of each row, and where it is. A NaN is passed over; the sum of the row has it.
    pub(crate) fn max[T: Storage][T](x: &[T], rows: &mut Short<T>) {
        fused: largest::<T>, unfused: largest::<T>,
    }
}
leaves! {
    /// The exponentials of rows into `e`, and what is kept of them.
    pub(crate) fn exp[T: Storage][T](x: &[T], e: &mut [T], rows: &mut Short<T>) {
        fused: exponentials::<T, T::Float, f64>, unfused: exponentials::<T, Unfused<T::Float>, Unfused<f64>>,
    }
}
leaves! {
    /// Turns exponentials into gradients, of a loss whose derivative by the surprisal is `slope`.
    pub(crate) fn gradient[T: Storage][T](slope: &Lanes<f64>, rows: &Short<T>, g: &mut [T]) {
        fused: gradients::<T>, unfused: gradients::<T>,
    }
}
leaves! {
    /// The hessians of exponentials, of a loss whose derivatives by the surprisal are `slope` and `bend`.
    pub(crate) fn hessian[T: Storage][T](
        slope: &Lanes<f64>, bend: &Lanes<f64>, rows: &Short<T>, e: &[T], h: &mut [T]
    ) {
        fused: hessians::<T, f64>, unfused: hessians::<T, Unfused<f64>>,
    }
}
