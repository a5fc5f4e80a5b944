//! Twice what predictions lose against the best ones.

use super::{Measure, Tally, macros::metric};
use crate::{
    Error, Term,
    constant::{Search, convex},
    reduce::ExactSum,
    spec::{Domain, Input, Peer, Stage},
};

metric! {
    /// Twice the mean loss, less that of the best prediction for each target.
    ///
    /// What is left of a likelihood when the part that no model can save is gone: 0 where every target is
    /// predicted as well as it can be. Of half the squared error it is the squared error, of a Poisson
    /// likelihood the Poisson deviance. Take it to compare models that were fitted with a likelihood; for a
    /// share that is free of units take `d2`.
    pub struct Deviance = "deviance" {
        /// The loss, or a sum of losses, of two columns: each convex, or 0 at the target and never below. It
        /// has to be given.
        loss: loss = required;
    }
    reads columns(pred: Domain::REAL, target: Domain::REAL);
    best Lowest in Domain::closed(0.0, f64::INFINITY);
    keeps rows;
    check |deviance| deviance.suits();
    spec {
        rows: &[204],
        tasks: &["regression", "count regression", "scoring of forecasts"],
        formula: "2*Sum(w*(loss(pred, target) - Least(c, loss(c, target))))/Sum(w)",
        behaviour: "The best prediction of a loss that is 0 at the target is the target; that of another is found by bisection of the slope down to neighbouring floats. The losses of rows are rounded to f64, then nothing is until the end: what is near 0 has the digits in which a loss differs from its least one. No row has less than 0.",
        reference: "Nelder and Wedderburn (1972), Generalized linear models, doi:10.2307/2344614",
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.mean_poisson_deviance", note: "deviance(poisson_nll(log_input=false)), and poisson_deviance is the same" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.mean_gamma_deviance", note: "deviance(gamma_nll) of the logarithms of its predictions, and gamma_deviance is the same" },
        ],
    }
}

impl Measure for Deviance {
    fn inputs(&self) -> Vec<&'static [Input]> {
        self.loss.terms().iter().map(|t| t.loss.inputs()).collect()
    }
    fn add(&self, tally: &mut Tally, [pred, target]: [f64; 2], weight: f64) {
        tally.keep([target, pred, weight]);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        let [target, pred, weight] = tally.columns();
        let losses = self.loss.on(&pred, &target).validate(false).values().to_vec()?;
        let least = if self.loss.terms().iter().all(least_at_target) {
            vec![0.0; pred.len()]
        } else {
            Search { loss: &self.loss, target: &target, weight: None }.least_of_each()?
        };
        let (mut sum, mut weights) = (ExactSum::new(), ExactSum::new());
        for ((loss, least), weight) in losses.iter().zip(least).zip(weight) {
            // Rounding alone makes a loss less than the least one.
            let least = if *loss < least { *loss } else { least };
            sum.add_product(*loss, weight);
            if least != 0.0 {
                sum.add_product(-least, weight);
            }
            weights.add(weight);
        }
        Ok(2.0 * sum.ratio(&weights))
    }
}

/// Whether the least loss of a target is 0, at the target.
fn least_at_target(term: &Term) -> bool {
    let spec = term.loss.spec();
    (spec.properties.zero_at_target, spec.properties.non_negative) == (Some(true), Some(true))
        && spec.stage == Stage::Elements
        && spec.inputs.len() == 2
        && term.coefficient >= 0.0
}

impl Deviance {
    fn suits(&self) -> Result<(), Error> {
        if convex(&self.loss) || self.loss.terms().iter().all(least_at_target) {
            return Ok(());
        }
        Err(Error::Unsupported {
            loss: format!("deviance of {}", self.loss),
            what: "least loss",
            why: "it takes a loss of two columns that is convex, or 0 at the target and never below",
        })
    }
}
