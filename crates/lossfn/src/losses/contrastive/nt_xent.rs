//! NT-Xent: two views of each thing find each other.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// Cross-entropy of finding the other view among all other vectors of a batch, by cosines.
    ///
    /// The loss of `SimCLR`: each thing of a batch has two views, row by row in two tables, and each of the 2n
    /// vectors looks for its other view among all 2n - 1. The loss of a row is the mean of its two anchors, so
    /// that the mean over rows is that over all anchors, and a weight is that of a thing.
    pub struct NtXent = "nt_xent" {
        /// What cosines are divided by: the smaller, the more the nearest negatives count.
        temperature: number = 0.5 in Domain::POSITIVE;
    }
    views(surprisal, reverse) = (surprisal + reverse) * 0.5;
    applies temperature;
    spec {
        rows: &[128],
        family: Family::Embedding,
        tasks: &["contrastive learning"],
        formula: "(surprisal + reverse)/2",
        behaviour: "`surprisal` is `-log(exp(z_i)/sum(exp(z_j)))` of the first view, over all other vectors j of both tables, where `z_j` is its cosine with vector j, divided by the temperature, and i is the other view; `reverse` is the same of the second view. The loss of n things whose views are all alike is `log(2*n - 1)`, and 0 of a single one. A row of zeros has the cosine 0 and the gradient 0. Rows that are left out are compared with none.",
        reference: "Chen, Kornblith, Norouzi and Hinton (2020), A simple framework for contrastive learning of visual representations, arXiv:2002.05709",
        properties: Properties {
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "optax", name: "optax.losses.ntxent", note: "of all vectors with a label for each pair; a mean over pairs of positives" },
            Peer { library: "pytorch-metric-learning", name: "NTXentLoss", note: "of all vectors with a label for each pair" },
        ],
    }
}
