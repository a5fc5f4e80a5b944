//! Group relative policy optimisation.

use super::shared::LOG_PROBABILITY;
use crate::{
    real::Real,
    spec::{Boosting, Curvature, Domain, Family, Peer, Properties},
};

/// The logarithm of a probability that a token was drawn by, so it was not 0.
const DRAWN: Domain =
    Domain::Interval { low: f64::NEG_INFINITY, high: 0.0, low_closed: false, high_closed: true };

rule! {
    /// `w e^x`, also where `e^x` alone leaves the range; 0 where `w` is 0.
    Exponential<1>(x, w) = {
        let half = (x * 0.5).exp();
        w.weigh(half).weigh(half)
    },
    derivative x.rule(Exponential, [w])
}
rule! {
    /// `w (e^x - 1 - x)`: near 0 as the I-divergence of 1 from `e^x`.
    Excess<1>(x, w) = {
        let (one, rise, whole) = (x.lift(1.0), x.exp_m1(), x.rule(Exponential, [w]));
        let near = w.weigh(one.i_divergence(x.exp(), rise));
        let far = R::pick(whole.same(x.lift(f64::INFINITY)), whole, whole - w.weigh(x + 1.0));
        let between = R::pick(x.lift(0.25).lt(x.abs()), w.weigh(rise - x), near);
        R::pick(one.lt(x), far, between)
    },
    derivative x.rule(Rise, [w])
}
rule! {
    /// `w (e^x - 1)`.
    Rise<1>(x, w) = R::pick(x.lift(1.0).lt(x), x.rule(Exponential, [w]) - w, w.weigh(x.exp_m1())),
    derivative x.rule(Exponential, [w])
}

/// How far a policy is from its reference, times a weight, estimated by what the policy has drawn.
#[inline(always)]
fn divergence<R: Real>(log_prob: R, reference: R, weight: R, kl: usize) -> R {
    match kl {
        0 => weight.weigh(log_prob - reference),
        1 => weight.weigh((log_prob - reference).half_square()),
        _ => (reference - log_prob).rule(Excess, [weight]),
    }
}

loss! {
    /// Minus the advantage of a token by how much likelier it has become, clipped, plus a divergence from a reference.
    ///
    /// Policy gradients on answers that the policy has drawn itself, an item for each token: its log-probability by
    /// the policy that learns, by the one that drew it, and by a frozen reference, and the advantage of its answer,
    /// which is its reward less the mean of its group over their spread. Where the ratio of probabilities leaves
    /// `1 - epsilon` to `1 + epsilon` in the direction of the advantage, nothing more is gained. How tokens are
    /// averaged is a matter of weights: see [`Averaging`](crate::Averaging). With `beta = 0` and `epsilon` alone this is the
    /// clipped objective of PPO.
    pub struct Grpo = "grpo": Paired {
        /// How far the ratio of probabilities may move from 1 and still count.
        epsilon: number = 0.2 in Domain::open(0.0, 1.0);
        /// The weight of the divergence from the reference.
        beta: number = 0.04 in Domain::NON_NEGATIVE;
        /// The estimate of the divergence, of `d = log_prob - reference_log_prob`: `k1` is `d`, `k2` is `d^2/2`, and
        /// `k3` is `exp(-d) - 1 + d`.
        kl: choice = "k3" in &["k1", "k2", "k3"];
    }
    formula(
        log_prob: LOG_PROBABILITY, old_log_prob: DRAWN,
        reference_log_prob: LOG_PROBABILITY, advantage: Domain::FINITE
    ) = {
        // What a derivative does not read has to make it NaN all the same.
        let others = (reference_log_prob + advantage).sign() * 0.0;
        let gap = log_prob - old_log_prob + others;
        let gains = advantage.lift(0.0).lt(advantage);
        // Logarithms are compared, since 1 - epsilon may be rounded to 1.
        let moved = gap.rule(Exponential, [advantage]);
        let above = R::pick(epsilon.ln_1p().lt(gap), advantage * (epsilon + 1.0), moved);
        let below = R::pick(gap.lt((-epsilon).ln_1p()), advantage * epsilon.rsub(1.0), moved);
        divergence(log_prob, reference_log_prob, beta, kl.0) - R::pick(gains, above, below)
    };
    spec {
        rows: &[176],
        family: Family::Preference,
        tasks: &["policy optimisation", "preference optimisation", "language modelling"],
        given: &["old_log_prob", "reference_log_prob", "advantage"],
        formula: "beta*Piecewise((log_prob - reference_log_prob, kl_k1), ((log_prob - reference_log_prob)**2/2, kl_k2), (exp(reference_log_prob - log_prob) - 1 - (reference_log_prob - log_prob), True)) - Piecewise((advantage*Min(exp(log_prob - old_log_prob), 1 + epsilon), advantage > 0), (advantage*Max(exp(log_prob - old_log_prob), 1 - epsilon), True))",
        behaviour: "Minus the advantage, plus the divergence, where the policy is the one that drew the token. The gradient of the first term is 0 where the ratio is clipped. A token that has become impossible gains and loses nothing by its advantage beyond the clip, but costs without bound by `k2` and `k3`. `k3` is not a difference of rounded numbers, so it is exact near the reference.",
        reference: "Shao et al. (2024), DeepSeekMath: pushing the limits of mathematical reasoning in open language models, arXiv:2402.03300; the clipped ratio: Schulman, Wolski, Dhariwal, Radford and Klimov (2017), Proximal policy optimization algorithms, arXiv:1707.06347; `k1`, `k2` and `k3`: Schulman (2020), Approximating KL divergence",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(false),
            twice_differentiable: Some(false),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            optimum: None,
            symmetric: Some(false),
            non_negative: Some(false),
            zero_at_target: Some(false),
            hessian: Curvature::AlmostEverywhere,
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "trl", name: "trl.GRPOTrainer", note: "kl is k3, epsilon_high may differ, and beta is 0 unless given; loss_type is how tokens are averaged" },
        ],
        joints: &[("log_prob", "old_log_prob + log(1 + epsilon)"), ("log_prob", "old_log_prob + log(1 - epsilon)"), ("log_prob", "reference_log_prob")],
    }
}
