//! Binary cross-entropy of logits.

use crate::spec::{Argument, Dialect, Domain, Family, Input, Param, Peer, PeerCall, Properties};

/// 2^64.
const LIFT: f64 = 18446744073709551616.0;

loss! {
    /// Without weights.
    struct Plain = "bce_plain": Native
    formula(logit: Domain::REAL, target: Domain::UNIT) = logit.bernoulli_nll(target);
}

loss! {
    /// Cross-entropy of a logit and a label.
    ///
    /// The loss of binary classifiers, also for labels between 0 and 1. It never forms the probability,
    /// so a confident logit keeps every digit of its loss and of its gradient. `pos_weight` and `alpha`
    /// make up for classes of unequal size.
    pub struct BceWithLogits = "bce_with_logits": Paired {
        /// What the part of the positive label is multiplied by.
        pos_weight: number = 1.0 in Domain::POSITIVE;
        /// The share of the positive label; that of the negative one is `1 - alpha`. Without it both are 1.
        alpha: optional = none in Domain::UNIT;
    }
    formula(logit: Domain::REAL, target: Domain::UNIT) = {
        // Of constants only, so that nothing is decided for each element.
        let (off, on) = match alpha {
            Some(alpha) => (alpha.rsub(1.0), alpha * pos_weight),
            // A sum, so that pairs have two words either way.
            None => (logit.lift(1.0), pos_weight + 0.0),
        };
        // Lifted, so that a weight does not round a subnormal target.
        let (zero, one) = (target.lift(0.0), target.lift(1.0));
        let tiny = R::pick(zero.lt(target), target.lift(LIFT), one);
        let lift = R::pick(target.lt(target.lift(1e-290)), tiny, one);
        logit.cross_entropy(target.rsub(1.0) * (off * lift), target * lift * on) / lift
    };
    limit |loss| (loss.pos_weight == 1.0 && loss.alpha.is_none()).then(|| Plain::new().kernel());
    spec {
        aliases: &["binary_cross_entropy_with_logits", "sigmoid_cross_entropy"],
        rows: &[50, 51],
        family: Family::Classification,
        tasks: &["binary classification", "multi-label classification", "boosting"],
        formula: "off(alpha)*(1 - target)*log(1 + exp(logit)) + on(alpha)*pos_weight*target*log(1 + exp(-logit))",
        behaviour: "ln 2 at a logit of 0; fades like `exp(-|logit|)` on the right side and grows like `|logit|` on the wrong one. An infinite logit on the side of a sure label gives 0.",
        reference: "Cox (1958), The regression analysis of binary sequences, doi:10.1111/j.2517-6161.1958.tb00292.x",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("Max(off(alpha), on(alpha)*pos_weight)"),
            smoothness: Some("Max(off(alpha), on(alpha)*pos_weight)/4"),
            optimum: Some("log(on(alpha)*pos_weight*Mean(target)/(off(alpha)*(1 - Mean(target))))"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.nn.BCEWithLogitsLoss", note: "loses the tail of one side" },
            Peer { library: "optax", name: "optax.sigmoid_binary_cross_entropy", note: "" },
            Peer { library: "scikit-learn", name: "sklearn._loss.HalfBinomialLoss", note: "loses confident positives" },
            Peer { library: "xgboost", name: "binary:logitraw", note: "pos_weight is called scale_pos_weight" },
            Peer { library: "lightgbm", name: "binary", note: "pos_weight is called scale_pos_weight" },
            Peer { library: "candle", name: "candle_nn::loss::binary_cross_entropy_with_logit", note: "NaN for large logits" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.binary_cross_entropy_with_logits", peer: "torch.nn.BCEWithLogitsLoss", arguments: &[("weight", Argument::Factor)] }],
        dialects: &[
            Dialect {
                params: &[Param::number("scale_pos_weight", 1.0, Domain::POSITIVE, "The weight of label 1.")],
                inputs: &[Input { name: "logit", domain: Domain::REAL }, Input { name: "target", domain: Domain::BINARY }],
                note: "the weight is that of a label of exactly 1, so targets between are refused here",
                ..Dialect::sum("xgboost", "bce_with_logits", "binary:logitraw", "bce_with_logits(pos_weight=scale_pos_weight)")
            },
        ],
        joints: &[("logit", "0")],
    }
}
