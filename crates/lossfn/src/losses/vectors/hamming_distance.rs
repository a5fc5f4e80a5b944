//! The Hamming distance.

use crate::{
    real::Real,
    spec::{Family, Peer, Properties},
    stages::{Coordinate, Sums, Vectors},
};

/// The sums of it.
pub(crate) struct HammingDistanceSums;
impl Sums<1> for HammingDistanceSums {
    const DEGREE: i32 = 0;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 1] {
        let zero = x.gap.lift(0.0);
        // NaN is not silent.
        [R::pick(x.gap.same(zero), zero, x.gap.lift(1.0) + x.gap.sign() * 0.0)]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [unequal]: [R; 1], n: f64) -> R {
        unequal / n
    }
}

loss! {
    /// The part of the coordinates in which two vectors differ.
    ///
    /// For codes, labels and categories: coordinates agree or do not, and by how much does not matter. Its gradient is 0, so
    /// it tells how good a model is and cannot train one.
    pub struct HammingDistance = "hamming_distance"
    pair(near) = near;
    distance |_| Vectors::of(HammingDistanceSums);
    spec {
        rows: &[86],
        family: Family::Distance,
        tasks: &["codes", "categories"],
        formula: "near",
        sums: &[("unequal", "Piecewise((0, Eq(a, b)), (1, True))")],
        outer: Some("unequal/n"),
        behaviour: "It jumps where coordinates become equal, and is flat elsewhere.",
        reference: "Hamming (1950), Error detecting and error correcting codes, doi:10.1002/j.1538-7305.1950.tb00463.x",
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
            Peer { library: "scipy", name: "scipy.spatial.distance.hamming", note: "" },
        ],
    }
}
