//! The Brier score.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The squared difference of a probability and what came true.
    ///
    /// A score for probabilities that is proper, as [`Bce`](crate::Bce) is, and bounded: a prediction
    /// that was sure and wrong costs 1, not infinity. It tells little between small probabilities of
    /// rare events; there use [`Bce`](crate::Bce).
    pub struct Brier = "brier": Arithmetic
    formula(pred: Domain::UNIT, target: Domain::UNIT) = (pred - target).square();
    spec {
        rows: &[69],
        family: Family::Classification,
        tasks: &["binary classification", "calibration", "forecasting"],
        formula: "(pred - target)**2",
        behaviour: "0 with slope 0 where the probability is the target, 1 where it is sure and wrong.",
        reference: "Brier (1950), Verification of forecasts expressed in terms of probability, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("2"),
            smoothness: Some("2"),
            optimum: Some("Mean(target)"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.brier_score_loss", note: "its scale_by_half halves the sum over two classes, which is this loss" },
            Peer { library: "catboost", name: "BrierScore", note: "a metric" },
        ],
        joints: &[("pred", "target")],
    }
}
