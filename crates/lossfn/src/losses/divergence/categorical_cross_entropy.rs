//! Cross-entropy of rows of probabilities.

use super::shared::{BASES, MinusQuotient, in_base};
use crate::spec::{Domain, Family, Peer, Properties};

rule! {
    /// `-t ln q`, 0 where `t` is 0.
    Surprisal<1>(q, t) = R::pick(t.same(t.lift(0.0)), q * 0.0, -(t * q.ln())),
    derivative q.rule(MinusQuotient, [t])
}

loss! {
    /// Cross-entropy of two distributions, from probabilities.
    ///
    /// The mean information of what the target says, coded by the prediction. Each row is a distribution; for
    /// a class label the target is 1 there and 0 elsewhere. Use it to score probabilities; to train a model
    /// use [`CrossEntropy`](crate::CrossEntropy), which takes logits and keeps digits that are lost here.
    pub struct CategoricalCrossEntropy = "categorical_cross_entropy" {
        /// The base of the logarithm: e for nats, 2 for bits, 10 for bans.
        base: choice = "e" in BASES;
    }
    rows(pred: Domain::UNIT, target: Domain::UNIT) = in_base(pred.rule(Surprisal, [target]), base.0);
    spec {
        rows: &[76],
        family: Family::Divergence,
        tasks: &["classification", "scoring of forecasts"],
        given: &["target"],
        formula: "-target*log(pred)/log(base)",
        behaviour: "The formula is that of one element; a row is summed. 0 where the target is 0, infinite where only the prediction is: nothing is clamped, and rows are not normalised. Least, the entropy of the target, where both are equal.",
        reference: "Good (1952), Rational decisions, doi:10.1111/j.2517-6161.1952.tb00104.x",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "keras", name: "keras.losses.CategoricalCrossentropy", note: "normalises the rows and clamps to 1e-7" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.log_loss", note: "of labels; clamps" },
        ],
        joints: &[],
    }
}
