//! The share of a loss that predictions save.

use super::{Measure, Tally, macros::metric, tally::explained};
use crate::{
    Error, Term,
    constant::{Search, convex},
    spec::{Domain, Family, Input, Peer},
};

metric! {
    /// The share of a loss that is saved against the best constant.
    ///
    /// What `r2` is for the squared error, for any loss of predictions and targets that is convex and never
    /// below 0: with the absolute error the best constant is the median, with `quantile(0.9)` the quantile. 1 is
    /// a prediction without loss, 0 is as good as the constant, below 0 is worse. Choose the loss that the
    /// model was trained with.
    pub struct D2 = "d2" {
        /// The loss, or a sum of losses: each convex, never below 0, and of two columns. It has to be given.
        loss: loss = required;
    }
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Highest in Domain::closed(f64::NEG_INFINITY, 1.0);
    keeps rows;
    check |d2| d2.suits();
    spec {
        aliases: &["d2_score"],
        rows: &[28],
        tasks: &["regression", "quantile regression", "robust regression"],
        formula: "1 - Sum(w*loss(pred, target))/Least(c, Sum(w*loss(c, target)))",
        behaviour: "The constant is the one of least loss, found by bisection of the slope down to neighbouring floats. Where it has no loss at all, nothing is to be explained: 1 if the predictions have none either, else minus infinity, the limit. The losses of rows are rounded to f64, then nothing is until the end: a share near 0 has the digits in which the two losses differ.",
        reference: "Koenker and Machado (1999), Goodness of fit and related inference processes for quantile regression, doi:10.1080/01621459.1999.10473882",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.d2_absolute_error_score", note: "d2(absolute); fewer than two rows give NaN" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.d2_pinball_score", note: "d2(quantile(alpha)); its constant is an interpolated quantile, which is not the best one: 0.772 for pred 1, 3, 3, target 1, 2, 3 and alpha 0.9, where the best gives 2/3" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.d2_tweedie_score", note: "with power=0 it is r2" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.d2_log_loss_score", note: "d2(bce) for two classes" },
        ],
    }
}

impl Measure for D2 {
    fn inputs(&self) -> Vec<&'static [Input]> {
        self.loss.terms().iter().map(|t| t.loss.inputs()).collect()
    }
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.keep([target, pred, weight]);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        let [target, pred, weight] = tally.columns();
        let search = Search { loss: &self.loss, target: &target, weight: Some(&weight) };
        let loss = search.loss(&pred)?;
        if loss.is_nan() {
            return Ok(f64::NAN);
        }
        Ok(explained(&loss, &search.least()?))
    }
}

impl D2 {
    /// Whether a share of the loss means something, and its best constant can be found.
    fn suits(&self) -> Result<(), Error> {
        let explains = |t: &Term| {
            let spec = t.loss.spec();
            // What is preferred is no target that a constant could come near.
            spec.properties.non_negative == Some(true) && spec.family != Family::Preference
        };
        if convex(&self.loss) && self.loss.terms().iter().all(explains) {
            return Ok(());
        }
        Err(Error::Unsupported {
            loss: format!("d2 of {}", self.loss),
            what: "best constant",
            why: "it takes a loss of predictions and targets that is convex and never below 0",
        })
    }
}
