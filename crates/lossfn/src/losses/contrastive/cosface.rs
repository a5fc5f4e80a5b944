//! `CosFace`: a softmax over classes with a margin on the cosine of the label.

use crate::spec::{Domain, Family, Peer, Properties, Score};

loss! {
    /// Cross-entropy over the cosines with class vectors, where that of the label is smaller by a margin.
    ///
    /// Trains embeddings, as of faces, on many classes, so that those of one class lie together. The margin is on
    /// the cosine, which is smooth everywhere and easier to train than the angle of arcface. Derivatives are in the
    /// embeddings, or `wrt("class_weights")` and `wrt("scale")`.
    pub struct Cosface = "cosface" {
        /// What is taken from the cosine of the label.
        margin: number = 0.35 in Domain::NON_NEGATIVE;
        /// What cosines are multiplied by.
        scale: number = 64.0 in Domain::POSITIVE;
    }
    classes(surprisal) = surprisal;
    labels only;
    applies margin, scale;
    spec {
        rows: &[132],
        family: Family::Embedding,
        tasks: &["metric learning", "classification"],
        score: Score::CosineMargin,
        formula: "surprisal",
        behaviour: "`surprisal` is `-log(exp(z_i)/sum(exp(z_j)))` over all classes j, where `z_j` is `scale` times the cosine of the embedding with the vector of class j, and `z_i` of the label i `scale*(cosine - margin)`. A row of zeros has the cosine 0 and the gradient 0.",
        reference: "Wang et al. (2018), CosFace: large margin cosine loss for deep face recognition, arXiv:1801.09414",
        properties: Properties {
            non_negative: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "pytorch-metric-learning", name: "CosFaceLoss", note: "the same" },
        ],
    }
}
