//! The logistic function, its logarithm, and the cross-entropy of a logit.
//!
//! All of it goes through `e = e^-|z|` and `q = e / (1 + e)`, so that functions inlined together
//! share one exponential and one division.

use super::exponential::exp_neg_pair;
use super::logarithm::ln_1p_unit;
use super::{Float, exp_neg};

/// `q = sigmoid(-|z|)` as a sum.
#[inline(always)]
fn tail<F: Float>(z: F) -> (F, F) {
    if F::SPARE {
        return (halves(z).1, F::ZERO);
    }
    let (e, e_low) = exp_neg_pair(z.abs());
    let p = F::ONE / (F::ONE + e);
    let q = e * p;
    // What e - q (1 + e) leaves; e - q is exact, as e / 2 <= q <= e.
    let rest = (-q).exact_fma(e, e - q);
    (q, e_low.fma(p, rest) * p)
}

/// `sigmoid(|z|)` and `sigmoid(-|z|)` where there are bits to spare: by one division for all.
#[inline(always)]
fn halves<F: Float>(z: F) -> (F, F) {
    let e = exp_neg(z.abs());
    let p = F::ONE / (F::ONE + e);
    (p, e * p)
}

/// `1 / (1 + e^-z)`.
#[inline(always)]
pub fn sigmoid<F: Float>(z: F) -> F {
    if F::SPARE {
        let (p, q) = halves(z);
        return if z.negative() { q } else { p };
    }
    let (e, _) = exp_neg_pair(z.abs());
    let above = if z.negative() { e } else { F::ONE };
    above / (F::ONE + e)
}

/// `sigmoid(z) sigmoid(-z)`, the slope of the logistic function.
#[inline(always)]
pub fn sigmoid_slope<F: Float>(z: F) -> F {
    if F::SPARE {
        let (p, q) = halves(z);
        return p * q;
    }
    let (q, q_low) = tail(z);
    let p = F::ONE - q;
    let p_low = ((F::ONE - p) - q) - q_low;
    q.fma(p, q.fma(p_low, q_low * p))
}

/// `ln(1 + e^z)`.
#[inline(always)]
pub fn softplus<F: Float>(z: F) -> F {
    let e = if F::SPARE { exp_neg(z.abs()) } else { exp_neg_pair(z.abs()).0 };
    let linear = if z > F::ZERO { z } else { F::ZERO };
    linear + ln_1p_unit(e)
}

/// `ln sigmoid(z)`.
#[inline(always)]
pub fn log_sigmoid<F: Float>(z: F) -> F {
    -softplus(-z)
}

/// `off softplus(z) + on softplus(-z)` for weights `off`, `on >= 0`; a weight of 0 times infinity
/// is 0.
#[inline(always)]
pub fn cross_entropy<F: Float>(z: F, off: F, on: F) -> F {
    let a = z.abs();
    let (e, _) = exp_neg_pair(a);
    let side = if z.negative() { on } else { off };
    let linear = if side == F::ZERO { F::ZERO } else { side * a };
    (off + on).fma(ln_1p_unit(e), linear)
}

/// `off sigmoid(z) - on sigmoid(-z)`, the slope of [`cross_entropy`], also where it cancels.
#[inline(always)]
pub fn surprise<F: Float>(z: F, off: F, on: F) -> F {
    let (q, q_low) = tail(z);
    let (side, other) = if z.negative() { (on, off) } else { (off, on) };
    // What the rounding of the total loses.
    let total = side + other;
    let t = total - side;
    let total_low = (side - (total - t)) + (other - t);
    let slope = (-q).exact_fma(total, side) - q_low.fma(total, q * total_low);
    slope.flip(z)
}

/// `(1 - y) softplus(z) + y softplus(-z)`, for `y` from 0 to 1; a weight of 0 times infinity is 0.
#[inline(always)]
pub fn bernoulli_nll<F: Float>(z: F, y: F) -> F {
    let a = z.abs();
    let e = if F::SPARE { exp_neg(a) } else { exp_neg_pair(a).0 };
    let side = if z.negative() { y } else { F::ONE - y };
    let near = ln_1p_unit(e);
    if side == F::ZERO { near } else { side.fma(a, near) }
}

/// `sigmoid(z) - y`, the slope of [`bernoulli_nll`], also where it cancels.
#[inline(always)]
pub fn bernoulli_slope<F: Float>(z: F, y: F) -> F {
    let (q, q_low) = tail(z);
    let off = F::ONE - y;
    let side = if z.negative() { y } else { off };
    // What the rounding of `1 - y` loses.
    let lost = if z.negative() { F::ZERO } else { (F::ONE - off) - y };
    ((side - q) + (lost - q_low)).flip(z)
}
