//! The focal loss of a softmax.

use crate::spec::{Boosting, Dialect, Domain, Family, Param, Peer, Properties};

rule! {
    /// `(1 - e^-s)^gamma`. Its derivative takes `e^-s` in two factors, so that what is subnormal is rounded
    /// after `gamma` has met it.
    Missed<1>(s, gamma) = (-(-s).exp_m1()).powf(gamma),
    derivative {
        let half = (s * -0.5).exp();
        gamma * (-(-s).exp_m1()).powf(gamma - 1.0) * half * half
    }
}
rule! {
    /// `s (1 - e^-s)^gamma`. Its derivative is the power times `1 + gamma s/(e^s - 1)`, where nothing
    /// overflows before it does.
    Faded<1>(s, gamma) = s.weigh((-(-s).exp_m1()).powf(gamma)),
    derivative {
        let miss = -(-s).exp_m1();
        let half = (s * -0.5).exp();
        let ratio = R::pick(s.same(s.lift(0.0)), gamma, (gamma * s).weigh(half) * half / miss);
        s.rule(Missed, [gamma]) * (ratio + 1.0)
    }
}

loss! {
    /// Cross-entropy of a softmax in which easy rows fade.
    ///
    /// Each row is weighted by the probability of being wrong to the power `gamma`: see
    /// [`BinaryFocal`](crate::BinaryFocal) for what it is good for. With `gamma = 0` it is
    /// [`CrossEntropy`](crate::CrossEntropy), bit for bit. It reads labels, not target distributions.
    pub struct Focal = "focal": Double {
        /// How fast easy rows fade.
        gamma: number = 2.0 in Domain::NON_NEGATIVE;
        /// A weight for each class; the mean is over the weights of the labels.
        class_weight: vector = none in Domain::NON_NEGATIVE;
    }
    softmax(surprisal, weight) = weight.weigh(surprisal.rule(Faded, [gamma]));
    labels only;
    // The stage applies the class weights.
    applies class_weight;
    limit |loss| (loss.gamma == 0.0).then(|| super::cross_entropy::CrossEntropy::new().kernel());
    spec {
        rows: &[59],
        family: Family::Classification,
        tasks: &["classification", "class imbalance"],
        formula: "weight*(1 - exp(-surprisal))**gamma*surprisal",
        behaviour: "`surprisal` is `-log p` of the label and `weight` its class weight. Finite with finite derivatives for every `gamma`, also below 1.",
        reference: "Lin, Goyal, Girshick, He and Dollar (2017), Focal loss for dense object detection, arXiv:1708.02002",
        properties: Properties {
            convex: Some(false),
            differentiable: Some(true),
            twice_differentiable: Some(true),
            lipschitz: None,
            smoothness: None,
            symmetric: Some(false),
            non_negative: Some(true),
            zero_at_target: Some(true),
            ..Properties::UNKNOWN
        },
        boosting: Boosting::SizeOfHessian,
        peers: &[
            Peer { library: "keras", name: "keras.losses.CategoricalFocalCrossentropy", note: "alpha is 0.25 when not given" },
            Peer { library: "monai", name: "monai.losses.FocalLoss", note: "with use_softmax=True" },
        ],
        dialects: &[
            Dialect {
                params: &[Param::number("alpha", 0.25, Domain::NON_NEGATIVE, "What every item is multiplied by."), Param::number("gamma", 2.0, Domain::NON_NEGATIVE, "How strongly easy items fade.")],
                note: "with from_logits=True; it clips probabilities at 1e-7, which is not done here",
                ..Dialect::sum("keras", "focal", "keras.losses.CategoricalFocalCrossentropy", "alpha*focal(gamma=gamma)")
            },
        ],
    }
}
