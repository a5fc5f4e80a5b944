//! The mean absolute scaled error.

use super::{Measure, Tally, macros::metric};
use crate::{
    Error,
    data::{Element, Storage as _},
    reduce::Number,
    spec::{Domain, Peer},
};

metric! {
    /// The mean absolute error relative to that of the naive forecast.
    ///
    /// The naive forecast is that of the training data: below 1 the forecasts are better than to say what was said a season ago. It has no unit, so series of
    /// different size can be compared and averaged, and it is finite for targets of 0. The scale comes from
    /// the training data and therefore is a parameter: the order of the rows here makes no difference.
    pub struct Mase = "mase" {
        /// The mean absolute difference between each value of the training data and the one a season
        /// before, in the unit of the target. It has to be given.
        scale: number = required in Domain::POSITIVE;
    }
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Lowest in Domain::closed(0.0, f64::INFINITY);
    spec {
        aliases: &["mean_absolute_scaled_error"],
        rows: &[26],
        tasks: &["forecasting"],
        formula: "Sum(w*Abs(pred - target))/Sum(w)/scale",
        behaviour: "0 where every prediction is right. A constant training series has no scale, and is an error.",
        reference: "Hyndman and Koehler (2006), Another look at measures of forecast accuracy, doi:10.1016/j.ijforecast.2006.03.001",
        peers: &[
            Peer { library: "sktime", name: "mean_absolute_scaled_error", note: "takes the training data and the season; a scale below 2.2e-16 becomes 2.2e-16" },
            Peer { library: "pytorch-forecasting", name: "MASE", note: "takes the scale from the past of each series" },
            Peer { library: "forecast (R)", name: "accuracy, column MASE", note: "takes the scale from the fitted model" },
        ],
    }
}

impl Measure for Mase {
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.add_distance(0, weight, pred, target);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(tally.total(0).ratio(&tally.weight().times(&Number::of(self.scale))))
    }
}

impl Mase {
    /// The metric with the scale of a training series: the mean absolute difference between each value
    /// and the one `season` before it.
    ///
    /// # Errors
    /// When no value has one before it, and when the mean is 0 or not finite.
    pub fn naive<T: Element>(training: &[T], season: usize) -> Result<Self, Error> {
        let later = if season == 0 { None } else { training.get(season..).filter(|x| !x.is_empty()) };
        let Some(later) = later else {
            let (got, want) = (format!("({},)", training.len()), format!("more than a season of {season}"));
            return Err(Error::Shape { input: "training", got, want });
        };
        let mut tally = Tally::default();
        for (now, before) in later.iter().zip(training) {
            tally.count(Some(1.0));
            tally.add_distance(0, 1.0, now.widen().to_f64(), before.widen().to_f64());
        }
        Self::new(tally.total(0).ratio(&tally.weight()))
    }
}
