//! The absolute error relative to the size of all targets.

use super::{Measure, Tally, macros::metric};
use crate::{
    Error,
    spec::{Domain, Peer},
};

metric! {
    /// The sum of the absolute errors relative to that of the targets.
    ///
    /// The mean absolute error divided by the mean size of the targets: a fraction that a single target
    /// near 0 does not spoil. For demand and other targets that are often 0, where `mape` is infinite.
    pub struct Wmape = "wmape"
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Lowest in Domain::closed(0.0, f64::INFINITY);
    spec {
        aliases: &["wape", "weighted_mean_absolute_percentage_error"],
        rows: &[26],
        tasks: &["regression", "forecasting"],
        formula: "Sum(w*Abs(pred - target))/Sum(w*Abs(target))",
        behaviour: "Infinite where all targets are 0 and some prediction is not; 0 where all are. Weights multiply both sums, so those of groups merge exactly.",
        reference: "Kolassa and Schütz (2007), Advantages of the MAD/MEAN ratio over the MAPE, Foresight 6, 40-43",
        peers: &[
            Peer { library: "torchmetrics", name: "torchmetrics.WeightedMeanAbsolutePercentageError", note: "a sum of targets below 1.17e-6 becomes 1.17e-6" },
        ],
    }
}

impl Measure for Wmape {
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.add_distance(0, weight, pred, target);
        tally.add(1, weight, target.abs());
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        let (errors, targets) = (tally.total(0), tally.total(1));
        Ok(if errors.is_zero() && targets.is_zero() { 0.0 } else { errors.ratio(&targets) })
    }
}
