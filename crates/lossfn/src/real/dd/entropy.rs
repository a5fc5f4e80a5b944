//! Logarithms of quotients near 1, and what is left of them when their first terms cancel.

use super::functions::{atanh_rest, ln_of, ln_ratio, over_and_square};
use super::{Dd, Float, Real};

/// The mean of `x` and `y`, and whether they are within sqrt 2 of each other.
#[inline(always)]
fn mean<F: Float>(x: Dd<F>, gap: Dd<F>) -> (Dd<F>, bool) {
    let mean = x + gap.scale(F::c(0.5));
    (mean, gap.hi.abs() <= mean.hi * F::c(0.34))
}

#[inline(always)]
pub(super) fn ln_quotient<F: Float>(x: Dd<F>, y: Dd<F>, gap: Dd<F>) -> Dd<F> {
    let (mean, near) = mean(x, gap);
    let near = near & (x.hi > F::ZERO) & (mean.hi < F::INFINITY);
    Dd::pick(near, ln_of(F::ZERO, -gap, mean), ln_ratio(x, y))
}

#[inline(always)]
pub(super) fn i_divergence<F: Float>(x: Dd<F>, y: Dd<F>, gap: Dd<F>) -> Dd<F> {
    let (mean, near) = mean(x, gap);
    let near = near & (x.hi > F::ZERO) & (mean.hi < F::INFINITY);
    // ln(x / y) = s (1 + s^2 q) with s = -gap / mean, and s (x - mean) = -s gap / 2.
    let (s, square) = over_and_square(-gap, mean);
    let close = s * (x * square * atanh_rest(square) - gap.scale(F::c(0.5)));
    let value = Dd::pick(near, close, x * ln_ratio(x, y) + gap);
    let inside = (x.hi > F::ZERO) & (y.hi > F::ZERO) & (x.hi < F::INFINITY) & (y.hi < F::INFINITY);
    let valid = (x.hi >= F::ZERO) & (y.hi >= F::ZERO);
    let end = Dd::pick(x.hi == F::ZERO, y, Dd::new(F::INFINITY));
    Dd::pick(inside, value, Dd::pick(valid, end, Dd::new(F::NAN)))
}
