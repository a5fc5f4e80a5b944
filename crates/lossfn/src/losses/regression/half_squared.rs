//! Half the squared error.

use crate::spec::{Dialect, Domain, Family, Peer, Properties};

loss! {
    /// Half the squared error.
    ///
    /// The same as [`Squared`](crate::Squared) with a factor of one half, so that its gradient is the
    /// residual itself and its hessian is 1: the form that boosters and the theory of linear models use.
    pub struct HalfSquared = "half_squared": Arithmetic
    formula(pred: Domain::REAL, target: Domain::REAL) = (pred - target).half_square();
    prox |step| (pred + step * target) / (step + 1.0);
    spec {
        aliases: &["half_squared_error"],
        rows: &[2],
        family: Family::Regression,
        tasks: &["regression", "boosting"],
        formula: "(pred - target)**2/2",
        behaviour: "0 with slope 0 where the prediction is right; the gradient is the residual.",
        reference: "Stigler (1981), Gauss and the invention of least squares, doi:10.1214/aos/1176345451",
        conjugate: Some("target*slope + slope**2/2"),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("1"),
            optimum: Some("Mean(target)"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "optax", name: "optax.l2_loss", note: "" },
            Peer { library: "scikit-learn", name: "sklearn._loss.HalfSquaredError", note: "" },
            Peer { library: "xgboost", name: "reg:squarederror", note: "gradient and hessian are of this loss" },
        ],
        dialects: &[
            Dialect::sum("optax", "l2_loss", "optax.l2_loss", "half_squared()"),
        ],
    }
}
