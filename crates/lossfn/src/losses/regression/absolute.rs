//! Absolute error.

use crate::spec::{Argument, Boosting, Curvature, Domain, Family, Peer, PeerCall, Properties};

loss! {
    /// Absolute error.
    ///
    /// The loss whose best constant is the median: outliers pull no harder than any other point. Its
    /// slope does not fade near the target, so fits made with it jitter; [`Huber`](crate::Huber) and
    /// [`SmoothL1`](crate::SmoothL1) round the kink off.
    pub struct Absolute = "absolute": Arithmetic
    formula(pred: Domain::REAL, target: Domain::REAL) = (pred - target).abs();
    prox |step| {
        let r = pred - target;
        target + r.sign() * (r.abs() - step).relu()
    };
    spec {
        aliases: &["mae", "l1", "absolute_error"],
        rows: &[3],
        family: Family::Regression,
        tasks: &["regression", "robust regression"],
        formula: "Abs(pred - target)",
        behaviour: "A kink where the prediction is right: the slope there is 0, -1 below and +1 above. The hessian is 0 everywhere.",
        reference: "Portnoy and Koenker (1997), The Gaussian hare and the Laplacian tortoise, doi:10.1214/ss/1030037960",
        conjugate: Some("Piecewise((target*slope, Abs(slope) <= 1), (inf, True))"),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("1"),
            smoothness: Some("inf"),
            optimum: Some("Median(target)"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "torch", name: "torch.nn.L1Loss", note: "" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.mean_absolute_error", note: "sklearn._loss gives slope -1 at the kink and hessian 1" },
            Peer { library: "keras", name: "keras.losses.MeanAbsoluteError", note: "" },
            Peer { library: "lightgbm", name: "regression_l1", note: "with hessian 1" },
            Peer { library: "xgboost", name: "reg:absoluteerror", note: "a smooth surrogate" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.l1_loss", peer: "torch.nn.L1Loss", arguments: &[("weight", Argument::Weight)] }],
        joints: &[("pred", "target")],
    }
}
