//! Double-double numbers whose operations are calls.

use core::ops::{Add, Div, Mul, Neg, Sub};

use super::{Dd, Float, Real};

/// A double-double whose every operation is a call. A formula over it is slow and short: it is for the
/// checks that ship, and for machines without a fused multiply-add, where [`Dd`], which is inlined
/// into kernels, would repeat itself at great length for every loss.
#[derive(Clone, Copy, Debug)]
pub struct Precise<F = f64>(Dd<F>);

impl<F: Float> Precise<F> {
    /// The number `x`, exactly.
    pub fn new(x: f64) -> Self {
        Self(Dd::new(F::c(x)))
    }
    pub(super) fn of(x: Dd<F>) -> Self {
        Self(x)
    }
    pub(super) fn inner(self) -> Dd<F> {
        self.0
    }
    /// The nearest f64.
    pub fn to_f64(self) -> f64 {
        self.0.to_f64()
    }
}

macro_rules! ops { ($($op:ident $f:ident),*) => {$(
    impl<F: Float> $op for Precise<F> {
        type Output = Self;
        #[inline(never)]
        fn $f(self, o: Self) -> Self {
            Self(self.0.$f(o.0))
        }
    }
    impl<F: Float> $op<f64> for Precise<F> {
        type Output = Self;
        #[inline(never)]
        fn $f(self, c: f64) -> Self {
            Self(self.0.$f(c))
        }
    }
)*}}
ops!(Add add, Sub sub, Mul mul, Div div);
impl<F: Float> Neg for Precise<F> {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
macro_rules! functions { ($($f:ident($($a:ident),*))*) => {$(
    #[inline(never)]
    fn $f(self, $($a: Self),*) -> Self {
        Self(self.0.$f($($a.0),*))
    }
)*}}
impl<F: Float> Real for Precise<F> {
    type Mask = bool;
    fn lift(self, c: f64) -> Self {
        Self::new(c)
    }
    fn lt(self, o: Self) -> bool {
        self.0.lt(o.0)
    }
    fn same(self, o: Self) -> bool {
        self.0.same(o.0)
    }
    fn pick(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }
    #[inline(never)]
    fn exp_square(self, k: f64) -> Self {
        Self(self.0.exp_square(k))
    }
    #[inline(never)]
    fn polygamma(self, n: u32) -> Self {
        Self(self.0.polygamma(n))
    }
    functions! {
        mul_add(a, b) abs() sign() step() relu() max(o) sqrt() exp() exp_sub(k, y) exp_m1() ln() ln_1p()
        ln_ratio(y) ln_quotient(y, gap) i_divergence(y, gap) powf(p) tanh() sech_squared() log_cosh() ln_factorial() ln_gamma() digamma() ln_1m_exp() erf() erfc() normal_cdf() normal_quantile()
        cross_entropy(off, on)
        surprise(off, on) sigmoid_slope() weigh(x) silence(x) softplus() sigmoid()
    }
}
