//! The Chebyshev distance.

use crate::{
    real::Real,
    spec::{Family, Peer, Properties},
    stages::{Coordinate, Sums, Units, Vectors},
};

/// The sums of it.
pub(crate) struct ChebyshevSums;
impl Sums<1> for ChebyshevSums {
    const DEGREE: i32 = 1;
    const LARGEST: bool = true;
    const UNITS: Units = Units::Linear;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 1] {
        [x.gap.abs()]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [largest]: [R; 1], _: f64) -> R {
        largest
    }
}

loss! {
    /// The largest absolute difference of two vectors.
    ///
    /// The moves of a king: the coordinate that differs most is the distance, the others are free. For tolerances that hold
    /// in every coordinate.
    pub struct Chebyshev = "chebyshev"
    pair(near) = near;
    distance |_| Vectors::of(ChebyshevSums);
    spec {
        rows: &[83],
        family: Family::Distance,
        tasks: &["vectors", "tolerances"],
        formula: "near",
        sums: &[("largest", "Abs(a - b)")],
        outer: Some("largest"),
        behaviour: "The gradient is the sign of the largest difference, in that coordinate alone; 0 where several are the largest.",
        reference: "Deza and Deza (2016), Encyclopedia of distances, doi:10.1007/978-3-662-52844-0",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scipy", name: "scipy.spatial.distance.chebyshev", note: "" },
            Peer { library: "torch", name: "torch.nn.PairwiseDistance", note: "with p=inf; adds 1e-6 to each difference" },
        ],
    }
}
