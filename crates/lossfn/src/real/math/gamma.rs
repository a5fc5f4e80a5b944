//! The logarithm of the gamma function.

use super::exponential::fast_two_sum;
use super::logarithm::ln_far;
use super::{Float, poly};

/// `ln Gamma(x)` for `x >= 0`; NaN below.
#[inline(always)]
pub fn ln_gamma<F: Float>(x: F) -> F {
    // Gamma(x) = Gamma(1 + x) / x
    let below = x < F::ONE;
    let value = at(if below { x } else { x - F::ONE }, if below { x + F::ONE } else { x }, Some((below, x)));
    let value = if x > F::ZERO && x <= F::MAX { value } else { F::INFINITY };
    if x >= F::ZERO { value } else { F::NAN }
}

/// `ln Gamma(n + 1)` for `n >= 0`, within two units of the last place also where `n + 1` rounds; NaN below.
#[inline(always)]
pub fn ln_factorial<F: Float>(n: F) -> F {
    let value = at(n, n + F::ONE, None);
    if n >= F::ZERO { value } else { F::NAN }
}

/// `ln Gamma(x)` for a positive finite `x = n + 1`, less the logarithm of a number from 0 to 1 where one
/// is given.
#[inline(always)]
fn at<F: Float>(n: F, x: F, less: Option<(bool, F)>) -> F {
    // Gamma(x) = (x - 1) ... y Gamma(y), y from 1 to 5/2; from 8 on, Stirling's series. All of it less 1: `n` is
    // exact where `x` has been rounded.
    let far = x >= F::c(8.0);
    let (mut above, mut product) = (n, F::ONE);
    for _ in 0..6 {
        let large = above >= F::c(1.5);
        product = if large { product * above } else { product };
        above = if large { above - F::ONE } else { above };
    }
    let of = if far { x } else { product };
    let (l, l_low) = match less {
        Some((less, by)) => {
            let (l, l_low) = ln_far(if less { by } else { of });
            (if less { -l } else { l }, if less { -l_low } else { l_low })
        }
        None => ln_far(of),
    };

    let near = if F::SPARE {
        let zeros = above * (above - F::ONE);
        l + zeros.fma(poly(above - F::c(0.75), F::LN_GAMMA), l_low)
    } else {
        // Every factor as a sum: both zeros keep their digits.
        let (d, d_low) = fast_two_sum(-F::ONE, above);
        let (zeros, zeros_low) = above.two_prod(d);
        let zeros_low = above.fma(d_low, zeros_low);
        let (t, last) = (above - F::c(0.75), F::LN_GAMMA.len() - 1);
        let (q, q_low) = fast_two_sum(F::c(F::LN_GAMMA[last]), t * poly(t, &F::LN_GAMMA[..last]));
        let (p, p_low) = zeros.two_prod(q);
        let p_low = zeros.fma(q_low, zeros_low.fma(q, p_low));
        let sum = l + p;
        let of_p = sum - l;
        sum + (((l - (sum - of_p)) + (p - of_p)) + (p_low + l_low))
    };

    let (less, slope) = (x - F::c(0.5), l - F::ONE);
    let main = less * slope;
    // Where x is huge the rounding of the product is nothing, and Dekker's splitting would overflow.
    let (_, main_low) = less.at_most(F::c(1e17)).two_prod(slope);
    let inverse = F::ONE / x;
    let series = inverse * poly(inverse * inverse, F::STIRLING);
    let (constant, constant_low) = (0.4189385332046727, 1.6728209650585413e-17);
    let low = less.fma(l_low, main_low + F::c(constant_low)) + series;
    let (first, rest) = fast_two_sum(main, F::c(constant));
    let far_value = if main <= F::MAX { first + (rest + low) } else { main };

    if far { far_value } else { near }
}
