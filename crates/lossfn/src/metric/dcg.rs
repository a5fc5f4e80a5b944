//! The discounted cumulative gain.

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
    /// The mean over groups of the gains of a list, each by the logarithm of its place.
    ///
    /// What the head of a ranked list is worth, in units of the gain: an item counts `1/log2(1 + place)` of its gain. It grows with
    /// the number of relevant items, so it compares rankings of the same lists; `ndcg` compares others. Items of equal
    /// scores share their places.
    pub struct Dcg = "dcg" {
        /// How many places count, rounded down, or all.
        k: optional = none in PLACES;
        /// What a relevance is worth: `exp2` for `2^y - 1`, or `linear` for `y`.
        gain: choice = "exp2" in &["exp2", "linear"];
    }
    reads ranked(scores: Domain::REAL, relevance: RELEVANCE);
    best Highest in Domain::closed(0.0, f64::INFINITY);
    spec {
        aliases: &["discounted_cumulative_gain"],
        rows: &[123],
        tasks: &["learning to rank", "information retrieval", "recommendation"],
        formula: "Sum(w*dcg)/Sum(w)",
        behaviour: "`dcg` of a group is the sum of `gain/log2(1 + place)` over the first `k` places; `w` is the weight of a group. It is the mean over all orders of equal scores.",
        reference: "Järvelin and Kekäläinen (2002), Cumulated gain-based evaluation of IR techniques, doi:10.1145/582415.582418; equal scores: McSherry and Najork (2008), Computing information retrieval performance measures efficiently in the presence of tied scores, doi:10.1007/978-3-540-78646-7_38",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.dcg_score", note: "gain=linear" },
        ],
    }
}

impl Measure for Dcg {
    fn of_group(&self, scores: &[f64], relevance: &[f64]) -> Result<Option<f64>, Error> {
        let sum = blocks(scores, relevance).map(|blocks| rounded(gains(&blocks, self.k, self.gain)[0]));
        Ok(Some(sum.unwrap_or(f64::NAN)))
    }
    fn add(&self, tally: &mut Tally, [number, _]: [f64; 2], weight: f64) {
        tally.add(0, weight, number);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(mean(tally))
    }
}
