//! The squared epsilon-insensitive loss.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

loss! {
    /// Squared error beyond a tolerance.
    ///
    /// Residuals up to `epsilon` are free, and what lies beyond counts with its square: a tube like
    /// that of [`EpsilonInsensitive`](crate::EpsilonInsensitive) with a smooth edge, and as sensitive
    /// to outliers as [`Squared`](crate::Squared).
    pub struct SquaredEpsilonInsensitive = "squared_epsilon_insensitive": Paired {
        /// The largest residual that costs nothing, in units of the residual.
        epsilon: number = 0.1 in Domain::NON_NEGATIVE;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = ((pred - target).abs() - epsilon).relu().square();
    limit |loss| (loss.epsilon == 0.0).then(|| super::squared::Squared::new().kernel());
    prox |step| {
        let r = pred - target;
        pred - r.sign() * (r.abs() - epsilon).relu() * (step * 2.0 / (step * 2.0 + 1.0))
    };
    spec {
        rows: &[12],
        family: Family::Regression,
        tasks: &["regression", "support vector regression"],
        formula: "Max(0, Abs(pred - target) - epsilon)**2",
        behaviour: "0 up to `epsilon`, then the square of the excess. The hessian is 0 inside, 2 outside and 0 on the joints. With `epsilon = 0` it is the squared error.",
        reference: "Smola and Schoelkopf (2004), A tutorial on support vector regression, doi:10.1023/B:STCO.0000035301.49549.88",
        conjugate: Some("target*slope + epsilon*Abs(slope) + slope**2/4"),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(false),
            lipschitz: Some("inf"),
            smoothness: Some("2"),
            optimum: None,
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::SlopeOverResidual,
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.linear_model.SGDRegressor(loss='squared_epsilon_insensitive')", note: "" },
            Peer { library: "LossFunctions.jl", name: "L2EpsilonInsLoss", note: "" },
        ],
        joints: &[("pred", "target + epsilon"), ("pred", "target - epsilon"), ("pred", "target")],
    }
}
