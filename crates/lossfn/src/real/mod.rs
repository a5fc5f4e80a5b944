//! What a number is. A formula is written once against [`Real`]; each number type reads it in its
//! own way: [`Scalar`] gives the value, [`Dual`] the derivative, [`Dd`] the value to some 30 digits.

mod called;
mod dd;
mod derived;
mod dual;
mod float;
mod machine;
pub mod math;
mod number;
mod rule;
mod scalar;
mod score;
mod twin;

use core::ops::{Add, Div, Mul, Neg, Sub};

pub use called::{Called, Precise};
pub use dd::Dd;
pub use derived::{Derived, Differentiable};
pub use dual::Dual;
pub use float::{Float, Lite, Unfused};
pub use machine::{Fused, Machine, NoFma};
pub use number::{Number, Parts};
pub use rule::Rule;
pub(crate) use rule::{HalfQuotient, LIFT, LnOnePlusSquare, SMALL, arctangent};
pub use scalar::Scalar;
pub use score::Score;
pub use twin::Twin;

/// A number, or something that stands for one.
///
/// There is no constructor: a constant is met by an operand (`x * 0.5`, `x.lift(c)`), so that a
/// number type that needs a context finds it there. Nothing branches on a number: [`Real::pick`]
/// computes both sides. The primitives are closed under differentiation, so every derivative is a
/// formula of primitives too, and none of them cancels, idles or has a wrong kink.
pub trait Real:
    Copy
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
{
    /// The outcome of a comparison.
    type Mask: Copy;

    /// The constant `c`.
    fn lift(self, c: f64) -> Self;
    /// Whether `self < other`; false when either is NaN.
    fn lt(self, other: Self) -> Self::Mask;
    /// Whether `self == other`; false when either is NaN.
    fn same(self, other: Self) -> Self::Mask;
    /// `yes` where the mask holds, `no` elsewhere.
    fn pick(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// `self a + b`, rounded once where the machine can.
    fn mul_add(self, a: Self, b: Self) -> Self;

    /// `|x|`, derivative [`Real::sign`].
    fn abs(self) -> Self;
    /// -1, 0 or 1; NaN of NaN; derivative 0.
    fn sign(self) -> Self;
    /// 0 for `x <= 0`, 1 for `x > 0`; NaN of NaN; derivative 0.
    fn step(self) -> Self;
    /// `max(x, 0)`, derivative [`Real::step`]: at the kink the slope of smallest size, 0.
    fn relu(self) -> Self;
    /// The larger of two numbers. At a tie the slope is 0 when the two slopes differ in sign, else
    /// the smaller in size.
    fn max(self, other: Self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// `e^x`.
    fn exp(self) -> Self;
    /// `k e^x - y`, exact in what cancels.
    fn exp_sub(self, k: Self, y: Self) -> Self;
    /// `e^x - 1`.
    fn exp_m1(self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
    /// `ln(1 + x)`.
    fn ln_1p(self) -> Self;
    /// `ln(x / y)` for `x, y > 0`, without the rounding or the overflow of the quotient.
    fn ln_ratio(self, y: Self) -> Self;
    /// `ln(x / y)` for `x, y > 0` by `gap = y - x`, which the caller may know better than its parts.
    /// Its derivative is that of [`Real::ln_ratio`].
    fn ln_quotient(self, y: Self, gap: Self) -> Self;
    /// `x ln(x / y) - x + y` for `x, y >= 0`, the I-divergence (Csiszár), never below 0, by
    /// `gap = y - x`. Derivative [`Real::ln_quotient`] in `x`, `gap / y` in `y`.
    fn i_divergence(self, y: Self, gap: Self) -> Self;
    /// `x^p` for `x >= 0`.
    fn powf(self, p: Self) -> Self;
    /// `tanh x`, derivative [`Real::sech_squared`].
    fn tanh(self) -> Self;
    /// `1 / cosh² x`.
    fn sech_squared(self) -> Self;
    /// `ln cosh x`, derivative [`Real::tanh`].
    fn log_cosh(self) -> Self;
    /// `ln Γ(x + 1)` for `x >= 0`, derivative [`Real::digamma`] of `x + 1`.
    fn ln_factorial(self) -> Self;
    /// `ln Γ(x)` for `x >= 0`, derivative [`Real::digamma`].
    fn ln_gamma(self) -> Self;
    /// The derivative of `ln Γ` at `x >= 0`, derivative [`Real::polygamma`] of 1.
    fn digamma(self) -> Self;
    /// The `n`-th derivative of [`Real::digamma`] at `x >= 0`, for `n` from 1 to 4; that of `n` is
    /// that of `n + 1`.
    fn polygamma(self, n: u32) -> Self;
    /// `ln(1 - e^x)` for `x <= 0`.
    fn ln_1m_exp(self) -> Self;
    /// `e^(k x²)` for a power of two `k`: the square is not rounded.
    fn exp_square(self, k: f64) -> Self;
    /// The error function, derivative `2/sqrt(π)` [`Real::exp_square`] of `k = -1`.
    fn erf(self) -> Self;
    /// `1 - erf x`.
    fn erfc(self) -> Self;
    /// The probability that a standard normal variable is at most `x`, derivative its density.
    fn normal_cdf(self) -> Self;
    /// The `x` for which [`Real::normal_cdf`] is this number, from 0 to 1.
    fn normal_quantile(self) -> Self;
    /// `off softplus(x) + on softplus(-x)`: the cross-entropy of a logit, for weights that are not
    /// negative. A weight of 0 silences an infinite logit. Derivative [`Real::surprise`].
    fn cross_entropy(self, off: Self, on: Self) -> Self;
    /// `off sigmoid(x) - on sigmoid(-x)`, exact in what cancels. Derivative
    /// `(off + on)` [`Real::sigmoid_slope`].
    fn surprise(self, off: Self, on: Self) -> Self;
    /// `sigmoid(x) sigmoid(-x)`, the derivative of the sigmoid, never `s - s²`.
    fn sigmoid_slope(self) -> Self;
    /// `w x`, where 0 silences an infinity: `0 * inf` is 0. NaN is not silenced.
    fn weigh(self, x: Self) -> Self;
    /// `w x`, and 0 where `w` is 0, whatever `x`: cheaper than [`Real::weigh`], for a `w` that is NaN
    /// where `x` is.
    fn silence(self, x: Self) -> Self;

    /// `(1 - y) softplus(x) + y softplus(-x)`: [`Real::cross_entropy`] of a label `y` from 0 to 1.
    /// Derivative [`Real::bernoulli_slope`].
    #[inline(always)]
    fn bernoulli_nll(self, y: Self) -> Self {
        self.cross_entropy(y.rsub(1.0), y)
    }
    /// `sigmoid(x) - y`, exact in what cancels. Derivative [`Real::sigmoid_slope`].
    #[inline(always)]
    fn bernoulli_slope(self, y: Self) -> Self {
        self.surprise(y.rsub(1.0), y)
    }
    /// A function that states its own derivative: see [`Rule`]. By what it states where that is asked for and
    /// its parameters are constants, else by the plain reading.
    #[inline(always)]
    fn rule<F: Rule<P>, const P: usize>(self, f: F, p: [Self; P]) -> Self {
        match self.stated(f, p) {
            Some(y) => y,
            None => F::value(self, p),
        }
    }
    /// [`Real::rule`] where what it states is asked for.
    #[doc(hidden)]
    #[inline(always)]
    fn stated<F: Rule<P>, const P: usize>(self, _: F, _: [Self; P]) -> Option<Self> {
        None
    }
    /// The smaller of two numbers, ties as in [`Real::max`].
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        -(-self).max(-other)
    }
    /// `ln(1 + x) - x`, derivative `-x / (1 + x)`.
    #[inline(always)]
    fn ln_1p_minus(self) -> Self {
        -self.lift(1.0).i_divergence(self + 1.0, self)
    }
    /// `(1 + x) ln(1 + x) - x`, the function of Bennett's inequality, derivative `ln(1 + x)`.
    #[inline(always)]
    fn bennett(self) -> Self {
        (self + 1.0).i_divergence(self.lift(1.0), -self)
    }
    /// `x ln y`, and 0 where `x` is 0.
    #[inline(always)]
    fn x_ln_y(self, y: Self) -> Self {
        self.weigh(y.ln())
    }
    /// `1 / (1 + e^-x)`.
    #[inline(always)]
    fn sigmoid(self) -> Self {
        self.surprise(self.lift(1.0), self.lift(0.0))
    }
    /// `ln(1 + e^x)`.
    #[inline(always)]
    fn softplus(self) -> Self {
        self.cross_entropy(self.lift(1.0), self.lift(0.0))
    }
    /// `ln sigmoid(x)`.
    #[inline(always)]
    fn log_sigmoid(self) -> Self {
        -(-self).softplus()
    }
    /// `(1 - x) no + x yes`.
    #[inline(always)]
    fn mix(self, no: Self, yes: Self) -> Self {
        self.mul_add(yes, self.rsub(1.0) * no)
    }
    /// `x²`.
    #[inline(always)]
    fn square(self) -> Self {
        self * self
    }
    /// `x²/2`, without an overflow or an underflow that is not its own.
    #[inline(always)]
    fn half_square(self) -> Self {
        self.rule(rule::HalfSquare, [])
    }
    /// `1 / x`.
    #[inline(always)]
    fn recip(self) -> Self {
        self.lift(1.0) / self
    }
    /// `c - x`.
    #[inline(always)]
    fn rsub(self, c: f64) -> Self {
        self.lift(c) - self
    }
    /// The nearest number in `[lo, hi]`, for `lo <= 0 <= hi`. On an end the slope is 0, by the rule
    /// of [`Real::max`].
    #[inline(always)]
    fn clamp(self, lo: Self, hi: Self) -> Self {
        let x = Self::pick(lo.lt(self), self, lo);
        let x = Self::pick(self.lt(hi), x, hi);
        // NaN fails both comparisons, and has to come through.
        Self::pick(self.same(self), x, self)
    }
}
