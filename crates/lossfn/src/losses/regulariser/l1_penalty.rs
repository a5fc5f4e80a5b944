//! The L1 penalty.

use crate::spec::{Boosting, Curvature, Dialect, Domain, Family, Peer, Properties};

loss! {
    /// With a factor.
    struct Keras = "l1_penalty_keras" {
        /// The factor.
        l1: number = 0.01 in Domain::NON_NEGATIVE;
    }
    formula(weight: Domain::REAL) = l1.weigh(weight.abs());
    spec { formula: "l1*Abs(weight)" }
}

loss! {
    /// The absolute value of each weight.
    ///
    /// Added to a cost it makes weights exactly 0 (the lasso), provided the solver can stop on the kink
    /// there; plain gradient descent only comes near. Ask for the `sum`: the mean over the weights is
    /// rarely what is meant.
    pub struct L1Penalty = "l1_penalty": Arithmetic
    formula(weight: Domain::REAL) = weight.abs();
    prox |step| weight.sign() * (weight.abs() - step).relu();
    spec {
        aliases: &["lasso_penalty"],
        rows: &[183],
        family: Family::Regulariser,
        tasks: &["regularisation", "sparsity"],
        formula: "Abs(weight)",
        behaviour: "A kink with slope 0 at a weight of 0; elsewhere a pull of 1 towards 0, however small the weight. The hessian is 0 everywhere.",
        reference: "Tibshirani (1996), Regression shrinkage and selection via the lasso, doi:10.1111/j.2517-6161.1996.tb02080.x",
        conjugate: Some("Piecewise((0, Abs(slope) <= 1), (inf, True))"),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("1"),
            smoothness: Some("inf"),
            optimum: None,
            symmetric: None,
            non_negative: Some(true),
            zero_at_target: None,
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.linear_model.Lasso", note: "" },
            Peer { library: "keras", name: "keras.regularizers.L1", note: "times 0.01 when no factor is given" },
        ],
        dialects: &[
            Dialect::own::<Keras>("keras", "l1_penalty", "keras.regularizers.L1"),
        ],
        joints: &[("weight", "0")],
    }
}
