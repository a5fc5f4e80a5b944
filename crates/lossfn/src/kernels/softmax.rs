//! The passes over a row of logits.

use super::{leaves, sum::{Lanes, Pair}};
use crate::{
    data::Storage,
    real::{Float, Unfused, math},
};

/// 256 bytes of f32, or two times that of f64.
const LANES: usize = 64;

#[inline(always)]
fn largest<T: Storage>(x: &[T]) -> T {
    let (chunks, rest) = x.as_chunks::<LANES>();
    let Some(&first) = x.first() else { return T::default() };
    let mut top = [first; LANES];
    for chunk in chunks {
        for j in 0..LANES {
            top[j] = if chunk[j] > top[j] { chunk[j] } else { top[j] };
        }
    }
    let mut most = first;
    for &x in top.iter().chain(rest) {
        most = if x > most { x } else { most };
    }
    most
}

/// `e^(x - max)` into `e`, and its sum over all but the element `skip`.
#[inline(always)]
fn exponentials<T: Storage, F: Float, G: Float>(x: &[T], max: T, skip: usize, e: &mut [T]) -> Pair {
    // For f32 the way through f64 and back is no way at all to the compiler.
    let read = |x: T| F::c(x.to_f64());
    let top = read(max);
    let at = |x: T| -> F {
        let x = read(x);
        // The difference as a pair: rounded, it would cost a far logit digits of its exponential.
        let d = x - top;
        let t = d - x;
        let rest = (x - (d - t)) - (top + t);
        math::exp_pair(d, rest).0
    };
    let mut lanes = Lanes::<G>::new();
    let mut step = |x: &[T; LANES], e: &mut [T; LANES], skip: usize| {
        let mut terms = [G::ZERO; LANES];
        for j in 0..LANES {
            let value = at(x[j]);
            e[j] = T::from_f64(value.to_f64());
            terms[j] = G::c(if j as u32 == skip as u32 { F::ZERO } else { value }.to_f64());
        }
        for j in 0..LANES / 2 {
            if T::NARROW {
                lanes.add(j, terms[j] + terms[j + LANES / 2]);
            } else {
                lanes.add(j, terms[j]);
                lanes.add(j, terms[j + LANES / 2]);
            }
        }
    };
    let (chunks, rest) = x.as_chunks::<LANES>();
    let (out, out_end) = e[..x.len()].as_chunks_mut::<LANES>();
    let steps = chunks.len().min(out.len());
    for i in 0..steps {
        step(&chunks[i], &mut out[i], skip.wrapping_sub(i * LANES));
    }
    if !rest.is_empty() {
        let mut end = [T::from_f64(f64::NEG_INFINITY); LANES];
        end[..rest.len()].copy_from_slice(rest);
        let mut values = [T::default(); LANES];
        step(&end, &mut values, skip.wrapping_sub(steps * LANES));
        out_end.copy_from_slice(&values[..rest.len()]);
    }
    lanes.total()
}

#[inline(always)]
fn multiply<T: Storage>(x: &mut [T], k: T) {
    for x in x {
        *x = *x * k;
    }
}

leaves! {
    /// The largest of a row; NaN only where the first is.
    pub(crate) fn max[T: Storage][T](x: &[T]) -> T {
        fused: largest::<T>, unfused: largest::<T>,
    }
}
leaves! {
    /// Multiplies a row by a number.
    pub(crate) fn scale[T: Storage][T](x: &mut [T], k: T) {
        fused: multiply::<T>, unfused: multiply::<T>,
    }
}
leaves! {
    /// `e^(x - max)` into `e`, and the sum of it over all but the element `skip`.
    pub(crate) fn exp[T: Storage][T](x: &[T], max: T, skip: usize, e: &mut [T]) -> Pair {
        fused: exponentials::<T, T::Float, f64>,
        unfused: exponentials::<T, Unfused<T::Float>, Unfused<f64>>,
    }
}
leaves! {
    /// `gap + ln(1 + rest)` into `out`: the loss of rows whose label is `gap` below the largest logit,
    /// where the exponentials of all but one largest logit add up to `rest`.
    pub(crate) fn surprisal[][](gap: &[f64], rest: &[f64], out: &mut [f64]) {
        fused: surprisals::<f64>, unfused: surprisals::<Unfused<f64>>,
    }
}
#[inline(always)]
fn surprisals<F: Float>(gap: &[f64], rest: &[f64], out: &mut [f64]) {
    let n = out.len();
    let (gap, rest) = (&gap[..n], &rest[..n]);
    for i in 0..n {
        out[i] = (F::c(gap[i]) + math::ln_1p(F::c(rest[i]))).to_f64();
    }
}
