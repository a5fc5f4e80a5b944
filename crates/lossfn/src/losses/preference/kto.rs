//! Kahneman-Tversky optimisation.

use super::shared::LOG_PROBABILITY;
use crate::spec::{Boosting, Domain, Family, Peer, Properties};

loss! {
    /// How far an answer is from being gained, where it is desired, or from being lost, where it is not.
    ///
    /// Trains a language model on single answers that were found good, with the label 1, or bad, with the label 0: no
    /// pairs are needed. `policy` and `reference` are sums of the log-probabilities of the tokens of an answer. `kl` is
    /// the point from which gains and losses are seen: how far the policy is from its reference, estimated over the
    /// batch, the same number for all its rows, at least 0 and taken as a constant. Where good and bad answers are not
    /// as many, `desirable` and `undesirable` balance them. With pairs take [`Dpo`](crate::Dpo).
    pub struct Kto = "kto": Double {
        /// What the log-ratio is multiplied by: the larger, the nearer to the reference.
        beta: number = 0.1 in Domain::POSITIVE;
        /// The weight of answers with the label 1.
        desirable: number = 1.0 in Domain::NON_NEGATIVE;
        /// The weight of answers with the label 0.
        undesirable: number = 1.0 in Domain::NON_NEGATIVE;
    }
    formula(policy: LOG_PROBABILITY, reference: LOG_PROBABILITY, label: Domain::BINARY, kl: Domain::NON_NEGATIVE) = {
        let gain = (policy - reference - kl) * beta;
        let good = label.same(label.lift(1.0));
        (R::pick(good, desirable, undesirable) + label * 0.0) * R::pick(good, -gain, gain).sigmoid()
    };
    spec {
        rows: &[173],
        family: Family::Preference,
        tasks: &["preference optimisation", "language modelling"],
        given: &["reference", "kl"],
        formula: "Piecewise((desirable/(1 + exp(beta*(policy - reference - kl))), label > 0), (undesirable/(1 + exp(-beta*(policy - reference - kl))), True))",
        behaviour: "Half the weight where the log-ratio of policy and reference equals `kl`, steepest there, and flat far from it: answers that are won or lost already pull no more. From 0 to the weight of the label.",
        reference: "Ethayarajh, Xu, Muennighoff, Jurafsky and Kiela (2024), KTO: model alignment as prospect theoretic optimization, arXiv:2402.01306",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("beta*Max(desirable, undesirable)/4"),
            smoothness: Some("beta**2*Max(desirable, undesirable)/(6*sqrt(3))"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "trl", name: "trl.KTOTrainer", note: "desirable_weight and undesirable_weight; it estimates kl from answers of other rows and raises it to at least 0" },
        ],
        joints: &[("policy", "reference + kl")],
    }
}
