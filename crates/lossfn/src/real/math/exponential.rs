//! `e^x` and its relatives.

use super::{Float, poly};

/// `e^-a = 2^n (high + low)`, as `(MAGIC + n, high, low)`: the sum is good to two bits beyond the
/// type, mostly to three or four, `high` to `|low| < 0.07` only (or `0.42` where there are bits to
/// spare).
///
/// `-a` must lie between `EXP_LOWEST` and `EXP_HIGHEST`, or be NaN. Of `-a` and not of `a`, as it is
/// mostly `-|z|`: the signs vanish in the multiply-adds.
#[inline(always)]
fn parts<F: Float>(a: F, a_low: Option<F>) -> (F, F, F) {
    let (shifted, n, first) = reduce(a);
    let add = |y: F| match a_low {
        Some(low) => (-n).fma(F::LN2_LOW, -(y + low)),
        None => (-n).fma(F::LN2_LOW, -y),
    };
    let r = add(first);
    if F::SPARE {
        return (shifted, F::ONE, (r * r).fma(poly(r, F::EXP), r));
    }
    let high = F::ONE - first;
    let low = (r * r).fma(poly(r, F::EXP), add(first - (F::ONE - high)));
    (shifted, high, low)
}

/// `-x`, where `e^x` is neither 0 nor infinite.
#[inline(always)]
fn minus<F: Float>(x: F) -> F {
    (-x).at_most(-F::EXP_LOWEST).at_least(-F::EXP_HIGHEST)
}

/// `(MAGIC + n, n, a + n LN2_HIGH)` for the integer `n` nearest to `-a / ln 2`.
#[inline(always)]
fn reduce<F: Float>(a: F) -> (F, F, F) {
    let shifted = a.fma(F::c(-core::f64::consts::LOG2_E), F::MAGIC);
    let n = shifted - F::MAGIC;
    // Exact: the high bits of ln 2 are few, and what remains of `a` ends where they end.
    (shifted, n, n.fma(F::LN2_HIGH, a))
}

/// `e^-a = 2^n y`, as `(MAGIC + n, y)`.
#[inline(always)]
fn short<F: Float>(a: F) -> (F, F) {
    let (shifted, n, first) = reduce(a);
    let r = (-n).fma(F::LN2_LOW, -first);
    (shifted, F::ONE + (r * r).fma(poly(r, F::EXP), r))
}

/// The rounded sum and its error.
#[inline(always)]
pub(crate) fn two_sum<F: Float>(a: F, b: F) -> (F, F) {
    let s = a + b;
    let of_b = s - a;
    (s, (a - (s - of_b)) + (b - of_b))
}
/// [`two_sum`] for `|a| >= |b|`.
#[inline(always)]
pub(super) fn fast_two_sum<F: Float>(a: F, b: F) -> (F, F) {
    let s = a + b;
    (s, (a - s) + b)
}

/// `e^x`.
#[inline(always)]
pub fn exp<F: Float>(x: F) -> F {
    let (shifted, e) = short(minus(x));
    let (a, b) = shifted.power_of_two_halves();
    e * a * b
}

/// `e^-a` for `a >= 0`, cheaper than [`exp`].
#[inline(always)]
pub fn exp_neg<F: Float>(a: F) -> F {
    let (shifted, e) = short(a.at_most(-F::EXP_LOWEST));
    e * shifted.power_of_two()
}

/// `e^-(a + a_low)` for `a >= 0`.
#[inline(always)]
pub fn exp_neg_sum<F: Float>(a: F, a_low: F) -> F {
    // Where a is clamped its low word means nothing, and may be huge or NaN.
    let a_low = if a < -F::EXP_LOWEST { a_low } else { F::ZERO };
    let (shifted, n, first) = reduce(a.at_most(-F::EXP_LOWEST));
    let r = (-n).fma(F::LN2_LOW, -(first + a_low));
    (F::ONE + (r * r).fma(poly(r, F::EXP), r)) * shifted.power_of_two()
}

