//! The Bray-Curtis dissimilarity.

use crate::{
    real::Real,
    spec::{Family, Peer, Properties},
    stages::{Coordinate, Sums, Vectors},
};

/// The sums of it.
pub(crate) struct BrayCurtisSums;
impl Sums<2> for BrayCurtisSums {
    const DEGREE: i32 = 0;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 2] {
        [x.gap.abs(), (x.a + x.b).abs()]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [gaps, sums]: [R; 2], _: f64) -> R {
        let none = sums.same(sums.lift(0.0));
        R::pick(none, sums.lift(0.0), gaps / R::pick(none, sums.lift(1.0), sums))
    }
}

loss! {
    /// The differences of two vectors in all, as a part of their sums in all.
    ///
    /// The measure of ecologists for two samples of counts: 0 where they are the same and 1 where they share nothing. The
    /// total counts, so two samples of one composition and different sizes are not at 0; divide by the totals first where
    /// only the composition matters. It is no metric: the triangle inequality does not hold.
    pub struct BrayCurtis = "bray_curtis"
    pair(near) = near;
    distance |_| Vectors::of(BrayCurtisSums);
    spec {
        rows: &[83],
        family: Family::Distance,
        tasks: &["counts", "ecology"],
        formula: "near",
        sums: &[("gaps", "Abs(a - b)"), ("sums", "Abs(a + b)")],
        outer: Some("Piecewise((0, Eq(sums, 0)), (gaps/sums, True))"),
        behaviour: "Two vectors of zeros are at 0. Kinks where coordinates agree.",
        reference: "Bray and Curtis (1957), An ordination of the upland forest communities of southern Wisconsin, doi:10.2307/1942268",
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
            Peer { library: "scipy", name: "scipy.spatial.distance.braycurtis", note: "NaN of two zero vectors" },
        ],
    }
}
