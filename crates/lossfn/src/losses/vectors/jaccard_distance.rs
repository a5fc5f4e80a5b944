//! The Jaccard distance.

use super::shared::{one_less, part};
use crate::{
    real::Real,
    spec::{Family, Input, Peer, Properties},
    stages::{Coordinate, Sums, Units, Vectors},
};

/// The sums of it.
pub(crate) struct JaccardDistanceSums;
impl Sums<3> for JaccardDistanceSums {
    const DEGREE: i32 = 0;
    const UNITS: Units = Units::Linear;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 3] {
        // Where both are at the end of the domain, each of them may only grow.
        let (sum, zero) = (x.a + x.b, x.a.lift(0.0));
        let end = sum.same(zero);
        [R::pick(end, sum, x.gap.abs()), R::pick(end, sum, x.a.max(x.b)), R::pick(end, zero, x.a.min(x.b))]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [gaps, larger, smaller]: [R; 3], _: f64) -> R {
        let none = larger.same(larger.lift(0.0));
        R::pick(none, larger.lift(0.0), one_less(part(smaller, larger), part(gaps, larger)))
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
            Peer { library: "scipy", name: "scipy.spatial.distance.jaccard", note: "of 0 and 1 the same; else it asks only which coordinates are 0" },
        ],
    }
}
