//! The Dice distance.

use super::shared::{one_less, part};
use crate::{
    real::Real,
    spec::{Family, Peer, Properties},
    stages::{Coordinate, Sums, Vectors},
};

/// The sums of it.
pub(crate) struct DiceDistanceSums;
impl Sums<3> for DiceDistanceSums {
    const DEGREE: i32 = 0;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 3] {
        [x.gap.square(), x.a * x.b * 2.0, x.a.square() + x.b.square()]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [gaps, ab, squares]: [R; 3], _: f64) -> R {
        let none = squares.same(squares.lift(0.0));
        R::pick(none, squares.lift(0.0), one_less(part(ab, squares), part(gaps, squares)))
    }
}

loss! {
    /// One minus twice what two sets share over the sum of their sizes.
    ///
    /// Of vectors of 0 and 1 the dissimilarity of Dice and Sørensen; of other numbers the squared difference over the sum of
    /// the squares, which is smooth. It gives what is shared twice the weight that
    /// [`JaccardDistance`](crate::JaccardDistance) gives it. Two empty sets are at 0.
    pub struct DiceDistance = "dice_distance"
    pair(near) = near;
    distance |_| Vectors::of(DiceDistanceSums);
    spec {
        aliases: &["sorensen"],
        rows: &[86],
        family: Family::Distance,
        tasks: &["sets", "overlap"],
        formula: "near",
        sums: &[("gaps", "(a - b)**2"), ("squares", "a**2 + b**2")],
        outer: Some("Piecewise((0, Eq(squares, 0)), (gaps/squares, True))"),
        behaviour: "Smooth but where both vectors are 0.",
        reference: "Dice (1945), Measures of the amount of ecologic association between species, doi:10.2307/1932409",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scipy", name: "scipy.spatial.distance.dice", note: "of 0 and 1 the same; NaN of two empty sets" },
        ],
    }
}
