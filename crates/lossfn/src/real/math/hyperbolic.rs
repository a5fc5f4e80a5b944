//! Hyperbolic functions.

use super::Float;
use super::exponential::{exp_m1_neg_pair, fast_two_sum};
use super::logarithm::atanh_twice;
use super::logistic::sigmoid_slope;

/// `n / (2 + n)` as a sum for `n = n_high + n_low` from -1 to 1.
#[inline(always)]
fn over_two_more<F: Float>(n: F, n_low: F) -> (F, F) {
    let (d, d_low) = fast_two_sum(F::c(2.0), n);
    if F::SPARE {
        return (n / d, F::ZERO);
    }
    let p = F::ONE / d;
    let t = n * p;
    // What n - t (2 + n) leaves.
    let rest = (-t).exact_fma(d, n) + (n_low - t * (d_low + n_low));
    (t, rest * p)
}

/// The hyperbolic tangent.
#[inline(always)]
pub fn tanh<F: Float>(x: F) -> F {
    let a = x.abs();
    let (m, m_low, _) = exp_m1_neg_pair(a + a);
    let (t, t_low) = over_two_more(m, m_low);
    (t + t_low).copysign(x)
}

/// `1 / cosh(x)^2`.
#[inline(always)]
pub fn sech_squared<F: Float>(x: F) -> F {
    F::c(4.0) * sigmoid_slope(x + x)
}

/// `ln cosh x`.
#[inline(always)]
pub fn log_cosh<F: Float>(x: F) -> F {
    let a = x.abs();
    let (m, m_low, e) = exp_m1_neg_pair(a);
    // ln cosh x = 2 atanh(tanh(a/2)^2) = a - ln 2 + 2 atanh(e^2 / (2 + e^2)): the one where little
    // cancels, by one division and one series.
    let (n, n_low) = if a < F::c(0.85) { (m, m_low) } else { (e * e, F::ZERO) };
    let (t, t_low) = over_two_more(n, n_low);
    // Asked anew, of the outcome: LLVM would join the two questions and divide in either branch.
    let near = n <= F::ZERO && a < F::ONE;
    let (square, square_low) = if F::SPARE {
        (t * t, F::ZERO)
    } else {
        let (square, low) = t.two_prod(t);
        (square, (t + t).fma(t_low, low))
    };
    let s = if near { square } else { t };
    let s_low = if near { square_low } else { t_low };
    let l = atanh_twice(s, s_low);
    let far = (a - F::LN2_HIGH) + (l - F::LN2_LOW);
    if near { l } else { far }
}
