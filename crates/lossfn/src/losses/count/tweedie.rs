//! Tweedie's negative log-likelihood.

use crate::{
    real::divergence::{Compound, Tweedie as Powers},
    spec::{Boosting, Dialect, Domain, Family, Input, Param, Peer, Properties},
};

// For the power 3/2 the exponents are exact halves, so f64 is enough.
loss! {
    /// The power is 3/2.
    struct Halves = "tweedie_of_halves"
    formula(pred: Domain::REAL, target: Domain::NON_NEGATIVE) = pred.rule(Compound, [target]);
}

loss! {
    /// The negative log-likelihood of a number whose variance is a power of its mean.
    ///
    /// A power between 1 and 2 is a sum of a Poisson number of gamma claims: for costs and amounts of rain,
    /// which are often exactly 0 and else positive. The logarithm of the mean is predicted; terms that depend
    /// on the number alone, and the dispersion, are left out. Between 0 and 1 there is no such distribution.
    pub struct Tweedie = "tweedie": Wide {
        /// The power of the mean: 0 is normal, 1 Poisson, 2 gamma, 3 inverse normal.
        power: number = 1.5 in Domain::Outside { low: 0.0, high: 1.0 };
    }
    formula(pred: Domain::REAL, target: Domain::NON_NEGATIVE) = pred.rule(Powers, [target, power]);
    limit |loss| match loss.power {
        1.0 => Some(super::poisson_nll::PoissonNll::new().kernel()),
        2.0 => Some(super::gamma_nll::GammaNll::new().kernel()),
        1.5 => Some(Halves::new().kernel()),
        _ => None,
    };
    inputs |loss| match loss.power {
        p if p <= 0.0 => &[Input { name: "pred", domain: Domain::REAL }, Input { name: "target", domain: Domain::REAL }],
        p if p < 2.0 => &[Input { name: "pred", domain: Domain::REAL }, Input { name: "target", domain: Domain::NON_NEGATIVE }],
        _ => &[Input { name: "pred", domain: Domain::REAL }, Input { name: "target", domain: Domain::POSITIVE }],
    };
    spec {
        rows: &[95],
        family: Family::Count,
        tasks: &["insurance", "regression of amounts", "boosting"],
        formula: "Piecewise((exp(pred) - target*pred, Eq(power, 1)), (pred + target*exp(-pred), Eq(power, 2)), (exp((2 - power)*pred)/(2 - power) - target*exp((1 - power)*pred)/(1 - power), True))",
        behaviour: "Least where the mean equals the target. Convex for powers from 1 to 2, with a target of 0 allowed; for larger ones the target is positive.",
        reference: "Jorgensen (1987), Exponential dispersion models, doi:10.1111/j.2517-6161.1987.tb01685.x",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            symmetric: Some(false),
            non_negative: Some(false),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn._loss.HalfTweedieLoss", note: "" },
            Peer { library: "xgboost", name: "reg:tweedie", note: "tweedie_variance_power, between 1 and 2" },
            Peer { library: "lightgbm", name: "tweedie", note: "tweedie_variance_power, from 1 up to 2" },
        ],
        dialects: &[
            Dialect {
                params: &[Param::number("tweedie_variance_power", 1.5, Domain::open(1.0, 2.0), "The power of the mean that the variance is.")],
                ..Dialect::sum("xgboost", "tweedie", "reg:tweedie", "tweedie(power=tweedie_variance_power)")
            },
            Dialect {
                params: &[Param::number("tweedie_variance_power", 1.5, Domain::Interval { low: 1.0, high: 2.0, low_closed: true, high_closed: false }, "The power of the mean that the variance is.")],
                ..Dialect::sum("lightgbm", "tweedie", "tweedie", "tweedie(power=tweedie_variance_power)")
            },
        ],
        joints: &[("pred", "log(target)")],
    }
}
