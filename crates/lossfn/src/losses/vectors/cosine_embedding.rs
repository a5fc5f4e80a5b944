//! The cosine embedding loss of pairs.

use super::shared::{COSINE_GAP, COSINE_SUMS};
use crate::{
    spec::{Domain, Family, Peer, Properties},
    stages::Cosine,
};

loss! {
    /// The cosine distance of pairs that are alike, and how far the cosine of others is above a margin.
    ///
    /// Pairs labelled 1 are turned towards each other; pairs labelled -1 are turned apart until their cosine is
    /// `margin`, and then left alone. Lengths do not matter. With a margin of 0 a right angle is far enough.
    pub struct CosineEmbedding = "cosine_embedding": Paired {
        /// The cosine up to which pairs that are not alike are left alone.
        margin: number = 0.0 in Domain::closed(-1.0, 1.0);
    }
    pair(near, beside, label: Domain::SIGN) =
        R::pick(label.same(label.lift(1.0)), near, (beside - margin).relu());
    distance |_| Cosine::<false, -1>::of();
    beside |_| Cosine::<false, 0>::of();
    spec {
        rows: &[47],
        family: Family::Embedding,
        tasks: &["metric learning", "verification", "text similarity"],
        formula: "Piecewise((near, Eq(label, 1)), (Max(1 - near - margin, 0), True))",
        sums: COSINE_SUMS,
        outer: COSINE_GAP,
        behaviour: "`near` is one minus the cosine; that of a vector of zeros is 0. At the margin the slope is 0.",
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
            Peer { library: "torch", name: "torch.nn.CosineEmbeddingLoss", note: "adds 1e-12 to each square under the roots" },
        ],
    }
}
