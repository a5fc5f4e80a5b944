//! The concordance distance.

use super::shared::{one_less, part};
use crate::{
    real::Real,
    spec::{Family, Peer, Properties},
    stages::{Coordinate, Sums, Vectors},
};

/// The sums of it.
pub(crate) struct ConcordanceDistanceSums;
impl Sums<4> for ConcordanceDistanceSums {
    const DEGREE: i32 = 0;
    const CENTRED: bool = true;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 4] {
        [x.gap.square(), x.a * x.b * 2.0, x.a.square() + x.b.square(), x.gap]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [gaps, ab, squares, shift]: [R; 4], n: f64) -> R {
        let whole = squares + shift.square() / n;
        let none = whole.same(whole.lift(0.0));
        R::pick(none, whole.lift(0.0), one_less(part(ab, whole), part(gaps, whole)))
    }
}

loss! {
    /// One minus the concordance correlation of two vectors.
    ///
    /// How far the points `(a, b)` are from the line `a = b`: it is lower than the correlation where the means or the spreads
    /// differ. The usual loss where two raters, or a model and a rater, are to agree on a scale. 0 where the vectors are the
    /// same; two vectors that do not vary are at 0 where they are the same and at 1 elsewhere.
    pub struct ConcordanceDistance = "concordance_distance"
    pair(near) = near;
    distance |_| Vectors::of(ConcordanceDistanceSums);
    spec {
        rows: &[85],
        family: Family::Distance,
        tasks: &["regression", "agreement"],
        formula: "near",
        sums: &[("gaps", "(a - b)**2"), ("aa", "(a - mean_a)**2"), ("bb", "(b - mean_b)**2"), ("shift", "a - b")],
        outer: Some("Piecewise((0, Eq(gaps, 0)), (gaps/(aa + bb + shift**2/n), True))"),
        behaviour: "The gradient vanishes where the vectors are the same.",
        reference: "Lin (1989), A concordance correlation coefficient to evaluate reproducibility, doi:10.2307/2532051",
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
            Peer { library: "torchmetrics", name: "torchmetrics.ConcordanceCorrCoef", note: "1 minus it, with sample variances" },
        ],
    }
}
