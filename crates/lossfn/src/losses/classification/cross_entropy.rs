//! Softmax cross-entropy.

use crate::{
    spec::{Boosting, Domain, Family, Peer, Properties},
    stages::Statistic,
};

loss! {
    /// Cross-entropy of a softmax over logits.
    ///
    /// The loss of classifiers with several classes, for labels or for target distributions. The
    /// probabilities are never formed, so a confident row keeps every digit of its loss. Label smoothing
    /// keeps a model from growing sure without end; a temperature above 1 softens the distribution, as
    /// in distillation; class weights make up for classes of unequal size.
    pub struct CrossEntropy = "cross_entropy" {
        /// The share of the target that is spread evenly over all classes.
        label_smoothing: number = 0.0 in Domain::UNIT;
        /// What the logits are divided by.
        temperature: number = 1.0 in Domain::POSITIVE;
        /// A weight for each class; the mean is over the weights of the labels.
        class_weight: vector = none in Domain::NON_NEGATIVE;
    }
    softmax(surprisal, weight, spread) =
        label_smoothing.rsub(1.0).weigh(weight.weigh(surprisal)) + label_smoothing.weigh(spread);
    reads |loss| if loss.label_smoothing == 0.0 {
        &[Statistic::Surprisal, Statistic::Weight]
    } else {
        &[Statistic::Surprisal, Statistic::Weight, Statistic::Spread]
    };
    spec {
        rows: &[52, 53, 54, 56],
        family: Family::Classification,
        tasks: &["classification", "language modelling", "distillation"],
        formula: "(1 - label_smoothing)*weight*surprisal + label_smoothing*spread",
        behaviour: "`surprisal` is `-log p` of the label (for a target distribution the weighted mean of `-log p`), `weight` its class weight and `spread` the mean over all classes of class weight times `-log p`, where p is the softmax of `logits/temperature`. A logit of -inf without target weight counts for nothing.",
        reference: "Szegedy, Vanhoucke, Ioffe, Shlens and Wojna (2016), Rethinking the inception architecture for computer vision, arXiv:1512.00567",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::TwiceHessian,
        peers: &[
            Peer { library: "torch", name: "torch.nn.CrossEntropyLoss", note: "the same denominators; ignore_index is ignore" },
            Peer { library: "keras", name: "keras.losses.SparseCategoricalCrossentropy", note: "with from_logits=True" },
            Peer { library: "optax", name: "optax.softmax_cross_entropy_with_integer_labels", note: "" },
            Peer { library: "scikit-learn", name: "sklearn._loss.HalfMultinomialLoss", note: "loses confident rows" },
            Peer { library: "xgboost", name: "multi:softprob", note: "its hessian is the bound 2 p (1 - p)" },
        ],
    }
}
