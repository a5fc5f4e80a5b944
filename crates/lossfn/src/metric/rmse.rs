//! The root of the mean squared error.

use super::{Measure, Tally, macros::metric};
use crate::{
    Error,
    spec::{Domain, Peer},
};

metric! {
    /// The root of the mean squared error.
    ///
    /// An error in the unit of the target, in which large residuals count more than in the mean absolute
    /// error. It orders models as the squared error does. Compare it with `median_absolute`: where the two are
    /// far apart, a few rows decide.
    pub struct Rmse = "rmse"
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Lowest in Domain::closed(0.0, f64::INFINITY);
    spec {
        aliases: &["root_mean_squared_error"],
        rows: &[28],
        tasks: &["regression", "forecasting"],
        formula: "sqrt(Sum(w*(pred - target)**2)/Sum(w))",
        behaviour: "0 where every prediction is right, and never below the mean absolute error. The squares are added exactly, so they neither overflow nor vanish where their root does not.",
        reference: "Chai and Draxler (2014), Root mean square error (RMSE) or mean absolute error (MAE)?, doi:10.5194/gmd-7-1247-2014",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.root_mean_squared_error", note: "weights divide by their sum, as here" },
            Peer { library: "keras", name: "keras.metrics.RootMeanSquaredError", note: "added in the type of the data" },
            Peer { library: "torchmetrics", name: "torchmetrics.MeanSquaredError", note: "with squared=False; it has no weights" },
            Peer { library: "xgboost", name: "rmse", note: "" },
            Peer { library: "lightgbm", name: "rmse", note: "" },
            Peer { library: "catboost", name: "RMSE", note: "" },
        ],
    }
}

impl Measure for Rmse {
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.add_square(0, weight, pred, target);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(tally.total(0).root_of_ratio(&tally.weight()))
    }
}
