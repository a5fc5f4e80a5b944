//! Squared error.

use crate::spec::{Argument, Dialect, Domain, Family, Peer, PeerCall, Properties};

loss! {
    /// Squared error.
    ///
    /// The loss whose best constant is the mean. It is right where errors are alike in size, and where
    /// a large error is worth more than many small ones; a few outliers steer a fit made with it, and
    /// then [`Huber`](crate::Huber) or [`Absolute`](crate::Absolute) serve better.
    pub struct Squared = "squared": Arithmetic
    formula(pred: Domain::REAL, target: Domain::REAL) = (pred - target).square();
    prox |step| (pred + step * target * 2.0) / (step * 2.0 + 1.0);
    spec {
        aliases: &["mse", "squared_error"],
        rows: &[1],
        family: Family::Regression,
        tasks: &["regression", "reconstruction"],
        formula: "(pred - target)**2",
        behaviour: "0 with slope 0 where the prediction is right; grows with the square of the residual, and so does the weight of an outlier.",
        reference: "Stigler (1981), Gauss and the invention of least squares, doi:10.1214/aos/1176345451",
        conjugate: Some("target*slope + slope**2/4"),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("2"),
            optimum: Some("Mean(target)"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.nn.MSELoss", note: "with weights it divides by their sum" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.mean_squared_error", note: "" },
            Peer { library: "keras", name: "keras.losses.MeanSquaredError", note: "" },
            Peer { library: "optax", name: "optax.squared_error", note: "optax.l2_loss is half of it" },
            Peer { library: "burn", name: "burn::nn::loss::MseLoss", note: "" },
            Peer { library: "candle", name: "candle_nn::loss::mse", note: "" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.mse_loss", peer: "torch.nn.MSELoss", arguments: &[("weight", Argument::Weight)] }],
        dialects: &[
            Dialect {
                note: "of gradient and hessian; the metric that it prints is not halved",
                ..Dialect::sum("xgboost", "squared", "reg:squarederror", "half_squared()")
            },
            Dialect {
                note: "of gradient and hessian; the metric that it prints is not halved",
                ..Dialect::sum("lightgbm", "squared", "regression", "half_squared()")
            },
        ],
    }
}
