//! The squared logarithmic error.

use crate::spec::{Boosting, Dialect, Domain, Family, Input, Peer, Properties};

rule! {
    /// `ln((1 + x)/(1 + y))`. Both `1 + x` and the quotient would round away small numbers.
    LnRatioOfSuccessors<1>(x, y) = {
        let change = (x - y) / (y + 1.0);
        R::pick(change.abs().lt(x.lift(0.5)), change.ln_1p(), (x + 1.0).ln_ratio(y + 1.0))
    },
    derivative (x + 1.0).recip()
}

loss! {
    /// The squared difference of the logarithms of one plus each number.
    ///
    /// For quantities that grow by factors and may be 0, as counts and prices: being off by a tenth
    /// counts alike for large and small targets, and a prediction that is too low counts more than one
    /// too high by as much. Beyond `e - 1` times a target it is not convex in the prediction.
    pub struct SquaredLog = "squared_log": Paired
    formula(
        pred: Domain::Interval { low: -1.0, high: f64::INFINITY, low_closed: false, high_closed: true },
        target: Domain::Interval { low: -1.0, high: f64::INFINITY, low_closed: false, high_closed: true }
    ) = {
        let log = pred.rule(LnRatioOfSuccessors, [target]);
        // At infinity the slope of the logarithm silences it.
        log.weigh(log)
    };
    spec {
        aliases: &["msle", "squared_log_error"],
        rows: &[27],
        family: Family::Regression,
        tasks: &["regression", "forecasting"],
        formula: "(log(1 + pred) - log(1 + target))**2",
        behaviour: "0 with slope 0 where the prediction is right; infinite near -1. Far above the target it grows like a squared logarithm, its slope fades and its hessian is negative.",
        reference: "Tornqvist, Vartia and Vartia (1985), How should relative changes be measured?, doi:10.1080/00031305.1985.10479385",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            optimum: Some("exp(Mean(log(1 + target))) - 1"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.mean_squared_log_error", note: "" },
            Peer { library: "keras", name: "keras.losses.MeanSquaredLogarithmicError", note: "clips both at 1e-7 from below" },
            Peer { library: "xgboost", name: "reg:squaredlogerror", note: "half of this loss" },
            Peer { library: "catboost", name: "MSLE", note: "a metric" },
            Peer { library: "torchmetrics", name: "torchmetrics.MeanSquaredLogError", note: "" },
        ],
        dialects: &[
            Dialect {
                inputs: &[Input { name: "pred", domain: Domain::Interval { low: -0.999999, high: f64::INFINITY, low_closed: false, high_closed: true } }, Input { name: "target", domain: Domain::Interval { low: -1.0, high: f64::INFINITY, low_closed: false, high_closed: true } }],
                note: "it raises predictions to -0.999999, so a lower one is refused here; its hessian is at least 1e-6",
                ..Dialect::sum("xgboost", "squared_log", "reg:squaredlogerror", "0.5*squared_log()")
            },
            Dialect {
                inputs: &[Input { name: "pred", domain: Domain::Interval { low: 1e-7, high: f64::INFINITY, low_closed: false, high_closed: true } }, Input { name: "target", domain: Domain::Interval { low: 1e-7, high: f64::INFINITY, low_closed: false, high_closed: true } }],
                note: "it raises both to 1e-7, so a lower one is refused here",
                ..Dialect::sum("keras", "squared_log", "keras.losses.MeanSquaredLogarithmicError", "squared_log()")
            },
        ],
        joints: &[("pred", "target")],
    }
}
