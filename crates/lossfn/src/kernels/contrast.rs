//! A vector beside those that it is compared with: scores of cosines, sums of their exponentials, and what
//! comes back through them.

use super::{Detected, leaves};
use crate::{
    data::Storage,
    real::{Float, Lite, Unfused, math},
};

/// Running sums stand in so many lanes.
const LANES: usize = 16;

/// What a cosine becomes before it is compared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Curve {
    /// `by c + plus`.
    Line { by: f64, plus: f64 },
    /// `by (c + margin) (c - margin)`, and 0 below `-margin`: the further, the steeper.
    Away { by: f64, margin: f64 },
    /// `by (1 + margin - c) (1 - margin - c)`, and 0 above `1 + margin`.
    Near { by: f64, margin: f64 },
}

impl Curve {
    /// The score, and its derivative.
    #[inline(always)]
    fn of<F: Float>(self, c: F) -> [F; 2] {
        match self {
            Self::Line { by, plus } => [c.fma(F::c(by), F::c(plus)), F::c(by)],
            Self::Away { by, margin } => bent(F::c(by), c + F::c(margin), c - F::c(margin)),
            Self::Near { by, margin } => {
                let gap = F::ONE - c;
                let [z, slope] = bent(F::c(by), gap + F::c(margin), gap - F::c(margin));
                [z, -slope]
            }
        }
    }
    /// The score of one cosine, and its derivative.
    pub(crate) fn at(self, c: f64) -> [f64; 2] {
        self.of(c)
    }
}

/// `by a b` and its derivative, where both have the slope 1; 0 where `a` is negative.
#[inline(always)]
fn bent<F: Float>(by: F, a: F, b: F) -> [F; 2] {
    let on = if a < F::ZERO { F::ZERO } else { by };
    [on * a * b, on * (a + b)]
}

/// Exponentials as if added up: `total e^top`. Of nothing, `top` is -inf.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mass {
    pub(crate) top: f64,
    pub(crate) total: f64,
}

impl Mass {
    pub(crate) const NONE: Self = Self { top: f64::NEG_INFINITY, total: 0.0 };
    /// The sum of both.
    #[must_use]
    pub(crate) fn plus(self, other: Self) -> Self {
        let (more, less) = if other.top > self.top { (other, self) } else { (self, other) };
        if less.top == f64::NEG_INFINITY && !less.total.is_nan() {
            return more;
        }
        Self { top: more.top, total: more.total + less.total * math::exp(less.top - more.top) }
    }
    /// The logarithm.
    pub(crate) fn ln(self) -> f64 {
        self.top + math::ln(self.total)
    }
    /// Of some scores.
    pub(crate) fn of<T: Storage>(isa: Detected, z: &[f64]) -> Self {
        if z.is_empty() {
            return Self::NONE;
        }
        let top = super::softmax::max(isa, z);
        if top == f64::NEG_INFINITY && !z.iter().any(|z| z.is_nan()) {
            return Self::NONE;
        }
        Self { top, total: sum_exp::<T>(isa, z, top) }
    }
}

/// Sums `f` of each number, in lanes that are folded in a fixed tree.
#[inline(always)]
fn lanes<F: Float>(z: &[f64], f: impl Fn(F) -> F) -> f64 {
    let mut sums = [F::ZERO; LANES];
    let (chunks, rest) = z.as_chunks::<LANES>();
    for chunk in chunks {
        for j in 0..LANES {
            sums[j] = sums[j] + f(F::c(chunk[j]));
        }
    }
    for (sum, &z) in sums.iter_mut().zip(rest) {
        *sum = *sum + f(F::c(z));
    }
    let mut width = LANES / 2;
    while width > 0 {
        for j in 0..width {
            sums[j] = sums[j] + sums[j + width];
        }
        width /= 2;
    }
    sums[0].to_f64()
}

