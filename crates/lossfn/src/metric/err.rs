//! The expected reciprocal rank.

use super::{
    Measure, Tally,
    macros::metric,
    ranked::{PLACES, RELEVANCE, blocks, mean, search},
};
use crate::{
    Error,
    formula::Choice,
    real::{Precise, Real as _},
    spec::{Domain, Peer},
    stages::exchange::gain,
};

metric! {
    /// The mean over groups of the expected value of 1 by the place where a reader is content.
    ///
    /// For readers who go down a list until an item is enough: each is, by chance, the likelier the more relevant it is. So an
    /// item counts little below others that are relevant, where `ndcg` counts it all the same. The most relevant are of
    /// `max_relevance`. Of equal scores it is the mean over their orders.
    pub struct Err = "err" {
        /// How many places count, rounded down, or all.
        k: optional = none in PLACES;
        /// The largest relevance that the scale has.
        max_relevance: number = 4.0 in Domain::Interval { low: 0.0, high: 1000.0, low_closed: false, high_closed: true };
    }
    reads ranked(scores: Domain::REAL, relevance: RELEVANCE);
    best Highest in Domain::UNIT;
    spec {
        aliases: &["expected_reciprocal_rank"],
        rows: &[123],
        tasks: &["learning to rank", "information retrieval", "recommendation"],
        formula: "Sum(w*err)/Sum(w)",
        behaviour: "`err` of a group is the sum over its places of `1/place` times the probability that the reader is content there, which an item makes with `(2^y - 1)/2^max_relevance` if none above it has; `w` is the weight of a group.",
        reference: "Chapelle, Metzler, Zhang and Grinspan (2009), Expected reciprocal rank for graded relevance, doi:10.1145/1645953.1646033",
        peers: &[
            Peer { library: "catboost", name: "ERR", note: "relevances are probabilities" },
        ],
    }
}

impl Measure for Err {
    fn of_group(&self, scores: &[f64], relevance: &[f64]) -> Result<Option<f64>, Error> {
        let Some(blocks) = blocks(scores, relevance) else { return Ok(Some(f64::NAN)) };
        let allowed = Domain::closed(0.0, self.max_relevance);
        if let Some(index) = relevance.iter().position(|y| !allowed.contains(*y)) {
            return Err(Error::Value { input: "relevance", index, value: relevance[index], allowed });
        }
        let all = Precise::new(self.max_relevance);
        let content = |y| gain(y, Choice(0)) / (Precise::new(2.0).ln() * all).exp();
        Ok(Some(search(&blocks, self.k, content)))
    }
    fn add(&self, tally: &mut Tally, [number, _]: [f64; 2], weight: f64) {
        tally.add(0, weight, number);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(mean(tally))
    }
}
