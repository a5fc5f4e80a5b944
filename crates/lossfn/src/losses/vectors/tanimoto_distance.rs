//! The Tanimoto distance.

use super::shared::{one_less, part};
use crate::{
    real::Real,
    spec::{Family, Peer, Properties},
    stages::{Coordinate, Sums, Vectors},
};

/// The sums of it.
pub(crate) struct TanimotoDistanceSums;
impl Sums<3> for TanimotoDistanceSums {
    const DEGREE: i32 = 0;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 3] {
        [x.gap.square(), x.a * x.b, x.a.square() + x.b.square()]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [gaps, ab, squares]: [R; 3], _: f64) -> R {
        let (whole, none) = (squares - ab, squares.same(squares.lift(0.0)));
        R::pick(none, squares.lift(0.0), one_less(part(ab, whole), part(gaps, whole)))
    }
}

loss! {
    /// One minus the product of two vectors over what their squares have beyond it.
    ///
    /// The similarity of chemists for fingerprints of molecules, counts or bits: of 0 and 1 it is
    /// [`JaccardDistance`](crate::JaccardDistance), of other numbers smooth where that has kinks. Two vectors of zeros are
    /// at 0.
    pub struct TanimotoDistance = "tanimoto_distance"
    pair(near) = near;
    distance |_| Vectors::of(TanimotoDistanceSums);
    spec {
        rows: &[86],
        family: Family::Distance,
        tasks: &["fingerprints", "chemistry"],
        formula: "near",
        sums: &[("gaps", "(a - b)**2"), ("ab", "a*b"), ("squares", "a**2 + b**2")],
        outer: Some("Piecewise((0, Eq(squares, 0)), (gaps/(squares - ab), True))"),
        behaviour: "Smooth but where both vectors are 0.",
        reference: "Rogers and Tanimoto (1960), A computer program for classifying plants, doi:10.1126/science.132.3434.1115",
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
            Peer { library: "rdkit", name: "rdkit.DataStructs.TanimotoSimilarity", note: "1 minus it" },
        ],
    }
}
