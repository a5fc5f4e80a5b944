//! The gamma deviance.

use super::shared::Shortfall;
use crate::spec::{Boosting, Dialect, Domain, Family, Peer, Properties};

rule! {
    /// `y/q - 1 - ln(y/q)`, half the deviance of a positive number `y` whose mean `q` is predicted.
    HalfDeviance<1>(q, y) = {
        // By the quotient, as q ln q may overflow; and where the quotient may underflow, without it.
        let tiny = (y * 2f64.powi(60)).lt(q);
        R::pick(tiny, q.ln_ratio(y) - 1.0, q.lift(1.0).i_divergence(y / q, (y - q) / q))
    },
    derivative q.rule(Shortfall, [y]) / q
}

loss! {
    /// Half of it.
    struct Half = "half_gamma_deviance": Paired
    formula(pred: Domain::POSITIVE, target: Domain::POSITIVE) = pred.rule(HalfDeviance, [target]);
    spec { formula: "target/pred - 1 - log(target/pred)", boosting: Boosting::SizeOfHessian }
}

loss! {
    /// The deviance of a positive number, of which the mean is predicted.
    ///
    /// Twice what the log-likelihood of a gamma distribution lacks of its best: it depends on the quotient of
    /// number and mean alone, so relative errors count alike at every scale. To train a model on the logarithm of the
    /// mean use [`GammaNll`](crate::GammaNll).
    pub struct GammaDeviance = "gamma_deviance": Paired
    formula(pred: Domain::POSITIVE, target: Domain::POSITIVE) = pred.rule(HalfDeviance, [target]) * 2.0;
    spec {
        rows: &[95],
        family: Family::Count,
        tasks: &["regression of positive numbers", "scoring of forecasts"],
        given: &["target"],
        formula: "2*(target/pred - 1 - log(target/pred))",
        behaviour: "0 where mean and number are equal. Grows like a logarithm of large means and like the inverse of small ones; convex up to twice the target.",
        reference: "Nelder and Wedderburn (1972), Generalized linear models, doi:10.2307/2344614",
        properties: Properties {
            convex: Some(false),
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
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.mean_gamma_deviance", note: "" },
        ],
        dialects: &[
            Dialect {
                note: "with a power of 2",
                ..Dialect::own::<Half>("sklearn", "half_gamma_deviance", "sklearn._loss.loss.HalfTweedieLossIdentity")
            },
        ],
        joints: &[("pred", "target")],
    }
}
