//! Branch-free special functions over any [`Float`], written once.
//!
//! * Native in every type: [`exp`], [`exp_neg`], [`exp_pair`], [`exp_neg_pair`], [`exp_sub`],
//!   [`ln`], [`ln_1p_unit`], [`ln_ratio`], [`x_ln_y`], [`sqrt`], [`cross_entropy`], [`surprise`],
//!   [`bernoulli_nll`], [`bernoulli_slope`],
//!   [`sigmoid_slope`].
//! * The others, here, are plain: good to a unit or two in the last place of `F`. A kernel takes
//!   them from [`careful`], which computes in [`Float::Careful`] and rounds once: an `f32` result
//!   is then nearly always the nearest one.
//!
//! * Of sums, as sums (`exp_twin`, `*_pair`): what [`Twin`](super::Twin) is made of.
//!
//! NaN in gives NaN out; infinities, zeros and subnormals follow the limits. The maxima of the
//! errors are in `docs/accuracy.md`.

pub mod careful;
#[rustfmt::skip]
pub(crate) mod coefficients;
mod digamma;
mod entropy;
mod error_function;
mod exponential;
mod gamma;
mod hyperbolic;
mod logarithm;
mod logistic;
mod power;

use super::float::Float;

pub(crate) use digamma::{BERNOULLI, factorial, rising};
pub use digamma::{digamma, digamma_pair, ln_gamma_pair, polygamma, polygamma_pair};
pub use entropy::{bennett, i_divergence, ln_1p_minus, ln_quotient};
pub use error_function::{
    erf, erf_pair, erfc, erfc_pair, exp_square, exp_square_pair, normal_cdf, normal_cdf_pair,
    normal_quantile, normal_quantile_pair,
};
pub(crate) use exponential::two_sum;
pub use exponential::{exp, exp_m1, exp_neg, exp_neg_pair, exp_neg_sum, exp_pair, exp_sub, exp_twin};
pub use gamma::{ln_factorial, ln_gamma};
pub use hyperbolic::{log_cosh, sech_squared, tanh};
pub use logarithm::{
    ln, ln_1m_exp, ln_1m_exp_pair, ln_1p, ln_1p_pair, ln_1p_unit, ln_pair, ln_quotient_pair, ln_ratio,
    ln_ratio_pair, plus_ln_1p, x_ln_y,
};
pub use logistic::{
    bernoulli_nll, bernoulli_slope, cross_entropy, log_sigmoid, sigmoid, sigmoid_slope, softplus, surprise,
};
pub use power::{pow, pow_pair};

/// A polynomial, highest coefficient first, two terms at a time: half the wait of Horner's rule, and
/// neighbours cancel before they are scaled.
#[inline(always)]
fn poly<F: Float>(x: F, c: &'static [f64]) -> F {
    let square = x * x;
    let pair = |i: usize| F::c(c[i]).fma(x, F::c(c[i + 1]));
    let odd = c.len() % 2;
    let mut p = if odd == 0 { pair(0) } else { F::c(c[0]) };
    let mut i = 2 - odd;
    while i < c.len() {
        p = p.fma(square, pair(i));
        i += 2;
    }
    p
}

/// The square root.
#[inline(always)]
pub fn sqrt<F: Float>(x: F) -> F {
    x.sqrt()
}
