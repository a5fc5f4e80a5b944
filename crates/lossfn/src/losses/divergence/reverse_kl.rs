//! The reverse Kullback-Leibler divergence.

use crate::spec::{Domain, Family, Peer, Properties};

rule! {
    /// `q ln(q/t)`, 0 where `q` is 0.
    Excess<1>(q, t) = R::pick(q.same(q.lift(0.0)), t * 0.0, q * q.ln_ratio(t)),
    derivative q.rule(LogExcess, [t])
}
rule! {
    /// `ln(q/t) + 1`, infinite where `t` is 0.
    LogExcess<1>(q, t) = R::pick(t.same(t.lift(0.0)), q + f64::INFINITY, q.ln_ratio(t) + 1.0),
    derivative q.recip()
}

loss! {
    /// The Kullback-Leibler divergence of the target from a predicted distribution.
    ///
    /// `KL(pred, target)`, the prediction first: it seeks one mode of the target and leaves out the others,
    /// where [`KlDivergence`](crate::KlDivergence) covers them all. Each row is a distribution; the loss of a
    /// row is the sum over it, in nats. It is infinite where the prediction allows what the target rules out.
    pub struct ReverseKl = "reverse_kl": Paired
    rows(pred: Domain::UNIT, target: Domain::UNIT) = pred.rule(Excess, [target]);
    spec {
        rows: &[75],
        family: Family::Divergence,
        tasks: &["distribution matching", "distillation", "variational inference"],
        given: &["target"],
        formula: "pred*(log(pred) - log(target))",
        behaviour: "The formula is that of one element; a row is summed. 0 where the prediction is 0, with a slope of -inf; infinite where only the target is 0. The gradient in the prediction is `log(pred/target) + 1`. Never below 0 where both rows add up to 1 exactly; rounded rows may give a little less.",
        reference: "Gu, Dong, Wei and Huang (2023), MiniLLM: Knowledge distillation of large language models, arXiv:2306.08543",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.nn.KLDivLoss", note: "with the roles exchanged: the logarithm of the target first" },
            Peer { library: "scipy", name: "scipy.special.rel_entr", note: "element by element, prediction first" },
        ],
        joints: &[("pred", "target")],
    }
}
