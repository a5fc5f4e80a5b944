//! The Canberra distance.

use crate::{
    real::Real,
    spec::{Family, Peer, Properties},
    stages::{Coordinate, Sums, Units, Vectors},
};

/// The sums of it.
pub(crate) struct CanberraSums;
impl Sums<1> for CanberraSums {
    const DEGREE: i32 = 0;
    const UNITS: Units = Units::None;
    #[inline(always)]
    fn terms<R: Real>(&self, x: Coordinate<R>) -> [R; 1] {
        // Of coordinates that do not have one sign the quotient is 1, and flat.
        let (zero, one) = (x.a.lift(0.0), x.a.lift(1.0));
        let alike = zero.lt(x.a.sign() * x.b.sign());
        let apart = R::pick(x.gap.same(zero), zero, one + x.gap.sign() * 0.0);
        let (a, b) = (x.a.abs(), x.b.abs());
        // The quotient of the smaller and the larger size: what it becomes does not cancel in its slope.
        let q = a.min(b) / R::pick(alike, a.max(b), one);
        [R::pick(alike, q.rsub(1.0) / (q + 1.0), apart)]
    }
    #[inline(always)]
    fn total<R: Real>(&self, [sum]: [R; 1], _: f64) -> R {
        sum
    }
}

loss! {
    /// The sum of the differences of two vectors, each divided by the sizes of its coordinates.
    ///
    /// A weighted [`Manhattan`](crate::Manhattan) in which each coordinate counts by at most 1, whatever its unit: a change
    /// from 0 to anything is 1. For counts and concentrations of very different sizes; it is most sensitive near 0.
    pub struct Canberra = "canberra"
    pair(near) = near;
    distance |_| Vectors::of(CanberraSums);
    spec {
        rows: &[83],
        family: Family::Distance,
        tasks: &["vectors", "counts"],
        formula: "near",
        sums: &[("sum", "Piecewise((0, Eq(Abs(a) + Abs(b), 0)), (Abs(a - b)/(Abs(a) + Abs(b)), True))")],
        outer: Some("sum"),
        behaviour: "Two zeros add nothing. It jumps where one of the coordinates is 0 and the other becomes it.",
        reference: "Lance and Williams (1966), Computer programs for hierarchical polythetic classification, doi:10.1093/comjnl/9.1.60",
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
            Peer { library: "scipy", name: "scipy.spatial.distance.canberra", note: "" },
        ],
    }
}
