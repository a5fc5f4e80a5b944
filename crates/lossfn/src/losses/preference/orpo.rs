//! Odds ratio preference optimisation.

use super::shared::LOG_PROBABILITY;
use crate::{
    real::{LIFT, Real, SMALL},
    spec::{Boosting, Domain, Family, Peer, Properties},
};

// With the probabilities `P` of the chosen answer and `Q` of the other, `p = 1 - P` and `q = 1 - Q`, the ratio of the
// odds is `(q/p)(P/Q)`. The derivatives are made of `1/(q P/Q + p)`, which has no odds that could be infinite.

/// `1 - e^x`, a zero of which is positive.
#[inline(always)]
fn rest<R: Real>(x: R) -> R {
    x.exp_m1().rsub(0.0)
}

/// `1/(q P/Q + p)` and `(P/Q)/(q P/Q + p)`, by the smaller of `P/Q` and `Q/P`.
#[inline(always)]
fn parts<R: Real>(c: R, r: R) -> [R; 2] {
    let (t, p, q, less) = ((-(c - r).abs()).exp(), rest(c), rest(r), c.lt(r));
    let whole = R::pick(less, q * t + p, q + p * t).recip();
    [R::pick(less, whole, t * whole), R::pick(less, t * whole, whole)]
}

rule! {
    /// `log(1 + odds(r)/odds(c))`, 0 where `c` is certain; its derivative in the log-probability `c`.
    Against<1>(c, r) = r.rule(Of, [c]),
    derivative c.rule(AgainstSlope, [r])
}
rule! {
    /// `-1/(q P/Q + p)`.
    AgainstSlope<1>(c, r) = -parts(c, r)[0],
    derivative {
        let [a, b] = parts(c, r);
        (rest(r) - r.exp()) * a * b
    }
}
rule! {
    /// The same, with its derivative in the log-probability `r`.
    Of<1>(r, c) = {
        let odds = (r - r.ln_1m_exp()) - (c - c.ln_1m_exp());
        R::pick(c.same(c.lift(0.0)), r.sign() * 0.0, odds.softplus())
    },
    derivative r.rule(OfSlope, [c])
}
rule! {
    /// `p/(q P/Q + p)/q`, lifted out of the subnormal numbers.
    OfSlope<1>(r, c) = {
        let [lifted, q] = [rest(c) * LIFT * parts(c, r)[0], rest(r)];
        R::pick(c.same(c.lift(0.0)), r.sign() * 0.0, lifted / (q * LIFT))
    },
    derivative {
        let ([a, b], q) = (parts(c, r), rest(r));
        let lifted = rest(c) * LIFT * a * (r.exp() + q.weigh(b));
        // The order of the quotients in which nothing between is subnormal or infinite.
        let bent = R::pick(q.lt(q.lift(SMALL)), lifted / (q * LIFT) / q, lifted / q / (q * LIFT));
        R::pick(c.same(c.lift(0.0)), r.sign() * 0.0, bent)
    }
}

loss! {
    /// The negative log-likelihood of the chosen answer, and how little its odds exceed those of the rejected one.
    ///
    /// Fine-tuning and preferences in one stage, without a reference policy: both inputs are means of the
    /// log-probabilities of the tokens of an answer. The first term teaches the chosen answer, the second, weighted by
    /// `lambda`, says that it should be likelier than the other. The policy gives both; derivatives in the second are
    /// those of `wrt`. Where only the preference is wanted take [`Simpo`](crate::Simpo).
    pub struct Orpo = "orpo": Double {
        /// The weight of the odds ratio beside the likelihood.
        lambda: number = 0.1 in Domain::NON_NEGATIVE;
    }
    formula(chosen: LOG_PROBABILITY, rejected: LOG_PROBABILITY) =
        lambda.weigh(chosen.rule(Against, [rejected])) - chosen;
    along rejected;
    spec {
        rows: &[173],
        family: Family::Preference,
        tasks: &["preference optimisation", "language modelling"],
        formula: "-chosen + lambda*log(1 + exp(rejected)*(1 - exp(chosen))/(exp(chosen)*(1 - exp(rejected))))",
        behaviour: "`lambda log(2)` more than the likelihood where both answers are equally likely. 0 where the chosen answer is certain, infinite where the rejected one is or the chosen one is impossible; an impossible rejected answer leaves the likelihood alone. The odds are not taken of rounded probabilities, so answers that are nearly certain or nearly impossible keep their digits. If both are certain, it is 0 too.",
        reference: "Hong, Lee and Thorne (2024), ORPO: monolithic preference optimization without reference model, arXiv:2403.07691",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "trl", name: "trl.experimental.orpo.ORPOTrainer", note: "lambda is called beta; the likelihood is that of the prompt too, a mean over all tokens of the batch" },
        ],
        joints: &[("chosen", "rejected")],
    }
}
