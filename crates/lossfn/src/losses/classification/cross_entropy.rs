//! Softmax cross-entropy.

use crate::{
    spec::{Argument, Boosting, Domain, Family, Peer, PeerCall, Properties},
    stages::Statistic,
};

loss! {
    /// Cross-entropy of a softmax over logits.
    ///
    /// The loss of classifiers with several classes, for labels or for target distributions. The
    /// probabilities are never formed, so a confident row keeps every digit of its loss. Label smoothing
    /// keeps a model from growing sure without end; a temperature above 1 softens the distribution, as
    /// in distillation; class weights make up for classes of unequal size; `softcap` bounds the logits, and
    /// `z_loss` keeps the normaliser near 1.
    pub struct CrossEntropy = "cross_entropy" {
        /// The share of the target that is spread evenly over the classes.
        label_smoothing: number = 0.0 in Domain::UNIT;
        /// Over which classes it is spread: over all, the label among them, or over all others.
        smoothing: choice = "uniform" in &["uniform", "others"];
        /// What the logits are divided by.
        temperature: number = 1.0 in Domain::POSITIVE;
        /// What the logits are capped at before everything, softly: they become `softcap tanh(x/softcap)`.
        softcap: optional = none in Domain::POSITIVE;
        /// What the squared logarithm of the sum of exponentials is multiplied by: it keeps logits from
        /// drifting.
        z_loss: number = 0.0 in Domain::NON_NEGATIVE;
        /// A weight for each class; the mean is over the weights of the labels.
        class_weight: vector = none in Domain::NON_NEGATIVE;
    }
    softmax(surprisal, weight, spread, log_sum_exp) =
        label_smoothing.rsub(1.0).weigh(weight).weigh(surprisal)
            + label_smoothing.weigh(spread)
            + z_loss.weigh(log_sum_exp).weigh(log_sum_exp);
    reads |loss| match (loss.label_smoothing == 0.0, loss.z_loss == 0.0, loss.smoothing.0) {
        (true, true, _) => &[Statistic::Surprisal, Statistic::Weight],
        (_, true, 0) => &[Statistic::Surprisal, Statistic::Weight, Statistic::Spread],
        (_, true, _) => &[Statistic::Surprisal, Statistic::Weight, Statistic::Others],
        (_, _, 0) => Self::STATISTICS,
        _ => &[Statistic::Surprisal, Statistic::Weight, Statistic::Others, Statistic::LogSumExp],
    };
    applies temperature, softcap, class_weight;
    spec {
        rows: &[52, 53, 54, 56],
        family: Family::Classification,
        tasks: &["classification", "language modelling", "distillation"],
        formula: "(1 - label_smoothing)*weight*surprisal + label_smoothing*spread + z_loss*log_sum_exp**2",
        behaviour: "`surprisal` is `-log p` of the label (for a target distribution the weighted mean of `-log p`), `weight` its class weight and `spread` the mean over all classes of class weight times `-log p`, with `smoothing=others` that over all classes but the label (for a target distribution each class counts by what the target leaves of 1), where p is the softmax of `logits/temperature`, with `softcap` of capped logits, and `log_sum_exp` the logarithm of the sum of their exponentials. A logit of -inf without target weight counts for nothing. With `z_loss` it is convex only where `log_sum_exp` is not negative, with `softcap` only near 0; then a logit of -inf is one of `-softcap`.",
        reference: "Szegedy, Vanhoucke, Ioffe, Shlens and Wojna (2016), Rethinking the inception architecture for computer vision, arXiv:1512.00567",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("Piecewise((Max(class_weight)/temperature, z_loss <= 0), (inf, True))"),
            smoothness: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::TwiceHessian,
        peers: &[
            Peer { library: "torch", name: "torch.nn.CrossEntropyLoss", note: "the same denominators; ignore_index is ignore" },
            Peer { library: "liger", name: "LigerCrossEntropyLoss", note: "lse_square_scale is z_loss; softcap is the same" },
            Peer { library: "megatron-core", name: "vocab_parallel_cross_entropy", note: "its label smoothing is smoothing=others" },
            Peer { library: "keras", name: "keras.losses.SparseCategoricalCrossentropy", note: "with from_logits=True" },
            Peer { library: "optax", name: "optax.softmax_cross_entropy_with_integer_labels", note: "" },
            Peer { library: "scikit-learn", name: "sklearn._loss.HalfMultinomialLoss", note: "loses confident rows" },
            Peer { library: "xgboost", name: "multi:softprob", note: "its hessian is the bound 2 p (1 - p)" },
        ],
        calls: &[PeerCall { library: "torch", function: "torch.nn.functional.cross_entropy", peer: "torch.nn.CrossEntropyLoss", arguments: &[("weight", Argument::Parameter("class_weight")), ("ignore_index", Argument::Ignore)] }],
    }
}
