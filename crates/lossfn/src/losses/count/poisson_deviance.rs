//! The Poisson deviance.

use super::shared::Shortfall;
use crate::spec::{Dialect, Domain, Family, Peer, Properties};

rule! {
    /// `y ln(y/q) - y + q`, half the deviance of a count `y` whose mean `q` is predicted.
    HalfDeviance<1>(q, y) = y.i_divergence(q, q - y),
    derivative q.rule(Shortfall, [y])
}

loss! {
    /// Half of it.
    struct Half = "half_poisson_deviance"
    formula(pred: Domain::NON_NEGATIVE, target: Domain::NON_NEGATIVE) = pred.rule(HalfDeviance, [target]);
    spec {
        formula: "target*log(target/pred) - target + pred",
        properties: Properties { convex: Some(true), non_negative: Some(true), ..Properties::UNKNOWN },
    }
}

loss! {
    /// The deviance of a count, of which the mean is predicted.
    ///
    /// Twice what the log-likelihood of a Poisson distribution lacks of its best: 0 where the mean equals the
    /// count, so it can be compared between data sets. To train a model on the logarithm of the mean use
    /// [`PoissonNll`](crate::PoissonNll).
    pub struct PoissonDeviance = "poisson_deviance"
    formula(pred: Domain::NON_NEGATIVE, target: Domain::NON_NEGATIVE) = pred.rule(HalfDeviance, [target]) * 2.0;
    spec {
        rows: &[95],
        family: Family::Count,
        tasks: &["count regression", "scoring of forecasts"],
        formula: "2*(target*log(target/pred) - target + pred)",
        behaviour: "0 where mean and count are equal, also where both are 0; infinite where a mean of 0 meets another count.",
        reference: "Nelder and Wedderburn (1972), Generalized linear models, doi:10.2307/2344614",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            optimum: Some("Mean(target)"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.mean_poisson_deviance", note: "refuses means of 0" },
            Peer { library: "scipy", name: "scipy.special.kl_div", note: "half of it, count first" },
        ],
        dialects: &[
            Dialect {
                note: "with a power of 1",
                ..Dialect::own::<Half>("sklearn", "half_poisson_deviance", "sklearn._loss.loss.HalfTweedieLossIdentity")
            },
        ],
        joints: &[("pred", "target")],
    }
}
