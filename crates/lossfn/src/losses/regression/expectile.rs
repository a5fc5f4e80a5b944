//! The expectile loss.

use crate::spec::{Curvature, Domain, Family, Peer, Properties};

loss! {
    /// The loss whose best constant is an expectile.
    ///
    /// Squared error with two prices: a prediction below the target costs `expectile` times the square
    /// of the residual, one above it `1 - expectile` times. It is to the mean what
    /// [`Quantile`](crate::Quantile) is to the median: smoother to fit, and moved by how large the
    /// errors are, not only by how many. With 0.5 it is half the squared error.
    pub struct Expectile = "expectile" {
        /// The price of predictions that are too low; that of those too high is `1 - expectile`.
        expectile: number = 0.5 in Domain::open(0.0, 1.0);
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = {
        let r = pred - target;
        let (below, above, zero) = (expectile, expectile.rsub(1.0), r.lift(0.0));
        let at_most = R::pick(r.lt(zero), below, below.min(above));
        r * R::pick(zero.lt(r), above, at_most) * r
    };
    limit |loss| (loss.expectile == 0.5).then(|| super::half_squared::HalfSquared::new().kernel());
    prox |step| {
        let r = pred - target;
        let share = R::pick(r.lt(step.lift(0.0)), expectile, expectile.rsub(1.0));
        (pred + step * share * target * 2.0) / (step * share * 2.0 + 1.0)
    };
    spec {
        rows: &[10],
        family: Family::Regression,
        tasks: &["regression", "expectile regression", "forecasting"],
        formula: "Piecewise(((1 - expectile)*(pred - target)**2, pred > target), (expectile*(pred - target)**2, True))",
        behaviour: "0 with slope 0 where the prediction is right. The hessian is `2 expectile` below the target, `2 (1 - expectile)` above it, and the smaller of the two on it.",
        reference: "Newey and Powell (1987), Asymmetric least squares estimation and testing, doi:10.2307/1911031",
        conjugate: Some(
            "target*slope + Piecewise((slope**2/(4*(1 - expectile)), slope > 0), (slope**2/(4*expectile), True))",
        ),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(false),
            lipschitz: Some("inf"),
            smoothness: Some("2*Max(expectile, 1 - expectile)"),
            optimum: Some("Expectile(target, expectile)"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        peers: &[
            Peer { library: "catboost", name: "Expectile", note: "expectile is called alpha" },
        ],
        joints: &[("pred", "target")],
    }
}
