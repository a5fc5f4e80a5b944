//! The negative log-likelihood of a normal distribution.

use crate::{
    real::HalfQuotient,
    spec::{Argument, Domain, Family, Peer, PeerCall, Properties},
};

rule! {
    /// Of the variance `v` and the residual `r`.
    Likelihood<1>(v, r) = v.ln() * 0.5 + r.rule(HalfQuotient, [v]),
    derivative v.rule(Slope, [r])
}
rule! {
    /// Its derivatives in the variance as fractions, in the order in which only they can overflow.
    Slope<1>(v, r) = R::pick(v.lt(v.lift(1.0)), (v.lift(1.0) - r * (r / v)) / v, v.recip() - (r / v).square()) * 0.5,
    derivative R::pick(v.lt(v.lift(1.0)), (r * (r / v) - 0.5) / v / v, r / v * (r / v / v) - v.lift(0.5) / v / v)
}

/// `ln(2 pi) / 2` and what rounding it leaves.
const LN_ROOT_TAU: [f64; 2] = [0.9189385332046728, -3.8782941580672414e-17];

loss! {
    /// The negative log-likelihood of a number with a normal distribution.
    ///
    /// For models that predict how sure they are: a mean and a variance for each target. Its gradient in the
    /// mean is small where the variance is large, so a model may begin by calling hard targets noise. The
    /// variance is taken as it is, without a smallest one; one of 0 is not allowed. Without `full` the
    /// constant is left out, which changes no gradient.
    pub struct GaussianNll = "gaussian_nll": Paired {
        /// Whether the constant `log(2 pi)/2` is added.
        full: flag = false;
    }
    formula(pred: Domain::REAL, target: Domain::REAL, variance: Domain::POSITIVE) = {
        let loss = variance.rule(Likelihood, [pred - target]);
        if full { loss + LN_ROOT_TAU[0] + LN_ROOT_TAU[1] } else { loss }
    };
    along variance;
    prox |step| (pred * variance + step * target) / (variance + step);
    spec {
        rows: &[91],
        family: Family::Regression,
        tasks: &["regression with uncertainty", "regression with noise that varies"],
        formula: "(log(variance) + (pred - target)**2/variance)/2 + Piecewise((log(2*pi)/2, full), (0, True))",
        behaviour: "In the mean half a square over the variance. In the variance least where it equals the square of the residual, and without bound towards 0; where the residual is 0 too, without bound below.",
        reference: "Nix and Weigend (1994), Estimating the mean and variance of the target probability distribution, doi:10.1109/ICNN.1994.374138",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            symmetric: Some(true),
            non_negative: Some(false),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.nn.GaussianNLLLoss", note: "raises the variance to at least 1e-6 in the value, and takes its derivative as if it had not" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.gaussian_nll_loss", peer: "torch.nn.GaussianNLLLoss", arguments: &[("eps", Argument::Floor("variance"))] }],
        joints: &[("pred", "target"), ("variance", "(pred - target)**2")],
    }
}
