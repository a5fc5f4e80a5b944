//! The mean absolute percentage error.

use super::{Measure, Tally, macros::metric, relative::relative};
use crate::{
    Error,
    spec::{Domain, Peer},
};

metric! {
    /// The mean of the absolute errors relative to their targets.
    ///
    /// A fraction, not a percentage. For targets that are far from 0 and all of one sign. A target near 0 outweighs all others, and models
    /// that predict too little are favoured: the error of 0 is never above 1. `wmape` has neither fault.
    pub struct Mape = "mape"
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Lowest in Domain::closed(0.0, f64::INFINITY);
    spec {
        aliases: &["mean_absolute_percentage_error"],
        rows: &[26],
        tasks: &["regression", "forecasting"],
        formula: "Sum(w*Abs(pred - target)/Abs(target))/Sum(w)",
        behaviour: "Where a target is 0 it is infinite, unless the prediction is 0 too: such a row has no error. No target is replaced by a small number.",
        reference: "de Myttenaere, Golden, Le Grand and Rossi (2016), Mean absolute percentage error for regression models, doi:10.1016/j.neucom.2015.12.114",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.mean_absolute_percentage_error", note: "targets below 2.2e-16 become 2.2e-16: a huge number where it is infinite here" },
            Peer { library: "keras", name: "keras.losses.MeanAbsolutePercentageError", note: "100 times as large; targets below 1e-7 become 1e-7" },
            Peer { library: "torchmetrics", name: "torchmetrics.MeanAbsolutePercentageError", note: "targets below 1.17e-6 become 1.17e-6" },
            Peer { library: "lightgbm", name: "mape", note: "targets below 1 become 1" },
            Peer { library: "catboost", name: "MAPE", note: "targets below 1 become 1" },
        ],
    }
}

impl Measure for Mape {
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.add_pair(0, weight, relative(pred, target, false));
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(tally.total(0).ratio(&tally.weight()))
    }
}
