//! `RankNet`: the more relevant of two should be ahead.

use crate::spec::{Boosting, Family, Peer, Properties};

loss! {
    /// Logistic loss of all pairs of a group of which one item is more relevant than the other.
    ///
    /// Trains scores that put the items of each group, as the documents of a query, into the order of their relevance;
    /// only that order counts, not by how much one is more relevant. The loss of a group is the sum over its pairs, so
    /// long lists weigh more: give groups weights where they should not. A group without a pair has no loss and does
    /// not count in a mean. It treats all places of a list alike, which measures of the head of a list do not.
    pub struct Ranknet = "ranknet": Paired
    ranked(ahead) = (-ahead).softplus();
    spec {
        rows: &[112],
        family: Family::Ranking,
        tasks: &["learning to rank", "information retrieval"],
        formula: "log(1 + exp(-ahead))",
        behaviour: "`ahead` is the score of the more relevant item of a pair less that of the other. The loss of a pair is `log(2)` where the scores are equal, falls to 0 as the right one gets ahead, and grows by 1 for each unit that it is behind. Items of equal relevance make no pair. The gradients of a group add up to 0.",
        reference: "Burges et al. (2005), Learning to rank using gradient descent, doi:10.1145/1102351.1102363",
        properties: Properties {
            convex: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::TwiceHessian,
        peers: &[
            Peer { library: "xgboost", name: "rank:pairwise", note: "lambdarank_normalization=false, all pairs; twice the hessian" },
            Peer { library: "catboost", name: "PairLogit", note: "the pairs are given" },
            Peer { library: "allrank", name: "allrank.models.losses.rankNet", note: "the mean over all pairs of all lists" },
        ],
    }
}
