//! Powers.

use super::Float;
use super::exponential::{exp, exp_pair};
use super::logarithm::ln_pair;

/// `x^p` for `x >= 0` and any real `p`; 1 where `p` is 0.
#[inline(always)]
pub fn pow<F: Float>(x: F, p: F) -> F {
    let (l, l_low) = ln_pair(x);
    // From here on only 1^p is neither 0 nor infinite, and the products stay finite.
    let most = F::c(18446744073709551616.0);
    let q = p.at_most(most).at_least(-most);
    let y = if F::LN_FAR.is_empty() {
        exp(q * l)
    } else {
        let (t, t_low) = q.two_prod(l);
        let (high, low) = exp_pair(t, q.fma(l_low, t_low));
        high + low
    };
    let infinite = x > F::MAX;
    let end = if infinite == (p > F::ZERO) { F::INFINITY } else { F::ZERO };
    let number = p <= F::ZERO || p > F::ZERO;
    let end = if x >= F::ZERO && number { end } else { F::NAN };
    let y = if x > F::ZERO && !infinite { y } else { end };
    if p == F::ZERO && x >= F::ZERO { F::ONE } else { y }
}
