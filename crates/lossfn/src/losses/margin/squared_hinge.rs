//! The squared hinge loss.

use crate::spec::{Curvature, Domain, Family, Peer, Properties};

loss! {
    /// The square of the hinge loss.
    ///
    /// It asks for a margin of 1 as [`Hinge`](crate::Hinge) does, with a slope that fades into the
    /// margin: easier to minimise, and harder on points far on the wrong side, so that mislabelled ones
    /// weigh more.
    pub struct SquaredHinge = "squared_hinge": Arithmetic
    formula(pred: Domain::REAL, label: Domain::SIGN) = (-(pred * label) + 1.0).relu().square();
    prox |step| {
        let margin = pred * label;
        label * (margin + (-margin + 1.0).relu() * (step * 2.0 / (step * 2.0 + 1.0)))
    };
    spec {
        rows: &[32],
        family: Family::Margin,
        tasks: &["binary classification"],
        formula: "Max(0, 1 - label*pred)**2",
        behaviour: "0 from a margin of 1 on, a parabola below it. The hessian is 2 in the margin, 0 beyond it and on the joint.",
        reference: "Rosasco, De Vito, Caponnetto, Piana and Verri (2004), Are loss functions all the same?, doi:10.1162/089976604773135104",
        conjugate: Some("Piecewise((inf, label*slope > 0), (label*slope + slope**2/4, True))"),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(false),
            lipschitz: Some("inf"),
            smoothness: Some("2"),
            optimum: Some("Mean(label)"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.svm.LinearSVC(loss='squared_hinge')", note: "" },
            Peer { library: "keras", name: "keras.losses.SquaredHinge", note: "turns labels 0 into -1" },
            Peer { library: "LossFunctions.jl", name: "L2HingeLoss", note: "" },
            Peer { library: "flux", name: "Flux.squared_hinge_loss", note: "" },
        ],
        joints: &[("pred", "label")],
    }
}
