//! The triplet loss.

use super::shared::{EuclideanSums, MinkowskiSums, SquaredEuclideanSums};
use crate::{
    spec::{Domain, Family, Peer, Properties},
    stages::{Cosine, Vectors},
};

loss! {
    /// How far a vector is from being nearer to one that is like it than to another, by a margin.
    ///
    /// Three vectors: an anchor, a positive that belongs to it and a negative that does not. Nothing is asked of the
    /// distances themselves, only of their order, so classes may spread as they need to. Most triples of a trained
    /// model have no loss: choose hard ones. With `swap` the negative counts by the nearer of its distances to the
    /// anchor and to the positive; with `soft` every triple has some loss, by a softplus in the place of the hinge.
    pub struct TripletMargin = "triplet_margin": Paired {
        /// By how much nearer, in the unit of the distance.
        margin: number = 1.0 in Domain::NON_NEGATIVE;
        /// The power of the norm of a difference; of the Euclidean distance alone.
        p: number = 2.0 in Domain::Interval { low: 1.0, high: f64::INFINITY, low_closed: true, high_closed: false };
        /// Whether the distance from the positive to the negative counts where it is the smaller one.
        swap: flag = false;
        /// The distance: the norm of the difference, the square of the Euclidean one, or one minus the cosine.
        distance: choice = "euclidean" in &["euclidean", "squared", "cosine"];
        /// Whether there is a softplus in the place of the hinge.
        soft: flag = false;
    }
    triple(near, far, across) = {
        let away = if swap { far.min(across) } else { far };
        let late = near - away + margin;
        if soft { late.softplus() } else { late.relu() }
    };
    distance |loss| match (loss.distance.0, loss.p) {
        (1, _) => Vectors::of(SquaredEuclideanSums),
        (2, _) => Cosine::<false, -1>::of(),
        (_, 2.0) => Vectors::of(EuclideanSums),
        (_, p) => Vectors::of(MinkowskiSums { p }),
    };
    spec {
        aliases: &["triplet"],
        rows: &[126],
        family: Family::Embedding,
        tasks: &["metric learning", "verification", "retrieval"],
        formula: "Piecewise((log(1 + exp(near - Piecewise((Min(far, across), swap), (far, True)) + margin)), soft), (Max(near - Piecewise((Min(far, across), swap), (far, True)) + margin, 0), True))",
        sums: &[("norm", "Abs(a - b)**p"), ("squares", "(a - b)**2"), ("ab", "a*b"), ("aa", "a**2"), ("bb", "b**2")],
        outer: Some("Piecewise((squares, distance_squared), (1 - Piecewise((0, Eq(aa*bb, 0)), (ab/sqrt(aa*bb), True)), distance_cosine), (norm**(1/p), True))"),
        behaviour: "`near` is the distance from the anchor to the positive, `far` that to the negative, `across` that of these two. At the margin the slope is 0. Where two vectors coincide, their distance has slope 0.",
        reference: "Schroff, Kalenichenko and Philbin (2015), FaceNet: a unified embedding for face recognition and clustering, arXiv:1503.03832",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.nn.TripletMarginLoss", note: "adds 1e-6 to each difference" },
            Peer { library: "optax", name: "optax.losses.triplet_margin_loss", note: "adds 1e-6 under the root; an odd norm_degree takes no absolute values" },
            Peer { library: "burn", name: "burn::nn::loss::TripletMarginLoss", note: "" },
        ],
    }
}
