//! One float: the plainest reading of a formula. The compiler turns a loop over it into vectors.

#![allow(
    clippy::eq_op,
    clippy::needless_bitwise_bool,
    reason = "a float that is not equal to itself is NaN, and the comparison vectorises"
)]

use core::ops::{Add, Div, Mul, Neg, Sub};

use super::{Float, Real, math};

/// One float.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scalar<F>(pub F);

macro_rules! ops { ($($op:ident $f:ident),*) => {$(
    impl<F: Float> $op for Scalar<F> {
        type Output = Self;
        #[inline(always)]
        fn $f(self, o: Self) -> Self {
            Scalar(self.0.$f(o.0))
        }
    }
    impl<F: Float> $op<f64> for Scalar<F> {
        type Output = Self;
        #[inline(always)]
        fn $f(self, c: f64) -> Self {
            Scalar(self.0.$f(F::c(c)))
        }
    }
)*}}
ops!(Add add, Sub sub, Mul mul, Div div);
impl<F: Float> Neg for Scalar<F> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Scalar(-self.0)
    }
}

macro_rules! functions { ($($f:ident($($a:ident),*) = $g:path;)*) => {$(
    #[inline(always)]
    fn $f(self, $($a: Self),*) -> Self {
        Scalar($g(self.0, $($a.0),*))
    }
)*}}

impl<F: Float> Real for Scalar<F> {
    type Mask = bool;

    #[inline(always)]
    fn lift(self, c: f64) -> Self {
        Scalar(F::c(c))
    }
    #[inline(always)]
    fn lt(self, o: Self) -> bool {
        self.0 < o.0
    }
    #[inline(always)]
    fn same(self, o: Self) -> bool {
        self.0 == o.0
    }
    #[inline(always)]
    fn pick(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        Scalar(self.0.fma(a.0, b.0))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Scalar(self.0.abs())
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Scalar(self.0.sqrt())
    }
    // NaN fails every comparison and comes through as the last choice.
    #[inline(always)]
    fn sign(self) -> Self {
        let (zero, one) = (F::ZERO, F::ONE);
        Scalar(if self.0 > zero {
            one
        } else if self.0 < zero {
            -one
        } else {
            self.0
        })
    }
    #[inline(always)]
    fn step(self) -> Self {
        let (zero, one) = (F::ZERO, F::ONE);
        Scalar(if self.0 > zero {
            one
        } else if self.0 <= zero {
            zero
        } else {
            self.0
        })
    }
    #[inline(always)]
    fn relu(self) -> Self {
        Scalar(if self.0 <= F::ZERO { F::ZERO } else { self.0 })
    }
    #[inline(always)]
    fn max(self, o: Self) -> Self {
        let larger = if self.0 < o.0 { o.0 } else { self.0 };
        Scalar(if o.0 == o.0 { larger } else { o.0 })
    }
    #[inline(always)]
    fn silence(self, x: Self) -> Self {
        Scalar(if self.0 == F::ZERO { F::ZERO } else { self.0 * x.0 })
    }
    #[inline(always)]
    fn weigh(self, x: Self) -> Self {
        // Without a NaN in it, a product is NaN only where 0 meets infinity.
        let product = self.0 * x.0;
        let silent = (product != product) & (self.0 == self.0) & (x.0 == x.0);
        Scalar(if silent { F::ZERO } else { product })
    }
    #[inline(always)]
    fn exp_sub(self, k: Self, y: Self) -> Self {
        let (high, low) = math::exp_pair(self.0, F::ZERO);
        let first = k.0.exact_fma(high, -y.0);
        // Where the product is infinite the low word has the other sign.
        Scalar(if first.abs() <= F::MAX { first + k.0 * low } else { first })
    }
    #[inline(always)]
    fn exp_square(self, k: f64) -> Self {
        Scalar(math::careful::exp_square(self.0, F::c(k)))
    }
    #[inline(always)]
    fn polygamma(self, n: u32) -> Self {
        Scalar(math::careful::polygamma(n, self.0))
    }
    functions! {
        exp() = math::exp;
        exp_m1() = math::careful::exp_m1;
        ln() = math::ln;
        ln_1p() = math::careful::ln_1p;
        ln_ratio(y) = math::ln_ratio;
        ln_quotient(y, gap) = math::careful::ln_quotient;
        i_divergence(y, gap) = math::careful::i_divergence;
        ln_1p_minus() = math::careful::ln_1p_minus;
        bennett() = math::careful::bennett;
        powf(p) = math::careful::pow;
        tanh() = math::careful::tanh;
        sech_squared() = math::careful::sech_squared;
        log_cosh() = math::careful::log_cosh;
        ln_factorial() = math::careful::ln_factorial;
        ln_gamma() = math::careful::ln_gamma;
        digamma() = math::careful::digamma;
        ln_1m_exp() = math::careful::ln_1m_exp;
        erf() = math::careful::erf;
        erfc() = math::careful::erfc;
        normal_cdf() = math::careful::normal_cdf;
        normal_quantile() = math::careful::normal_quantile;
        bernoulli_nll(y) = math::bernoulli_nll;
        bernoulli_slope(y) = math::bernoulli_slope;
        cross_entropy(off, on) = math::cross_entropy;
        surprise(off, on) = math::surprise;
        sigmoid_slope() = math::sigmoid_slope;
        softplus() = math::softplus;
        sigmoid() = math::sigmoid;
    }
}
