//! The angular distance.

use core::f64::consts::PI;

use super::shared::{COSINE_GAP, COSINE_SUMS};
use crate::{
    real::arctangent,
    spec::{Family, Peer, Properties},
    stages::Cosine,
};

/// What f64 leaves of pi.
const PI_LOW: f64 = 1.224_646_799_147_353_2e-16;

rule! {
    /// `2 atan(sqrt(x))/pi` for `x` from 0 to 1, and the slope 0 at 0.
    Angle<0>(x) = arctangent(x.sqrt()) * 2.0 / (x.lift(PI) + PI_LOW),
    derivative R::pick(
        x.same(x.lift(0.0)),
        x.lift(0.0),
        (x.sqrt() * (x + 1.0) * (x.lift(PI) + PI_LOW)).recip()
    )
}

loss! {
    /// The angle between two vectors, as a part of a half turn.
    ///
    /// For what has a direction and no size, where the cosine distance is too flat: near 0 it grows as the angle does, not
    /// as its square, and it obeys the triangle inequality. 0 where the directions agree, 1/2 at a right angle, 1 where they
    /// are opposite. A vector of zeros has no direction: it is at a right angle to any other, and has the gradient 0.
    pub struct AngularDistance = "angular_distance": Paired
    pair(near, beside) = {
        let less = near.lt(beside);
        let angle = R::pick(less, near / beside, beside / near).rule(Angle, []);
        R::pick(less, angle, angle.rsub(1.0))
    };
    distance |_| Cosine::<false, -1>::of();
    beside |_| Cosine::<false, 1>::of();
    spec {
        rows: &[85],
        family: Family::Distance,
        tasks: &["embeddings", "text", "retrieval"],
        formula: "acos(1 - near)/pi",
        sums: COSINE_SUMS,
        outer: COSINE_GAP,
        behaviour: "`near` is one minus the cosine. It is made of one minus and one plus the cosine, neither of which cancels, so that angles near 0 and near a half turn have all their digits. The gradient stands at a right angle to the vector that it is in, and its length is one over that of the vector and pi; where the directions agree or are opposite there is a kink, with the slope 0.",
        reference: "Cer et al. (2018), Universal sentence encoder, arXiv:1803.11175",
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
            Peer { library: "tensorflow-hub", name: "universal-sentence-encoder, angular similarity", note: "1 minus it" },
        ],
    }
}
