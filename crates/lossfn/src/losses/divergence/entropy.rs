//! The entropy of a distribution.

use super::shared::{BASES, in_base};
use crate::spec::{Boosting, Domain, Family, Peer, Properties};

/// The number nearest to 1/e, and what 1/e has beyond it.
const INVERSE_E: f64 = 0.36787944117144233;
const INVERSE_E_LOW: f64 = 3.3784855259134224e-17;

rule! {
    /// `-q ln q`, 0 where `q` is 0.
    Each<0>(q) = -q.x_ln_y(q),
    derivative -q.rule(AboveInverseE, [])
}
rule! {
    /// `ln q + 1`, as the logarithm of a quotient: the sum would keep the rounding of the logarithm.
    AboveInverseE<0>(q) = q.ln_ratio(q.lift(INVERSE_E)) + INVERSE_E_LOW,
    derivative q.recip()
}

loss! {
    /// What each outcome adds to the entropy of a distribution.
    ///
    /// The entropy is the `sum` over the outcomes: ask for that, not for the mean. Subtracted from a cost it
    /// keeps a policy or an assignment from deciding too early; added, it makes it decide.
    pub struct Entropy = "entropy" {
        /// The base of the logarithm: e for nats, 2 for bits, 10 for bans.
        base: choice = "e" in BASES;
    }
    formula(pred: Domain::UNIT) = in_base(pred.rule(Each, []), base.0);
    spec {
        rows: &[76],
        family: Family::Divergence,
        tasks: &["information theory", "regularisation of policies"],
        formula: "-pred*log(pred)/log(base)",
        behaviour: "0 at probabilities of 0 and 1, largest at 1/e; the slope at 0 is infinite.",
        reference: "Shannon (1948), A mathematical theory of communication, doi:10.1002/j.1538-7305.1948.tb01338.x",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            symmetric: None,
            non_negative: Some(true),
            zero_at_target: None,
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "scipy", name: "scipy.special.entr", note: "in nats" },
            Peer { library: "scipy", name: "scipy.stats.entropy", note: "the sum, and it normalises" },
            Peer { library: "torch", name: "torch.special.entr", note: "in nats" },
        ],
        joints: &[],
    }
}
