//! The symmetric mean absolute percentage error.

use super::{Measure, Tally, macros::metric, relative::relative};
use crate::{
    Error,
    spec::{Domain, Peer},
};

metric! {
    /// The mean of the absolute errors relative to prediction and target.
    ///
    /// Relative to the mean size of both, from 0 to 2, a fraction and not a percentage. Unlike `mape` it is finite for a target of 0; but
    /// then it is 2 whatever the prediction, and so it is where the signs differ. It is symmetric when both
    /// are exchanged, not in errors up and down: too little costs more than too much.
    pub struct Smape = "smape"
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Lowest in Domain::closed(0.0, 2.0);
    spec {
        aliases: &["symmetric_mean_absolute_percentage_error"],
        rows: &[26],
        tasks: &["regression", "forecasting"],
        formula: "Sum(w*2*Abs(pred - target)/(Abs(pred) + Abs(target)))/Sum(w)",
        behaviour: "A row whose prediction and target are both 0 has no error. An infinite prediction or target counts 2, the limit.",
        reference: "Makridakis (1993), Accuracy measures: theoretical and practical concerns, doi:10.1016/0169-2070(93)90079-3",
        peers: &[
            Peer { library: "torchmetrics", name: "torchmetrics.SymmetricMeanAbsolutePercentageError", note: "denominators below 1.17e-6 become 1.17e-6" },
            Peer { library: "catboost", name: "SMAPE", note: "100 times as large" },
            Peer { library: "sktime", name: "MeanAbsolutePercentageError", note: "with symmetric=True; denominators below 2.2e-16 become 2.2e-16" },
        ],
    }
}

impl Measure for Smape {
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.add_pair(0, weight, relative(pred, target, true));
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(tally.total(0).ratio(&tally.weight()))
    }
}
