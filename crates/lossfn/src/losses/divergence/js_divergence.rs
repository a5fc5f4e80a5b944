//! The Jensen-Shannon divergence.

use crate::{
    real::Real,
    spec::{Domain, Family, Peer, Properties, Stage},
};

/// A power of two that lifts subnormal probabilities out of where a mixture would round.
const LIFT: f64 = f64::from_bits((1023 + 512) << 52);

/// `ln(t / m)` and `ln(q / m)` for the mixture `m = beta t + (1 - beta) q`. Near each other they come
/// from the difference, which the mixture would round off.
#[inline(always)]
fn logarithms<R: Real>(q: R, t: R, beta: R) -> (R, R) {
    let (q, t, rest) = (q * LIFT, t * LIFT, beta.rsub(1.0));
    let (d, m) = (t - q, beta * t + rest * q);
    let near = (d.abs() * 4.0).lt(t);
    (logarithm(near, t, m, -rest * d), logarithm(near, q, m, beta * d))
}

/// `ln(x / m)` where `m = x + rest`.
#[inline(always)]
fn logarithm<R: Real>(near: R::Mask, x: R, m: R, rest: R) -> R {
    R::pick(near, -(rest / x).ln_1p(), x.ln_ratio(m))
}

rule! {
    /// `beta t ln(t/m) + (1 - beta) q ln(q/m)`.
    Mixed<2>(q, t, beta) = {
        let rest = beta.rsub(1.0);
        let (lt, lq) = logarithms(q, t, beta);
        // Without a target the mixture is a multiple of the prediction, also where that is 0.
        let alone = -(rest * rest.ln() * q);
        R::pick(t.same(t.lift(0.0)), alone, beta * t.weigh(lt) + rest * q.weigh(lq))
    },
    derivative q.rule(Lean, [t, beta])
}
rule! {
    /// `(1 - beta) ln(q/m)`: all else cancels.
    Lean<2>(q, t, beta) = {
        let rest = beta.rsub(1.0);
        let alone = q * 0.0 - rest.ln();
        rest * R::pick(t.same(t.lift(0.0)), alone, logarithms(q, t, beta).1)
    },
    derivative {
        let rest = beta.rsub(1.0);
        let share = t * LIFT / (beta * (t * LIFT) + rest * (q * LIFT));
        R::pick(t.same(t.lift(0.0)), q * 0.0, rest * beta * share / q)
    }
}

loss! {
    /// The Jensen-Shannon divergence between two distributions.
    ///
    /// How far both are from their mixture, in nats: never infinite, and at most ln 2 for `beta = 0.5`,
    /// where it is symmetric. Each row is a distribution; the loss of a row is the sum over it. Between
    /// distributions that do not overlap it is flat, so it gives no direction there.
    pub struct JsDivergence = "js_divergence": Double {
        /// The share of the target in the mixture.
        beta: number = 0.5 in Domain::open(0.0, 1.0);
    }
    rows(pred: Domain::UNIT, target: Domain::UNIT) = pred.rule(Mixed, [target, beta]);
    spec {
        rows: &[77],
        family: Family::Divergence,
        tasks: &["distribution matching", "distillation"],
        stage: Stage::Rows,
        formula: "beta*target*log(target/(beta*target + (1 - beta)*pred)) + (1 - beta)*pred*log(pred/(beta*target + (1 - beta)*pred))",
        behaviour: "The formula is that of one element; a row is summed. Where the prediction is 0 and the target is not, the slope is -inf.",
        reference: "Lin (1991), Divergence measures based on the Shannon entropy, doi:10.1109/18.61115",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            symmetric: None,
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "scipy", name: "scipy.spatial.distance.jensenshannon", note: "its square, and it normalises the rows" },
            Peer { library: "liger-kernel", name: "LigerJSD", note: "takes logarithms of probabilities" },
        ],
        joints: &[("pred", "target")],
    }
}
