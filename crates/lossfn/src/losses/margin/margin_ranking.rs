//! The margin ranking loss.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

loss! {
    /// How far two scores are from standing in the right order, a margin apart.
    ///
    /// Learns to rank from pairs: the label is 1 where the first should have the higher score, and -1 where
    /// the second should. Pairs that stand right cost nothing, so only those matter that are exchanged or
    /// nearly so. Without a margin, equal scores for all pairs are already best: give one when training. Both
    /// scores are predictions; derivatives in the second are those of `wrt`.
    pub struct MarginRanking = "margin_ranking" {
        /// How far apart the scores should be, in units of the score.
        margin: number = 0.0 in Domain::NON_NEGATIVE;
    }
    formula(first: Domain::REAL, second: Domain::REAL, label: Domain::SIGN) =
        (label * (second - first) + margin).relu();
    along second;
    spec {
        rows: &[46],
        family: Family::Margin,
        tasks: &["ranking", "metric learning"],
        formula: "Max(0, -label*(first - second) + margin)",
        behaviour: "0 from a difference of `margin` in the right order on, a line with slope -1 in that difference below. The slope on the kink is 0.",
        reference: "Joachims (2002), Optimizing search engines using clickthrough data, doi:10.1145/775047.775067",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("1"),
            smoothness: Some("inf"),
            optimum: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "torch", name: "torch.nn.MarginRankingLoss", note: "takes margins below 0 too" },
        ],
        joints: &[("first", "second + label*margin")],
    }
}
