//! The contrastive loss of pairs.

use super::shared::EuclideanSums;
use crate::{
    spec::{Domain, Family, Peer, Properties},
    stages::Vectors,
};

loss! {
    /// The squared distance of pairs that are alike, and how far others are from a margin, squared.
    ///
    /// For a model with two equal branches, as a siamese network: pairs that belong together, labelled 1, are drawn to
    /// each other without end; pairs that do not, labelled 0, are pushed apart until their Euclidean distance is
    /// `margin`, and then left alone. [`TripletMargin`](crate::TripletMargin) asks only that the one be nearer than
    /// the other, which often trains better. Mind the label: some libraries have it the other way round.
    pub struct Contrastive = "contrastive": Paired {
        /// The distance from which pairs that are not alike are left alone, in the unit of the vectors.
        margin: number = 1.0 in Domain::POSITIVE;
    }
    pair(near, label: Domain::Points(&[0.0, 1.0])) = {
        let apart = (-near + margin).relu();
        R::pick(label.same(label.lift(1.0)), near, apart).square()
    };
    distance |_| Vectors::of(EuclideanSums);
    spec {
        aliases: &["siamese"],
        rows: &[127],
        family: Family::Embedding,
        tasks: &["metric learning", "verification", "siamese networks"],
        formula: "Piecewise((near**2, Eq(label, 1)), (Max(margin - near, 0)**2, True))",
        sums: &[("sum", "(a - b)**2")],
        outer: Some("sqrt(sum)"),
        behaviour: "`near` is the Euclidean distance. Where two vectors that are not alike coincide the gradient is 0, as no direction leads apart.",
        reference: "Hadsell, Chopra and LeCun (2006), Dimensionality reduction by learning an invariant mapping, doi:10.1109/CVPR.2006.100",
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
            Peer { library: "sentence-transformers", name: "sentence_transformers.losses.ContrastiveLoss", note: "half of it, of the cosine distance with margin = 0.5 unless told" },
            Peer { library: "pytorch-metric-learning", name: "pytorch_metric_learning.losses.ContrastiveLoss", note: "without the squares, over the pairs of a batch" },
        ],
    }
}
