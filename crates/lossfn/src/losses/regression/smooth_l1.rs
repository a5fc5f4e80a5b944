//! Smooth L1.

use crate::spec::{Boosting, Curvature, Domain, Family, Peer, PeerCall, Properties};

rule! {
    /// `r²/(2 beta)` up to `beta`, then `|r| - beta/2`; with `beta = 0` nothing is divided by it.
    Smooth<1>(r, beta) = {
        let size = r.abs();
        R::pick(size.lt(beta), size * 0.5 * (size / beta), size - beta * 0.5)
    },
    derivative R::pick(r.abs().lt(beta), r / beta, r.sign())
}

loss! {
    /// Absolute error with the kink rounded off.
    ///
    /// The same as [`Huber`](crate::Huber) divided by `beta`: the slope in the tails is 1 whatever
    /// `beta` is. Used for the corners of boxes in object detection.
    pub struct SmoothL1 = "smooth_l1": Arithmetic {
        /// Where the quadratic part ends, in units of the residual; with 0 it is the absolute error.
        beta: number = 1.0 in Domain::NON_NEGATIVE;
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = (pred - target).rule(Smooth, [beta]);
    prox |step| {
        let r = pred - target;
        let inside = r.abs().lt(step + beta);
        R::pick(inside, (beta * pred + step * target) / (step + beta), pred - r.sign() * step)
    };
    spec {
        rows: &[6],
        family: Family::Regression,
        tasks: &["regression", "robust regression", "object detection"],
        formula: "Piecewise(((pred - target)**2/(2*beta), Abs(pred - target) < beta), (Abs(pred - target) - beta/2, True))",
        behaviour: "Quadratic up to `beta`, then a line with slope 1. The hessian is `1/beta` inside, 0 outside and on the joint.",
        reference: "Girshick (2015), Fast R-CNN, arXiv:1504.08083",
        conjugate: Some("Piecewise((target*slope + beta*slope**2/2, Abs(slope) <= 1), (inf, True))"),
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(false),
            lipschitz: Some("1"),
            smoothness: Some("Piecewise((inf, beta <= 0), (1/beta, True))"),
            optimum: None,
            symmetric: Some(true),
            non_negative: Some(true),
            zero_at_target: Some(true),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::SlopeOverResidual,
        peers: &[
            Peer { library: "torch", name: "torch.nn.SmoothL1Loss", note: "" },
            Peer { library: "burn", name: "burn::nn::loss::SmoothL1Loss", note: "" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.smooth_l1_loss", peer: "torch.nn.SmoothL1Loss", arguments: &[] }],
        joints: &[("pred", "target + beta"), ("pred", "target - beta"), ("pred", "target")],
    }
}
