//! The Kullback-Leibler divergence.

use super::shared::MinusQuotient;
use crate::spec::{Dialect, Domain, Family, Mean, Peer, Properties};

rule! {
    /// `t ln(t/q)`, 0 where `t` is 0; its derivatives by quotients, which do not overflow before they do.
    Excess<1>(q, t) = R::pick(t.same(t.lift(0.0)), q * 0.0, t * t.ln_ratio(q)),
    derivative q.rule(MinusQuotient, [t])
}

loss! {
    /// The Kullback-Leibler divergence of a predicted distribution from the target.
    ///
    /// `KL(target, pred)`, the target first: what it costs to code the target with the prediction. Each
    /// row is a distribution; the loss of a row is the sum over it, in nats. It is infinite where the
    /// prediction rules out what happens; for a bounded, symmetric measure use
    /// [`JsDivergence`](crate::JsDivergence).
    pub struct KlDivergence = "kl_divergence"
    rows(pred: Domain::UNIT, target: Domain::UNIT) = pred.rule(Excess, [target]);
    spec {
        rows: &[75],
        family: Family::Divergence,
        tasks: &["distribution matching", "distillation"],
        given: &["target"],
        formula: "target*log(target/pred)",
        behaviour: "The formula is that of one element; a row is summed. 0 where the target is 0, infinite where only the prediction is. The gradient in the prediction is `-target/pred`. Never below 0 where both rows add up to 1 exactly; rounded rows may give a little less.",
        reference: "Kullback and Leibler (1951), On information and sufficiency, doi:10.1214/aoms/1177729694",
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
            Peer { library: "torch", name: "torch.nn.KLDivLoss", note: "takes the logarithm of the prediction first, and its mean divides by the number of elements" },
            Peer { library: "scipy", name: "scipy.special.rel_entr", note: "element by element, target first" },
            Peer { library: "optax", name: "optax.kl_divergence", note: "takes the logarithm of the prediction" },
        ],
        dialects: &[
            Dialect {
                mean: Mean::Elements,
                note: "it reads the logarithm of the prediction, here is the prediction itself",
                ..Dialect::sum("torch", "kl_divergence", "torch.nn.KLDivLoss", "kl_divergence()")
            },
        ],
        joints: &[("pred", "target")],
    }
}
