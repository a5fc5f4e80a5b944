//! The epsilon-insensitive loss.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

loss! {
    /// Absolute error beyond a tolerance.
    ///
    /// The loss of support vector regression: residuals up to `epsilon` are free, so that only points
    /// outside a tube around the fit hold it. Choose `epsilon` as the error that does not matter.
    pub struct EpsilonInsensitive = "epsilon_insensitive": Paired {
        /// The largest residual that costs nothing, in units of the residual.
        epsilon: number = 0.1 in Domain::NON_NEGATIVE;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = ((pred - target).abs() - epsilon).relu();
    limit |loss| (loss.epsilon == 0.0).then(|| super::absolute::Absolute::new().kernel());
    prox |step| {
        let r = pred - target;
        pred - r.sign() * (r.abs() - epsilon).relu().min(step)
    };
    spec {
        rows: &[11],
        family: Family::Regression,
        tasks: &["regression", "support vector regression"],
        formula: "Max(0, Abs(pred - target) - epsilon)",
        behaviour: "0 up to `epsilon`, then a line with slope 1. The slope on the kinks at `epsilon` is 0, the hessian is 0 everywhere. With `epsilon = 0` it is the absolute error.",
        reference: "Smola and Schoelkopf (2004), A tutorial on support vector regression, doi:10.1023/B:STCO.0000035301.49549.88",
        conjugate: Some(
            "Piecewise((target*slope + epsilon*Abs(slope), Abs(slope) <= 1), (inf, True))",
        ),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("1"),
            smoothness: Some("inf"),
            optimum: None,
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.linear_model.SGDRegressor(loss='epsilon_insensitive')", note: "" },
            Peer { library: "LossFunctions.jl", name: "L1EpsilonInsLoss", note: "" },
        ],
        joints: &[("pred", "target + epsilon"), ("pred", "target - epsilon"), ("pred", "target")],
    }
}
