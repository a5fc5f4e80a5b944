//! The derivatives of the logarithm of the gamma function.

use super::coefficients::{DIGAMMA, DIGAMMA_REST, DIGAMMA_ZERO};
use super::functions::polynomial;
use super::{Dd, Float, Real};
use crate::real::math::{BERNOULLI, factorial, rising};

/// From here on the series are good.
const FAR: f64 = 24.0;

#[inline(always)]
pub(super) fn digamma<F: Float>(x: Dd<F>) -> Dd<F> {
    // psi(1 + x) = psi(x) + 1/x, as often as it takes.
    let close = x.hi < F::c(FAR);
    let mut sum = x.lift(0.0);
    let mut i = FAR - 1.0;
    while i >= 0.0 {
        sum = sum + (x + i).recip();
        i -= 1.0;
    }
    let y = Dd::pick(close, x + FAR, x);
    let inverse = y.recip();
    let square = inverse.square();
    let mut series = x.lift(0.0);
    for (k, (b, over)) in BERNOULLI.iter().enumerate().rev() {
        series = series * square + x.lift(*b) / (over * (2 * k + 2) as f64);
    }
    let far = y.ln() - inverse * 0.5 - series * square;
    let value = Dd::pick(close, far - sum, far);
    let d = x - DIGAMMA_ZERO[0] - DIGAMMA_ZERO[1] - DIGAMMA_ZERO[2];
    let value = Dd::pick(d.abs().hi < F::c(0.25), d * polynomial(d, DIGAMMA, DIGAMMA_REST), value);
    let end = if x.hi == F::ZERO { -F::INFINITY } else { F::NAN };
    Dd::pick(x.hi > F::ZERO, value, Dd::new(end))
}

#[inline(always)]
pub(super) fn polygamma<F: Float>(x: Dd<F>, n: u32) -> Dd<F> {
    let power = |x: Dd<F>| {
        let mut y = x;
        for _ in 1..n {
            y = y * x;
        }
        y
    };
    let close = x.hi < F::c(FAR);
    let all = x.lift(factorial(n));
    let mut sum = x.lift(0.0);
    let mut i = FAR - 1.0;
    while i >= 0.0 {
        let x = x + i;
        sum = sum + all / (power(x) * x);
        i -= 1.0;
    }
    let inverse = Dd::pick(close, x + FAR, x).recip();
    let square = inverse.square();
    let mut series = x.lift(0.0);
    for (k, (b, over)) in BERNOULLI.iter().enumerate().rev() {
        series = series * square + x.lift(*b) / *over * rising(k, n);
    }
    let tail = power(inverse) * (series * square + inverse * (factorial(n) / 2.0) + factorial(n - 1));
    let size = Dd::pick(close, sum + tail, tail);
    let size = Dd::pick(x.hi >= F::ZERO, size, Dd::new(F::NAN));
    if n.is_multiple_of(2) { -size } else { size }
}
