//! Binary cross-entropy of probabilities.

use crate::spec::{Argument, Domain, Family, Peer, PeerCall, Properties};

rule! {
    /// `-y ln p - (1 - y) ln(1 - p)`.
    CrossEntropy<1>(p, y) = -(y.weigh(p.ln()) + y.rsub(1.0).weigh((-p).ln_1p())),
    derivative p.rule(Excess, [y])
}
rule! {
    /// `(1 - y)/(1 - p) - y/p` as one fraction: the two terms would cancel near `p = y`. For a sure
    /// label only one of them is there, also at `p = y`.
    Excess<1>(p, y) = {
        let (off, on) = (p.rsub(1.0), y.rsub(1.0));
        let zero = y.lift(0.0);
        let both = (p - y) / (p * off);
        R::pick(y.same(zero), off.recip(), R::pick(on.same(zero), -p.recip(), both))
    },
    // A square may underflow where the quotient does not.
    derivative {
        let (off, no, zero) = (p.rsub(1.0), y.rsub(1.0), y.lift(0.0));
        R::pick(y.same(zero), zero, y / p / p) + R::pick(no.same(zero), zero, no / off / off)
    }
}

loss! {
    /// Cross-entropy of a probability and a label.
    ///
    /// The negative log-likelihood of a label under a predicted probability, also for labels between 0
    /// and 1. Use it to score probabilities; to train a model use
    /// [`BceWithLogits`](crate::BceWithLogits), which keeps the digits that a probability near 0 or 1
    /// has lost.
    pub struct Bce = "bce"
    formula(pred: Domain::UNIT, target: Domain::UNIT) = pred.rule(CrossEntropy, [target]);
    spec {
        aliases: &["log_loss", "binary_cross_entropy"],
        rows: &[49],
        family: Family::Classification,
        tasks: &["binary classification", "calibration"],
        formula: "-target*log(pred) - (1 - target)*log(1 - pred)",
        behaviour: "Infinite where a sure prediction is wrong: nothing is clamped. `0 log 0` is 0. At `pred = target` of 0 or 1 the gradient is the one-sided limit, +1 or -1.",
        reference: "Good (1952), Rational decisions, doi:10.1111/j.2517-6161.1952.tb00104.x",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("inf"),
            smoothness: Some("inf"),
            optimum: Some("Mean(target)"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        peers: &[
            Peer { library: "torch", name: "torch.nn.BCELoss", note: "clamps the logarithm at -100" },
            Peer { library: "scikit-learn", name: "sklearn.metrics.log_loss", note: "clips probabilities at the machine epsilon" },
            Peer { library: "keras", name: "keras.losses.BinaryCrossentropy", note: "clips probabilities at 1e-7" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.binary_cross_entropy", peer: "torch.nn.BCELoss", arguments: &[("weight", Argument::Factor)] }],
        joints: &[("pred", "target")],
    }
}
