//! The divergence of two normal distributions.

use super::shared::Spread;
use crate::{
    real::HalfQuotient,
    spec::{Domain, Family, Peer, Properties},
};

rule! {
    /// All of it, of the variance `w` of the target.
    Whole<2>(w, s, v) = s.rule(HalfQuotient, [w]) + v.rule(Spread, [w]),
    derivative w.rule(WholeSlope, [s, v])
}
rule! {
    /// Its derivatives as fractions, in the order in which only they can overflow.
    WholeSlope<2>(w, s, v) = R::pick(
        w.lt(w.lift(1.0)),
        ((w - v) / w - s * (s / w)) / w,
        (w - v) / w / w - (s / w).square()
    ) * 0.5,
    derivative R::pick(
        w.lt(w.lift(1.0)),
        (s * (s / w) + (v / w - 0.5)) / w / w,
        s / w * (s / w / w) + (v / w - 0.5) / w / w
    )
}

loss! {
    /// The Kullback-Leibler divergence of a normal distribution from another one.
    ///
    /// Of the predicted distribution, by its mean and variance, from the target's: in nats, what is lost when
    /// the target stands in for the prediction. For variational autoencoders with a learned prior, for
    /// Bayesian layers, and as a trust region of policies. To compare with mean 0 and variance 1 use
    /// [`StandardGaussianKl`](crate::StandardGaussianKl).
    pub struct GaussianKl = "gaussian_kl": Paired
    formula(
        mean: Domain::REAL, variance: Domain::POSITIVE,
        target_mean: Domain::REAL, target_variance: Domain::POSITIVE
    ) = {
        let shift = mean - target_mean;
        // The derivatives in a mean do not read the variance, nor those in the variance the means; they have
        // to be NaN all the same where that is.
        let [of_variance, of_shift] = [variance, shift].map(|x| x.sign() * 0.0);
        target_variance.rule(Whole, [shift + of_variance, variance + of_shift])
    };
    along variance, target_mean, target_variance;
    spec {
        rows: &[109],
        family: Family::Divergence,
        tasks: &["variational inference", "generative models", "trust regions"],
        formula: "((mean - target_mean)**2/target_variance + variance/target_variance - 1 - log(variance/target_variance))/2",
        behaviour: "0 where both distributions are the same. It grows with the square of the distance of the means, measured by the target's variance, and without bound where either variance goes to 0.",
        reference: "Kullback and Leibler (1951), On information and sufficiency, doi:10.1214/aoms/1177729694",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.distributions.kl_divergence", note: "of two Normal, which have standard deviations" },
            Peer { library: "tensorflow-probability", name: "tfp.distributions.kl_divergence", note: "likewise" },
        ],
        joints: &[("mean", "target_mean"), ("variance", "target_variance")],
    }
}
