//! The loss of `SigLIP`: each pair of a batch by itself.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// Binary cross-entropy of each pair of a batch, of belonging together or not.
    ///
    /// Trains two encoders into one space as clip does, but without a normaliser over the batch: each query and key
    /// is a binary choice, so it does with small batches, and the bias says how rare pairs are. Temperature and
    /// bias are learned: their derivatives are `wrt("temperature")` and `wrt("bias")`. The loss of a row is the sum
    /// over all keys.
    pub struct Siglip = "siglip" {
        /// What cosines are divided by.
        temperature: number = 0.1 in Domain::POSITIVE;
        /// What is added to each score.
        bias: number = (-10.0) in Domain::FINITE;
    }
    matched(attraction, repulsion) = attraction + repulsion;
    applies temperature, bias;
    spec {
        rows: &[130],
        family: Family::Embedding,
        tasks: &["contrastive learning", "retrieval"],
        formula: "attraction + repulsion",
        behaviour: "`attraction` is `log(1 + exp(-z_i))` and `repulsion` the sum of `log(1 + exp(z_j))` over all other keys j, where `z_j` is the cosine of the query with key j, divided by the temperature, plus the bias, and i is the row of the query. All terms are positive, so nothing cancels. The mean over all rows is that of all pairs, and the same with the tables exchanged. A row of zeros has the cosine 0 and the gradient 0. Rows that are left out are no keys either.",
        reference: "Zhai, Mustafa, Kolesnikov and Beyer (2023), Sigmoid loss for language image pre-training, arXiv:2303.15343",
        properties: Properties {
            symmetric: Some(true),
            non_negative: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "transformers", name: "SiglipModel", note: "its scale is `1/temperature`" },
        ],
    }
}
