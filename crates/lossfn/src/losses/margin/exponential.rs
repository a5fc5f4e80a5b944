//! The exponential loss.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The loss of adaptive boosting.
    ///
    /// `AdaBoost` minimises it step by step. Its best score is half the log of the odds, where
    /// that of [`Logistic`](crate::Logistic) is the whole. On the wrong side it grows exponentially, so
    /// that a single mislabelled point can outweigh all others.
    pub struct Exponential = "exponential": Native
    formula(pred: Domain::REAL, label: Domain::SIGN) = (-(pred * label)).exp();
    spec {
        rows: &[36],
        family: Family::Margin,
        tasks: &["binary classification", "boosting"],
        formula: "exp(-label*pred)",
        behaviour: "1 at a margin of 0; fades for large margins and grows for negative ones, both exponentially. The hessian is the loss itself.",
        reference: "Friedman, Hastie and Tibshirani (2000), Additive logistic regression: a statistical view of boosting, doi:10.1214/aos/1016218223",
        conjugate: Some(
            "Piecewise((inf, label*slope > 0), (0, label*slope >= 0), (label*slope - label*slope*log(-label*slope), True))",
        ),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            optimum: Some("log((1 + Mean(label))/(1 - Mean(label)))/2"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn._loss.loss.ExponentialLoss", note: "for labels 0 and 1" },
            Peer { library: "LossFunctions.jl", name: "ExpLoss", note: "" },
        ],
        joints: &[("pred", "0")],
    }
}
