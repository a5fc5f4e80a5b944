//! The correlation distance.

use super::shared::cosine;
use crate::{
    real::Real,
    spec::{Family, Peer, Properties},
    stages::{Coordinate, Sums, Units, Vectors},
};

/// The sums of it.
pub(crate) struct PearsonDistanceSums;
impl Sums<3> for PearsonDistanceSums {
    const DEGREE: i32 = 0;
    const UNITS: Units = Units::Own;
    const CENTRED: bool = true;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 3] {
        [x.a * x.b, x.a.square(), x.b.square()]
    }
    #[inline(always)]
    fn total<R: Real>(&self, sums: [R; 3], _: f64) -> R {
        cosine(sums)
    }
}

loss! {
    /// One minus the correlation of two vectors.
    ///
    /// The cosine distance of the vectors from their means: neither what is added to a vector nor what it is multiplied by
    /// changes it. As a loss of regression it asks for the right shape and leaves the scale free; where the scale counts
    /// take [`ConcordanceDistance`](crate::ConcordanceDistance). A vector that does not vary has correlation 0.
    pub struct PearsonDistance = "pearson_distance": Paired
    pair(near) = -near + 1.0;
    distance |_| Vectors::of(PearsonDistanceSums);
    spec {
        aliases: &["correlation_distance"],
        rows: &[85],
        family: Family::Distance,
        tasks: &["regression", "embeddings", "signals"],
        formula: "1 - near",
        sums: &[("ab", "(a - mean_a)*(b - mean_b)"), ("aa", "(a - mean_a)**2"), ("bb", "(b - mean_b)**2")],
        outer: Some("Piecewise((0, Eq(aa*bb, 0)), (ab/sqrt(aa*bb), True))"),
        behaviour: "`near` is the correlation. The gradient adds up to 0 over a vector.",
        reference: "Pearson (1895), Note on regression and inheritance in the case of two parents, doi:10.1098/rspl.1895.0041",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scipy", name: "scipy.spatial.distance.correlation", note: "NaN of a vector that does not vary" },
        ],
    }
}
