//! The normalised discounted cumulative gain.

use super::{
    Measure, Tally,
    macros::metric,
    ranked::{PLACES, RELEVANCE, blocks, gains, mean, rounded},
};
use crate::{
    Error,
    spec::{Domain, Peer},
};

metric! {
    /// The mean over groups of the discounted gain of a list by that of its best order.
    ///
    /// How good the head of a ranked list is: 1 where it is in the best order. The gain of an item is divided by
    /// `log2(1 + place)`, so an item counts less the further down it stands. A group without a relevant item has no best order
    /// and does not count, where others call it 0 or 1. Items of equal scores share their places. Compare lists of different
    /// lengths, or with different numbers of relevant items, by this and not by `dcg`.
    pub struct Ndcg = "ndcg" {
        /// How many places count, rounded down, or all.
        k: optional = none in PLACES;
        /// What a relevance is worth: `exp2` for `2^y - 1`, or `linear` for `y`.
        gain: choice = "exp2" in &["exp2", "linear"];
    }
    reads ranked(scores: Domain::REAL, relevance: RELEVANCE);
    best Highest in Domain::UNIT;
    spec {
        aliases: &["normalized_discounted_cumulative_gain"],
        rows: &[123],
        tasks: &["learning to rank", "information retrieval", "recommendation"],
        formula: "Sum(w*ndcg)/Sum(w)",
        behaviour: "`ndcg` of a group is `DCG/IDCG`, where `DCG` is the sum of `gain/log2(1 + place)` over the first `k` places and `IDCG` that of the best order; `w` is the weight of a group. It is the mean over all orders of equal scores.",
        reference: "Järvelin and Kekäläinen (2002), Cumulated gain-based evaluation of IR techniques, doi:10.1145/582415.582418; equal scores: McSherry and Najork (2008), Computing information retrieval performance measures efficiently in the presence of tied scores, doi:10.1007/978-3-540-78646-7_38",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.ndcg_score", note: "gain=linear; a group without a relevant item counts as 0" },
            Peer { library: "xgboost", name: "ndcg", note: "equal scores as they stand; a group without a relevant item counts as 1" },
            Peer { library: "lightgbm", name: "ndcg", note: "equal scores as they stand; a group without a relevant item counts as 1" },
        ],
    }
}

impl Measure for Ndcg {
    fn of_group(&self, scores: &[f64], relevance: &[f64]) -> Result<Option<f64>, Error> {
        let Some(blocks) = blocks(scores, relevance) else { return Ok(Some(f64::NAN)) };
        let [sum, best] = gains(&blocks, self.k, self.gain);
        Ok((rounded(best) > 0.0).then(|| rounded(sum / best)))
    }
    fn add(&self, tally: &mut Tally, [number, _]: [f64; 2], weight: f64) {
        tally.add(0, weight, number);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(mean(tally))
    }
}
