//! Tweedie's deviance.

use super::shared::Shortfall;
use crate::{
    real::{LIFT, Real, SMALL},
    spec::{Boosting, Dialect, Domain, Family, Input, Param, Peer, Properties},
};

rule! {
    /// Half the deviance of Tweedie's distribution, `q^(2 - p) h(y/q)`, where `p` is none of 0, 1 and 2.
    HalfDeviance<2>(q, y, p) = {
        let (a, b, ln_q, ln_y) = (p.rsub(2.0), p.rsub(1.0), q.ln(), y.relu().ln());
        let (l, power) = (ln_y - ln_q, (a * ln_q).exp());
        // h = (X(a l)/a - X(l))/(a - 1), a = 2 - p, l = ln(y/q), X(x) = e^x - 1 - x: what still cancels is
        // what the condition number allows for.
        let near = power.weigh((bend(a * l) / a - bend(l)) / b);
        // Its three terms, of which none leaves the range before it has to.
        let mixed = R::pick(p.lt(p.lift(2.0)), y.weigh((b * ln_q).exp()), (y / q).weigh(power));
        let far = (a * ln_y).exp() / (a * b) + power / a - mixed / b;
        let far = R::pick(far.same(far), far, (q + y) * f64::INFINITY);
        R::pick(l.abs().lt(l.lift(0.5)), near, far)
    },
    derivative q.rule(PowerShortfall, [y, p])
}
/// `e^x - 1 - x`.
#[inline(always)]
fn bend<R: Real>(x: R) -> R {
    x.exp_m1() - x
}
rule! {
    /// `(1 - y/q) q^(1 - p)`, by the factors of which neither leaves the range before the product.
    PowerShortfall<2>(q, y, p) = {
        let flat = p.lt(p.lift(1.0));
        let power = R::pick(flat, -p, p.rsub(1.0));
        R::pick(flat, q - y, q.rule(Shortfall, [y])).weigh(q.powf(power))
    },
    derivative {
        let flat = p.lt(p.lift(-0.05));
        let power = R::pick(flat, -p - 1.0, -p);
        // Lifted, where a multiple of a subnormal would be rounded.
        let by = R::pick(flat, q.lift(1.0), R::pick(q.lt(q.lift(SMALL)), q.lift(LIFT), q.lift(1.0)));
        let sum = p.mul_add(y * by, p.rsub(1.0) * (q * by));
        R::pick(flat, sum, sum / (q * by)) * q.powf(power)
    }
}
rule! {
    /// Half the deviance for `p = 3/2`, `2 (sqrt y - sqrt q)^2 / sqrt q`.
    HalfDevianceOfHalves<1>(q, y) = {
        let (root, other) = (q.sqrt(), y.sqrt());
        // The difference of the roots by that of their squares.
        let gap = (q - y) / (root + other);
        gap / root * gap * 2.0
    },
    derivative q.rule(PowerShortfall, [y, q.lift(1.5)])
}

// For the power 3/2 the deviance is a square of a difference of roots, without powers and logarithms.
loss! {
    /// The power is 3/2.
    struct Compound = "tweedie_deviance_of_halves": Paired
    formula(pred: Domain::POSITIVE, target: Domain::NON_NEGATIVE) = pred.rule(HalfDevianceOfHalves, [target]) * 2.0;
}

loss! {
    /// The deviance of a number whose variance is a power of its mean, which is predicted.
    ///
    /// Twice what the log-likelihood lacks of its best. The power says how errors weigh at different scales:
    /// 0 counts them alike, 1 relative to the mean's root, 2 relative to the mean. To train a model on the
    /// logarithm of the mean use [`Tweedie`](crate::Tweedie).
    pub struct TweedieDeviance = "tweedie_deviance": Wide {
        /// The power of the mean: 0 is the squared error, 1 Poisson, 2 gamma, 3 inverse normal.
        power: number = 1.5 in Domain::Outside { low: 0.0, high: 1.0 };
    }
    formula(pred: Domain::POSITIVE, target: Domain::NON_NEGATIVE) = pred.rule(HalfDeviance, [target, power]) * 2.0;
    limit |loss| match loss.power {
        0.0 => Some(super::super::regression::squared::Squared::new().kernel()),
        1.0 => Some(super::poisson_deviance::PoissonDeviance::new().kernel()),
        1.5 => Some(Compound::new().kernel()),
        2.0 => Some(super::gamma_deviance::GammaDeviance::new().kernel()),
        _ => None,
    };
    inputs |loss| match loss.power {
        0.0 => &[Input { name: "pred", domain: Domain::REAL }, Input { name: "target", domain: Domain::REAL }],
        p if p < 0.0 => &[Input { name: "pred", domain: Domain::POSITIVE }, Input { name: "target", domain: Domain::REAL }],
        p if p < 2.0 => &[Input { name: "pred", domain: Domain::POSITIVE }, Input { name: "target", domain: Domain::NON_NEGATIVE }],
        _ => &[Input { name: "pred", domain: Domain::POSITIVE }, Input { name: "target", domain: Domain::POSITIVE }],
    };
    spec {
        rows: &[95],
        family: Family::Count,
        tasks: &["regression of amounts", "scoring of forecasts"],
        given: &["target"],
        formula: "Piecewise(((pred - target)**2, Eq(power, 0)), (2*(target*log(target/pred) - target + pred), Eq(power, 1)), (2*(target/pred - 1 - log(target/pred)), Eq(power, 2)), (2*(Max(target, 0)**(2 - power)/((1 - power)*(2 - power)) - target*pred**(1 - power)/(1 - power) + pred**(2 - power)/(2 - power)), True))",
        behaviour: "0 where mean and number are equal. For negative powers a negative target counts as 0 in its own power.",
        reference: "Jorgensen (1987), Exponential dispersion models, doi:10.1111/j.2517-6161.1987.tb01685.x",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("Piecewise((inf, power < 0), (2, power <= 0), (inf, True))"),
            optimum: Some("Mean(target)"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "scikit-learn", name: "sklearn.metrics.mean_tweedie_deviance", note: "its power is 0 by default" },
            Peer { library: "torchmetrics", name: "TweedieDevianceScore", note: "its power is 0 by default" },
        ],
        dialects: &[
            Dialect {
                params: &[Param::number("power", 0.0, Domain::Outside { low: 0.0, high: 1.0 }, "The power of the mean that the variance is.")],
                ..Dialect::sum("sklearn", "tweedie_deviance", "sklearn.metrics.mean_tweedie_deviance", "tweedie_deviance(power=power)")
            },
            Dialect {
                params: &[Param::number("power", 1.5, Domain::Outside { low: 0.0, high: 1.0 }, "The power of the mean that the variance is.")],
                ..Dialect::sum("sklearn", "half_tweedie_deviance", "sklearn._loss.loss.HalfTweedieLossIdentity", "0.5*tweedie_deviance(power=power)")
            },
            Dialect {
                params: &[Param::number("power", 0.0, Domain::Outside { low: 0.0, high: 1.0 }, "The power of the mean that the variance is.")],
                ..Dialect::sum("torchmetrics", "tweedie_deviance", "TweedieDevianceScore", "tweedie_deviance(power=power)")
            },
        ],
        joints: &[("pred", "target")],
    }
}
