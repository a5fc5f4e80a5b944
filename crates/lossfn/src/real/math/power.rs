//! Powers.

use super::Float;
use super::exponential::{exp, exp_pair, exp_twin};
use super::logarithm::{ln_far, ln_pair};

/// `p` near enough for every power but of 1, so that its products stay finite.
#[inline(always)]
fn tame<F: Float>(p: F) -> F {
    let most = F::c(18446744073709551616.0);
    p.at_most(most).at_least(-most)
}

/// Whether `x` is at an end of its range or `p` is 0, and the power there.
#[inline(always)]
fn limit<F: Float>(x: F, p: F) -> (bool, F) {
    let infinite = x > F::MAX;
    let end = if infinite == (p > F::ZERO) { F::INFINITY } else { F::ZERO };
    let number = p <= F::ZERO || p > F::ZERO;
    let end = if x >= F::ZERO && number { end } else { F::NAN };
    let one = p == F::ZERO && x >= F::ZERO;
    let inside = x > F::ZERO && !infinite;
    (one || !inside, if one { F::ONE } else { end })
}

/// `x^p` for `x >= 0` and any real `p`; 1 where `p` is 0.
#[inline(always)]
pub fn pow<F: Float>(x: F, p: F) -> F {
    let (l, l_low) = ln_far(x);
    let q = tame(p);
    let y = if F::LN_FAR.is_empty() {
        exp(q * l)
    } else {
        let (t, t_low) = q.two_prod(l);
        let (high, low) = exp_pair(t, q.fma(l_low, t_low));
        high + low
    };
    let (ends, end) = limit(x, p);
    if ends { end } else { y }
}

/// [`pow`] of sums, as a sum: as good as the logarithm of the type, times the exponent.
#[inline(always)]
pub fn pow_pair<F: Float>((x, x_low): (F, F), (p, p_low): (F, F)) -> (F, F) {
    let (l, l_low) = ln_pair((x, x_low));
    let q = tame(p);
    let (t, t_low) = q.two_prod(l);
    let [y, _] = exp_twin((t, q.fma(l_low, p_low.fma(l, t_low))));
    let (ends, end) = limit(x, p);
    if ends { (end, F::ZERO) } else { y }
}
