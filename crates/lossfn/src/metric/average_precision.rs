//! Average precision.

use super::{
    Measure, Tally,
    macros::metric,
    ranked::{RELEVANCE, blocks, mean, rounded},
};
use crate::{
    Error,
    real::Precise,
    spec::{Domain, Peer},
};

metric! {
    /// The mean over groups of the precision at each relevant item of a list.
    ///
    /// How much of what stands above a relevant item is relevant as well, on average: 1 where all relevant items come first. An
    /// item is relevant whose relevance is above 0. Over groups it is the mean average precision (MAP); of one group the step
    /// area under the curve of precision over recall. Items of equal scores are retrieved together. A group without a relevant
    /// item does not count.
    pub struct AveragePrecision = "average_precision"
    reads ranked(scores: Domain::REAL, relevance: RELEVANCE);
    best Highest in Domain::UNIT;
    spec {
        aliases: &["map", "mean_average_precision"],
        rows: &[123],
        tasks: &["learning to rank", "information retrieval", "recommendation"],
        formula: "Sum(w*ap)/Sum(w)",
        behaviour: "`ap` of a group is the mean over its relevant items of the share of relevant items among those with at least their score; `w` is the weight of a group.",
        reference: "Manning, Raghavan and Schütze (2008), Introduction to information retrieval, chapter 8, doi:10.1017/CBO9780511809071",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.average_precision_score", note: "the same of one group; one without a relevant item counts as 0" },
            Peer { library: "xgboost", name: "map", note: "equal scores as they stand; a group without a relevant item counts as 1" },
        ],
    }
}

impl Measure for AveragePrecision {
    fn of_group(&self, scores: &[f64], relevance: &[f64]) -> Result<Option<f64>, Error> {
        let Some(blocks) = blocks(scores, relevance) else { return Ok(Some(f64::NAN)) };
        let (mut seen, mut found, mut sum) = (0.0, 0.0, Precise::new(0.0));
        for block in blocks {
            let relevant = block.iter().filter(|y| **y > 0.0).count() as f64;
            (seen, found) = (seen + block.len() as f64, found + relevant);
            sum = sum + Precise::new(relevant * found) / Precise::new(seen);
        }
        Ok((found > 0.0).then(|| rounded(sum / Precise::new(found))))
    }
    fn add(&self, tally: &mut Tally, [number, _]: [f64; 2], weight: f64) {
        tally.add(0, weight, number);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(mean(tally))
    }
}
