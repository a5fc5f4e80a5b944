//! Cauchy's loss.

use crate::{
    real::LnOnePlusSquare,
    spec::{Boosting, Dialect, Domain, Family, Param, Peer, Properties},
};

loss! {
    /// The logarithm of one plus the square of the residual.
    ///
    /// The negative log-likelihood of errors with Cauchy's distribution: the pull of a residual is
    /// largest at `scale` and fades beyond, so that far outliers count for little, though never for
    /// nothing. It is not convex: start from a fit by [`Huber`](crate::Huber). Also called Lorentzian.
    pub struct Cauchy = "cauchy": Paired {
        /// The size of an ordinary residual, in its unit.
        scale: number = 1.0 in Domain::POSITIVE;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = {
        let r = pred - target;
        let whole = r.rule(LnOnePlusSquare, [scale]) * (scale.square() * 0.5);
        // Where the square of the ratio would be subnormal.
        R::pick(r.abs().lt(scale * 1e-20), r.half_square(), whole)
    };
    spec {
        rows: &[14],
        family: Family::Regression,
        tasks: &["regression", "robust regression"],
        formula: "scale**2/2*log(1 + ((pred - target)/scale)**2)",
        behaviour: "Half the squared error near 0; `scale**2 ln(|r|/scale)` far out, where the slope fades like `scale**2/r`. The hessian is 1 at 0, 0 at a residual of `scale` and negative beyond.",
        reference: "Black and Anandan (1996), The robust estimation of multiple motions: parametric and piecewise-smooth flow fields, doi:10.1006/cviu.1996.0006",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("scale/2"),
            smoothness: Some("1"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SlopeOverResidual,
        peers: &[
            Peer { library: "scipy", name: "scipy.optimize.least_squares(loss='cauchy')", note: "scale is called f_scale" },
            Peer { library: "ceres", name: "CauchyLoss", note: "twice this loss: it is halved when costs are added" },
            Peer { library: "kornia", name: "kornia.losses.cauchy_loss", note: "this loss with a scale of sqrt(2)" },
            Peer { library: "apex-solver", name: "CauchyLoss", note: "scale is 2.3849 when not given" },
            Peer { library: "factrs", name: "Cauchy", note: "" },
            Peer { library: "robust_loss_pytorch", name: "lossfun", note: "with alpha = 0, a scale sqrt(2) times smaller, and divided by its square" },
        ],
        dialects: &[
            Dialect {
                params: &[Param::number("f_scale", 1.0, Domain::POSITIVE, "The residual where inliers end, in its unit.")],
                note: "the cost and the gradient that least_squares tells; its rho is twice as large",
                ..Dialect::sum("scipy", "cauchy", "scipy.optimize.least_squares(loss='cauchy')", "cauchy(scale=f_scale)")
            },
            Dialect {
                params: &[Param::without_default("a", Domain::POSITIVE, "The residual where inliers end, in its unit.")],
                note: "rho of the squared residual, which is halved when costs are added",
                ..Dialect::sum("ceres", "cauchy", "CauchyLoss", "2*cauchy(scale=a)")
            },
            Dialect {
                formula: "log(1 + (pred - target)**2/2)",
                note: "it has no scale",
                ..Dialect::sum("kornia", "cauchy", "kornia.losses.cauchy_loss", "barron(alpha=0)")
            },
        ],
        joints: &[("pred", "target"), ("pred", "target + scale"), ("pred", "target - scale")],
    }
}
