//! Activations and special functions over slices, with their derivatives: the same formulas, kernels
//! and bits as in the losses.
//!
//! Each is a function that makes a new vector (`sigmoid(&x)`), and a type of the same name in camel
//! case that has the rest: derivatives, results into slices of the caller, results in place. A type and
//! not a set of functions for each, so that the operations are written once, in [`Unary`] and
//! [`Binary`], and a function of your own has them too.
//!
//! Rows of a table have [`Softmax`], [`LogSoftmax`], [`LogSumExp`] and [`hardmax`]; means of
//! generalised linear models have [`Link`].
//!
//! ```
//! use lossfn::{Logits, functions::{self, Unary}};
//!
//! let x = [-2.0f64, 0.5, 3.0];
//! let y = functions::gelu(&x);
//! let slopes = functions::Gelu.gradient(&x);
//! let p = functions::softmax(Logits::rows(&x, 3)?);
//! # assert!(y[0] < 0.0 && slopes[2] > 1.0 && p[2] > 0.9);
//! # Ok::<(), lossfn::Error>(())
//! ```
//!
//! NaN in gives NaN out, limits are followed at infinities and at the ends of domains, and outside of
//! its domain a function is NaN. At a kink the derivative is the one of smallest size.

mod centers;
mod elementwise;
mod link;
mod rows;

pub use crate::formula::Function;
pub use centers::update_centers;
pub use elementwise::{Binary, Unary};
pub use link::Link;
pub use rows::{LogSoftmax, LogSumExp, Softmax, hardmax, hardmax_into, log_softmax, log_sum_exp, softmax};

use crate::{
    Error,
    data::Storage,
    real::{Real, Rule},
};

/// Declares functions: type, name, precision, formula.
macro_rules! functions { ($($(#[$doc:meta])* $name:ident $f:ident: $precision:ident($($x:ident),+) = $value:expr;)*) => {$(
    $(#[$doc])*
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct $name;
    functions!(@ $name $precision ($($x),+) $value);
    functions!(@free $(#[$doc])* $name $f $($x)+);
)*};
(@ $name:ident $precision:ident ($($x:ident),+) $value:expr) => {
    impl<R: $crate::real::Real> $crate::formula::Formula<R, { functions!(@count $($x)+) }> for $name {
        #[inline(always)]
        fn value(&self, [$($x),+]: [R; { functions!(@count $($x)+) }]) -> R {
            $value
        }
    }
    impl $crate::formula::Function<{ functions!(@count $($x)+) }> for $name {
        type Precision = $crate::formula::precision::$precision;
        type Over<R: $crate::real::Real> = Self;
        #[inline(always)]
        fn over<R: $crate::real::Real>(&self, _: R) -> Self {
            Self
        }
    }
};
(@count $x:ident) => { 1 };
(@count $x:ident $y:ident) => { 2 };
(@free $(#[$doc:meta])* $name:ident $f:ident $x:ident) => {
    impl Unary for $name {}
    $(#[$doc])*
    pub fn $f<T: Storage>(x: &[T]) -> Vec<T> {
        $name.values(x)
    }
};
(@free $(#[$doc:meta])* $name:ident $f:ident $x:ident $y:ident) => {
    $(#[$doc])*
    ///
    /// # Errors
    /// When the inputs are not of equal length.
    pub fn $f<T: Storage>(x: &[T], y: &[T]) -> Result<Vec<T>, Error> {
        $name.values(x, y)
    }
}}
use functions;

functions! {
    /// `1 / (1 + e^-x)`, the logistic function.
    Sigmoid sigmoid: Native(x) = x.sigmoid();
    /// `ln sigmoid(x)`, which is `-softplus(-x)`.
    LogSigmoid log_sigmoid: Native(x) = x.log_sigmoid();
    /// The hyperbolic tangent.
    Tanh tanh: Careful(x) = x.tanh();
    /// `max(x, 0)`; its derivative at 0 is 0.
    Relu relu: Native(x) = x.relu();
    /// `ln(1 + e^x)`, in other places `log1pexp`.
    Softplus softplus: Native(x) = x.softplus();
    /// `x Φ(x)` with the distribution function of the normal distribution: the exact GELU
    /// (doi:10.48550/arXiv.1606.08415). Nothing cancels for negative `x`.
    Gelu gelu: Paired(x) = x.normal_cdf().weigh(x);
    /// `x/2 (1 + tanh(sqrt(2/π) (x + 0.044715 x³)))`, the approximation of [`Gelu`] from the same paper.
    GeluTanh gelu_tanh: Paired(x) = gelu_by_tanh(x);
    /// `ln(1 - e^x)` for `x <= 0`.
    Log1mExp log1mexp: Careful(x) = x.ln_1m_exp();
    /// The error function.
    Erf erf: Careful(x) = x.erf();
    /// `1 - erf x`, which does not cancel for large `x`.
    Erfc erfc: Careful(x) = x.erfc();
    /// The probability that a standard normal variable is at most `x`.
    NormalCdf normal_cdf: Careful(x) = x.normal_cdf();
    /// The `x` that a standard normal variable does not exceed with a probability `p`.
    NormalQuantile normal_quantile: Paired(p) = p.normal_quantile();
    /// `ln Γ(x)` for `x >= 0`.
    LnGamma ln_gamma: Careful(x) = x.ln_gamma();
    /// The derivative of `ln Γ(x)`, for `x >= 0`.
    Digamma digamma: Careful(x) = x.digamma();
    /// `x ln y`, and 0 where `x` is 0.
    XLogY xlogy: Careful(x, y) = x.x_ln_y(y);
    /// `ln(e^x + e^y)`.
    LogAddExp log_add_exp: Paired(x, y) = x.rule(LogAddExpRule, [y]);
}

impl Binary for XLogY {}
impl Binary for LogAddExp {
    const SYMMETRIC: bool = true;
}

#[inline(always)]
fn gelu_by_tanh<R: Real>(x: R) -> R {
    // Half of 1 + tanh z is the logistic function of 2 z. Beyond 30 it is 0 or 1 to the last digit, and
    // the cube would overflow.
    let near = x.clamp(x.lift(-30.0), x.lift(30.0));
    // 0.044715 and sqrt(8 / pi), each in two words.
    let square = near.square();
    let cubic = near * square.mul_add(x.lift(0.044715), square * 2.1960211427085595e-18 + 1.0);
    let z = cubic.mul_add(x.lift(1.5957691216057308), cubic * -9.96930880911092e-17);
    z.sigmoid().weigh(x)
}

/// The larger one and what the other adds to it; the derivative is a logistic function.
struct LogAddExpRule;
/// `x - y`, and 0 where they are the same infinity.
#[inline(always)]
fn gap<R: Real>(x: R, y: R) -> R {
    R::pick(x.same(y), x.lift(0.0), x - y)
}
impl Rule<1> for LogAddExpRule {
    #[inline(always)]
    fn value<R: Real>(x: R, [y]: [R; 1]) -> R {
        x.max(y) + (-gap(x, y).abs()).softplus()
    }
    #[inline(always)]
    fn derivative<R: Real>(x: R, [y]: [R; 1]) -> R {
        gap(x, y).sigmoid()
    }
}
