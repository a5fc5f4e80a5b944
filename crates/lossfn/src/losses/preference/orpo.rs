//! Odds ratio preference optimisation.

use super::shared::LOG_PROBABILITY;
use crate::spec::{Domain, Family, Peer, Properties};

rule! {
    /// The logarithm of the odds of a probability, by its logarithm.
    LogOdds<0>(x) = x - x.ln_1m_exp(),
    derivative -x.exp_m1().recip()
}
rule! {
    /// `log(1 + odds(r)/odds(c))`, of the log-probability `c`.
    Against<1>(c, r) = (r.rule(LogOdds, []) - c.rule(LogOdds, [])).softplus(),
    derivative c.rule(AgainstSlope, [r])
}
rule! {
    /// Its derivative, in which no odds are left that could be infinite: with the probabilities `P` and `Q`,
    /// `-1/((1 - Q) P/Q + 1 - P)`.
    AgainstSlope<1>(c, r) = {
        let ratio = (c - r).exp();
        (r.exp_m1() * ratio + c.exp_m1()).recip()
    },
    derivative {
        let (up, down) = ((c - r).exp(), (r - c).exp());
        let (p, q) = (-c.exp_m1(), -r.exp_m1());
        // 1 - 2Q, in which nothing cancels that has been rounded.
        (q - r.exp()) / (q * up + p) / (q + p * down)
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
        behaviour: "`lambda log(2)` more than the likelihood where both answers are equally likely. 0 where the chosen answer is certain, infinite where the rejected one is or the chosen one is impossible; an impossible rejected answer leaves the likelihood alone. The odds are not taken of rounded probabilities, so answers that are nearly certain or nearly impossible keep their digits. If both are certain, their odds have no ratio, and the loss is NaN.",
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
        peers: &[
            Peer { library: "trl", name: "trl.experimental.orpo.ORPOTrainer", note: "lambda is called beta; the likelihood is that of the prompt too, a mean over all tokens of the batch" },
        ],
        joints: &[("chosen", "rejected")],
    }
}
