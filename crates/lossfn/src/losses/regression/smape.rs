//! The symmetric absolute percentage error.

use crate::{
    real::Real,
    spec::{Boosting, Curvature, Dialect, Domain, Family, Peer, Properties},
};

/// 2^200.
const LIFT: f64 = 1606938044258990275541962092341162602522202993782792835301376.0;

rule! {
    /// `2 |p - t|/(|p| + |t|)`, which is 2 wherever the signs differ. Differentiating it would cancel.
    Share<1>(p, t) = t.rule(OfTarget, [p]),
    derivative slope(p, t)
}
rule! {
    /// The same: it is symmetric.
    OfTarget<1>(t, p) = {
        let size = (p - t).abs();
        let (zero, infinite) = (size.lift(0.0), size.lift(f64::INFINITY));
        let share = R::pick(size.same(infinite), size.lift(2.0), size / (p.abs() + t.abs()) * 2.0);
        R::pick(size.same(zero), zero, share)
    },
    derivative slope(t, p)
}

/// The derivative in `x` of the share of `x` and `y`.
#[inline(always)]
fn slope<R: Real>(x: R, y: R) -> R {
    let alike = (x.sign() * y.sign()).step();
    let (whole, infinite) = (x.abs() + y.abs(), y.lift(f64::INFINITY));
    // Lifted, so that the first quotient does not round a subnormal one.
    let lift = R::pick(y.abs().lt(whole * 1e-100), y.lift(LIFT), y.lift(1.0));
    let share = R::pick(y.abs().same(infinite), y.lift(1.0), y.abs() * lift / whole);
    ((x - y).sign() * alike).silence(share * 4.0 / whole / lift)
}

loss! {
    /// The absolute error as a share of the mean size of prediction and target.
    ///
    /// As [`Mape`](crate::Mape), but symmetric and never above 2, so that a target of 0 does no harm. It
    /// is no loss to train with: where prediction and target differ in sign it is flat.
    pub struct Smape = "smape": Paired
    formula(pred: Domain::REAL, target: Domain::REAL) = pred.rule(Share, [target]);
    spec {
        aliases: &["symmetric_absolute_percentage_error"],
        rows: &[26],
        family: Family::Regression,
        tasks: &["regression", "forecasting"],
        formula: "2*Abs(pred - target)/(Abs(pred) + Abs(target))",
        behaviour: "A kink with slope 0 where the prediction is right; 2 with slope 0 where the signs differ or one of the numbers is 0. Where both are 0 it is 0.",
        reference: "Makridakis (1993), Accuracy measures: theoretical and practical concerns, doi:10.1016/0169-2070(93)90079-3",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            optimum: None,
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "torchmetrics", name: "torchmetrics.SymmetricMeanAbsolutePercentageError", note: "divides by no less than 1.17e-6" },
            Peer { library: "catboost", name: "SMAPE", note: "times 100, a metric" },
        ],
        dialects: &[
            Dialect::sum("catboost", "smape", "SMAPE", "100*smape()"),
        ],
        joints: &[("pred", "target"), ("pred", "0")],
    }
}
