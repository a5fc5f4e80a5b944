//! `ArcFace`: a softmax over classes with a margin on the angle of the label.

use crate::spec::{Domain, Family, Peer, Properties, Score};

loss! {
    /// Cross-entropy over the cosines with class vectors, where the angle of the label is larger by a margin.
    ///
    /// Trains embeddings, as of faces, on many classes, so that those of one class lie together and those of two
    /// apart by an angle. Derivatives are in the embeddings, or `wrt("class_weights")` and `wrt("scale")`. Beyond
    /// an angle of pi less the margin the cosine with the margin grows again; training begins better with cosface,
    /// or with a smaller margin, where rows are so far from their class.
    pub struct Arcface = "arcface" {
        /// What is added to the angle of the label, in radians.
        margin: number = 0.5 in Domain::closed(0.0, core::f64::consts::PI);
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
        score: Score::AngularMargin,
        formula: "surprisal",
        behaviour: "`surprisal` is `-log(exp(z_i)/sum(exp(z_j)))` over all classes j, where `z_j` is `scale` times the cosine of the embedding with the vector of class j, and `z_i` of the label i `scale*cos(angle + margin)`. The sine of the angle is taken across, so it keeps its digits where an embedding is near its class. Where the angle is exactly 0 or pi its gradient is 0. A row of zeros has the cosine 0 and the gradient 0.",
        reference: "Deng, Guo, Xue and Zafeiriou (2019), ArcFace: additive angular margin loss for deep face recognition, arXiv:1801.07698",
        properties: Properties {
            non_negative: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "pytorch-metric-learning", name: "ArcFaceLoss", note: "with its margin in degrees" },
        ],
    }
}
