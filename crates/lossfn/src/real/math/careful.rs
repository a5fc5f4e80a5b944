//! The functions of [`math`](super), computed in [`Float::Careful`] and rounded once.

use super::Float;

macro_rules! careful {
    ($($(#[$doc:meta])* $name:ident($($x:ident),*);)*) => {$(
        $(#[$doc])*
        #[inline(always)]
        pub fn $name<F: Float>($($x: F),*) -> F {
            F::from_careful(super::$name($($x.careful()),*))
        }
    )*};
}
careful! {
    /// `e^x`.
    exp(x);
    /// `e^x - y`.
    exp_sub(x, y);
    /// `e^x - 1`.
    exp_m1(x);
    /// `ln x`.
    ln(x);
    /// `ln(1 + x)`.
    ln_1p(x);
    /// `ln(a / b)`, without the rounding of the quotient.
    ln_ratio(a, b);
    /// `ln(x / y)` by `gap = y - x`.
    ln_quotient(x, y, gap);
    /// `x ln(x / y) - x + y` by `gap = y - x`.
    i_divergence(x, y, gap);
    /// `ln(1 + x) - x`.
    ln_1p_minus(x);
    /// `(1 + x) ln(1 + x) - x`.
    bennett(x);
    /// `x ln y`, and 0 where `x` is 0.
    x_ln_y(x, y);
    /// `x^p` for `x >= 0`.
    pow(x, p);
    /// `1 / (1 + e^-x)`.
    sigmoid(x);
    /// `sigmoid(x) sigmoid(-x)`.
    sigmoid_slope(x);
    /// `ln(1 + e^x)`.
    softplus(x);
    /// `ln sigmoid(x)`.
    log_sigmoid(x);
    /// The hyperbolic tangent.
    tanh(x);
    /// `1 / cosh(x)^2`.
    sech_squared(x);
    /// `ln cosh x`.
    log_cosh(x);
    /// `ln Gamma(x)` for `x >= 0`.
    ln_gamma(x);
    /// `ln Gamma(n + 1)` for `n >= 0`.
    ln_factorial(n);
    /// The derivative of `ln Gamma` at `x >= 0`.
    digamma(x);
    /// `ln(1 - e^x)` for `x <= 0`.
    ln_1m_exp(x);
    /// The error function.
    erf(x);
    /// `1 - erf x`.
    erfc(x);
    /// The probability that a standard normal variable is at most `x`.
    normal_cdf(x);
    /// The `x` for which `normal_cdf` is `p`.
    normal_quantile(p);
    /// `e^(k x²)` for a power of two `k`.
    exp_square(x, k);
}
/// The `n`-th derivative of the digamma function at `x >= 0`.
#[inline(always)]
pub fn polygamma<F: Float>(n: u32, x: F) -> F {
    F::from_careful(super::polygamma(n, x.careful()))
}
