//! The Jensen-Shannon divergence between both Kullback-Leibler divergences.

use super::shared::FromMixture;
use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The Jensen-Shannon divergence with both ends: KL for `beta = 0`, reverse KL for `beta = 1`.
    ///
    /// For distillation, where `beta` chooses between covering the teacher and seeking its mode: `beta` is the
    /// share of the target in the mixture, and the weight of its divergence from the mixture. Between the
    /// ends it is [`JsDivergence`](crate::JsDivergence), which goes to 0 towards them; at them it jumps.
    pub struct GeneralizedJsd = "generalized_jsd": Paired {
        /// The share of the target in the mixture; 0 is KL, 1 reverse KL.
        beta: number = 0.5 in Domain::UNIT;
    }
    rows(pred: Domain::UNIT, target: Domain::UNIT) = pred.rule(FromMixture, [target, beta]);
    limit |loss| match loss.beta {
        0.0 => Some(super::kl_divergence::KlDivergence::new().kernel()),
        1.0 => Some(super::reverse_kl::ReverseKl::new().kernel()),
        _ => None,
    };
    spec {
        rows: &[177],
        family: Family::Divergence,
        tasks: &["distillation", "language modelling"],
        given: &["target"],
        formula: "Piecewise((target*log(target/pred), beta <= 0), (pred*(log(pred) - log(target)), beta >= 1), (beta*target*log(target/(beta*target + (1 - beta)*pred)) + (1 - beta)*pred*log(pred/(beta*target + (1 - beta)*pred)), True))",
        behaviour: "The formula is that of one element; a row is summed. Bounded between the ends, infinite at them where supports differ. Never below 0, at an end of distributions that add up to 1 exactly.",
        reference: "Agarwal, Vieillard, Zhou, Stanczyk, Ramos, Geist and Bachem (2023), On-policy distillation of language models, arXiv:2306.13649",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "trl", name: "trl.GKDTrainer", note: "the same beta; takes logits, the student first" },
            Peer { library: "liger-kernel", name: "LigerJSD", note: "the same beta; takes logarithms of probabilities" },
        ],
        joints: &[("pred", "target")],
    }
}
