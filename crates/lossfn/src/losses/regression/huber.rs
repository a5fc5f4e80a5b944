//! Huber's loss.

use crate::spec::{
    Argument, Boosting, Curvature, Dialect, Domain, Family, Param, Peer, PeerCall, Properties,
};

rule! {
    /// `r²/2` up to `delta`, then linear. With `q` the residual cut off at `delta`, `q (r - q/2)` is
    /// both at once; its derivative is `q`, and all else that differentiating would make is 0.
    Capped<1>(r, delta) = {
        let q = r.clamp(-delta, delta);
        q * (r - q * 0.5)
    },
    derivative r.clamp(-delta, delta)
}

loss! {
    /// Quadratic near zero, linear in the tails.
    ///
    /// A large residual pulls with the constant force `delta`, so a few outliers cannot steer the fit,
    /// while small residuals are treated as by least squares. Choose `delta` as the size of an error
    /// that is still ordinary: a small `delta` makes it like absolute error, a large one like squared
    /// error.
    pub struct Huber = "huber": Arithmetic {
        /// Where the quadratic part ends, in units of the residual.
        delta: number = 1.0 in Domain::Interval { low: 0.0, high: f64::INFINITY, low_closed: false, high_closed: true };
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = (pred - target).rule(Capped, [delta]);
    limit |loss| (loss.delta == f64::INFINITY).then(|| super::half_squared::HalfSquared::new().kernel());
    prox |step| {
        let r = pred - target;
        let inside = r.abs().lt(delta * (step + 1.0));
        R::pick(inside, (pred + step * target) / (step + 1.0), pred - r.sign() * step * delta)
    };
    spec {
        rows: &[5],
        family: Family::Regression,
        tasks: &["regression", "robust regression", "boosting"],
        formula: "Piecewise(((pred - target)**2/2, Abs(pred - target) <= delta), (delta*(Abs(pred - target) - delta/2), True))",
        behaviour: "Half the squared error up to `delta`; beyond it a line with slope `delta`. The hessian is 1 inside, 0 outside and on the joint. With `delta = inf` it is half the squared error.",
        reference: "Huber (1964), Robust estimation of a location parameter, doi:10.1214/aoms/1177703732",
        conjugate: Some("Piecewise((target*slope + slope**2/2, Abs(slope) <= delta), (inf, True))"),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(false),
            lipschitz: Some("delta"),
            smoothness: Some("1"),
            optimum: None,
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::SlopeOverResidual,
        peers: &[
            Peer { library: "torch", name: "torch.nn.HuberLoss", note: "with weights it divides by the number of elements" },
            Peer { library: "keras", name: "keras.losses.Huber", note: "" },
            Peer { library: "optax", name: "optax.huber_loss", note: "its gradient loses small residuals" },
            Peer { library: "scikit-learn", name: "sklearn._loss.HuberLoss", note: "delta from a quantile of the residuals" },
            Peer { library: "lightgbm", name: "huber", note: "delta is called alpha" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.huber_loss", peer: "torch.nn.HuberLoss", arguments: &[("weight", Argument::Factor)] }],
        dialects: &[
            Dialect {
                params: &[Param::number("f_scale", 1.0, Domain::POSITIVE, "The residual where inliers end, in its unit.")],
                note: "the cost and the gradient that least_squares tells; its rho is twice as large",
                ..Dialect::sum("scipy", "huber", "scipy.optimize.least_squares(loss='huber')", "huber(delta=f_scale)")
            },
            Dialect {
                params: &[Param::without_default("a", Domain::POSITIVE, "The residual where inliers end, in its unit.")],
                note: "rho of the squared residual, which is halved when costs are added",
                ..Dialect::sum("ceres", "huber", "HuberLoss", "2*huber(delta=a)")
            },
            Dialect {
                params: &[Param::number("delta", 0.5, Domain::POSITIVE, "The residual where the square turns into a line.")],
                note: "gradient boosting sets delta to a quantile of the residuals; its hessian is 1",
                ..Dialect::sum("sklearn", "huber", "sklearn._loss.HuberLoss", "huber(delta=delta)")
            },
            Dialect {
                params: &[Param::number("alpha", 0.9, Domain::POSITIVE, "The residual where the square turns into a line.")],
                note: "its hessian is 1",
                ..Dialect::sum("lightgbm", "huber", "huber", "huber(delta=alpha)")
            },
        ],
        joints: &[("pred", "target + delta"), ("pred", "target - delta"), ("pred", "target")],
    }
}
