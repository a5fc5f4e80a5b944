//! Numbers of two vectors that several losses read.

use crate::{
    real::Real,
    stages::{Coordinate, Sums, Units},
};

/// The cosine of two vectors, of their product and their squares; 0 where one of them is 0.
#[inline(always)]
pub(super) fn cosine<R: Real>([ab, aa, bb]: [R; 3]) -> R {
    let squares = aa * bb;
    let none = squares.same(squares.lift(0.0));
    R::pick(none, squares.lift(0.0), ab / R::pick(none, squares.lift(1.0), squares).sqrt())
}

/// The Euclidean distance.
pub(super) struct EuclideanSums;
impl Sums<1> for EuclideanSums {
    const DEGREE: i32 = 1;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 1] {
        [x.gap.square()]
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
    fn total<R: Real>(&self, [sum]: [R; 1], _: f64) -> R {
        sum
    }
}

/// The Manhattan distance.
pub(super) struct ManhattanSums;
impl Sums<1> for ManhattanSums {
    const DEGREE: i32 = 1;
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

/// The cosine of two vectors.
pub(super) struct CosineSums;
impl Sums<3> for CosineSums {
    const DEGREE: i32 = 0;
    const UNITS: Units = Units::Own;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 3] {
        [x.a * x.b, x.a.square(), x.b.square()]
    }
    #[inline(always)]
    fn total<R: Real>(&self, sums: [R; 3], _: f64) -> R {
        cosine(sums)
    }
}
