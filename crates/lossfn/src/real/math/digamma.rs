//! The derivatives of `ln Gamma`.

use super::coefficients as table;
use super::exponential::{fast_two_sum, two_sum};
use super::gamma::ln_gamma;
use super::logarithm::ln_far;
use super::{Float, poly};

/// The zero of the digamma function, less 1.
const ZERO: (f64, f64) = (0.46163214496836236, -1.5522348162858677e-17);

/// A table of the type: the short one where results are rounded to 24 bits.
macro_rules! table {
    ($lite:ident, $full:ident) => {
        const { if F::LN_FAR.is_empty() { &table::$lite as &'static [f64] } else { &table::$full } }
    };
}

/// `psi(1 + n)` for `n` from 0 to 1, as a sum: a multiple of the distance from its zero.
#[inline(always)]
fn near<F: Float>(n: F) -> (F, F) {
    let (d, d_low) = two_sum(n, -F::c(ZERO.0));
    let d_low = d_low - F::c(ZERO.1);
    let c = table!(DIGAMMA_LITE, DIGAMMA_F64);
    let last = c.len() - 2;
    let z = n - F::c(0.5);
    let (q, q_low) = fast_two_sum(F::c(c[last]), z * poly(z, &c[..last]));
    let (y, low) = d.two_prod(q);
    (y, d.fma(q_low + F::c(c[last + 1]), d_low.fma(q, low)))
}

/// The derivative of `ln Gamma` at `x >= 0`, as a sum; NaN below.
#[inline(always)]
fn sum<F: Float>(x: F) -> (F, F) {
    // psi(x) = psi(y) + the sum of 1 / (x - 1), 1 / (x - 2), .. 1 / y, with y from 1 to 2, as one
    // quotient of sums; below 1 it is psi(x + 1) - 1 / x. From 8 on there is the series.
    let (below, far) = (x < F::ONE, x >= F::c(8.0));
    let (mut y, mut n, mut d) = (x, (F::ZERO, F::ZERO), (F::ONE, F::ZERO));
    for _ in 0..6 {
        let above = y >= F::c(2.0);
        let next = y - F::ONE;
        let (p, p_low) = n.0.two_prod(next);
        let (s, s_low) = two_sum(p, d.0);
        let (e, e_low) = d.0.two_prod(next);
        let low = n.1.fma(next, (p_low + s_low) + d.1);
        n = if above { (s, low) } else { n };
        d = if above { (e, d.1.fma(next, e_low)) } else { d };
        y = if above { next } else { y };
    }
    let n = if below { (-F::ONE, F::ZERO) } else { n };
    let d = if below { (x, F::ZERO) } else { d };
    let q = n.0 / d.0;
    let rest = (-q).fma(d.1, (-q).exact_fma(d.0, n.0) + n.1) / d.0;
    let (base, base_low) = near(if below { x } else { y - F::ONE });
    let (close, close_low) = two_sum(q, base);
    let (close, close_low) = fast_two_sum(close, close_low + (rest + base_low));

    let (l, l_low) = ln_far(x);
    let r = F::ONE / x;
    let w = r * r;
    let series = w * poly(w, table!(DIGAMMA_FAR_LITE, DIGAMMA_FAR_F64));
    let (l, low) = fast_two_sum(l, F::c(-0.5) * r);
    let (beyond, beyond_low) = fast_two_sum(l, low + (l_low - series));

    let (value, low) = if far { (beyond, beyond_low) } else { (close, close_low) };
    // The ends have no second word.
    let end = if x > F::MAX { x } else { F::NAN };
    let end = if x >= F::ZERO && x < F::ONE { -F::INFINITY } else { end };
    let inside = x > F::ZERO && x <= F::MAX && (far || q.abs() <= F::MAX);
    if inside { (value, low) } else { (end, F::ZERO) }
}

// Beside its first word a function of a sum moves by its slope times the second.

/// `ln Gamma` of a sum that is not negative, as a sum; NaN below.
#[inline(always)]
pub fn ln_gamma_pair<F: Float>((x, x_low): (F, F)) -> (F, F) {
    (ln_gamma(x), moved(x_low, digamma(x)))
}
/// The derivative of `ln Gamma` at a sum that is not negative, as a sum; NaN below.
#[inline(always)]
pub fn digamma_pair<F: Float>((x, x_low): (F, F)) -> (F, F) {
    let (y, low) = sum(x);
    (y, low + moved(x_low, polygamma(1, x)))
}
/// [`polygamma`] of a sum, as a sum.
#[inline(always)]
pub fn polygamma_pair<F: Float>(n: u32, (x, x_low): (F, F)) -> (F, F) {
    (polygamma(n, x), moved(x_low, polygamma(n + 1, x)))
}
/// The product, and nothing of an infinite slope.
#[inline(always)]
fn moved<F: Float>(by: F, slope: F) -> F {
    if slope.abs() <= F::MAX { by * slope } else { F::ZERO }
}
/// The derivative of `ln Gamma` at `x >= 0`; NaN below.
#[inline(always)]
pub fn digamma<F: Float>(x: F) -> F {
    let (y, low) = sum(x);
    y + low
}

/// The Bernoulli numbers of even index, from the second on, as quotients.
pub(crate) const BERNOULLI: [(f64, f64); 14] = [
    (1.0, 6.0),
    (-1.0, 30.0),
    (1.0, 42.0),
    (-1.0, 30.0),
    (5.0, 66.0),
    (-691.0, 2730.0),
    (7.0, 6.0),
    (-3617.0, 510.0),
    (43867.0, 798.0),
    (-174611.0, 330.0),
    (854513.0, 138.0),
    (-236364091.0, 2730.0),
    (8553103.0, 6.0),
    (-23749461029.0, 870.0),
];

/// `(2 k + 2) (2 k + 3) .. (2 k + n)`, for the `k`-th of [`BERNOULLI`] from 0: what n - 1
/// derivatives of its power multiply it by.
#[inline(always)]
pub(crate) fn rising(k: usize, n: u32) -> f64 {
    let mut product = 1.0;
    for j in 1..n {
        product *= (2 * k + 2) as f64 + f64::from(j);
    }
    product
}
/// `n!`.
#[inline(always)]
pub(crate) fn factorial(n: u32) -> f64 {
    let mut product = 1.0;
    for j in 2..=n {
        product *= f64::from(j);
    }
    product
}

/// The `n`-th derivative of the digamma function at `x >= 0`, for `n` from 1 to 4; NaN below.
#[inline(always)]
pub fn polygamma<F: Float>(n: u32, x: F) -> F {
    // Up to its sign it is the sum of n! / (x + i)^(n+1): twelve terms, and a series for the others.
    let close = x < F::c(12.0);
    let power = |x: F| {
        let mut y = x;
        for _ in 1..n {
            y = y * x;
        }
        y
    };
    let all = F::c(factorial(n));
    let mut terms = F::ZERO;
    for i in (1..12).rev() {
        let (x, low) = two_sum(x, F::c(f64::from(i)));
        let term = all / (power(x) * x);
        terms = terms + (term - term * (F::c(f64::from(n + 1)) * low / x));
    }
    let y = if close { x + F::c(12.0) } else { x };
    let r = F::ONE / y;
    let w = r * r;
    let mut series = F::ZERO;
    for k in (0..10).rev() {
        series = series.fma(w, F::c(BERNOULLI[k].0 / BERNOULLI[k].1 * rising(k, n)));
    }
    let mut tail = series.fma(w, (F::c(0.5) * all).fma(r, F::c(factorial(n - 1))));
    for _ in 0..n {
        tail = tail / y;
    }
    let size = if close { (terms + tail) + all / (power(x) * x) } else { tail };
    let size = if x >= F::ZERO { size } else { F::NAN };
    if n.is_multiple_of(2) { -size } else { size }
}
