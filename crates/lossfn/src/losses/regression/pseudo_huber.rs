//! The pseudo-Huber loss.

use crate::spec::{Dialect, Domain, Family, Param, Peer, Properties};

/// From this multiple of `delta` on, the loss is a line to all digits.
const FAR: f64 = 1e20;

rule! {
    /// `delta² (sqrt(1 + (r/delta)²) - 1)` as a quotient in which nothing cancels.
    Hyperbola<1>(r, delta) = {
        let q = (r / delta).abs();
        let near = r * (r / (q.mul_add(q, q.lift(1.0)).sqrt() + 1.0));
        R::pick(q.lt(q.lift(FAR)), near, r.abs() * delta)
    },
    derivative r.rule(Pull, [delta])
}
rule! {
    /// `r / sqrt(1 + (r/delta)²)`. Differentiating it would cancel in the tails.
    Pull<1>(r, delta) = {
        let q = (r / delta).abs();
        R::pick(q.lt(q.lift(FAR)), r / q.mul_add(q, q.lift(1.0)).sqrt(), r.sign() * delta)
    },
    derivative {
        let q = r / delta;
        let stretch = q.mul_add(q, q.lift(1.0));
        stretch.sqrt().recip() / stretch
    }
}

loss! {
    /// Quadratic near zero, linear in the tails, smooth everywhere.
    ///
    /// A [`Huber`](crate::Huber) without joints: half the squared error for residuals far below
    /// `delta`, `delta` times the absolute error far above it. Choose it where the solver wants a
    /// hessian that does not jump.
    pub struct PseudoHuber = "pseudo_huber": Paired {
        /// Where the quadratic part fades into the linear one, in units of the residual.
        delta: number = 1.0 in Domain::POSITIVE;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = (pred - target).rule(Hyperbola, [delta]);
    spec {
        rows: &[7],
        family: Family::Regression,
        tasks: &["regression", "robust regression", "boosting"],
        formula: "delta**2*(sqrt(1 + ((pred - target)/delta)**2) - 1)",
        behaviour: "0 with slope 0 and hessian 1 where the prediction is right; `delta (|r| - delta)` with slope `delta` in the tails, where the hessian fades like `(delta/|r|)**3`.",
        reference: "Charbonnier, Blanc-Feraud, Aubert and Barlaud (1997), Deterministic edge-preserving regularization in computed imaging, doi:10.1109/83.551699",
        conjugate: Some(
            "Piecewise((target*slope + delta*slope**2/(delta + sqrt(delta**2 - slope**2)), Abs(slope) <= delta), (inf, True))",
        ),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("delta"),
            smoothness: Some("1"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "xgboost", name: "reg:pseudohubererror", note: "delta is called huber_slope" },
            Peer { library: "scipy", name: "scipy.optimize.least_squares(loss='soft_l1')", note: "delta is called f_scale" },
            Peer { library: "ceres", name: "SoftLOneLoss", note: "twice this loss: it is halved when costs are added" },
            Peer { library: "kornia", name: "kornia.losses.charbonnier_loss", note: "delta is always 1" },
        ],
        dialects: &[
            Dialect {
                params: &[Param::number("huber_slope", 1.0, Domain::POSITIVE, "The residual where the square turns into a line, and the slope of the line.")],
                ..Dialect::sum("xgboost", "pseudo_huber", "reg:pseudohubererror", "pseudo_huber(delta=huber_slope)")
            },
            Dialect {
                params: &[Param::number("f_scale", 1.0, Domain::POSITIVE, "The residual where inliers end, in its unit.")],
                note: "the cost and the gradient that least_squares tells; its rho is twice as large",
                ..Dialect::sum("scipy", "soft_l1", "scipy.optimize.least_squares(loss='soft_l1')", "pseudo_huber(delta=f_scale)")
            },
            Dialect {
                params: &[Param::without_default("a", Domain::POSITIVE, "The residual where inliers end, in its unit.")],
                note: "rho of the squared residual, which is halved when costs are added",
                ..Dialect::sum("ceres", "soft_l1", "SoftLOneLoss", "2*pseudo_huber(delta=a)")
            },
            Dialect {
                formula: "sqrt((pred - target)**2 + 1) - 1",
                note: "it has no scale",
                ..Dialect::sum("kornia", "charbonnier", "kornia.losses.charbonnier_loss", "pseudo_huber(delta=1)")
            },
        ],
        joints: &[("pred", "target")],
    }
}
