//! The Jaccard distance.

use crate::{
    real::Real,
    spec::{Family, Input, Peer, Properties},
    stages::{Coordinate, Sums, Vectors},
};

/// The sums of it.
pub(crate) struct JaccardDistanceSums;
impl Sums<2> for JaccardDistanceSums {
    const DEGREE: i32 = 0;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 2] {
        [x.gap.abs(), x.a.max(x.b)]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [gaps, larger]: [R; 2], _: f64) -> R {
        let none = larger.same(larger.lift(0.0));
        R::pick(none, larger.lift(0.0), gaps / R::pick(none, larger.lift(1.0), larger))
    }
}

loss! {
    /// One minus the part of two sets that they share.
    ///
    /// Vectors of 0 and 1 are sets: what both have, over what at least one has. Weights that are not negative work too: the
    /// smaller of both over the larger, summed, which is also called Ruzicka's. Two empty sets are at 0.
    pub struct JaccardDistance = "jaccard_distance"
    pair(near) = near;
    distance |_| Vectors::of(JaccardDistanceSums);
    spec {
        aliases: &["ruzicka"],
        rows: &[86],
        family: Family::Distance,
        tasks: &["sets", "retrieval", "overlap"],
        inputs: Input::NON_NEGATIVE_PAIR,
        formula: "near",
        sums: &[("gaps", "Abs(a - b)"), ("larger", "Max(a, b)")],
        outer: Some("Piecewise((0, Eq(larger, 0)), (gaps/larger, True))"),
        behaviour: "Kinks where coordinates agree, of slope 0.",
        reference: "Jaccard (1912), The distribution of the flora in the alpine zone, doi:10.1111/j.1469-8137.1912.tb05611.x",
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
            Peer { library: "scipy", name: "scipy.spatial.distance.jaccard", note: "of 0 and 1 the same; else coordinates agree or do not" },
        ],
    }
}
