//! The quantile, or pinball, loss.

use crate::spec::{Boosting, Curvature, Dialect, Domain, Family, Param, Peer, Properties};

loss! {
    /// The loss whose best constant is a quantile.
    ///
    /// A prediction below the target costs `quantile` for each unit, one above it `1 - quantile`: with
    /// 0.9 the fit ends where nine targets of ten lie below. Two fits, say 0.05 and 0.95, make an
    /// interval. With 0.5 it is half the absolute error.
    pub struct Quantile = "quantile" {
        /// The share of targets that should lie below the prediction.
        quantile: number = 0.5 in Domain::open(0.0, 1.0);
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = {
        let below = (target - pred).relu();
        let above = (pred - target).relu();
        below * quantile + above * quantile.rsub(1.0)
    };
    prox |step| {
        let r = pred - target;
        target + (r - step * quantile.rsub(1.0)).relu() - (-r - step * quantile).relu()
    };
    spec {
        aliases: &["pinball"],
        rows: &[9],
        family: Family::Regression,
        tasks: &["regression", "quantile regression", "forecasting"],
        formula: "Max(quantile*(target - pred), (quantile - 1)*(target - pred))",
        behaviour: "A kink where the prediction is right: the slope there is 0, `-quantile` below and `1 - quantile` above. The hessian is 0 everywhere.",
        reference: "Koenker and Bassett (1978), Regression quantiles, doi:10.2307/1913643",
        conjugate: Some(
            "Piecewise((inf, slope > 1 - quantile), (inf, slope < -quantile), (target*slope, True))",
        ),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("Max(quantile, 1 - quantile)"),
            smoothness: Some("inf"),
            optimum: Some("Quantile(target, quantile)"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.mean_pinball_loss", note: "quantile is called alpha" },
            Peer { library: "lightgbm", name: "quantile", note: "quantile is called alpha; hessian 1" },
            Peer { library: "xgboost", name: "reg:quantileerror", note: "a smooth surrogate" },
        ],
        dialects: &[
            Dialect {
                params: &[Param::number("alpha", 0.5, Domain::open(0.0, 1.0), "Which quantile.")],
                ..Dialect::sum("sklearn", "pinball", "sklearn.metrics.mean_pinball_loss", "quantile(quantile=alpha)")
            },
            Dialect {
                params: &[Param::number("alpha", 0.9, Domain::open(0.0, 1.0), "Which quantile.")],
                note: "its hessian is 1",
                ..Dialect::sum("lightgbm", "quantile", "quantile", "quantile(quantile=alpha)")
            },
        ],
        joints: &[("pred", "target")],
    }
}
