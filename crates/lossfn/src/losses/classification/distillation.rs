//! Knowledge distillation: a student learns from the logits of a teacher and from labels.

use crate::spec::{Boosting, Domain, Family, Peer, Properties};

loss! {
    /// Divergence from a teacher at a temperature, and cross-entropy with the label.
    ///
    /// Trains a small classifier on what a larger one makes of the same rows: the logits of the teacher say
    /// how alike the classes are, which a label does not. A higher temperature shows more of the unlikely
    /// classes, and the factor of its square keeps gradients as large as without it. `alpha` weighs the teacher
    /// and `1 - alpha` the label, as in most code; where somebody else's `alpha` weighs the label, as in the
    /// example of Keras, give one minus it. Where there are no labels, set `alpha` to 1.
    pub struct Distillation = "distillation" : Wide {
        /// What the logits of both are divided by in the divergence; the label meets them as they are.
        temperature: number = 2.0 in Domain::POSITIVE;
        /// The share of the divergence from the teacher; the label has the rest.
        alpha: number = 0.5 in Domain::UNIT;
    }
    taught(divergence, surprisal) = alpha.weigh(divergence) + alpha.rsub(1.0).weigh(surprisal);
    applies temperature;
    spec {
        rows: &[74],
        family: Family::Classification,
        tasks: &["distillation", "classification"],
        formula: "alpha*divergence + (1 - alpha)*surprisal",
        behaviour: "`divergence` is `T**2*sum(q*log(q/p))`, where q and p are the softmax of the teacher's logits and of the student's, both divided by the temperature T, and `surprisal` is `-log` of the probability that the student's logits give to the label, at temperature 1. It is summed from terms that are never negative and made of differences of logits, so it keeps its digits where the two rows are nearly equal. The gradient `alpha*T*(p - q) + (1 - alpha)*(softmax(logits) - label)` is bounded. A class that the teacher gives -inf counts for nothing in its part; one that only the student gives -inf makes the loss infinite.",
        reference: "Hinton, Vinyals and Dean (2015), Distilling the knowledge in a neural network, arXiv:1503.02531",
        properties: Properties {
            convex: Some(true),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: Some("1 - alpha + alpha*temperature"),
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(false),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::TwiceHessian,
        peers: &[
            Peer { library: "torch", name: "torch.nn.KLDivLoss", note: "of the logarithms of both softmax at the temperature, with reduction batchmean: times its square and alpha, beside 1 - alpha times CrossEntropyLoss" },
            Peer { library: "keras", name: "keras.distillation.LogitsDistillation", note: "the divergence from the teacher alone, at temperature 3" },
        ],
    }
}
