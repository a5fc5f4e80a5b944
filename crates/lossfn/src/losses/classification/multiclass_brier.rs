//! The Brier score of several classes.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The squared distance of predicted probabilities from what came true.
    ///
    /// A score for rows of probabilities that is proper, as
    /// [`CategoricalCrossEntropy`](crate::CategoricalCrossEntropy) is, and bounded: a row that was sure and wrong
    /// costs 2, not infinity. It is the definition of Brier, the sum over all classes; of two classes it is twice
    /// [`Brier`](crate::Brier). It tells little between small probabilities of rare classes.
    pub struct MulticlassBrier = "multiclass_brier": Arithmetic
    rows(pred: Domain::UNIT, target: Domain::UNIT) = (pred - target).square();
    spec {
        rows: &[69],
        family: Family::Classification,
        tasks: &["classification", "calibration", "forecasting"],
        formula: "(pred - target)**2",
        behaviour: "The formula is that of one class; a row is summed. From 0 where the probabilities are the target to 2 where they are sure and wrong.",
        reference: "Brier (1950), Verification of forecasts expressed in terms of probability, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("2"),
            smoothness: Some("2"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[Peer { library: "scikit-learn", name: "sklearn.metrics.brier_score_loss", note: "of several classes, with scale_by_half=False" }],
        joints: &[("pred", "target")],
    }
}
