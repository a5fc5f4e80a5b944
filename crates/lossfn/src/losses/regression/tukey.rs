//! Tukey's biweight.

use crate::spec::{Boosting, Dialect, Domain, Family, Param, Peer, Properties};

loss! {
    /// A well that is flat from `scale` on.
    ///
    /// Residuals beyond `scale` do not pull at all, so gross outliers are as good as removed. For errors
    /// that are mostly Gaussian with a known spread, a `scale` of 4.685 spreads is the usual choice. It is
    /// not convex: start from a fit by [`Huber`](crate::Huber). Also called bisquare.
    pub struct Tukey = "tukey": Paired {
        /// The residual from which on a point is ignored, in its unit.
        scale: number = 1.0 in Domain::POSITIVE;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = {
        let r = (pred - target).clamp(-scale, scale);
        let (u, third) = ((r / scale).square(), r.lift(1.0) / 3.0);
        r.half_square() * ((u * third - 1.0) * u + 1.0)
    };
    spec {
        rows: &[17],
        family: Family::Regression,
        tasks: &["regression", "robust regression"],
        formula: "Piecewise((scale**2/6*(1 - (1 - ((pred - target)/scale)**2)**3), Abs(pred - target) <= scale), (scale**2/6, True))",
        behaviour: "Half the squared error near 0, `scale**2/6` from a residual of `scale` on, with slope 0. The slope is largest at a residual of `scale/sqrt(5)`, where the hessian changes its sign.",
        reference: "Beaton and Tukey (1974), The fitting of power series, meaning polynomials, illustrated on band-spectroscopic data, doi:10.1080/00401706.1974.10489171",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("16*scale/(25*sqrt(5))"),
            smoothness: Some("1"),
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SlopeOverResidual,
        peers: &[
            Peer { library: "ceres", name: "TukeyLoss", note: "twice this loss: it is halved when costs are added" },
            Peer { library: "statsmodels", name: "statsmodels.robust.norms.TukeyBiweight", note: "scale is called c, 4.685 when not given" },
            Peer { library: "factrs", name: "Tukey", note: "" },
        ],
        dialects: &[
            Dialect {
                params: &[Param::without_default("a", Domain::POSITIVE, "The residual where inliers end, in its unit.")],
                note: "rho of the squared residual, which is halved when costs are added",
                ..Dialect::sum("ceres", "tukey", "TukeyLoss", "2*tukey(scale=a)")
            },
            Dialect {
                params: &[Param::number("c", 4.685, Domain::POSITIVE, "The residual from which on a point is ignored, in spreads.")],
                note: "of a residual that has been divided by its spread",
                ..Dialect::sum("statsmodels", "tukey", "statsmodels.robust.norms.TukeyBiweight", "tukey(scale=c)")
            },
        ],
        joints: &[("pred", "target + scale"), ("pred", "target - scale"), ("pred", "target")],
    }
}
