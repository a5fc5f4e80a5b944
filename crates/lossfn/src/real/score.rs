//! Numbers of rows of scores.

use super::{Called, Dd, Float, Number, Scalar, math};

/// A number that rows of scores are computed in.
pub trait Score: Number<f64> {
    /// What small numbers are multiplied by while they are computed with, a power of two: then results
    /// that are subnormal are rounded once.
    const LIFT: f64;
    /// The sum, for a running one that is tidied in the end, of terms that do not cancel.
    fn plus_loose(self, x: Self) -> Self;
    /// The same number, its parts made neighbours.
    fn tidy(self) -> Self;
    /// `(top - x) / temperature` by `LIFT`, and `LIFT` times `e` to minus that quotient, for `x` that is
    /// not above `top`. What is not `TEMPERED` has the temperature 1.
    fn below<const TEMPERED: bool>(top: f64, x: f64, temperature: f64) -> (Self, Self);
}
impl<F: Float> Score for Scalar<F> {
    const LIFT: f64 = 1.0;
    #[inline(always)]
    fn plus_loose(self, x: Self) -> Self {
        self + x
    }
    #[inline(always)]
    fn tidy(self) -> Self {
        self
    }
    #[inline(always)]
    fn below<const TEMPERED: bool>(top: f64, x: f64, temperature: f64) -> (Self, Self) {
        let (top, x, t) = (F::c(top), F::c(x), F::c(temperature));
        let d = top - x;
        let gap = if TEMPERED { d / t } else { d };
        // Where it is 0 this exponential is only nearly so.
        let e = if gap > -F::EXP_LOWEST { F::ZERO } else { math::exp_neg(gap) };
        (Scalar(gap), Scalar(e))
    }
}
impl<F: Float> Score for Dd<F> {
    const LIFT: f64 = Self::LIFT;
    #[inline(always)]
    fn plus_loose(self, x: Self) -> Self {
        self.plus_loose(x)
    }
    #[inline(always)]
    fn tidy(self) -> Self {
        self.tidy()
    }
    #[inline(always)]
    fn below<const TEMPERED: bool>(top: f64, x: f64, temperature: f64) -> (Self, Self) {
        let lower = 1.0 / Self::LIFT;
        let mut gap = Self::new(F::c(top * lower)) - x * lower;
        if TEMPERED {
            gap = gap / temperature;
        }
        (gap, (gap * -Self::LIFT).exp_lifted())
    }
}
impl<R: Score> Score for Called<R> {
    const LIFT: f64 = R::LIFT;
    fn plus_loose(self, x: Self) -> Self {
        Self(self.0.plus_loose(x.0))
    }
    fn tidy(self) -> Self {
        Self(self.0.tidy())
    }
    #[inline(never)]
    fn below<const TEMPERED: bool>(top: f64, x: f64, temperature: f64) -> (Self, Self) {
        let (gap, e) = R::below::<TEMPERED>(top, x, temperature);
        (Self(gap), Self(e))
    }
}
