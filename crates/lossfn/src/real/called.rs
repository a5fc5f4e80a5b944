//! Numbers whose operations are calls.

use core::ops::{Add, Div, Mul, Neg, Sub};

use super::{Dd, Derived, Differentiable, Dual, Float, Real, Rule};

/// A number whose every operation is a call, and so are those of its derivatives. A formula over it is
/// slow and short: it is for the checks that ship, and for machines without a fused multiply-add, where
/// [`Dd`], which is inlined into kernels, would repeat itself at great length for every loss.
#[derive(Clone, Copy, Debug)]
pub struct Called<R>(pub(super) R);

/// A double-double whose operations are calls.
pub type Precise<F = f64> = Called<Dd<F>>;

impl<F: Float> Precise<F> {
    /// The number `x`, exactly.
    pub fn new(x: f64) -> Self {
        Self(Dd::new(F::c(x)))
    }
    /// The nearest f64.
    pub fn to_f64(self) -> f64 {
        self.0.to_f64()
    }
}
impl<R: Real> Differentiable for Called<R> {
    type Dual = Called<Dual<Self>>;
}
impl<R: Real> Derived<R> for Called<Dual<R>> {
    fn of(dual: Dual<R>) -> Self {
        Self(dual)
    }
    fn dual(self) -> Dual<R> {
        self.0
    }
}

macro_rules! ops { ($($op:ident $f:ident),*) => {$(
    impl<R: Real> $op for Called<R> {
        type Output = Self;
        #[inline(never)]
        fn $f(self, o: Self) -> Self {
            Self(self.0.$f(o.0))
        }
    }
    impl<R: Real> $op<f64> for Called<R> {
        type Output = Self;
        #[inline(never)]
        fn $f(self, c: f64) -> Self {
            Self(self.0.$f(c))
        }
    }
)*}}
ops!(Add add, Sub sub, Mul mul, Div div);
impl<R: Real> Neg for Called<R> {
    type Output = Self;
    #[inline(never)]
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
impl<R: Real> Real for Called<R> {
    type Mask = R::Mask;
    fn lift(self, c: f64) -> Self {
        Self(self.0.lift(c))
    }
    fn lt(self, o: Self) -> R::Mask {
        self.0.lt(o.0)
    }
    fn same(self, o: Self) -> R::Mask {
        self.0.same(o.0)
    }
    #[inline(never)]
    fn pick(mask: R::Mask, yes: Self, no: Self) -> Self {
        Self(R::pick(mask, yes.0, no.0))
    }
    #[inline(never)]
    fn exp_square(self, k: f64) -> Self {
        Self(self.0.exp_square(k))
    }
    #[inline(never)]
    fn polygamma(self, n: u32) -> Self {
        Self(self.0.polygamma(n))
    }
    #[inline(never)]
    fn rule<F: Rule<P>, const P: usize>(self, f: F, p: [Self; P]) -> Self {
        // The plain reading is one of calls too.
        match self.0.stated(f, p.map(|p| p.0)) {
            Some(y) => Self(y),
            None => F::value(self, p),
        }
    }
    functions! {
        mul_add(a, b) abs() sign() step() relu() max(o) sqrt() exp() exp_sub(k, y) exp_m1() ln() ln_1p()
        ln_ratio(y) ln_quotient(y, gap) i_divergence(y, gap) ln_1p_minus() bennett() powf(p) tanh()
        sech_squared() log_cosh() ln_factorial() ln_gamma() digamma() ln_1m_exp() erf() erfc() normal_cdf()
        normal_quantile() cross_entropy(off, on) surprise(off, on) bernoulli_nll(y) bernoulli_slope(y)
        sigmoid_slope() weigh(x) silence(x) softplus() sigmoid()
    }
}
