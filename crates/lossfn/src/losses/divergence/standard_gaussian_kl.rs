//! The divergence of a normal distribution from the standard one.

use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The Kullback-Leibler divergence of a normal distribution from the standard one.
    ///
    /// The regulariser of a variational autoencoder, for each latent number: how far the distribution with
    /// this mean and variance is from mean 0 and variance 1, in nats. The gradient is that in the mean. Peers
    /// take the logarithm of the variance; this takes the variance.
    pub struct StandardGaussianKl = "standard_gaussian_kl"
    formula(mean: Domain::REAL, variance: Domain::POSITIVE) = {
        // 1 ln(1/v) - 1 + v
        let spread = mean.lift(1.0).i_divergence(variance, variance - 1.0);
        // The slope in the mean does not read the variance, and has to be NaN where that is.
        R::pick(variance.same(variance), mean, variance).half_square() + spread * 0.5
    };
    spec {
        rows: &[109],
        family: Family::Divergence,
        tasks: &["variational inference", "generative models"],
        formula: "(mean**2 + variance - 1 - log(variance))/2",
        behaviour: "0 at mean 0 and variance 1. It grows with the square of the mean, with the variance, and without bound towards a variance of 0, which is not allowed.",
        reference: "Kingma and Welling (2013), Auto-encoding variational Bayes, arXiv:1312.6114",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.distributions.kl_divergence", note: "of two Normal, which have standard deviations" },
            Peer { library: "tensorflow-probability", name: "tfp.distributions.kl_divergence", note: "likewise" },
        ],
        joints: &[("mean", "0")],
    }
}
