//! The Bray-Curtis dissimilarity.

use super::shared::part;
use crate::{
    real::Real,
    spec::{Family, Peer, Properties},
    stages::{Coordinate, Sums, Units, Vectors},
};

/// The sums of it.
pub(crate) struct BrayCurtisSums;
impl Sums<4> for BrayCurtisSums {
    const DEGREE: i32 = 0;
    const UNITS: Units = Units::Linear;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 4] {
        // Of both sizes the larger, and the smaller with the sign of the product.
        let (a, b) = (x.a.abs(), x.b.abs());
        let signed = R::pick(a.lt(b), x.a * x.b.sign(), x.b * x.a.sign());
        [x.gap.abs(), (x.a + x.b).abs(), a.max(b), signed]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [gaps, sums, larger, smaller]: [R; 4], _: f64) -> R {
        let u = part(smaller, larger);
        let none = larger.same(larger.lift(0.0));
        let near = R::pick(u.abs().lt(u.lift(0.5)), u.rsub(1.0) / (u + 1.0), part(gaps, sums));
        R::pick(none, larger.lift(0.0), near)
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
