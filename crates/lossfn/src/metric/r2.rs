//! The coefficient of determination.

use super::{Measure, Tally, macros::metric, tally::explained};
use crate::{
    Error,
    spec::{Domain, Peer},
};

metric! {
    /// The share of the variation of the target that is explained.
    ///
    /// 1 is a perfect prediction, 0 is as good as the mean of the targets, and below 0 is worse than it. It
    /// compares models on the same targets; between data sets it says as much about the targets as about
    /// the model.
    pub struct R2 = "r2"
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Highest in Domain::closed(f64::NEG_INFINITY, 1.0);
    spec {
        aliases: &["r2_score", "coefficient_of_determination"],
        rows: &[28],
        tasks: &["regression"],
        formula: "1 - Sum(w*(pred - target)**2)/Sum(w*(target - Sum(w*target)/Sum(w))**2)",
        behaviour: "Where all targets are equal, as where there is one row, nothing is to be explained: 1 if every prediction is right, else minus infinity, the limit. An infinite target gives NaN. It is computed from exact sums and rounded once, so neither a far mean nor a result near 0 costs digits.",
        reference: "Kvålseth (1985), Cautionary note about R2, doi:10.1080/00031305.1985.10479448",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.r2_score", note: "equal targets give 0 where a prediction is wrong, and minus infinity with force_finite=False; fewer than two rows give NaN" },
            Peer { library: "keras", name: "keras.metrics.R2Score", note: "equal targets give 0 where a prediction is wrong" },
            Peer { library: "torchmetrics", name: "torchmetrics.R2Score", note: "from sums of squares in the type of the data, which cancel; fewer than two rows are an error" },
            Peer { library: "catboost", name: "R2", note: "" },
        ],
    }
}

impl Measure for R2 {
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.add_square(0, weight, pred, target);
        tally.add(1, weight, target);
        tally.add_triple(2, weight, target, target);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        let [errors, targets, squares] = [0, 1, 2].map(|k| tally.total(k));
        let weight = tally.weight();
        // Both sides times the sum of the weights: then nothing has been divided yet.
        let variation = weight.times(&squares).minus(&targets.times(&targets));
        Ok(explained(&weight.times(&errors), &variation))
    }
}
