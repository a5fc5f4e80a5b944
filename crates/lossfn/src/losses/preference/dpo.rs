//! Direct preference optimisation.

use super::shared::LOG_PROBABILITY;
use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

loss! {
    /// How much less a policy prefers the chosen answer to the rejected one, beyond its reference, than it should.
    ///
    /// Trains a language model on pairs of answers without a model of rewards: each input is the sum of the logarithms
    /// of the probabilities of the tokens of an answer, by the policy that learns and by the frozen one that it began
    /// as. `beta` says how far the policy may go from its reference. The policy gives `chosen` and `rejected`;
    /// derivatives in the second are those of `wrt`. Where labels are often wrong take `label_smoothing`; where answers
    /// are nearly certain take `ipo`, which stops at a gap and does not drive them further. Without a reference use
    /// [`Simpo`](crate::Simpo) or [`Orpo`](crate::Orpo), with single answers [`Kto`](crate::Kto).
    pub struct Dpo = "dpo": Double {
        /// What the gap of the two log-ratios is multiplied by: the larger, the nearer to the reference.
        beta: number = 0.1 in Domain::POSITIVE;
        /// The share of pairs that are believed to be exchanged; it counts for `sigmoid` alone.
        label_smoothing: number = 0.0 in Domain::closed(0.0, 0.5);
        /// The logistic loss of the gap, its hinge, or the square of its distance from `1/(2 beta)`.
        variant: choice = "sigmoid" in &["sigmoid", "hinge", "ipo"];
    }
    formula(
        chosen: LOG_PROBABILITY, rejected: LOG_PROBABILITY,
        reference_chosen: LOG_PROBABILITY, reference_rejected: LOG_PROBABILITY
    ) = {
        // What cancels is paired first: a difference of numbers that are close is exact.
        let (ratio, pair) = (chosen - reference_chosen, chosen - rejected);
        let gap = R::pick(
            pair.abs().lt(ratio.abs()),
            pair - (reference_chosen - reference_rejected),
            ratio - (rejected - reference_rejected),
        );
        match variant.0 {
            0 => (gap * beta).cross_entropy(label_smoothing, label_smoothing.rsub(1.0)),
            1 => (gap * beta).rsub(1.0).relu(),
            _ => (gap - (beta * 2.0).recip()).square(),
        }
    };
    along rejected;
    spec {
        rows: &[172],
        family: Family::Preference,
        tasks: &["preference optimisation", "language modelling"],
        given: &["reference_chosen", "reference_rejected"],
        formula: "Piecewise((Max(1 - beta*(chosen - reference_chosen - rejected + reference_rejected), 0), variant_hinge), ((chosen - reference_chosen - rejected + reference_rejected - 1/(2*beta))**2, variant_ipo), ((1 - label_smoothing)*log(1 + exp(-beta*(chosen - reference_chosen - rejected + reference_rejected))) + label_smoothing*log(1 + exp(beta*(chosen - reference_chosen - rejected + reference_rejected))), True))",
        behaviour: "`log(2)` where policy and reference are the same, with `sigmoid`; with `hinge` 0 from a gap of `1/beta` on, where the slope is 0. The gap of the log-ratios is not rounded, so long answers, whose log-probabilities are in the thousands, keep the digits of their differences. The derivative in `rejected` is minus that in `chosen`. An answer that is impossible for the policy, or for the reference alone, is an infinite gap; of two infinities nothing is known.",
        reference: "Rafailov, Sharma, Mitchell, Ermon, Manning and Finn (2023), Direct preference optimization: your language model is secretly a reward model, arXiv:2305.18290; `ipo`: Azar et al. (2023), A general theoretical paradigm to understand learning from human preferences, arXiv:2310.12036; `hinge`: Zhao et al. (2023), SLiC-HF: sequence likelihood calibration with human feedback, arXiv:2305.10425",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("Piecewise((inf, variant_ipo), (beta, variant_hinge), (beta*(1 - label_smoothing), True))"),
            smoothness: Some("Piecewise((2, variant_ipo), (inf, variant_hinge), (beta**2/4, True))"),
            optimum: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "trl", name: "trl.DPOTrainer", note: "loss_type is sigmoid, hinge or ipo; ipo takes means over tokens and not sums" },
        ],
        joints: &[("chosen", "rejected + reference_chosen - reference_rejected + 1/beta")],
    }
}
