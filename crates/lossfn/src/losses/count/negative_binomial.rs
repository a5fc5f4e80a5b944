//! The negative binomial negative log-likelihood.

use crate::spec::{Domain, Family, Peer, Properties};

// The common case needs no logarithm of the dispersion, which would be rounded.
loss! {
    /// The dispersion is 1: the geometric distribution.
    struct Geometric = "negative_binomial_of_dispersion_1"
    formula(pred: Domain::REAL, target: Domain::NON_NEGATIVE) = pred.cross_entropy(pred.lift(1.0), target);
}

loss! {
    /// The negative log-likelihood of a count that varies more than Poisson's.
    ///
    /// For counts whose variance is `mean + dispersion mean^2`. The logarithm of the mean is predicted; the terms
    /// that depend on the count and the dispersion alone are left out, so the limit for a small dispersion
    /// is [`PoissonNll`](crate::PoissonNll).
    pub struct NegativeBinomial = "negative_binomial": Double {
        /// How much the variance exceeds the mean: by this times its square.
        dispersion: number = 1.0 in Domain::POSITIVE;
    }
    formula(pred: Domain::REAL, target: Domain::NON_NEGATIVE) = {
        let shift = dispersion.ln();
        (pred + shift).cross_entropy(dispersion.recip(), target) + target * shift
    };
    limit |loss| if loss.dispersion == 1.0 { Some(Geometric::new().kernel()) } else { None };
    spec {
        rows: &[97],
        family: Family::Count,
        tasks: &["count regression", "forecasting"],
        formula: "(target + 1/dispersion)*log(1 + dispersion*exp(pred)) - target*pred",
        behaviour: "Least where the mean equals the count; it may be negative for a dispersion below 1. Linear on both sides.",
        reference: "Lawless (1987), Negative binomial and mixed Poisson regression, doi:10.2307/3314912",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            optimum: Some("log(Mean(target))"),
            symmetric: Some(false),
            non_negative: Some(false),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "pytorch-forecasting", name: "NegativeBinomialDistributionLoss", note: "predicts the mean and the shape, 1/dispersion" },
        ],
        joints: &[("pred", "log(target)")],
    }
}
