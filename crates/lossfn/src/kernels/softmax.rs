//! The passes over a row of logits.

use super::{
    BLOCK, Detected, leaves,
    sum::{self, Pair},
};
use crate::{
    data::Storage,
    real::{Float, Unfused, math},
};

/// 256 bytes of f32, or two times that of f64.
const LANES: usize = 64;

#[inline(always)]
fn largest<T: Storage>(x: &[T]) -> T {
    let larger = |a: T, b: T| if b > a { b } else { a };
    let Some((&first, _)) = x.split_first() else { return T::default() };
    // The last chunk overlaps the one before, and comes first; a short row stands alone.
    let mut top = [first; LANES];
    match x.last_chunk::<LANES>() {
        Some(chunk) => top = *chunk,
        None => top[..x.len()].copy_from_slice(x),
    }
    for chunk in x.as_chunks::<LANES>().0 {
        for j in 0..LANES {
            top[j] = larger(top[j], chunk[j]);
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        for j in 0..width {
            top[j] = larger(top[j], top[j + width]);
        }
        width /= 2;
    }
    top[0]
}

/// `e^(x - max)` into `e`, at least `LANES` of them.
#[inline(always)]
fn exponentials<T: Storage, F: Float>(x: &[T], max: T, e: &mut [T]) {
    let n = e.len();
    // For f32 the way through f64 and back is no way at all to the compiler.
    let top = F::c(max.to_f64());
    let mut start = 0;
    loop {
        let x = &x[start..start + LANES];
        let e = &mut e[start..start + LANES];
        for j in 0..LANES {
            let x = F::c(x[j].to_f64());
            // The difference as a pair: rounded, it would cost a far logit digits of its exponential.
            let d = top - x;
            let t = top - d;
            let rest = (top - (d + t)) + (t - x);
            e[j] = T::from_f64(math::exp_neg_sum(d, rest).to_f64());
        }
        if start + LANES >= n {
            return;
        }
        // The last step overlaps the one before.
        start = (start + LANES).min(n - LANES);
    }
}

#[inline(always)]
fn multiply<T: Storage>(x: &mut [T], k: T) {
    for x in x {
        *x = *x * k;
    }
}

leaves! {
    /// The largest of a row. A NaN in it may come through or be passed over; the sum of the row has it.
    pub(crate) fn max[T: Storage][T](x: &[T]) -> T {
        fused: largest::<T>, unfused: largest::<T>,
    }
}
#[inline(always)]
fn first<T: Storage>(x: &[T], value: T) -> usize {
    let (chunks, rest) = x.as_chunks::<LANES>();
    let mut at = 0;
    for chunk in chunks {
        // Whole chunks and numbers for truth, so that the comparisons become vectors.
        let mut hit = 0u32;
        for &x in chunk {
            hit |= u32::from(x == value);
        }
        if hit != 0 {
            break;
        }
        at += LANES;
    }
    let tail = x.get(at..).unwrap_or(rest);
    at + tail.iter().position(|&x| x == value).unwrap_or(tail.len())
}

/// The sum of f32 exponentials: in f64 that is far more than they are good to.
#[inline(always)]
fn narrow<T: Storage>(x: &[T]) -> f64 {
    let (chunks, rest) = x.as_chunks::<LANES>();
    // The rest comes first, so that there is one loop and its sums stay in registers.
    let mut end = [T::default(); LANES];
    end[..rest.len()].copy_from_slice(rest);
    let mut sums = [0.0; LANES];
    for j in 0..LANES {
        sums[j] = end[j].to_f64();
    }
    for chunk in chunks {
        for j in 0..LANES {
            sums[j] += chunk[j].to_f64();
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        for j in 0..width {
            sums[j] += sums[j + width];
        }
        width /= 2;
    }
    sums[0]
}

leaves! {
    fn narrow_sum[T: Storage][T](x: &[T]) -> f64 {
        fused: narrow::<T>, unfused: narrow::<T>,
    }
}
leaves! {
    /// The first place of a value in a row; its length when it is not there.
    pub(crate) fn find[T: Storage][T](x: &[T], value: T) -> usize {
        fused: first::<T>, unfused: first::<T>,
    }
}
leaves! {
    /// Multiplies a row by a number.
    pub(crate) fn scale[T: Storage][T](x: &mut [T], k: T) {
        fused: multiply::<T>, unfused: multiply::<T>,
    }
}
/// `e^((x - max) / temperature)` into `e`. The gap is divided as a pair: it is rounded nowhere.
#[inline(always)]
fn tempered<F: Float>(x: &[f64], max: f64, temperature: f64, e: &mut [f64]) {
    let (top, t) = (F::c(max), F::c(temperature));
    let n = e.len();
    let x = &x[..n];
    for i in 0..n {
        let x = F::c(x[i]);
        let d = top - x;
        let b = top - d;
        let rest = (top - (d + b)) + (b - x);
        let q = d / t;
        let low = ((-q).exact_fma(t, d) + rest) / t;
        // At the ends of the range there may be no low word.
        let low = if low.abs() < F::ONE { low } else { F::ZERO };
        e[i] = math::exp_neg_sum(q, low).to_f64();
    }
}

leaves! {
    /// `e^((x - max) / temperature)` into `e`.
    pub(crate) fn exp_tempered[][](x: &[f64], max: f64, temperature: f64, e: &mut [f64]) {
        fused: tempered::<f64>, unfused: tempered::<Unfused<f64>>,
    }
}
leaves! {
    fn exp_steps[T: Storage][T](x: &[T], max: T, e: &mut [T]) {
        fused: exponentials::<T, T::Float>, unfused: exponentials::<T, Unfused<T::Float>>,
    }
}

/// `e^(x - max)` into `e`, and the sum of it over all but the element `skip`, where it is 1.
pub(crate) fn exp<T: Storage>(isa: Detected, x: &[T], max: T, skip: usize, e: &mut [T]) -> Pair {
    let mut total = Pair::default();
    for (b, (x, e)) in x.chunks(BLOCK).zip(e.chunks_mut(BLOCK)).enumerate() {
        let n = x.len();
        if n >= LANES {
            exp_steps(isa, x, max, e);
        } else {
            let (mut padded, mut out) = ([max; LANES], [T::default(); LANES]);
            padded[..n].copy_from_slice(x);
            exp_steps(isa, &padded, max, &mut out);
            e.copy_from_slice(&out[..n]);
        }
        let skipped = e.get_mut(skip.wrapping_sub(b * BLOCK)).map(core::mem::take);
        total =
            total.plus(if T::NARROW { Pair { hi: narrow_sum(isa, e), lo: 0.0 } } else { sum::sum(isa, e) });
        if let Some(one) = skipped {
            e[skip - b * BLOCK] = one;
        }
    }
    total
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
        out[i] = math::plus_ln_1p(F::c(gap[i]), F::c(rest[i])).to_f64();
    }
}
leaves! {
    /// Divides a row by a sum, as if that were one number.
    pub(crate) fn divide[][](x: &mut [f64], by: f64, by_low: f64) {
        fused: quotients::<f64>, unfused: quotients::<Unfused<f64>>,
    }
}
#[inline(always)]
fn quotients<F: Float>(x: &mut [f64], by: f64, by_low: f64) {
    let (by, low) = (F::c(by), F::c(by_low));
    for x in x {
        let y = F::c(*x);
        let q = y / by;
        let rest = (-q).fma(low, (-q).exact_fma(by, y));
        *x = (q + rest / by).to_f64();
    }
}
leaves! {
    /// Takes from each number its share of a sum, as if that were one number.
    pub(crate) fn less_shares[][](x: &mut [f64], share: &[f64], of: f64, of_low: f64) {
        fused: remainders::<f64>, unfused: remainders::<Unfused<f64>>,
    }
}
#[inline(always)]
fn remainders<F: Float>(x: &mut [f64], share: &[f64], of: f64, of_low: f64) {
    let (of, low) = (F::c(of), F::c(of_low));
    for (x, share) in x.iter_mut().zip(share) {
        let p = F::c(*share);
        let rest = (-p).fma(low, (-p).exact_fma(of, F::c(*x)));
        // No share of an infinite sum is nothing.
        *x = if p == F::ZERO { *x } else { rest.to_f64() };
    }
}
