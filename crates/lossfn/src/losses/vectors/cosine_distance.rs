//! The cosine distance.

use super::shared::{COSINE_GAP, COSINE_SUMS};
use crate::{
    spec::{Family, Peer, Properties},
    stages::Cosine,
};

loss! {
    /// One minus the cosine of the angle between two vectors.
    ///
    /// For what has a direction and no size: counts of words, embeddings. 0 where the directions agree, 1 at a right angle,
    /// 2 where they are opposite. A vector of zeros has no direction: its cosine with any other is 0, and its gradient too.
    /// Near 0 all digits are right, also where the vectors are nearly parallel, and coordinates may have any size.
    pub struct CosineDistance = "cosine_distance"
    pair(near) = near;
    distance |_| Cosine::<false, -1>::of();
    spec {
        rows: &[85],
        family: Family::Distance,
        tasks: &["embeddings", "text", "retrieval"],
        formula: "near",
        sums: COSINE_SUMS,
        outer: COSINE_GAP,
        behaviour: "The gradient stands at a right angle to the vector that it is in, and is the larger the shorter that is.",
        reference: "Salton, Wong and Yang (1975), A vector space model for automatic indexing, doi:10.1145/361219.361220",
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
            Peer { library: "scipy", name: "scipy.spatial.distance.cosine", note: "NaN or 0 of a zero vector, by its version" },
            Peer { library: "torch", name: "torch.nn.functional.cosine_similarity", note: "1 minus it; divides by at least 1e-8" },
            Peer { library: "optax", name: "optax.losses.cosine_distance", note: "NaN of a zero vector" },
            Peer { library: "keras", name: "keras.losses.CosineSimilarity", note: "less 1; divides by norms of at least 1e-7" },
        ],
    }
}
