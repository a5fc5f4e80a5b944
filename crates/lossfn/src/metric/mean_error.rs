//! The mean of the residuals.

use super::{Measure, Tally, macros::metric};
use crate::{
    Error,
    spec::{Domain, Peer},
};

metric! {
    /// The mean of prediction minus target, the bias.
    ///
    /// Above 0 the predictions are too high on the whole, below 0 too low. It says nothing of the size of
    /// single errors, which may cancel; look at it beside `rmse` or the absolute error.
    pub struct MeanError = "mean_error"
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best NearestZero in Domain::REAL;
    spec {
        aliases: &["bias", "mean_bias_error"],
        rows: &[28],
        tasks: &["regression", "forecasting"],
        formula: "Sum(w*(pred - target))/Sum(w)",
        behaviour: "0 where the errors cancel, of which no digit is lost: the residuals are added exactly, and rounded once.",
        reference: "Walther and Moore (2005), The concepts of bias, precision and accuracy, doi:10.1111/j.2005.0906-7590.04112.x",
        peers: &[
            Peer { library: "forecast (R)", name: "accuracy, column ME", note: "target minus prediction: the other sign" },
        ],
    }
}

impl Measure for MeanError {
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.add_difference(0, weight, pred, target);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(tally.total(0).ratio(&tally.weight()))
    }
}
