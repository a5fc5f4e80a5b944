//! The L2 penalty.

use crate::spec::{Dialect, Domain, Family, Peer, Properties};

loss! {
    /// With a factor.
    struct Keras = "l2_penalty_keras" {
        /// The factor.
        l2: number = 0.01 in Domain::NON_NEGATIVE;
    }
    formula(weight: Domain::REAL) = l2.weigh(weight).weigh(weight);
    spec { formula: "l2*weight**2" }
}

loss! {
    /// The square of each weight.
    ///
    /// Added to a cost it keeps weights small (ridge regression, weight decay) and never makes one
    /// exactly 0. Ask for the `sum`: the mean over the weights is rarely what is meant. Others count half
    /// of it.
    pub struct L2Penalty = "l2_penalty": Arithmetic
    formula(weight: Domain::REAL) = weight.square();
    prox |step| weight / (step * 2.0 + 1.0);
    spec {
        aliases: &["ridge_penalty"],
        rows: &[183],
        family: Family::Regulariser,
        tasks: &["regularisation"],
        formula: "weight**2",
        behaviour: "0 with slope 0 at a weight of 0; the pull towards 0 is twice the weight.",
        reference: "Hoerl and Kennard (1970), Ridge regression, doi:10.1080/00401706.1970.10488634",
        conjugate: Some("slope**2/4"),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("2"),
            symmetric: None,
            non_negative: Some(true),
            zero_at_target: None,
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "weight_decay of an optimiser", note: "counts half of it" },
            Peer { library: "scikit-learn", name: "sklearn.linear_model.Ridge", note: "" },
        ],
        dialects: &[
            Dialect::own::<Keras>("keras", "l2_penalty", "keras.regularizers.L2"),
        ],
        joints: &[("weight", "0")],
    }
}
