//! The divergence of a normal distribution from the standard one.

use super::shared::Spread;
use crate::spec::{Domain, Family, Peer, Properties};

loss! {
    /// The Kullback-Leibler divergence of a normal distribution from the standard one.
    ///
    /// The regulariser of a variational autoencoder, for each latent number: how far the distribution with
    /// this mean and variance is from mean 0 and variance 1, in nats. Peers
    /// take the logarithm of the variance; this takes the variance.
    pub struct StandardGaussianKl = "standard_gaussian_kl"
    formula(mean: Domain::REAL, variance: Domain::POSITIVE) = {
        // The slope in the one does not read the other, and has to be NaN all the same where that is.
        let [of_mean, of_variance] = [mean, variance].map(|x| x.sign() * 0.0);
        (mean + of_variance).half_square() + (variance + of_mean).rule(Spread, [mean.lift(1.0)])
    };
    along variance;
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
            smoothness: Some("1"),
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
