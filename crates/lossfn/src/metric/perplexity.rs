//! The exponential of the mean cross-entropy.

use std::sync::Arc;

use super::{Measure, Tally, macros::metric};
use crate::{
    CrossEntropy, Error,
    formula::Dynamic,
    real::Real,
    spec::{Domain, Peer},
};

metric! {
    /// The exponential of the mean cross-entropy.
    ///
    /// As many equally likely classes as leave the model as uncertain as it is: 1 is certainty, the number of
    /// classes is a guess. Of tokens it is compared between models with the same tokens only; between
    /// others, compare `bits_per_byte`.
    pub struct Perplexity = "perplexity"
    reads softmax(logits: Domain::REAL, label: Domain::NON_NEGATIVE);
    best Lowest in Domain::closed(1.0, f64::INFINITY);
    spec {
        aliases: &["ppl"],
        rows: &[181],
        tasks: &["multi-class classification", "language modelling"],
        formula: "exp(Sum(w*surprisal)/Sum(w))",
        behaviour: "1 where every label is certain, infinite where one is impossible. The cross-entropy of a row is that of the loss, in f64: a unit in its last place is up to two units of the result for each nat of the mean.",
        reference: "Jelinek, Mercer, Bahl and Baker (1977), Perplexity: a measure of the difficulty of speech recognition tasks, doi:10.1121/1.2016299",
        peers: &[
            Peer { library: "torchmetrics", name: "torchmetrics.text.Perplexity", note: "added in the type of the data" },
            Peer { library: "keras-hub", name: "keras_hub.metrics.Perplexity", note: "from_logits=True; mask_token_id is ignore" },
            Peer { library: "evaluate", name: "perplexity", note: "the mean over texts of the perplexity of each, not that of all tokens" },
        ],
    }
}

impl Measure for Perplexity {
    fn loss(&self) -> Option<Arc<dyn Dynamic>> {
        Some(Arc::new(CrossEntropy::new()))
    }
    fn add(&self, tally: &mut Tally, [surprisal, _]: [f64; 2], weight: f64) {
        tally.add(0, weight, surprisal);
    }
    fn value(&self, tally: &Tally) -> Result<f64, Error> {
        Ok(tally.total(0).ratio_pair(&tally.weight()).exp().hi())
    }
}