#[inline(always)]
fn exponentials<T: Storage, A: Float, B: Float>(z: &[f64], top: f64) -> f64 {
    if T::NARROW {
        lanes(z, |z: A| math::exp_neg(A::c(top) - z))
    } else {
        lanes(z, |z: B| math::exp_neg(B::c(top) - z))
    }
}
#[inline(always)]
fn softplus<T: Storage, A: Float, B: Float>(z: &[f64]) -> f64 {
    if T::NARROW { lanes(z, math::softplus::<A>) } else { lanes(z, math::softplus::<B>) }
}
#[inline(always)]
fn score<F: Float>(curve: Curve, c: &[f64], z: &mut [f64]) {
    // Each by itself, so that the choice stands outside of the loop.
    match curve {
        Curve::Line { by, plus } => {
            z.iter_mut().zip(c).for_each(|(z, &c)| *z = Curve::Line { by, plus }.of(F::c(c))[0].to_f64());
        }
        Curve::Away { by, margin } => {
            z.iter_mut().zip(c).for_each(|(z, &c)| *z = Curve::Away { by, margin }.of(F::c(c))[0].to_f64());
        }
        Curve::Near { by, margin } => {
            z.iter_mut().zip(c).for_each(|(z, &c)| *z = Curve::Near { by, margin }.of(F::c(c))[0].to_f64());
        }
    }
}
#[inline(always)]
fn slope<F: Float>(curve: Curve, c: &[f64], h: &mut [f64]) {
    let times = |h: &mut f64, by: F| *h = (F::c(*h) * by).to_f64();
    match curve {
        Curve::Line { by, plus } => {
            h.iter_mut().zip(c).for_each(|(h, &c)| times(h, Curve::Line { by, plus }.of(F::c(c))[1]));
        }
        Curve::Away { by, margin } => {
            h.iter_mut().zip(c).for_each(|(h, &c)| times(h, Curve::Away { by, margin }.of(F::c(c))[1]));
        }
        Curve::Near { by, margin } => {
            h.iter_mut().zip(c).for_each(|(h, &c)| times(h, Curve::Near { by, margin }.of(F::c(c))[1]));
        }
    }
}
#[inline(always)]
fn shares<F: Float>(z: &[f64], top: f64, factor: f64, h: &mut [f64]) {
    let (top, factor) = (F::c(top), F::c(factor));
    for (h, &z) in h.iter_mut().zip(z) {
        *h = factor.fma(math::exp_neg(top - F::c(z)), F::c(*h)).to_f64();
    }
}
#[inline(always)]
fn shares_of_each<F: Float>(z: &[f64], top: &[f64], factor: &[f64], h: &mut [f64]) {
    let n = h.len();
    let (z, top, factor) = (&z[..n], &top[..n], &factor[..n]);
    for i in 0..n {
        h[i] = F::c(factor[i]).fma(math::exp_neg(F::c(top[i]) - F::c(z[i])), F::c(h[i])).to_f64();
    }
}
#[inline(always)]
fn sigmoids<F: Float>(z: &[f64], factor: &[f64], h: &mut [f64]) {
    let n = h.len();
    let (z, factor) = (&z[..n], &factor[..n]);
    for i in 0..n {
        h[i] = F::c(factor[i]).fma(math::sigmoid(F::c(z[i])), F::c(h[i])).to_f64();
    }
}
#[inline(always)]
fn products<F: Float>(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [F::ZERO; LANES];
    let ((a, ends), (b, others)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        for j in 0..LANES {
            sums[j] = F::c(a[j]).fma(F::c(b[j]), sums[j]);
        }
    }
    for ((sum, &a), &b) in sums.iter_mut().zip(ends).zip(others) {
        *sum = F::c(a).fma(F::c(b), *sum);
    }
    let mut width = LANES / 2;
    while width > 0 {
        for j in 0..width {
            sums[j] = sums[j] + sums[j + width];
        }
        width /= 2;
    }
    sums[0].to_f64()
}

macro_rules! either { ($f:ident::<$t:ident, $a:ty, $b:ty>($($x:ident),*)) => {
    if $t::NARROW { $f::<$a>($($x),*) } else { $f::<$b>($($x),*) }
}}
#[inline(always)]
fn any_shares<T: Storage, A: Float, B: Float>(z: &[f64], top: f64, factor: f64, h: &mut [f64]) {
    either!(shares::<T, A, B>(z, top, factor, h));
}
#[inline(always)]
fn any_shares_of_each<T: Storage, A: Float, B: Float>(z: &[f64], top: &[f64], factor: &[f64], h: &mut [f64]) {
    either!(shares_of_each::<T, A, B>(z, top, factor, h));
}
#[inline(always)]
fn any_sigmoids<T: Storage, A: Float, B: Float>(z: &[f64], factor: &[f64], h: &mut [f64]) {
    either!(sigmoids::<T, A, B>(z, factor, h));
}

leaves! {
    /// The sum of `e^(z - top)`, where `top` is the largest.
    pub(crate) fn sum_exp[T: Storage][T](z: &[f64], top: f64) -> f64 {
        fused: exponentials::<T, Lite, f64>, unfused: exponentials::<T, Unfused<Lite>, Unfused<f64>>,
    }
}
leaves! {
    /// The sum of `ln(1 + e^z)`.
    pub(crate) fn sum_softplus[T: Storage][T](z: &[f64]) -> f64 {
        fused: softplus::<T, Lite, f64>, unfused: softplus::<T, Unfused<Lite>, Unfused<f64>>,
    }
}
leaves! {
    /// The scores of cosines.
    pub(crate) fn scores[][](curve: Curve, c: &[f64], z: &mut [f64]) {
        fused: score::<f64>, unfused: score::<Unfused<f64>>,
    }
}
leaves! {
    /// What is known by the scores, by the cosines.
    pub(crate) fn bend[][](curve: Curve, c: &[f64], h: &mut [f64]) {
        fused: slope::<f64>, unfused: slope::<Unfused<f64>>,
    }
}
leaves! {
    /// Adds `factor e^(z - top)` to each of `h`; no `z` is above `top`.
    pub(crate) fn add_shares[T: Storage][T](z: &[f64], top: f64, factor: f64, h: &mut [f64]) {
        fused: any_shares::<T, Lite, f64>, unfused: any_shares::<T, Unfused<Lite>, Unfused<f64>>,
    }
}
leaves! {
    /// The same with a `top` and a factor for each.
    pub(crate) fn add_shares_of_each[T: Storage][T](z: &[f64], top: &[f64], factor: &[f64], h: &mut [f64]) {
        fused: any_shares_of_each::<T, Lite, f64>,
        unfused: any_shares_of_each::<T, Unfused<Lite>, Unfused<f64>>,
    }
}
leaves! {
    /// Adds `factor / (1 + e^-z)` to each of `h`.
    pub(crate) fn add_sigmoids[T: Storage][T](z: &[f64], factor: &[f64], h: &mut [f64]) {
        fused: any_sigmoids::<T, Lite, f64>, unfused: any_sigmoids::<T, Unfused<Lite>, Unfused<f64>>,
    }
}
leaves! {
    /// The sum of products.
    pub(crate) fn dot[][](a: &[f64], b: &[f64]) -> f64 {
        fused: products::<f64>, unfused: products::<Unfused<f64>>,
    }
}
