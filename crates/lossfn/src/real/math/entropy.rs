//! Logarithms of quotients near 1, and what is left of them when their first terms cancel.
//!
//! All of it is written over `x`, `y` and their difference `gap = y - x`, which a caller may know
//! better than its parts: near each other only the difference counts, far away only the parts.

use super::logarithm::{inside, mantissas, ratio_limits};
use super::{Float, poly};

/// `ln(x / y) = k ln 2 + (s + s_low) (2 + v)`; near each other, within a factor of 2, `k` is 0.
struct Reduced<F> {
    near: bool,
    k: F,
    s: F,
    s_low: F,
    v: F,
}

#[inline(always)]
fn reduce<F: Float>(x: F, y: F, gap: F) -> Reduced<F> {
    let mean = gap.fma(F::c(0.5), x);
    let near = gap.abs() * F::c(1.5) <= mean;
    let (k, mx, my) = mantissas(x, y);
    let difference = if near { gap * F::c(-0.5) } else { mx - my };
    let total = if near { mean } else { mx + my };
    // A quotient, as the reciprocal of a subnormal is infinite.
    let s = difference / total;
    let s_low = if F::SPARE {
        F::ZERO
    } else {
        // Far away s is small beside k, and the rounding of its total no matter.
        let lost = if near { gap.fma(F::c(0.5), x - mean) } else { F::ZERO };
        (-s).fma(lost, (-s).exact_fma(total, difference)) / total
    };
    let u = s * s;
    let v = u * poly(u, <F::Careful as Float>::LN_1P);
    Reduced { near, k: if near { F::ZERO } else { k }, s, s_low, v }
}

/// `ln(x / y)` for `x`, `y` from 0 to infinity, by `gap = y - x`.
#[inline(always)]
pub fn ln_quotient<F: Float>(x: F, y: F, gap: F) -> F {
    let Reduced { k, s, s_low, v, .. } = reduce(x, y, gap);
    let tail = s.fma(v, s_low + s_low);
    let l = k.fma(F::LN2_HIGH, (s + s) + k.fma(F::LN2_LOW, tail));
    ratio_limits(x, y, l)
}

/// `x ln(x / y) - x + y` for `x`, `y` from 0 to infinity, by `gap = y - x`.
#[inline(always)]
pub fn i_divergence<F: Float>(x: F, y: F, gap: F) -> F {
    by_parts(x, y, gap, |far, _| far)
}

/// [`i_divergence`], where what is far away is mended with its logarithm at hand.
#[inline(always)]
fn by_parts<F: Float>(x: F, y: F, gap: F, mend: impl FnOnce(F, F) -> F) -> F {
    let Reduced { near, k, s, s_low, v } = reduce(x, y, gap);
    // As s (x + y) = -gap, what is of first order cancels: x (2 s + s v) + gap = s (x v - gap).
    let factor = x.fma(v, -gap);
    let close = s.fma(factor, s_low * factor);
    // x (ln x - 1) overflows where x ln x - x does, and no sooner.
    let rest = (s + s) + k.fma(F::LN2_LOW, s.fma(v, s_low + s_low));
    let above = k > F::ZERO;
    let most = k * F::LN2_HIGH;
    let less = if above { most - F::ONE } else { most };
    let far = x.fma(rest, x.fma(less, if above { y } else { gap }));
    let value = if near { close } else { mend(far, most + rest) };
    let end = if x == F::ZERO { y } else { F::INFINITY };
    let end = if x >= F::ZERO && y >= F::ZERO { end } else { F::NAN };
    if inside(x, y) { value } else { end }
}

/// `1 + x` and what rounding took from it.
#[inline(always)]
fn one_plus<F: Float>(x: F) -> (F, F) {
    let y = F::ONE + x;
    let of_x = y - F::ONE;
    (y, (F::ONE - (y - of_x)) + (x - of_x))
}

/// `ln(1 + x) - x` for `x >= -1`.
#[inline(always)]
pub fn ln_1p_minus<F: Float>(x: F) -> F {
    let (y, low) = one_plus(x);
    // Far away the slope in y, beside the gap, is -1 / y.
    -by_parts(F::ONE, y, x, |far, _| far - low / y)
}

/// `(1 + x) ln(1 + x) - x` for `x >= -1`.
#[inline(always)]
pub fn bennett<F: Float>(x: F) -> F {
    let (y, low) = one_plus(x);
    by_parts(y, F::ONE, -x, |far, l| low.fma(l, far))
}
