//! Supervised contrastive loss: vectors of a class find each other.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// Mean cross-entropy of finding the vectors of the same label among all others of a batch, by cosines.
    ///
    /// Trains embeddings with labels: all vectors of the label of an anchor are its positives, and all others of
    /// the batch its negatives. The logarithm stands inside of the mean over positives, which is the better one of
    /// the two forms of the paper. A row that is alone with its label has no loss and does not count in a mean, but
    /// others are compared with it; to leave it out, mask it.
    pub struct Supcon = "supcon" {
        /// What cosines are divided by: the smaller, the more the nearest negatives count.
        temperature: number = 0.07 in Domain::POSITIVE;
    }
    labelled(surprisal) = surprisal;
    applies temperature;
    spec {
        rows: &[129],
        family: Family::Embedding,
        tasks: &["contrastive learning", "metric learning"],
        formula: "surprisal",
        behaviour: "`surprisal` is the mean over the positives i of `-log(exp(z_i)/sum(exp(z_j)))`, over all other rows j, where `z_j` is the cosine with row j, divided by the temperature, and positives are the other rows of the same label. It is no less than `log` of the number of positives, and 0 only where there is one that is far ahead. A row of zeros has the cosine 0 and the gradient 0. Rows that are left out, as by an ignored label, are compared with none.",
        reference: "Khosla et al. (2020), Supervised contrastive learning, arXiv:2004.11362",
        properties: Properties {
            non_negative: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "pytorch-metric-learning", name: "SupConLoss", note: "a mean over the anchors whose loss is not 0" },
        ],
    }
}
