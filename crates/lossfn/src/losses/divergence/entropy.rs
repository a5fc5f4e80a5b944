//! The entropy of a distribution.

use crate::{
    real::divergence::{self, BASES, in_base},
    spec::{Boosting, Domain, Family, Peer, Properties},
};

loss! {
    /// What each outcome adds to the entropy of a distribution.
    ///
    /// The entropy is the `sum` over the outcomes: ask for that, not for the mean. Subtracted from a cost it
    /// keeps a policy or an assignment from deciding too early; added, it makes it decide.
    pub struct Entropy = "entropy" {
        /// The base of the logarithm: e for nats, 2 for bits, 10 for bans.
        base: choice = "e" in BASES;
    }
    formula(pred: Domain::UNIT) = in_base(pred.rule(divergence::Entropy, []), base.0);
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
