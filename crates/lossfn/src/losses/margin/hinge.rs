//! The hinge loss.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

loss! {
    /// The loss of the support vector machine.
    ///
    /// It asks for a margin `label*pred` of at least 1 and then for nothing more, so that only points
    /// near the boundary matter. It gives no probabilities; for those use [`Logistic`](crate::Logistic).
    pub struct Hinge = "hinge": Arithmetic
    formula(pred: Domain::REAL, label: Domain::SIGN) = (-(pred * label) + 1.0).relu();
    prox |step| {
        let margin = pred * label;
        label * (margin + (-margin + 1.0).relu().min(step))
    };
    spec {
        rows: &[31],
        family: Family::Margin,
        tasks: &["binary classification"],
        formula: "Max(0, 1 - label*pred)",
        behaviour: "0 from a margin of 1 on, a line with slope -1 in the margin below. The slope at the kink is 0.",
        reference: "Cortes and Vapnik (1995), Support-vector networks, doi:10.1007/BF00994018",
        conjugate: Some(
            "Piecewise((inf, label*slope > 0), (inf, label*slope < -1), (label*slope, True))",
        ),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("1"),
            smoothness: Some("inf"),
            optimum: Some("Median(label)"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.hinge_loss", note: "" },
            Peer { library: "keras", name: "keras.losses.Hinge", note: "turns labels 0 into -1" },
            Peer { library: "optax", name: "optax.hinge_loss", note: "" },
        ],
        joints: &[("pred", "label")],
    }
}
