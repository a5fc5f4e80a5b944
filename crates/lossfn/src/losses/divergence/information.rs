//! The information of an event.

use super::shared::{BASES, in_base};
use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The information of what happened: its surprise.
    ///
    /// The logarithmic score of the probability that was given to what happened: 0 for what was certain,
    /// infinite for what was ruled out. Its mean over events is the cross-entropy, which
    /// [`CategoricalCrossEntropy`](crate::CategoricalCrossEntropy) takes from whole distributions.
    pub struct Information = "information" {
        /// The base of the logarithm: e for nats, 2 for bits, 10 for bans.
        base: choice = "e" in BASES;
    }
    formula(pred: Domain::UNIT) = in_base(-pred.ln(), base.0);
    spec {
        aliases: &["surprisal", "log_score"],
        rows: &[76],
        family: Family::Divergence,
        tasks: &["scoring of forecasts", "information theory"],
        formula: "-log(pred)/log(base)",
        behaviour: "0 at a probability of 1 with slope -1 in nats, infinite at 0.",
        reference: "Shannon (1948), A mathematical theory of communication, doi:10.1002/j.1538-7305.1948.tb01338.x",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            symmetric: None,
            non_negative: Some(true),
            zero_at_target: None,
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.log_loss", note: "its mean over samples, from rows of probabilities" },
        ],
        joints: &[],
    }
}
