//! Log-cosh.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The logarithm of the hyperbolic cosine of the residual.
    ///
    /// Half the squared error near zero, the absolute error less ln 2 in the tails, and smooth
    /// everywhere: a [`Huber`](crate::Huber) with all its derivatives. It has no parameter; scale the
    /// data to move the place where it bends.
    pub struct LogCosh = "log_cosh": Paired
    formula(pred: Domain::REAL, target: Domain::REAL) = (pred - target).log_cosh();
    spec {
        aliases: &["logcosh"],
        rows: &[8],
        family: Family::Regression,
        tasks: &["regression", "robust regression", "boosting"],
        formula: "log(cosh(pred - target))",
        behaviour: "0 with slope 0 and hessian 1 where the prediction is right; `|r| - ln 2` with slope 1 in the tails, where the hessian fades like `4 exp(-2 |r|)`.",
        reference: "Green (1990), Bayesian reconstructions from emission tomography data using a modified EM algorithm, doi:10.1109/42.52985",
        conjugate: Some(
            "Piecewise((inf, Abs(slope) > 1), (target*slope + log(2), Abs(slope) >= 1), (target*slope + ((1 + slope)*log(1 + slope) + (1 - slope)*log(1 - slope))/2, True))",
        ),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("1"),
            smoothness: Some("1"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "keras", name: "keras.losses.LogCosh", note: "" },
            Peer { library: "optax", name: "optax.log_cosh", note: "" },
            Peer { library: "catboost", name: "LogCosh", note: "" },
        ],
        joints: &[("pred", "target")],
    }
}
