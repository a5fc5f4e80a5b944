//! The squared margin loss.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The square of what a margin differs from 1 by.
    ///
    /// Least squares on the labels, also for points that are right by more than 1: those are pulled
    /// back, which [`SquaredHinge`](crate::SquaredHinge) does not do. It has a closed-form fit, and its
    /// best score is `2 p - 1` for a probability `p` of the label +1.
    pub struct SquaredMargin = "squared_margin": Arithmetic
    formula(pred: Domain::REAL, label: Domain::SIGN) = (-(pred * label) + 1.0).square();
    prox |step| (pred + step * label * 2.0) / (step * 2.0 + 1.0);
    spec {
        rows: &[44],
        family: Family::Margin,
        tasks: &["binary classification"],
        formula: "(1 - label*pred)**2",
        behaviour: "0 with slope 0 at a margin of 1, a parabola on both sides of it.",
        reference: "Rosasco, De Vito, Caponnetto, Piana and Verri (2004), Are loss functions all the same?, doi:10.1162/089976604773135104",
        conjugate: Some("label*slope + slope**2/4"),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("2"),
            optimum: Some("Mean(label)"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "LossFunctions.jl", name: "L2MarginLoss", note: "" },
        ],
        joints: &[("pred", "label")],
    }
}
