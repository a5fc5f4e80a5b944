//! A power of the absolute error.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, Properties};

rule! {
    /// `|x|^p`. Through `|x|` its derivatives would be 0 at 0 for every `p`.
    Power<1>(x, p) = x.abs().powf(p),
    derivative p.weigh(x.rule(SignedPower, [p - 1.0]))
}
rule! {
    /// `sign(x) |x|^p`.
    SignedPower<1>(x, p) = x.sign() * x.abs().powf(p),
    derivative p.weigh(x.rule(Power, [p - 1.0]))
}

loss! {
    /// A power of the absolute error.
    ///
    /// Between [`Absolute`](crate::Absolute) and [`Squared`](crate::Squared) it trades robustness for
    /// efficiency; above 2 the largest errors count nearly alone, and the fit comes near the one with
    /// the smallest largest error. The sum to the power `1/p` is the p-norm of the residuals.
    pub struct Lp = "lp": Paired {
        /// The power: the higher, the more a large error counts.
        p: number = 2.0 in Domain::Interval { low: 1.0, high: f64::INFINITY, low_closed: true, high_closed: false };
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = (pred - target).rule(Power, [p]);
    limit |loss| match loss.p {
        1.0 => Some(super::absolute::Absolute::new().kernel()),
        2.0 => Some(super::squared::Squared::new().kernel()),
        _ => None,
    };
    spec {
        rows: &[4],
        family: Family::Regression,
        tasks: &["regression", "robust regression"],
        formula: "Abs(pred - target)**p",
        behaviour: "0 where the prediction is right, with slope 0 unless `p` is 1, where it is the absolute error with its kink. There the hessian is infinite for `p` between 1 and 2, 2 for 2, and 0 above.",
        reference: "Adil, Kyng, Peng and Sachdeva (2019), Iterative refinement for lp-norm regression, arXiv:1901.06764",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("Piecewise((1, p <= 1), (inf, True))"),
            smoothness: Some("Piecewise((inf, p < 2), (2, p <= 2), (inf, True))"),
            optimum: None,
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::SlopeOverResidual,
        peers: &[
            Peer { library: "burn", name: "burn::nn::loss::LpLoss", note: "" },
            Peer { library: "LossFunctions.jl", name: "LPDistLoss", note: "" },
            Peer { library: "catboost", name: "Lq", note: "p is called q" },
        ],
        joints: &[("pred", "target")],
    }
}
