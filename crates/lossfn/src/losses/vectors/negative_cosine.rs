//! The negative cosine of pairs.

use super::shared::COSINE_SUMS;
use crate::{
    spec::{Family, Peer, Properties},
    stages::Cosine,
};

loss! {
    /// Minus the cosine of the angle between two vectors.
    ///
    /// What models that learn from two views of an image make small: -1 where the directions agree. It differs from
    /// [`CosineDistance`](crate::CosineDistance) by 1, so the gradients are the same. There are no negatives: without a
    /// second network, or a stop of the gradient on one side, all vectors may become one.
    pub struct NegativeCosine = "negative_cosine"
    pair(near) = -near;
    distance |_| Cosine::<false, 0>::of();
    spec {
        rows: &[29, 139],
        family: Family::Embedding,
        tasks: &["self-supervised learning", "embeddings"],
        formula: "-near",
        sums: COSINE_SUMS,
        outer: Some("Piecewise((0, Eq(aa*bb, 0)), (ab/sqrt(aa*bb), True))"),
        behaviour: "`near` is the cosine; that of a vector of zeros is 0, and its gradient too.",
        reference: "Chen and He (2021), Exploring simple Siamese representation learning, arXiv:2011.10566",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            symmetric: Some(true),
            non_negative: Some(false),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "keras", name: "keras.losses.CosineSimilarity", note: "divides by norms of at least 1e-7" },
            Peer { library: "optax", name: "optax.losses.cosine_similarity", note: "minus it; NaN of a zero vector" },
            Peer { library: "lightly", name: "lightly.loss.NegativeCosineSimilarity", note: "the loss of BYOL is 2 plus twice it" },
        ],
    }
}
