//! The Kullback-Leibler divergence of logarithms.

use crate::spec::{Boosting, Dialect, Domain, Family, Input, Mean, Peer, PeerCall, Properties, Row};

const LOGARITHM: Domain = Domain::closed(f64::NEG_INFINITY, 0.0);

rule! {
    /// `e^t (t - q)`, 0 where `t` is -inf.
    Excess<1>(q, t) = {
        let gap = t - q;
        let excess = R::pick(gap.same(gap.lift(f64::INFINITY)), gap, t.exp() * gap);
        R::pick(t.same(t.lift(f64::NEG_INFINITY)), R::pick(q.same(q), q.lift(0.0), q), excess)
    },
    derivative R::pick(q.same(q), -t.exp(), q)
}
rule! {
    /// `t (ln t - q)`, 0 where `t` is 0.
    Surprise<1>(q, t) = {
        let none = R::pick(q.same(q), q.lift(0.0), q);
        R::pick(t.same(t.lift(0.0)), none, t * (t.ln() - q))
    },
    derivative R::pick(q.same(q), -t, q)
}

loss! {
    /// The target is a probability, or the logarithm of one.
    struct Torch = "kl_from_log_probs_torch": Paired {
        /// Whether the target is the logarithm of a probability.
        log_target: flag = false;
    }
    rows(pred: LOGARITHM, target: LOGARITHM) = if log_target {
        pred.rule(Excess, [target])
    } else {
        pred.rule(Surprise, [target])
    };
    inputs |loss| if loss.log_target {
        &[Input { name: "pred", domain: LOGARITHM }, Input { name: "target", domain: LOGARITHM }]
    } else {
        &[Input { name: "pred", domain: LOGARITHM }, Input { name: "target", domain: Domain::UNIT }]
    };
    spec {
        row: Row::Sum,
        given: &["target"],
        formula: "Piecewise((exp(target)*(target - pred), log_target), (target*(log(target) - pred), True))",
    }
}

loss! {
    /// The Kullback-Leibler divergence of a prediction from the target, both as logarithms.
    ///
    /// `KL(target, pred)` of rows of log-probabilities, the target first, as of
    /// [`KlDivergence`](crate::KlDivergence): for models that end in a log-softmax, where a probability would
    /// underflow that its logarithm keeps. That the rows are logarithms of distributions is not checked. From
    /// logits use [`CrossEntropy`](crate::CrossEntropy), which differs by the entropy of the target.
    pub struct KlFromLogProbs = "kl_from_log_probs": Paired
    rows(pred: LOGARITHM, target: LOGARITHM) = pred.rule(Excess, [target]);
    spec {
        rows: &[75],
        family: Family::Divergence,
        tasks: &["distribution matching", "distillation"],
        row: Row::Sum,
        given: &["target"],
        formula: "exp(target)*(target - pred)",
        behaviour: "The formula is that of one element; a row is summed. 0 where the target is -inf, infinite where only the prediction is. The gradient in the prediction is minus the probability of the target, whatever the prediction: what it is made of has to be normalised.",
        reference: "Kullback and Leibler (1951), On information and sufficiency, doi:10.1214/aoms/1177729694",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("1"),
            smoothness: Some("0"),
            symmetric: Some(false),
            non_negative: Some(false),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::One,
        peers: &[
            Peer { library: "torch", name: "torch.nn.KLDivLoss", note: "log_target says whether the target is a logarithm; its mean divides by the number of elements" },
            Peer { library: "optax", name: "optax.losses.kl_divergence_with_log_targets", note: "" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.kl_div", peer: "torch.nn.KLDivLoss", arguments: &[] }],
        dialects: &[
            Dialect {
                mean: Mean::Elements,
                note: "the target is a probability unless log_target",
                ..Dialect::own::<Torch>("torch", "kl_from_log_probs", "torch.nn.KLDivLoss")
            },
        ],
        joints: &[("pred", "target")],
    }
}
