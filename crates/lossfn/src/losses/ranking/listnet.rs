//! `ListNet`: which item of a list is the first.

use crate::spec::{Family, Peer, Properties};

loss! {
    /// Cross-entropy between the softmax of the relevances of a group and that of its scores.
    ///
    /// Trains scores by the chance of each item to be the first of its group. It takes one pass over a list where pairs
    /// take one over all of them, and how much more relevant an item is counts. The least loss of a group is the entropy
    /// of its relevances and not 0. A group of less than two items has no loss and does not count in a mean.
    pub struct Listnet = "listnet"
    listed(surprisal) = surprisal;
    spec {
        rows: &[115],
        family: Family::Ranking,
        tasks: &["learning to rank", "information retrieval"],
        formula: "surprisal",
        behaviour: "`surprisal` is `-sum(t_i*log(p_i))` over the items of a group, where `t` is the softmax of their relevances and `p` that of their scores. It does not change when all scores of a group grow by the same. Where all relevances are equal, the scores are drawn to be equal too. A score of -inf is infinitely bad. The gradient is `p - t`.",
        reference: "Cao, Qin, Liu, Tsai and Li (2007), Learning to rank: from pairwise approach to listwise approach, doi:10.1145/1273496.1273513",
        properties: Properties {
            convex: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "optax", name: "optax.losses.ranking_softmax_loss", note: "takes shares of relevance as they are; the same with their softmax" },
            Peer { library: "allrank", name: "allrank.models.losses.listNet", note: "adds 1e-10 inside the logarithm" },
        ],
    }
}
