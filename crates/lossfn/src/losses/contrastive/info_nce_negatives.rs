//! `InfoNCE` with negatives of its own.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// Cross-entropy of finding the key of a query among that key and a table of negatives, by cosines.
    ///
    /// For negatives that are no keys of the batch: mined ones, those of a memory bank or a queue. Each query is
    /// compared with the key in its row and with every row of `negative`, of which there may be any number; the keys
    /// of other queries are nothing to it. Without such a table use `info_nce`, whose negatives are the other keys.
    pub struct InfoNceNegatives = "info_nce_negatives" {
        /// What cosines are divided by: the smaller, the more the nearest negatives count.
        temperature: number = 0.07 in Domain::POSITIVE;
    }
    negatives(surprisal) = surprisal;
    applies temperature;
    spec {
        rows: &[128],
        family: Family::Embedding,
        tasks: &["contrastive learning", "retrieval"],
        formula: "surprisal",
        behaviour: "`surprisal` is `-log(exp(z_i)/(exp(z_i) + sum(exp(z_j))))` over all negatives j, where `z_i` is the cosine of the query with its key and `z_j` that with a negative, both divided by the temperature. It is made of differences of scores and keeps its digits where the key is far ahead. Without negatives it is 0. A row of zeros has the cosine 0 and the gradient 0. A mask leaves out queries with their keys, and no negatives.",
        reference: "He, Fan, Wu, Xie and Girshick (2020), Momentum contrast for unsupervised visual representation learning, arXiv:1911.05722",
        properties: Properties {
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.nn.functional.cross_entropy", note: "of the cosines with the key and all negatives side by side over the temperature, with labels 0" },
            Peer { library: "lightly", name: "lightly.loss.NTXentLoss", note: "with a memory bank: the bank has the negatives" },
        ],
    }
}
