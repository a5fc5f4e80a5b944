//! What distances share: the cosine.

use crate::real::Real;

/// The cosine of two vectors, of their product and their squares; 0 where one of them is 0.
#[inline(always)]
pub(super) fn cosine<R: Real>([ab, aa, bb]: [R; 3]) -> R {
    let squares = aa * bb;
    let none = squares.same(squares.lift(0.0));
    R::pick(none, squares.lift(0.0), ab / R::pick(none, squares.lift(1.0), squares).sqrt())
}
