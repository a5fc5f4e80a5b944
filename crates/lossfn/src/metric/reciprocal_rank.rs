//! The reciprocal rank.

use super::{
    Measure, Tally,
    macros::metric,
    ranked::{PLACES, RELEVANCE, blocks, mean, search},
};
use crate::{
    Error,
    real::Precise,
    spec::{Domain, Peer},
};

metric! {
    /// The mean over groups of 1 by the place of the first relevant item.
    ///
    /// For lists of which one right item is enough: 1 where it stands first, 1/2 where it stands second. An item is relevant
    /// whose relevance is above 0. With `k` it is 0 where none stands in the first `k` places. Of equal scores it is the mean over
    /// their orders. A group without a relevant item does not count.
    pub struct ReciprocalRank = "reciprocal_rank" {
        /// How many places count, rounded down, or all.
        k: optional = none in PLACES;
    }
    reads ranked(scores: Domain::REAL, relevance: RELEVANCE);
    best Highest in Domain::UNIT;
    spec {
        aliases: &["mrr", "mean_reciprocal_rank"],
        rows: &[123],
        tasks: &["learning to rank", "information retrieval", "recommendation"],
        formula: "Sum(w*rr)/Sum(w)",
        behaviour: "`rr` of a group is `1/place` of its first relevant item; `w` is the weight of a group.",
        reference: "Voorhees (1999), The TREC-8 question answering track report, doi:10.6028/NIST.SP.500-246",
        peers: &[
            Peer { library: "torchmetrics", name: "torchmetrics.retrieval.RetrievalMRR", note: "a group without a relevant item counts as 0 by default" },
        ],
    }
}

impl Measure for ReciprocalRank {
    fn of_group(&self, scores: &[f64], relevance: &[f64]) -> Result<Option<f64>, Error> {
        let Some(blocks) = blocks(scores, relevance) else { return Ok(Some(f64::NAN)) };
        let number = || search(&blocks, self.k, |y| Precise::new(f64::from(u8::from(y > 0.0))));
        Ok(relevance.iter().any(|y| *y > 0.0).then(number))
    }
    fn add(&self, tally: &mut Tally, [number, _]: [f64; 2], weight: f64) {
        tally.add(0, weight, number);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(mean(tally))
    }
}
