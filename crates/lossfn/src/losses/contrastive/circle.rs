//! Circle loss: similarities that are far from where they should be weigh more.

use crate::spec::{Domain, Family, Peer, Properties, Score};

loss! {
    /// Softplus of how far the nearest negatives are above the farthest positives, each paced by itself.
    ///
    /// Trains embeddings with labels: the rows of the label of an anchor are its positives, all others its
    /// negatives. A cosine that is near its optimum has little weight, so that the boundary between a positive and
    /// a negative cosine is a circle. The gradient is that of the loss; implementations hold the paces constant,
    /// whose gradient is another. A row without positives or without negatives has the loss 0, and counts.
    pub struct Circle = "circle" {
        /// How far a positive may be below 1 and a negative above 0 without weight.
        margin: number = 0.25 in Domain::UNIT;
        /// What scores are multiplied by: the larger, the more only the worst pairs count.
        gamma: number = 256.0 in Domain::POSITIVE;
    }
    labelled(positives, negatives) = (positives + negatives).softplus();
    applies margin, gamma;
    spec {
        rows: &[133],
        family: Family::Embedding,
        tasks: &["metric learning"],
        score: Score::SelfPaced,
        formula: "log(1 + exp(positives + negatives))",
        behaviour: "`positives` is `log(sum(exp(gamma*((1 - c)**2 - margin**2))))` over the cosines c with the other rows of the same label, and `negatives` is `log(sum(exp(gamma*max(c + margin, 0)*(c - margin))))` over those with the rows of other labels: the logarithms of nothing, where there are none. A row of zeros has the cosine 0 and the gradient 0. Rows that are left out, as by an ignored label, are compared with none.",
        reference: "Sun et al. (2020), Circle loss: a unified perspective of pair similarity optimization, arXiv:2002.10857",
        properties: Properties {
            non_negative: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "pytorch-metric-learning", name: "CircleLoss", note: "the same value of an anchor; a mean over those that are not 0, and a gradient with the paces held constant" },
        ],
    }
}
