//! The Poisson negative log-likelihood.

use super::shared::Shortfall;
use crate::{
    real::Real,
    spec::{Dialect, Domain, Family, Input, Peer, PeerCall, Properties},
};

rule! {
    /// `x - y ln x`, the rate itself being given; its derivative as one fraction.
    Rate<1>(x, y) = R::pick(y.same(y.lift(0.0)), x, (-y).mul_add(x.ln(), x)),
    derivative x.rule(Shortfall, [y])
}

rule! {
    /// `x - y ln(x + eps)`, the rate itself being given.
    RateAbove<2>(x, y, eps) = R::pick(y.same(y.lift(0.0)), x, (-y).mul_add((x + eps).ln(), x)),
    derivative (x + eps).rule(Shortfall, [y])
}

/// `e^z - y z`.
#[inline(always)]
fn by_logarithm<R: Real>(z: R, y: R) -> R {
    // Beyond the range the exponential outgrows the product, which may be infinite as well; the derivatives
    // are infinite too.
    let rises = z * z * z.lift(f64::INFINITY);
    R::pick(z.lift(710.0).lt(z), rises, z.exp_sub(z.lift(1.0), y.weigh(z)))
}

// A flag inside a vector loop means that both ways are computed, so the common cases stand alone.
loss! {
    /// The logarithm of the mean is predicted, and the constant left out.
    struct ByLogarithm = "poisson_by_logarithm"
    formula(pred: Domain::REAL, target: Domain::NON_NEGATIVE) = by_logarithm(pred, target);
}
loss! {
    /// The mean is predicted, and the constant left out.
    struct ByRate = "poisson_by_rate": Paired
    formula(pred: Domain::NON_NEGATIVE, target: Domain::NON_NEGATIVE) = pred.rule(Rate, [target]);
}

loss! {
    /// With Stirling's formula, and a constant in the logarithm of the rate.
    struct Torch = "poisson_nll_torch": Wide {
        /// Whether the prediction is the logarithm of the mean.
        log_input: flag = true;
        /// Whether Stirling's formula for the logarithm of the factorial is added, for counts above 1.
        full: flag = false;
        /// What is added to the rate in the logarithm.
        eps: number = 1e-8 in Domain::NON_NEGATIVE;
    }
    formula(pred: Domain::REAL, target: Domain::NON_NEGATIVE) = {
        let loss = if log_input { by_logarithm(pred, target) } else { pred.rule(RateAbove, [target, eps]) };
        if !full {
            return loss;
        }
        let one = target.lift(1.0);
        let count = R::pick(one.lt(target), target, one);
        let constant = count * count.ln() - count + (count * core::f64::consts::TAU).ln() * 0.5;
        let constant = R::pick(count.same(count.lift(f64::INFINITY)), count, constant);
        loss + R::pick(one.lt(target), constant, target.lift(0.0))
    };
    inputs |loss| if loss.log_input {
        &[Input { name: "pred", domain: Domain::REAL }, Input { name: "target", domain: Domain::NON_NEGATIVE }]
    } else {
        &[Input { name: "pred", domain: Domain::NON_NEGATIVE }, Input { name: "target", domain: Domain::NON_NEGATIVE }]
    };
    spec {
        formula: "Piecewise((exp(pred) - target*pred, log_input), (pred - target*log(pred + eps), True)) + Piecewise((Piecewise((target*log(target) - target + log(2*pi*target)/2, target > 1), (0, True)), full), (0, True))",
    }
}

loss! {
    /// The mean is predicted, with a constant in its logarithm.
    struct Keras = "poisson_nll_keras": Wide
    formula(pred: Domain::NON_NEGATIVE, target: Domain::NON_NEGATIVE) = {
        let eps = pred.lift(1e-7);
        pred.rule(RateAbove, [target, eps])
    };
    spec { formula: "pred - target*log(pred + 1/10000000)" }
}

loss! {
    /// The negative log-likelihood of a count.
    ///
    /// For counts whose mean is predicted: by its logarithm, which is the usual way, or with
    /// `log_input = false` by itself. Without `full` the terms that depend on the count alone are left
    /// out, which changes no gradient.
    pub struct PoissonNll = "poisson_nll": Wide {
        /// Whether the prediction is the logarithm of the mean.
        log_input: flag = true;
        /// Whether the logarithm of the factorial of the count is added: exactly, not by Stirling's formula.
        full: flag = false;
    }
    formula(pred: Domain::REAL, target: Domain::NON_NEGATIVE) = {
        let loss = if log_input { by_logarithm(pred, target) } else { pred.rule(Rate, [target]) };
        if !full {
            return loss;
        }
        // Beyond the range the constant outgrows all else.
        let constant = target.ln_factorial();
        R::pick(constant.same(constant.lift(f64::INFINITY)), constant, loss + constant)
    };
    limit |loss| match (loss.full, loss.log_input) {
        (true, _) => None,
        (false, true) => Some(ByLogarithm::new().kernel()),
        (false, false) => Some(ByRate::new().kernel()),
    };
    inputs |loss| if loss.log_input {
        &[Input { name: "pred", domain: Domain::REAL }, Input { name: "target", domain: Domain::NON_NEGATIVE }]
    } else {
        &[Input { name: "pred", domain: Domain::NON_NEGATIVE }, Input { name: "target", domain: Domain::NON_NEGATIVE }]
    };
    spec {
        aliases: &["poisson"],
        rows: &[93],
        family: Family::Count,
        tasks: &["count regression", "boosting"],
        given: &["target"],
        formula: "Piecewise((exp(pred) - target*pred, log_input), (pred - target*log(pred), True)) + Piecewise((loggamma(target + 1), full), (0, True))",
        behaviour: "Least where the mean equals the count. It may be negative unless `full`. `0 log 0` is 0.",
        reference: "Nelder and Wedderburn (1972), Generalized linear models, doi:10.2307/2344614",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            optimum: Some("Piecewise((log(Mean(target)), log_input), (Mean(target), True))"),
            symmetric: Some(false),
            non_negative: Some(false),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.nn.PoissonNLLLoss", note: "adds 1e-8 to the rate; full is Stirling's formula" },
            Peer { library: "scikit-learn", name: "sklearn._loss.HalfPoissonLoss", note: "" },
            Peer { library: "xgboost", name: "count:poisson", note: "its hessian is enlarged by max_delta_step" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.poisson_nll_loss", peer: "torch.nn.PoissonNLLLoss", arguments: &[] }],
        dialects: &[
            Dialect {
                inputs: &[
                    Input { name: "pred", domain: Domain::NON_NEGATIVE },
                    Input { name: "target", domain: Domain::NON_NEGATIVE },
                ],
                note: "the mean is predicted, with 1e-7 added to it in the logarithm",
                ..Dialect::own::<Keras>("keras", "poisson_nll", "keras.losses.Poisson")
            },
            Dialect {
                note: "full adds Stirling's formula for counts above 1, and a rate has eps added in the logarithm",
                ..Dialect::own::<Torch>("torch", "poisson_nll", "torch.nn.PoissonNLLLoss")
            },
        ],
        joints: &[("pred", "log(target)")],
    }
}
