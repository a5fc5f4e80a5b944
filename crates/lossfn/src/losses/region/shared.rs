//! What losses between regions share.

use crate::{
    real::Real,
    spec::{Curvature, Properties},
    stages::Overlap,
};

/// What is true of quotients of sums over two regions.
pub(super) const OF_OVERLAP: Properties = Properties {
    convex: Some(false),
    differentiable: Some(false),
    twice_differentiable: Some(false),
    non_negative: Some(true),
    zero_at_target: Some(false),
    hessian: Curvature::AlmostEverywhere,
    ..Properties::UNKNOWN
};

/// What is true of those of two boxes.
pub(super) const OF_BOXES: Properties =
    Properties { symmetric: Some(true), zero_at_target: Some(true), ..OF_OVERLAP };

/// `wrong/(wrong + right)` of numbers that are not negative, and 0 where both are 0: neither it nor its derivatives
/// cancel.
#[inline(always)]
pub(super) fn share<R: Real>(wrong: R, right: R) -> R {
    let (zero, whole) = (wrong.lift(0.0), wrong + right);
    let (less, more) = (wrong / right, right / wrong);
    let share = R::pick(right.lt(wrong), (more + 1.0).recip(), less / (less + 1.0));
    R::pick(whole.same(zero), zero, share)
}

/// `wrong/whole`, which is `1 - both/whole`: whichever is made of less, so that derivatives do not cancel; 0 where there is
/// nothing at all.
#[inline(always)]
pub(super) fn of_squares<R: Real>(wrong: R, both: R, whole: R) -> R {
    let zero = wrong.lift(0.0);
    let share = R::pick(both.lt(wrong), (both / whole).rsub(1.0), wrong / whole);
    R::pick(whole.same(zero), zero, share)
}

/// One minus the intersection over union of two boxes. Boxes without an area are the same or share nothing.
#[inline(always)]
pub(super) fn missed<R: Real>(x: &Overlap<R>) -> R {
    let (zero, one) = (x.shared.lift(0.0), x.shared.lift(1.0));
    let flat = R::pick(x.differs.same(zero), zero, one);
    R::pick((x.shared + x.apart).same(zero), flat, share(x.apart, x.shared))
}

/// A quotient of numbers that are not negative, and 0 where both are 0.
#[inline(always)]
pub(super) fn part<R: Real>(x: R, whole: R) -> R {
    let zero = x.lift(0.0);
    R::pick(whole.same(zero), zero, x / whole)
}
