//! The largest absolute error.

use super::{Measure, Tally, macros::metric};
use crate::{
    Error,
    spec::{Domain, Peer},
};

metric! {
    /// The largest absolute error.
    ///
    /// The error of the worst row, for guarantees: one row decides, and more rows can only raise it.
    pub struct MaxError = "max_error"
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Lowest in Domain::closed(0.0, f64::INFINITY);
    spec {
        aliases: &["maximum_error"],
        rows: &[28],
        tasks: &["regression"],
        formula: "Max(Abs(pred - target))",
        behaviour: "0 where every prediction is right. A weight of 0 leaves a row out; other weights make no difference.",
        reference: "Powell (1981), Approximation Theory and Methods, ISBN 978-0-521-29514-7",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.max_error", note: "it has no weights" },
        ],
    }
}

impl Measure for MaxError {
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], _: f64) {
        tally.raise((pred - target).abs());
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(tally.largest())
    }
}
