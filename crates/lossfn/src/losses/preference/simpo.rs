//! Simple preference optimisation.

use super::shared::LOG_PROBABILITY;
use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// How little the mean log-probability of the chosen answer exceeds that of the rejected one, beyond a margin.
    ///
    /// Trains a language model on pairs of answers without a reference policy: both inputs are means of the
    /// log-probabilities of the tokens of an answer, so long answers have no advantage. `beta` scales the difference,
    /// `gamma` is the margin that it should reach. The policy gives both; derivatives in the second are those of `wrt`.
    /// Nothing holds the policy near to where it began: choose a small learning rate, or take [`Dpo`](crate::Dpo).
    pub struct Simpo = "simpo": Double {
        /// What the difference of the mean log-probabilities is multiplied by.
        beta: number = 2.0 in Domain::POSITIVE;
        /// The margin, in units of the difference times `beta`.
        gamma: number = 0.5 in Domain::NON_NEGATIVE;
    }
    formula(chosen: LOG_PROBABILITY, rejected: LOG_PROBABILITY) = ((rejected - chosen) * beta + gamma).softplus();
    along rejected;
    spec {
        rows: &[173],
        family: Family::Preference,
        tasks: &["preference optimisation", "language modelling"],
        formula: "log(1 + exp(gamma - beta*(chosen - rejected)))",
        behaviour: "`log(2)` where the difference times `beta` is the margin; a line with slope `-beta` far below, and 0 far above. The derivative in `rejected` is minus that in `chosen`.",
        reference: "Meng, Xia and Chen (2024), SimPO: simple preference optimization with a reference-free reward, arXiv:2405.14734",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("beta"),
            smoothness: Some("beta**2/4"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "trl", name: "trl.experimental.cpo.CPOTrainer", note: "loss_type is simpo, gamma is called simpo_gamma, and beta is 0.1 unless given" },
        ],
        joints: &[("chosen", "rejected + gamma/beta")],
    }
}
