//! The loss of Geman and `McClure`.

use crate::spec::{Boosting, Dialect, Domain, Family, Peer, Properties};

loss! {
    /// Half the squared error under a ceiling, as a quotient.
    ///
    /// It comes near half of `scale` squared and never exceeds it: outliers hardly pull, though longer
    /// than with [`Welsch`](crate::Welsch), and no exponential is needed. It is not convex: start from a
    /// fit by [`Huber`](crate::Huber).
    pub struct GemanMcclure = "geman_mcclure": Paired {
        /// The size of an ordinary residual, in its unit.
        scale: number = 1.0 in Domain::POSITIVE;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = {
        let r = pred - target;
        // The ratio or its inverse, whichever does not overflow.
        let near = r.abs().lt(scale);
        let ratio = R::pick(near, r, scale) / R::pick(near, scale, r);
        R::pick(near, r.half_square(), scale.square() * 0.5) / (ratio.square() + 1.0)
    };
    spec {
        rows: &[16],
        family: Family::Regression,
        tasks: &["regression", "robust regression"],
        formula: "(pred - target)**2/2/(1 + ((pred - target)/scale)**2)",
        behaviour: "Half the squared error near 0, `scale**2/2` far out, where the slope fades like `scale**4/r**3`. The slope is largest at a residual of `scale/sqrt(3)`, where the hessian changes its sign.",
        reference: "Black and Rangarajan (1996), On the unification of line processes, outlier rejection, and robust statistics with applications in early vision, doi:10.1007/BF00131148",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("3*sqrt(3)*scale/16"),
            smoothness: Some("1"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SlopeOverResidual,
        peers: &[
            Peer { library: "kornia", name: "kornia.losses.geman_mcclure_loss", note: "this loss with a scale of 2" },
            Peer { library: "apex-solver", name: "GemanMcClureLoss", note: "" },
            Peer { library: "factrs", name: "GemanMcClure", note: "" },
            Peer { library: "robust_loss_pytorch", name: "lossfun", note: "with alpha = -2, a scale half as large, and divided by its square" },
        ],
        dialects: &[
            Dialect {
                formula: "2*(pred - target)**2/((pred - target)**2 + 4)",
                note: "it has no scale",
                ..Dialect::sum("kornia", "geman_mcclure", "kornia.losses.geman_mcclure_loss", "geman_mcclure(scale=2)")
            },
        ],
        joints: &[("pred", "target"), ("pred", "target + scale"), ("pred", "target - scale")],
    }
}
