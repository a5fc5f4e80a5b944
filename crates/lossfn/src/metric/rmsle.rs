//! The root of the mean squared difference of logarithms.

use super::{Measure, Tally, macros::metric};
use crate::{
    Error,
    real::{Dd, Real},
    spec::{Domain, Peer},
};

metric! {
    /// The root of the mean squared difference of logarithms.
    ///
    /// The logarithms are of 1 + pred and 1 + target. For targets from 0 on that span orders of magnitude, such as counts and prices: twice too much and half
    /// of it cost about the same, whatever the size. Below 1 it is close to the plain `rmse`. A prediction
    /// that is too low costs more than one that is too high by the same difference.
    pub struct Rmsle = "rmsle"
    reads columns(
        pred: Domain::Interval { low: -1.0, high: f64::INFINITY, low_closed: false, high_closed: true },
        target: Domain::Interval { low: -1.0, high: f64::INFINITY, low_closed: false, high_closed: true }
    );
    best Lowest in Domain::closed(0.0, f64::INFINITY);
    spec {
        aliases: &["root_mean_squared_log_error"],
        rows: &[27],
        tasks: &["regression", "count regression", "forecasting"],
        formula: "sqrt(Sum(w*(log(1 + pred) - log(1 + target))**2)/Sum(w))",
        behaviour: "0 where every prediction is right. The difference of the logarithms is taken as the logarithm of a quotient, which does not cancel for large numbers near each other.",
        reference: "Tofallis (2015), A better measure of relative prediction accuracy for model selection and model estimation, doi:10.1057/jors.2014.103",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.root_mean_squared_log_error", note: "a prediction of -1 or less is an error, as it is here by name" },
            Peer { library: "keras", name: "keras.losses.MeanSquaredLogarithmicError", note: "its square; numbers below 1e-7 become 1e-7" },
            Peer { library: "xgboost", name: "rmsle", note: "" },
            Peer { library: "catboost", name: "MSLE", note: "its square" },
        ],
    }
}

impl Measure for Rmsle {
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.add_pair_square(0, weight, difference(pred, target));
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(tally.total(0).root_of_ratio(&tally.weight()))
    }
}

fn difference(pred: f64, target: f64) -> Dd<f64> {
    if !pred.is_finite() || !target.is_finite() {
        return Dd::new(pred.ln_1p() - target.ln_1p());
    }
    if pred == target {
        return Dd::new(0.0);
    }
    let above = Dd::from_parts(1.0, target);
    let quotient = Dd::from_parts(1.0, pred) / above;
    if (0.5..2.0).contains(&quotient.hi()) {
        (Dd::from_parts(pred, -target) / above).ln_1p()
    } else {
        quotient.ln()
    }
}