/// `e^(x + x_low)` as an unevaluated sum: relative errors of 2^-25.7 in `f32` and 2^-54.7 in `f64` at
/// most, and the first word the sum rounded.
#[inline(always)]
pub fn exp_pair<F: Float>(x: F, x_low: F) -> (F, F) {
    // Where x is clamped its low word means nothing, and may be NaN.
    let x_low = if x > F::EXP_LOWEST { x_low } else { F::ZERO };
    let x_low = if x < F::EXP_HIGHEST { x_low } else { F::ZERO };
    let (shifted, high, low) = parts(minus(x), Some(-x_low));
    let (high, low) = fast_two_sum(high, low);
    let (a, b) = shifted.power_of_two_halves();
    (high * a * b, low * a * b)
}

/// `e^-a` for `a >= 0` as an unevaluated sum, cheaper than [`exp_pair`].
#[inline(always)]
pub fn exp_neg_pair<F: Float>(a: F) -> (F, F) {
    let (shifted, high, low) = parts(a.at_most(-F::EXP_LOWEST), None);
    let (high, low) = fast_two_sum(high, low);
    let scale = shifted.power_of_two();
    (high * scale, low * scale)
}

/// `e^x - y`, rounded about once however much cancels.
#[inline(always)]
pub fn exp_sub<F: Float>(x: F, y: F) -> F {
    let (shifted, high, low) = parts(minus(x), None);
    let (high, low) = fast_two_sum(high, low);
    let (a, b) = shifted.power_of_two_halves();
    (high * a).fma(b, -y) + low * a * b
}

/// `e^x - 1`.
#[inline(always)]
pub fn exp_m1<F: Float>(x: F) -> F {
    let (shifted, high, low) = parts(minus(x), None);
    let (a, b) = shifted.power_of_two_halves();
    (high * a).fma(b, -F::ONE) + low * a * b
}

/// `e^x` and `e^x - 1` of a sum, as sums: of relative errors of some 2^-27 in `f32` and 2^-56 in `f64`.
#[inline(always)]
pub fn exp_twin<F: Float>((x, x_low): (F, F)) -> [(F, F); 2] {
    let x_low = if x > F::EXP_LOWEST && x < F::EXP_HIGHEST { x_low } else { F::ZERO };
    let (shifted, n, first) = reduce(minus(x));
    let (r, r_low) = fast_two_sum(-first, (-n).fma(F::LN2_LOW, x_low));
    let bend = (r * r).fma(poly(r, F::EXP), r.fma(r_low, r_low));
    let (high, low) = fast_two_sum(F::ONE, r);
    let (high, low) = fast_two_sum(high, low + bend);
    let (a, b) = shifted.power_of_two_halves();
    let e = (high * a * b, low * a * b);
    let s = e.0 - F::ONE;
    let other = s - e.0;
    let lost = (e.0 - (s - other)) - (F::ONE + other);
    let near = n == F::ZERO;
    let (m, m_low) = fast_two_sum(if near { r } else { s }, if near { bend } else { lost + e.1 });
    // The limits have no second word.
    let inside = s > -F::ONE && s <= F::MAX;
    [e, (if inside { m } else { s }, if inside { m_low } else { F::ZERO })]
}

/// `e^-a - 1` as a sum, and `e^-a`, for `a >= 0`.
#[inline(always)]
pub(super) fn exp_m1_neg_pair<F: Float>(a: F) -> (F, F, F) {
    let (shifted, high, low) = parts(a.at_most(-F::EXP_LOWEST), None);
    let scale = shifted.power_of_two();
    let (high, low) = (high * scale, low * scale);
    if F::SPARE {
        return ((high - F::ONE) + low, F::ZERO, high + low);
    }
    let (first, rest) = fast_two_sum(-F::ONE, high);
    let (first, rest) = fast_two_sum(first, rest + low);
    (first, rest, high + low)
}
