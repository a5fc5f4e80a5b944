//! The median of the absolute errors.

use super::{Measure, Tally, macros::metric};
use crate::{
    Error,
    reduce::WideSum,
    spec::{Domain, Peer},
};

metric! {
    /// The median of the absolute errors.
    ///
    /// Half of the rows are nearer to their target. An error that up to half of the rows cannot spoil, however wrong they are; so it says nothing of them.
    /// With weights, half of the weight is nearer.
    pub struct MedianAbsolute = "median_absolute"
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Lowest in Domain::closed(0.0, f64::INFINITY);
    keeps rows;
    spec {
        aliases: &["median_absolute_error", "medae"],
        rows: &[28],
        tasks: &["regression", "robust regression", "forecasting"],
        formula: "Median(Abs(pred - target), w)",
        behaviour: "The least error that has, with all smaller ones, half of the weight; the mean of it and of the next one where that is exactly half. So a row of weight 2 is the same as two rows. The weights are added exactly: whether it is half does not depend on rounding.",
        reference: "Hampel (1974), The influence curve and its role in robust estimation, doi:10.1080/01621459.1974.10482962",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.median_absolute_error", note: "weights are added as floats, so it may take one of the two rows in the middle for both" },
            Peer { library: "catboost", name: "MedianAbsoluteError", note: "it has no weights" },
        ],
    }
}

impl Measure for MedianAbsolute {
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.keep([(pred - target).abs(), weight, 0.0]);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        let rows = tally.sorted();
        // NaN sorts last.
        let Some([last, ..]) = rows.last() else { return Ok(f64::NAN) };
        if last.is_nan() {
            return Ok(f64::NAN);
        }
        let beyond_half = |rows: &[[f64; 3]]| {
            let mut sum = WideSum::new();
            for [_, weight, _] in rows {
                sum.add(*weight);
            }
            let sum = sum.number();
            sum.plus(&sum).minus(&tally.weight())
        };
        // The first `reach` rows have half of the weight, fewer do not.
        let (mut short, mut reach) = (0, rows.len());
        while short + 1 < reach {
            let middle = short.midpoint(reach);
            if beyond_half(&rows[..middle]).is_negative() {
                short = middle;
            } else {
                reach = middle;
            }
        }
        let low = rows[reach - 1][0];
        let exactly = beyond_half(&rows[..reach]).is_zero();
        Ok(match rows.get(reach) {
            Some([high, ..]) if exactly => low.midpoint(*high),
            _ => low,
        })
    }
}
