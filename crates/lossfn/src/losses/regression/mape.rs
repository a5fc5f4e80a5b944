//! The absolute percentage error.

use crate::spec::{Boosting, Curvature, Dialect, Domain, Family, Input, Peer, Properties};

rule! {
    /// `|p - t|/|t|`, which has limits at an infinite `t`, and is 0 for `p = t = 0`.
    Share<1>(p, t) = {
        let (size, whole) = ((p - t).abs(), t.abs());
        let (zero, infinite) = (size.lift(0.0), size.lift(f64::INFINITY));
        let share = R::pick(whole.same(infinite), (p / t - 1.0).abs(), size / whole);
        R::pick(size.same(zero), zero, share)
    },
    derivative (p - t).sign().silence(t.abs().recip())
}

loss! {
    /// The absolute error as a share of the target.
    ///
    /// For targets of one sign and of many sizes: being off by a tenth counts alike for all. It favours
    /// predictions that are too low, which cost at most 1, and a target of 0 makes it infinite; then
    /// [`Smape`](crate::Smape) or [`SquaredLog`](crate::SquaredLog) serve better. Its mean is a share,
    /// not a percentage.
    pub struct Mape = "mape"
    formula(pred: Domain::REAL, target: Domain::REAL) = pred.rule(Share, [target]);
    prox |step| {
        let r = pred - target;
        target + r.sign() * (r.abs() - step / target.abs()).relu()
    };
    spec {
        aliases: &["absolute_percentage_error"],
        rows: &[26],
        family: Family::Regression,
        tasks: &["regression", "forecasting"],
        given: &["target"],
        formula: "Abs(pred - target)/Abs(target)",
        behaviour: "A kink with slope 0 where the prediction is right, slopes of `1/|target|` in size beside it. Nothing is clamped: with a target of 0 it is 0 for a prediction of 0, and infinite for any other.",
        reference: "de Myttenaere, Golden, Le Grand and Rossi (2016), Mean absolute percentage error for regression models, doi:10.1016/j.neucom.2015.12.114",
        conjugate: Some("Piecewise((target*slope, Abs(slope*target) <= 1), (inf, True))"),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            optimum: Some("Median(target, 1/Abs(target))"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.mean_absolute_percentage_error", note: "divides by no less than the machine epsilon" },
            Peer { library: "keras", name: "keras.losses.MeanAbsolutePercentageError", note: "times 100, and divides by no less than 1e-7" },
            Peer { library: "torchmetrics", name: "torchmetrics.MeanAbsolutePercentageError", note: "divides by no less than 1.17e-6" },
            Peer { library: "lightgbm", name: "mape", note: "divides by no less than 1; hessian 1" },
            Peer { library: "catboost", name: "MAPE", note: "divides by no less than 1" },
        ],
        dialects: &[
            Dialect {
                inputs: &[Input { name: "pred", domain: Domain::REAL }, Input { name: "target", domain: Domain::Outside { low: -1e-7, high: 1e-7 } }],
                note: "it divides by no less than 1e-7, so a smaller target is refused here",
                ..Dialect::sum("keras", "mape", "keras.losses.MeanAbsolutePercentageError", "100*mape()")
            },
            Dialect {
                inputs: &[Input { name: "pred", domain: Domain::REAL }, Input { name: "target", domain: Domain::Outside { low: -f64::EPSILON, high: f64::EPSILON } }],
                note: "it divides by no less than the machine epsilon, so a smaller target is refused here",
                ..Dialect::sum("sklearn", "mape", "sklearn.metrics.mean_absolute_percentage_error", "mape()")
            },
            Dialect {
                inputs: &[Input { name: "pred", domain: Domain::REAL }, Input { name: "target", domain: Domain::Outside { low: -1.0, high: 1.0 } }],
                note: "it divides by no less than 1, so a smaller target is refused here; its hessian is 1",
                ..Dialect::sum("lightgbm", "mape", "mape", "mape()")
            },
            Dialect {
                inputs: &[Input { name: "pred", domain: Domain::REAL }, Input { name: "target", domain: Domain::Outside { low: -1.0, high: 1.0 } }],
                note: "it divides by no less than 1, so a smaller target is refused here",
                ..Dialect::sum("catboost", "mape", "MAPE", "mape()")
            },
            Dialect {
                inputs: &[Input { name: "pred", domain: Domain::REAL }, Input { name: "target", domain: Domain::Outside { low: -1.17e-6, high: 1.17e-6 } }],
                note: "it divides by no less than 1.17e-6, so a smaller target is refused here",
                ..Dialect::sum("torchmetrics", "mape", "torchmetrics.MeanAbsolutePercentageError", "mape()")
            },
        ],
        joints: &[("pred", "target")],
    }
}
