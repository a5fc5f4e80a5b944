//! Numbers of two vectors that several losses read.

use crate::{
    real::Real,
    stages::{Coordinate, Sums, Units},
};

/// What a cosine is made of, as pages print it.
pub(super) const COSINE_SUMS: &[(&str, &str)] = &[("ab", "a*b"), ("aa", "a**2"), ("bb", "b**2")];
/// One minus the cosine.
pub(super) const COSINE_GAP: Option<&str> = Some("Piecewise((1, Eq(aa*bb, 0)), (1 - ab/sqrt(aa*bb), True))");

/// The Euclidean distance.
pub(super) struct EuclideanSums;
impl Sums<1> for EuclideanSums {
    const DEGREE: i32 = 1;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 1] {
        [x.gap.square()]
    }
    #[inline(always)]
    fn of_products(&self, digits: f64, products: [f64; 3]) -> Option<f64> {
        square_of_gap(digits, products).map(f64::sqrt)
    }
    #[inline(always)]
    fn total<R: Real>(&self, [sum]: [R; 1], _: f64) -> R {
        sum.sqrt()
    }
}

/// The squared Euclidean distance.
pub(super) struct SquaredEuclideanSums;
impl Sums<1> for SquaredEuclideanSums {
    const DEGREE: i32 = 2;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 1] {
        [x.gap.square()]
    }
    #[inline(always)]
    fn of_products(&self, digits: f64, products: [f64; 3]) -> Option<f64> {
        square_of_gap(digits, products)
    }
    #[inline(always)]
    fn total<R: Real>(&self, [sum]: [R; 1], _: f64) -> R {
        sum
    }
}

/// The Manhattan distance.
pub(super) struct ManhattanSums;
impl Sums<1> for ManhattanSums {
    const DEGREE: i32 = 1;
    const UNITS: Units = Units::Linear;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 1] {
        [x.gap.abs()]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [sum]: [R; 1], _: f64) -> R {
        sum
    }
}

/// The Minkowski distance.
pub(super) struct MinkowskiSums {
    pub(super) p: f64,
}
impl Sums<1> for MinkowskiSums {
    const DEGREE: i32 = 1;
    const NORMALISED: bool = true;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 1] {
        [x.gap.abs().powf(x.gap.lift(self.p))]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [sum]: [R; 1], _: f64) -> R {
        sum.powf(sum.lift(1.0) / self.p)
    }
}

/// `1 - u` or another form of it: the first where it does not cancel.
#[inline(always)]
pub(super) fn one_less<R: Real>(u: R, other: R) -> R {
    R::pick(u.lt(u.lift(0.5)), u.rsub(1.0), other)
}

/// A quotient, and 0 where it is that of two zeros.
#[inline(always)]
pub(super) fn part<R: Real>(of: R, whole: R) -> R {
    let none = whole.same(whole.lift(0.0));
    R::pick(none, whole.lift(0.0), of / R::pick(none, whole.lift(1.0), whole))
}

/// The square of a difference by a product and two squares, where enough is left of these and nothing left the range.
fn square_of_gap(digits: f64, [ab, aa, bb]: [f64; 3]) -> Option<f64> {
    let (whole, square) = (aa + bb, aa - 2.0 * ab + bb);
    ((1e-150..1e150).contains(&whole) && square > digits * whole).then_some(square)
}
