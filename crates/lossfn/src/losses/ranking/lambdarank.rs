//! `LambdaRank`: pairs by what exchanging them does to the NDCG.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

loss! {
    /// Logistic loss of all pairs of a group, each times how much the NDCG would change if the two changed places.
    ///
    /// Trains scores for the head of a list, which [`ndcg`](crate::metric::Ndcg) measures: pairs near the top of the list
    /// count, those far below hardly do. The change is that of the list as it is ordered now; derivatives take it as
    /// given, as boosted trees do. So the loss jumps where two items change places, and it is its gradient that trains.
    /// Equal scores are ordered as they stand. A group without a pair has no loss and does not count in a mean.
    pub struct Lambdarank = "lambdarank": Paired {
        /// How many places count, rounded down, or all: only pairs of which one item stands there are compared.
        k: optional = none in Domain::closed(1.0, 4294967296.0);
        /// What a relevance is worth: `exp2` for `2^y - 1`, or `linear` for `y`.
        gain: choice = "exp2" in &["exp2", "linear"];
        /// Whether a pair counts less the further its scores are apart, and a group with many pairs less than in
        /// proportion: the weight of a pair is divided by `0.01 + |ahead|`, unless all scores are equal, and those of a
        /// group are multiplied by `log2(1 + s)/s`, where `s` is twice the sum of the sizes of the slopes of its pairs.
        normalize: flag = false;
    }
    exchanged(ahead) = (-ahead).softplus();
    applies k, gain, normalize;
    spec {
        rows: &[113],
        family: Family::Ranking,
        tasks: &["learning to rank", "information retrieval", "gradient boosting"],
        formula: "log(1 + exp(-ahead))",
        behaviour: "`ahead` is the score of the more relevant item of a pair less that of the other. The loss of a pair is `log(2)` where the scores are equal and falls to 0 as the right one gets ahead, times `|(g_i - g_j)*(d_i - d_j)|/IDCG`, where `g` is the gain of an item, `d = 1/log2(1 + place)` the discount of its place from 1, and `IDCG` the sum of gains times discounts of the best order of the first `k`. The gradients of a group add up to 0.",
        reference: "Burges, Ragno and Le (2006), Learning to rank with nonsmooth cost functions, https://papers.nips.cc/paper/2971-learning-to-rank-with-nonsmooth-cost-functions; Burges (2010), From RankNet to LambdaRank to LambdaMART: an overview, MSR-TR-2010-82; as a loss: Wang, Li, Golbandi, Bendersky and Najork (2018), The LambdaLoss framework for ranking metric optimization, doi:10.1145/3269206.3271784",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            hessian: Curvature::AlmostEverywhere,
            ..Properties::UNKNOWN
        },
        boosting: Boosting::TwiceHessian,
        peers: &[
            Peer { library: "xgboost", name: "rank:ndcg", note: "normalize=true is its default; twice the hessian; compares the first 32 with all by default" },
            Peer { library: "lightgbm", name: "lambdarank", note: "normalize=true and k=30 are its defaults, k is lambdarank_truncation_level; the hessian itself" },
        ],
    }
}
