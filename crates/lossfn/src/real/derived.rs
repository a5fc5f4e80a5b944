//! Numbers and the numbers with a derivative that are made of them.

use super::{Dd, Dual, Float, Real, Scalar, Twin};

/// A number that formulas are differentiated over.
pub trait Differentiable: Real {
    /// The number with its derivative.
    type Dual: Derived<Self>;
    /// The number that is differentiated by, or one that does not vary.
    #[inline(always)]
    fn seeded(self, varies: bool) -> Self::Dual {
        Self::Dual::of(if varies { Dual::variable(self) } else { Dual::constant(self) })
    }
}
/// A [`Dual`], or something that stands for one.
pub trait Derived<R: Real>: Differentiable {
    /// From one.
    fn of(dual: Dual<R>) -> Self;
    /// As one.
    fn dual(self) -> Dual<R>;
}
impl<R: Real> Differentiable for Dual<R> {
    type Dual = Dual<Self>;
}
impl<R: Real> Derived<R> for Dual<R> {
    #[inline(always)]
    fn of(dual: Self) -> Self {
        dual
    }
    #[inline(always)]
    fn dual(self) -> Self {
        self
    }
}
impl<F: Float> Differentiable for Scalar<F> {
    type Dual = Dual<Self>;
}
impl Differentiable for Twin {
    type Dual = Dual<Self>;
}
impl<F: Float> Differentiable for Dd<F> {
    type Dual = Dual<Self>;
}
