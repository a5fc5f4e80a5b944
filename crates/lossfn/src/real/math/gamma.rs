//! The logarithm of the gamma function.

use super::exponential::fast_two_sum;
use super::logarithm::ln_far;
use super::{Float, poly};

/// `ln Gamma(x)` for `x >= 1`; NaN below.
#[inline(always)]
pub fn ln_gamma<F: Float>(x: F) -> F {
    ln_factorial(x - F::ONE)
}

/// `ln Gamma(n + 1)` for `n >= 0`, exact also where `n + 1` rounds; NaN below.
#[inline(always)]
pub fn ln_factorial<F: Float>(n: F) -> F {
    let x = n + F::ONE;
    // Gamma(x) = (x - 1) ... y Gamma(y), y from 1 to 5/2; from 8 on, Stirling's series.
    let far = x >= F::c(8.0);
    let (mut y, mut product) = (x, F::ONE);
    for _ in 0..6 {
        let above = y >= F::c(2.5);
        y = if above { y - F::ONE } else { y };
        product = if above { product * y } else { product };
    }
    let (l, l_low) = ln_far(if far { x } else { product });

    let above = if x >= F::c(2.5) { y - F::ONE } else { n };
    let zeros = above * (above - F::ONE);
    let near = l + zeros.fma(poly(above - F::c(0.75), F::LN_GAMMA), l_low);

    let (less, slope) = (x - F::c(0.5), l - F::ONE);
    let main = less * slope;
    // Where x is huge the rounding of the product is nothing, and Dekker's splitting would overflow.
    let (_, main_low) = less.at_most(F::c(1e17)).two_prod(slope);
    let inverse = F::ONE / x;
    let series = inverse * poly(inverse * inverse, F::STIRLING);
    let (constant, constant_low) = (0.4189385332046727, 1.6728209650585413e-17);
    let low = less.fma(l_low, main_low + F::c(constant_low)) + series;
    let (first, rest) = fast_two_sum(main, F::c(constant));
    let far_value = first + (rest + low);

    let value = if far { far_value } else { near };
    let value = if x > F::MAX { x } else { value };
    if n >= F::ZERO { value } else { F::NAN }
}
