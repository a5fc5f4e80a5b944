//! Tweedie's negative log-likelihood.

use crate::{
    real::Real,
    spec::{Boosting, Dialect, Domain, Family, Input, Param, Peer, Properties},
};

rule! {
    /// `e^(b z)/b - y e^(a z)/a` with `a = 1 - p`, `b = 2 - p`: the likelihood of Tweedie's distribution, the logarithm
    /// `z` of the mean being given, where `p` is neither 1 nor 2.
    Likelihood<2>(z, y, p) = powers(z, y, (p.rsub(2.0).recip(), p.rsub(1.0).recip()), p),
    derivative z.rule(Slope, [y, p])
}
rule! {
    /// `e^(a z) (e^z - y)`.
    Slope<2>(z, y, p) = {
        let (one, power) = (z.lift(1.0), p.rsub(1.0) * z);
        // Where one of the factors leaves the range, the terms do not cancel.
        let near = z.abs().max(power.abs()).lt(z.lift(700.0));
        R::pick(near, power.exp() * z.exp_sub(one, y), powers(z, y, (one, one), p))
    },
    derivative powers(z, y, (p.rsub(2.0), p.rsub(1.0)), p)
}
/// `b' e^(b z) - a' y e^(a z)`.
#[inline(always)]
fn powers<R: Real>(z: R, y: R, (by_b, by_a): (R, R), p: R) -> R {
    let (above, below) = (p.rsub(2.0) * z, p.rsub(1.0) * z);
    // By its root, which leaves the range after its product with y.
    let root = (below * 0.5).exp();
    // A subnormal y first meets the larger one of its factors, so that no digit is lost between.
    let less = by_a.abs().lt(root);
    let (before, after) = (R::pick(less, y, by_a * y), R::pick(less, by_a, by_a.lift(1.0)));
    let terms = by_b * above.exp() - after * before.weigh(root).weigh(root);
    // Where both may be infinite, their common factor has the size and the rest the sign.
    let infinite = z.lift(700.0).lt(above.min(below * 2.0));
    let product = root * root * (by_b * z.exp() - by_a * y);
    R::pick(infinite, R::pick(product.same(product), product, terms), terms)
}

rule! {
    /// [`Likelihood`] for `p = 3/2`, whose exponents are exact halves and whose terms have one sign.
    LikelihoodOfHalves<1>(z, y) = ((z * 0.5).exp() + y.weigh((z * -0.5).exp())) * 2.0,
    derivative z.rule(SlopeOfHalves, [y])
}
rule! {
    /// `e^(-z/2) (e^z - y)`, and its terms where they do not cancel.
    SlopeOfHalves<1>(z, y) = {
        let (up, down) = ((z * 0.5).exp(), (z * -0.5).exp());
        R::pick(z.abs().lt(z.lift(700.0)), down * z.exp_sub(z.lift(1.0), y), up - y.weigh(down))
    },
    derivative ((z * 0.5).exp() + y.weigh((z * -0.5).exp())) * 0.5
}

// For the power 3/2 the exponents are exact halves, so f64 is enough.
loss! {
    /// The power is 3/2.
    struct Halves = "tweedie_of_halves"
    formula(pred: Domain::REAL, target: Domain::NON_NEGATIVE) = pred.rule(LikelihoodOfHalves, [target]);
}

loss! {
    /// The negative log-likelihood of a number whose variance is a power of its mean.
    ///
    /// A power between 1 and 2 is a sum of a Poisson number of gamma claims: for costs and amounts of rain,
    /// which are often exactly 0 and else positive. The logarithm of the mean is predicted; terms that depend
    /// on the number alone, and the dispersion, are left out. Between 0 and 1 there is no such distribution.
    pub struct Tweedie = "tweedie": Paired {
        /// The power of the mean: 0 is normal, 1 Poisson, 2 gamma, 3 inverse normal.
        power: number = 1.5 in Domain::Outside { low: 0.0, high: 1.0 };
    }
    formula(pred: Domain::REAL, target: Domain::NON_NEGATIVE) = pred.rule(Likelihood, [target, power]);
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
            smoothness: Some("inf"),
            optimum: Some("log(Mean(target))"),
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
