//! Welsch's loss.

use crate::spec::{Boosting, Dialect, Domain, Family, Peer, Properties};

loss! {
    /// A well with the shape of a Gaussian.
    ///
    /// Half the squared error near zero, a constant far out: the pull of a residual fades so fast that
    /// beyond some multiples of `scale` a point does not count at all. It is not convex: start from a fit
    /// by [`Huber`](crate::Huber). Also called Leclerc's, and with the sign turned the correntropy.
    pub struct Welsch = "welsch": Paired {
        /// The size of an ordinary residual, in its unit.
        scale: number = 1.0 in Domain::POSITIVE;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = {
        let r = pred - target;
        // Beyond 40 the exponential is 0, with all its derivatives.
        let q = (r / scale).clamp(r.lift(-40.0), r.lift(40.0));
        let whole = -(-q.square()).exp_m1() * (scale.square() * 0.5);
        // Where the square of the ratio would be subnormal.
        R::pick(r.abs().lt(scale * 1e-20), r.half_square(), whole)
    };
    spec {
        rows: &[15],
        family: Family::Regression,
        tasks: &["regression", "robust regression"],
        formula: "scale**2/2*(1 - exp(-((pred - target)/scale)**2))",
        behaviour: "Half the squared error near 0, `scale**2/2` far out. The slope is largest at a residual of `scale/sqrt(2)`, where the hessian changes its sign.",
        reference: "Holland and Welsch (1977), Robust regression using iteratively reweighted least-squares, doi:10.1080/03610927708827533",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("scale*exp(-1/2)/sqrt(2)"),
            smoothness: Some("1"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SlopeOverResidual,
        peers: &[
            Peer { library: "kornia", name: "kornia.losses.welsch_loss", note: "this loss with a scale of sqrt(2)" },
            Peer { library: "apex-solver", name: "WelschLoss", note: "scale is 2.9846 when not given" },
            Peer { library: "factrs", name: "Welsch", note: "" },
            Peer { library: "robust_loss_pytorch", name: "lossfun", note: "with alpha = -inf, a scale sqrt(2) times smaller, and divided by its square" },
        ],
        dialects: &[
            Dialect {
                formula: "1 - exp(-(pred - target)**2/2)",
                note: "it has no scale",
                ..Dialect::sum("kornia", "welsch", "kornia.losses.welsch_loss", "barron(alpha=-inf)")
            },
        ],
        joints: &[("pred", "target"), ("pred", "target + scale*sqrt(1/2)"), ("pred", "target - scale*sqrt(1/2)")],
    }
}
