//! The loss of CLIP: pairs are found from both sides.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// Cross-entropy of finding the partner in a batch, from both sides: queries among keys and keys among queries.
    ///
    /// Trains two encoders, as of images and texts, into one space. The temperature is learned there: its
    /// derivative is `wrt("temperature")`, or with the scale `exp(s)` of other code `-temperature` times that.
    /// Needs large batches; siglip has no normaliser over the batch and does with smaller ones.
    pub struct Clip = "clip" {
        /// What cosines are divided by.
        temperature: number = 0.07 in Domain::POSITIVE;
    }
    matched(surprisal, reverse) = (surprisal + reverse) * 0.5;
    applies temperature;
    spec {
        rows: &[130],
        family: Family::Embedding,
        tasks: &["contrastive learning", "retrieval"],
        formula: "(surprisal + reverse)/2",
        behaviour: "`surprisal` is `-log(exp(z_i)/sum(exp(z_j)))` over all keys j, where `z_j` is the cosine of the query with key j, divided by the temperature, and i is the row of the query; `reverse` is the same of the key in that row among all queries. The loss of n rows that are all alike is `log(n)`. A row of zeros has the cosine 0 and the gradient 0. Rows that are left out are compared with none.",
        reference: "Radford et al. (2021), Learning transferable visual models from natural language supervision, arXiv:2103.00020",
        properties: Properties {
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "transformers", name: "CLIPModel", note: "its scale is `1/temperature`" },
        ],
    }
}
