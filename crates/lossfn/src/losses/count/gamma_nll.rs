//! The gamma negative log-likelihood.

use crate::spec::{Domain, Family, Peer, Properties};

/// 2^1020 and its logarithm, the first part so short that subtracting it is exact.
const POWER: f64 = f64::from_bits((1023 + 1020) << 52);
const LN_HIGH: f64 = 707.0101240873337;
const LN_LOW: f64 = 8.381053640635801e-08;

loss! {
    /// The negative log-likelihood of a positive number with a gamma distribution.
    ///
    /// For claims, durations and other positive numbers whose spread grows with their mean. The logarithm of
    /// the mean is predicted; what depends on the number and the shape alone is left out, and the rest divided
    /// by the shape, which changes no minimum. For means use [`GammaDeviance`](crate::GammaDeviance).
    pub struct GammaNll = "gamma_nll"
    formula(pred: Domain::REAL, target: Domain::POSITIVE) = {
        // Where the exponential leaves the range and its product with the target may not, a power of two
        // changes sides.
        let (low, high) = (pred.lt(pred.lift(-709.0)), pred.lift(708.0).lt(pred));
        let by = |down: f64, up: f64, none: f64| {
            R::pick(low, pred.lift(down), R::pick(high, pred.lift(up), pred.lift(none)))
        };
        let minus = (-pred - by(LN_HIGH, -LN_HIGH, 0.0)) - by(LN_LOW, -LN_LOW, 0.0);
        let times = target * by(POWER, POWER.recip(), 1.0);
        // At -inf the derivatives are infinite too.
        let lowest = pred.lift(f64::NEG_INFINITY);
        R::pick(pred.same(lowest), -(pred * pred * lowest), minus.exp_sub(times, -pred))
    };
    spec {
        aliases: &["gamma"],
        rows: &[94],
        family: Family::Count,
        tasks: &["regression of positive numbers", "boosting"],
        given: &["target"],
        formula: "pred + target*exp(-pred)",
        behaviour: "Least, `log(target) + 1`, where the mean equals the target; it may be negative. Linear above, exponential below.",
        reference: "Nelder and Wedderburn (1972), Generalized linear models, doi:10.2307/2344614",
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
            Peer { library: "scikit-learn", name: "sklearn._loss.HalfGammaLoss", note: "" },
            Peer { library: "xgboost", name: "reg:gamma", note: "" },
            Peer { library: "lightgbm", name: "gamma", note: "" },
        ],
        joints: &[("pred", "log(target)")],
    }
}
